"""Is everything in the script somewhere in its shots? Counted by element, with a reason for each that is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from projects.performance.folding import fold
from projects.planning.planned import ScenePlan, ShotPlan
from projects.screenplay.model import Element, EpisodeText, SceneText
from projects.screenplay.prefixes import FLASHBACK_CLOSE, FLASHBACK_OPEN

Why = Literal["structural", "sound_only", "empty", "after_the_last_picture", "replaced", "unknown_mark", "lost"]

_WORDS: dict[Why, tuple[str, str]] = {
    "structural": (
        "结构标记：只改变镜头的时空，自身不成画面。",
        "A structural mark: it says when the shots around it are, and is none itself.",
    ),
    "sound_only": ("只有声音，没有可以挂靠的画面。", "Sound only, with no picture beside it to carry it."),
    "empty": ("没有可以拍的内容。", "There is nothing in it to shoot."),
    "after_the_last_picture": (
        "本场里它前后都没有画面，没有镜头可挂。",
        "No picture of its scene stands beside it to carry it.",
    ),
    "replaced": ("紧接着又有一个转场，以后一个为准。", "Another transition follows at once; that one holds."),
    "unknown_mark": (
        "目录里没有这个标记，没有镜头照它拍。",
        "The catalogue does not know this mark, so no shot obeys it.",
    ),
    "lost": ("没有任何镜头包含它。", "No shot holds it."),
}


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An element that no shot shows or sounds, and why. `why` is "lost" only when nothing explains it."""

    line: int
    kind: str
    text: str
    why: Why
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many elements an episode's script has, how many are in its shots, and what is not."""

    elements: int
    covered: int
    uncovered: tuple[Uncovered, ...]

    @property
    def share(self) -> float:
        """The share of elements that are in shots, 0 to 1."""
        return self.covered / self.elements if self.elements else 1.0

    @property
    def is_explained(self) -> bool:
        """Whether every element is in a shot or has a reason not to be."""
        return all(one.why != "lost" for one in self.uncovered)


def coverage(episode: EpisodeText, plan: Sequence[ScenePlan]) -> Coverage:
    """Which elements of an episode its planned shots show, say or sound; `plan` holds its scenes in order."""
    total, missing = 0, []
    for scene, planned in zip(episode.scenes, plan, strict=True):
        total += len(scene.elements)
        missing += list(_uncovered(scene, planned.shots))
    return Coverage(total, total - len(missing), tuple(missing))


def _uncovered(scene: SceneText, shots: Sequence[ShotPlan]) -> Iterator[Uncovered]:
    pictures: dict[int, list[ShotPlan]] = {}
    spoken: dict[int, list[str]] = {}
    for shot in shots:
        pictures.setdefault(shot.source.start, []).append(shot)
        for line in shot.lines:
            spoken.setdefault(line.source.start, []).append(line.text)
    for at, element in enumerate(scene.elements):
        if not _is_covered(element, pictures.get(element.source.start, ()), spoken, shots):
            why = _explain(element, scene.elements[at + 1 :], shots)
            zh, en = _WORDS[why]
            yield Uncovered(element.source.line, element.kind, element.text, why, zh, en)


def _is_covered(
    element: Element, own: Iterable[ShotPlan], spoken: dict[int, list[str]], shots: Sequence[ShotPlan]
) -> bool:
    match element.kind:
        case "dialogue":
            said = "".join(spoken.get(element.source.start, ()))
            return bool(_bare(element.text)) and _bare(said) == _bare(element.text)
        case "action":
            shown = _bare("".join(shot.description for shot in own if not _is_answer(shot)))
            return bool(shown) and all(_bare(part) in shown for part in _without_marks(element))
        case "subtitle_card":
            return any(element.text in shot.cards for shot in shots)
        case "sound":
            return any(element.text in shot.sounds for shot in shots)
        case "music":
            return any(element.text in shot.music for shot in shots)
        case "transition":
            return any(element.text == shot.transition for shot in shots)
        case _:
            return any(r.words == element.text and r.id == "mark.obeyed" for shot in shots for r in shot.reasons)


def _explain(element: Element, after: Sequence[Element], shots: Sequence[ShotPlan]) -> Why:
    if element.kind == "mark":
        turns = any(fold(mark) in FLASHBACK_OPEN | FLASHBACK_CLOSE for mark in element.marks)
        return "structural" if turns else "unknown_mark"
    if element.kind == "transition":
        if not shots:
            return "after_the_last_picture"
        again = next((e.kind for e in after if e.kind in ("action", "dialogue", "transition")), "")
        return "replaced" if again == "transition" else "after_the_last_picture"
    if not any(character.isalnum() for character in element.text):
        return "empty"
    return "sound_only" if element.kind in ("sound", "music") and not shots else "lost"


def _is_answer(shot: ShotPlan) -> bool:
    return any(reason.id.startswith("framing.reaction_to") for reason in shot.reasons)


def _without_marks(element: Element) -> list[str]:
    """The pieces of an action between its 【…】 marks, which become framings rather than words."""
    parts = [element.text]
    for mark in element.marks:
        for written in (f"【{mark}】", f"[{mark}]"):
            parts = [piece for part in parts for piece in part.split(written)]
    return [part for part in parts if part.strip()]


def _bare(text: str) -> str:
    return "".join(text.split())
