"""Every part of a new version recognised in an old one, from scenes down to lines and up again to shots."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.scriptdiff.likeness import Grams, grams, tokens
from projects.scriptdiff.matching import Pairs, pair_alike, pair_beside, pair_equal
from projects.scriptdiff.nodes import NUMBER, Node

SCENE_ALIKE, SCENE_ALIKE_ELSEWHERE, SCENE_ALIKE_BESIDE = 0.5, 0.6, 0.25
LINE_ALIKE, LINE_ALIKE_BESIDE = 0.55, 0.4
SHOT_ALIKE, SHOT_ALIKE_BESIDE = 0.5, 0.35
SAME_SPEAKER = SAME_PLACE = SAME_NUMBER = 0.1
WORDS_FOR_A_MOVE = 4
"""Fewer words than this are said too often to tell where a line came from."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A node with where it stands."""

    node: Node
    parent: Part | None
    index: int
    gone: bool

    @property
    def scene(self) -> Part:
        """The scene it is, or is in."""
        part = self
        while part.node.level != "scene":
            assert part.parent is not None  # noqa: S101 - shots and lines are in scenes
            part = part.parent
        return part


@dataclass
class Side:
    """One version laid out by level."""

    episodes: list[Part] = field(default_factory=list)
    scenes: list[Part] = field(default_factory=list)
    shots: list[Part] = field(default_factory=list)
    lines: list[Part] = field(default_factory=list)
    children: dict[str, list[Part]] = field(default_factory=dict)
    by_ref: dict[str, Part] = field(default_factory=dict)

    def below(self, part: Part) -> list[Part]:
        """The parts right below, in order."""
        return self.children.get(part.node.ref, [])

    def lines_of(self, scene: Part) -> list[Part]:
        """The lines of a scene in order."""
        return [line for shot in self.below(scene) for line in self.below(shot)]


def lay_out(story: Node) -> Side:
    """Every part of a story by level and by reference."""
    side = Side()
    level = {"episode": side.episodes, "scene": side.scenes, "shot": side.shots, "line": side.lines}

    def add(node: Node, parent: Part | None, index: int) -> None:
        part = Part(node, parent, index, node.gone or (parent is not None and parent.gone))
        level[node.level].append(part)
        side.by_ref[node.ref] = part
        if parent is not None:
            side.children.setdefault(parent.node.ref, []).append(part)
        for at, child in enumerate(node.children):
            add(child, part, at)

    for at, episode in enumerate(story.children):
        add(episode, None, at)
    return side


class Recognition:
    """Pairs the parts of two versions; `pairs` holds the old part by the new reference, `taken` old references."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.pairs: dict[str, Part] = {}
        self.taken: set[str] = set()

    def run(self) -> dict[str, Part]:
        """Recognise everything that can be."""
        self._episodes()
        self._scenes()
        for scene in self.new.scenes:
            if before := self.pairs.get(scene.node.ref):
                self._lines_in(before, scene)
        self._lines_elsewhere()
        self._shots_by_lines()
        for scene in self.new.scenes:
            if before := self.pairs.get(scene.node.ref):
                self._silent_shots_in(before, scene)
        self._silent_shots_elsewhere()
        return self.pairs

    # -- pairing ---------------------------------------------------------------------------------------------------

    def _pair(self, before: Part, after: Part) -> None:
        self.pairs[after.node.ref] = before
        self.taken.add(before.node.ref)

    def _free(self, parts: Iterable[Part], *, gone: bool | None = None) -> list[Part]:
        return [p for p in parts if p.node.ref not in self.taken and (gone is None or p.gone is gone)]

    def _open(self, parts: Iterable[Part]) -> list[Part]:
        return [part for part in parts if part.node.ref not in self.pairs]

    def _equal(self, old: Sequence[Part], new: Sequence[Part], key: Callable[[Node], Hashable]) -> None:
        for after, before in pair_equal([key(p.node) for p in old], [key(p.node) for p in new]).items():
            self._pair(old[before], new[after])

    def _alike(
        self,
        old: Sequence[Part],
        new: Sequence[Part],
        looks: Callable[[Node], Grams],
        bonus: Callable[[Node, Node], float],
        **bounds: float,
    ) -> None:
        """Pairs among lists that may hold paired parts already, whose neighbourhood then counts."""
        if not self._free(old) or not self._open(new):
            return
        nothing: Grams = frozenset()
        found = pair_alike(
            [nothing if part.node.ref in self.taken else looks(part.node) for part in old],
            [nothing if part.node.ref in self.pairs else looks(part.node) for part in new],
            self._known(old, new),
            bonus=lambda before, after: bonus(old[before].node, new[after].node),
            **bounds,
        )
        for after, before in found.items():
            self._pair(old[before], new[after])

    def _known(self, old: Sequence[Part], new: Sequence[Part]) -> Pairs:
        """The pairs among two lists so far."""
        place = {part.node.ref: index for index, part in enumerate(old)}
        return {
            index: place[known.node.ref]
            for index, part in enumerate(new)
            if (known := self.pairs.get(part.node.ref)) and known.node.ref in place
        }

    # -- episodes and scenes ---------------------------------------------------------------------------------------

    def _episodes(self) -> None:
        numbered = {part.node.fields[NUMBER]: part for part in self.old.episodes}
        for episode in self.new.episodes:
            if before := numbered.get(episode.node.fields[NUMBER]):
                self._pair(before, episode)

    def _scenes(self) -> None:
        together = [(self.pairs[e.node.ref], e) for e in self.new.episodes if e.node.ref in self.pairs]
        known = [scene for before, _ in together for scene in self.old.below(before)]
        for before, episode in together:
            self._equal(self._free(self.old.below(before), gone=False), self.new.below(episode), scene_words)
        for gone in (False, True):
            self._equal(self._free(known, gone=gone), self._open(self.new.scenes), scene_words)
        for before, episode in together:
            scenes = [scene for scene in self.old.below(before) if not scene.gone]
            beside = {"least": SCENE_ALIKE, "least_beside": SCENE_ALIKE_BESIDE}
            self._alike(scenes, self.new.below(episode), scene_grams, _scene_bonus, **beside)
        for gone in (False, True):
            rest, wanted = self._free(known, gone=gone), self._open(self.new.scenes)
            self._alike(rest, wanted, scene_grams, _scene_bonus, least=SCENE_ALIKE_ELSEWHERE)

    # -- lines -----------------------------------------------------------------------------------------------------

    def _lines_in(self, before: Part, scene: Part) -> None:
        old, new = self.old.lines_of(before), self.new.lines_of(scene)
        still = [line for line in old if not _gone_in(line, before)]
        self._equal(self._free(still), self._open(new), line_words)
        self._equal(self._free(old), self._open(new), line_words)
        bounds = {"least": LINE_ALIKE, "least_beside": LINE_ALIKE_BESIDE}
        self._alike(still, new, line_grams, _line_bonus, **bounds)

    def _lines_elsewhere(self) -> None:
        """A line that left its scene is known again only by the same words of the same person, and enough of them."""
        for gone in (False, True):
            old = [line for line in self._free(self.old.lines, gone=gone) if _tells(line.node.fields["text"])]
            new = [line for line in self._open(self.new.lines) if _tells(line.node.fields["text"])]
            self._equal(old, new, line_words)

    # -- shots -----------------------------------------------------------------------------------------------------

    def _shots_by_lines(self) -> None:
        """A shot is the one that had its first line, else the next."""
        for shot in self.new.shots:
            for line in self.new.below(shot):
                spoken = self.pairs.get(line.node.ref)
                if spoken and spoken.parent is not None and spoken.parent.node.ref not in self.taken:
                    self._pair(spoken.parent, shot)
                    break

    def _silent_shots_in(self, before: Part, scene: Part) -> None:
        old, new = self.old.below(before), self.new.below(scene)
        still = [shot for shot in old if not _gone_in(shot, before)]
        for known in (still, old):
            for key in (shot_words_and_people, shot_words):
                self._equal(self._mute(self._free(known)), self._mute(self._open(new)), key)
        bounds = {"least": SHOT_ALIKE, "least_beside": SHOT_ALIKE_BESIDE}
        self._alike(still, new, shot_grams, _shot_bonus, **bounds)
        self._beside(still, new)

    def _beside(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        """What has no words of its own (a reaction) is known by its neighbours and its framing."""
        names = [_beside_key("old", p, bool(self.old.below(p))) for p in old]
        wanted = [_beside_key("new", p, bool(self.new.below(p))) for p in new]
        for after, before in pair_beside(names, wanted, self._known(old, new)).items():
            self._pair(old[before], new[after])

    def _silent_shots_elsewhere(self) -> None:
        for gone in (False, True):
            old = [s for s in self._mute(self._free(self.old.shots, gone=gone)) if _tells(_description(s.node))]
            new = [s for s in self._mute(self._open(self.new.shots)) if _tells(_description(s.node))]
            self._equal(old, new, shot_words_and_people)

    def _mute(self, shots: Iterable[Part]) -> list[Part]:
        return [shot for shot in shots if not shot.node.children]


def _gone_in(part: Part, scene: Part) -> bool:
    """Whether a part was gone from its scene, be the scene itself gone or not."""
    at: Part | None = part
    while at is not None and at is not scene:
        if at.node.gone:
            return True
        at = at.parent
    return False


def _tells(text: Any) -> bool:
    return len(tokens(str(text))) >= WORDS_FOR_A_MOVE


def _beside_key(side: str, part: Part, speaks: bool) -> Hashable:
    if speaks or tokens(_description(part.node)):
        return (side, part.node.ref)
    return ("silent", str(part.node.fields.get("framing", "")))


def scene_words(scene: Node) -> Hashable:
    """Equal for scenes that say and show the same in the same place."""
    shots = tuple((_description(shot), tuple(line_words(line) for line in _in_use(shot))) for shot in _in_use(scene))
    return (str(scene.fields.get("location", "")), shots)


def scene_grams(scene: Node) -> Grams:
    """What a scene is compared by."""
    texts = [str(scene.fields.get("location", ""))]
    for shot in _in_use(scene):
        texts += [_description(shot), *(str(line.fields["text"]) for line in _in_use(shot))]
    return frozenset().union(*(grams(text, singles=False) for text in texts))


def line_words(line: Node) -> Hashable:
    """Equal for lines that say the same."""
    return (line.fields.get("speaker", ""), line.fields["text"])


def line_grams(line: Node) -> Grams:
    """What a line is compared by."""
    return grams(str(line.fields["text"]))


def shot_words(shot: Node) -> Hashable:
    """Equal for silent shots that show the same."""
    return (_description(shot), tuple(map(str, shot.fields.get("cards") or ())))


def shot_words_and_people(shot: Node) -> Hashable:
    """Equal for silent shots that show the same people doing the same."""
    return (shot_words(shot), str(shot.fields.get("cast", "")))


def shot_grams(shot: Node) -> Grams:
    """What a silent shot is compared by; one in which somebody speaks is known by its lines."""
    return frozenset() if shot.children else grams(_description(shot))


def _description(shot: Node) -> str:
    return str(shot.fields.get("description", ""))


def _in_use(node: Node) -> list[Node]:
    return [child for child in node.children if not child.gone]


def _scene_bonus(before: Node, after: Node) -> float:
    same = before.fields.get("location") == after.fields.get("location")
    return SAME_PLACE * same + SAME_NUMBER * (before.fields.get(NUMBER) == after.fields.get(NUMBER))


def _line_bonus(before: Node, after: Node) -> float:
    return SAME_SPEAKER * (before.fields.get("speaker") == after.fields.get("speaker"))


def _shot_bonus(before: Node, after: Node) -> float:
    return SAME_PLACE * (before.fields.get("framing") == after.fields.get("framing"))
