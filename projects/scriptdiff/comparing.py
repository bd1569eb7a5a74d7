"""The differences of two versions as entries one can read, review and replay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace

from projects.scriptdiff import recognising
from projects.scriptdiff.likeness import Grams, likeness
from projects.scriptdiff.matching import stay
from projects.scriptdiff.nodes import NUMBER, Change, Diff, Entry, Kind, Node
from projects.scriptdiff.recognising import Part, Recognition, Side, lay_out

STORY = "story"


def compare(old: Node, new: Node) -> Diff:
    """What `new` has that `old` has not, and the other way round.

    Episodes are the same by their number, everything below by its words. Of an episode that only `old` has nothing is
    said: a script need not hold the whole series. The references of the two versions must not overlap.
    """
    before, after = lay_out(old), lay_out(new)
    pairs = Recognition(before, after).run()
    return Diff(
        entries=tuple(_Comparison(before, after, pairs).entries()),
        pairs={ref: part.node.ref for ref, part in pairs.items()},
    )


class _Comparison:
    def __init__(self, old: Side, new: Side, pairs: dict[str, Part]) -> None:
        self.old, self.new, self.pairs = old, new, pairs
        self.known = {part.node.ref for part in pairs.values()}

    def entries(self) -> Iterator[Entry]:
        """All differences in the order of the new version, what was removed after what stands around it."""
        for place, episode in enumerate(self.new.episodes):
            yield from self._episode(episode, place)

    def _episode(self, episode: Part, place: int) -> Iterator[Entry]:
        before = self.pairs.get(episode.node.ref)
        if before is None:
            yield _made("added", episode, STORY, place, inside=False)
        else:
            yield from _changes(before, episode)
        yield from self._below(episode, inside=before is None)

    def _below(self, parent: Part, *, inside: bool) -> Iterator[Entry]:
        """Differences of the parts below a part of the new version, and of what its older self has lost."""
        self_before = self.pairs.get(parent.node.ref)
        children = self.new.below(parent)
        order = [
            (place, before.index)
            for place, child in enumerate(children)
            if (before := self.pairs.get(child.node.ref)) and before.parent is self_before and not before.node.gone
        ]
        still = {order[position][0] for position in stay([index for _, index in order])}
        name = self_before.node.ref if self_before else parent.node.ref
        for place, child in enumerate(children):
            before = self.pairs.get(child.node.ref)
            if before is None:
                yield _made("added", child, name, place, inside=inside)
            else:
                if place not in still:
                    yield _placed(before, child, name, place, came_back=_came_back(before, self_before))
                yield from _changes(before, child)
            yield from self._below(child, inside=before is None)
        if self_before is not None:
            for lost in self.old.below(self_before):
                yield from self._lost(lost, inside=False)

    def _lost(self, part: Part, *, inside: bool) -> Iterator[Entry]:
        removed = part.node.ref not in self.known
        if removed and part.node.gone:
            return
        if removed:
            yield _made("removed", part, "", 0, inside=inside)
            for child in self.old.below(part):
                yield from self._lost(child, inside=True)


def _came_back(before: Part, parent_before: Part | None) -> bool:
    """Whether a part was gone by itself, or left a parent that is gone."""
    return before.node.gone or (before.gone and before.parent is not parent_before)


def _made(kind: Kind, part: Part, parent: str, place: int, *, inside: bool) -> Entry:
    words = part.node.words()
    if kind == "removed":
        return Entry(kind, part.node.level, old=part.node.ref, similarity=0.0, before=words, inside=inside)
    own = tuple(Change(name, None, value) for name, value in part.node.fields.items())
    return Entry(
        kind,
        part.node.level,
        new=part.node.ref,
        parent=parent,
        place=place,
        similarity=0.0,
        changes=own,
        after=words,
        inside=inside,
    )


def _placed(before: Part, after: Part, parent: str, place: int, *, came_back: bool) -> Entry:
    return Entry(
        "restored" if came_back else "moved",
        after.node.level,
        old=before.node.ref,
        new=after.node.ref,
        parent=parent,
        place=place,
        similarity=_similarity(before.node, after.node),
        before=before.node.words(),
        after=after.node.words(),
    )


def _changes(before: Part, after: Part) -> Iterator[Entry]:
    old, new = before.node, after.node
    changes = tuple(
        Change(name, old.fields.get(name), new.fields.get(name))
        for name in dict.fromkeys([*new.fields, *old.fields])
        if old.fields.get(name) != new.fields.get(name)
    )
    for kind, of in (
        ("renumbered", tuple(change for change in changes if change.name == NUMBER)),
        ("changed", tuple(change for change in changes if change.name != NUMBER)),
    ):
        if of:
            yield Entry(
                kind,  # type: ignore[arg-type]
                new.level,
                old=old.ref,
                new=new.ref,
                similarity=_similarity(old, new),
                changes=of,
                before=old.words(),
                after=new.words(),
            )


_LOOKS: dict[str, tuple[Callable[[Node], Hashable], Callable[[Node], Grams]]] = {
    "line": (recognising.line_words, recognising.line_grams),
    "shot": (recognising.shot_words, recognising.shot_grams),
    "scene": (recognising.scene_words, recognising.scene_grams),
}


def _similarity(old: Node, new: Node) -> float:
    """How alike two parts are; unlike words are never called the same, however much they share."""
    if new.level not in _LOOKS:
        return 1.0
    words, looks = _LOOKS[new.level]
    return 1.0 if words(old) == words(new) else min(0.99, round(likeness(looks(old), looks(new)), 2))


def replay(old: Node, diff: Diff) -> Node:
    """The newer version, made from the older one and the entries alone; what both have keeps its old reference."""
    return _Replay(old).run(diff.entries)


class _Replay:
    """A story taken apart, so that it can be put together differently."""

    def __init__(self, story: Node) -> None:
        self.root = story.ref
        self.parts: dict[str, Node] = {}
        self.below: dict[str, list[str]] = {}
        self.parent_of: dict[str, str] = {}
        self._take_apart(story)

    def run(self, entries: Sequence[Entry]) -> Node:
        placed: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.kind in ("removed", "moved", "restored"):
                self.below[self.parent_of[entry.old]].remove(entry.old)
        for entry in entries:
            if entry.kind == "added":
                self.parts[entry.new] = Node(entry.level, entry.new)
                self.below[entry.new] = []
            self._amend(entry)
            if entry.kind in ("added", "moved", "restored"):
                placed.setdefault(self.root if entry.parent == STORY else entry.parent, []).append(entry)
        for parent, newcomers in placed.items():
            self._insert(self.below[parent], newcomers)
        return self._assemble(self.root)

    def _take_apart(self, node: Node) -> None:
        self.parts[node.ref] = replace(node, children=())
        self.below[node.ref] = [child.ref for child in node.children]
        for child in node.children:
            self.parent_of[child.ref] = node.ref
            self._take_apart(child)

    def _amend(self, entry: Entry) -> None:
        if entry.kind == "removed":
            return
        ref = entry.old or entry.new
        known = self.parts[ref]
        said = {**known.fields, **{change.name: change.after for change in entry.changes}}
        self.parts[ref] = replace(known, fields=said, gone=known.gone and entry.kind != "restored")

    def _insert(self, children: list[str], entries: Sequence[Entry]) -> None:
        """Put each part at its place among those in use, first to last, so that all end where they belong."""
        children[:] = [ref for ref in children if not self.parts[ref].gone]
        for entry in sorted(entries, key=lambda entry: entry.place):
            children.insert(entry.place, entry.old or entry.new)

    def _assemble(self, ref: str) -> Node:
        children = tuple(self._assemble(child) for child in self.below[ref] if not self.parts[child].gone)
        return replace(self.parts[ref], children=children)
