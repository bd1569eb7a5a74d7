"""Where the story contradicts itself: what heals, changes, returns or doubles without a cause. Pure.

Every finding names the scene and the change that contradicts, the scene it contradicts, and what would cure it. What
time explains is no finding: a jump, a night between two headers, or a flashback.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from projects.story.unfolding import (
    DAY,
    MONTH,
    Change,
    Held,
    SceneState,
    Timeline,
    bare,
    kind_of,
)
from projects.story.words import words

_HEALS_IN = {"scar": MONTH, "wound": 3 * DAY, "bruise": 2 * DAY, "bandage": DAY, "cast": 14 * DAY}
_TAKEN_OFF = frozenset({"bandage", "cast"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. `since` is the change that is contradicted, `scene_before` where it was made."""

    code: str
    scene: str
    subject: str
    attribute: str
    value: str
    words: str
    scene_before: str
    since: Change | None
    change: Change | None
    message_zh: str
    message_en: str
    cure: str


def lint(timeline: Timeline) -> list[Finding]:
    """Every contradiction of a series, in story order; omitted scenes contradict nobody."""
    scenes = [scene for scene in timeline.scenes if not scene.facts.omitted]
    found: list[Finding] = []
    put_down: dict[tuple[str, str], Change] = {}
    before: SceneState | None = None
    clocks = {scene.facts.id: scene.moment.clock for scene in scenes}
    for scene in scenes:
        if scene.moment.is_flashback:
            continue
        if before is not None:
            found += _day_and_night(before, scene)
        if not scene.moment.is_continuous:
            put_down.clear()
        for change, items in _steps(scene):
            found += _heals(scene, change, items, clocks)
            found += _changes_clothes(scene, change, items, before)
            found += _returns(scene, change, put_down)
            found += _doubles(scene, change, clocks)
            _remember(change, put_down)
        before = scene
    return found


def _steps(scene: SceneState) -> Iterator[tuple[Change, tuple[Held, ...]]]:
    """Each change of a scene with what held just before it."""
    for index, change in enumerate(scene.changes):
        state = scene.through(index)
        yield change, state.get((change.subject, change.attribute), ())


def _heals(scene: SceneState, change: Change, items: tuple[Held, ...], clocks: dict[str, int]) -> Iterator[Finding]:
    """A scar, a wound or a bandage gone before time could have healed it; taking a bandage off is no healing."""
    if change.attribute != "injury" or change.op not in ("remove", "set"):
        return
    for held in items:
        kind = kind_of(held.value)
        ends = held.value not in change.values if change.op == "set" else _ends(held.value, change)
        if not ends or kind not in _HEALS_IN or (kind in _TAKEN_OFF and change.rule == "is taken off"):
            continue
        if kind == "wound" and _is_covered(held.value, change):
            continue
        passed = scene.moment.clock - clocks.get(held.since.scene, 0)
        if passed < _HEALS_IN[kind]:
            yield _finding(
                "heals_without_time",
                scene,
                change,
                held,
                zh=f"“{held.value}”在时间没有推进的情况下消失了。",
                en=f"{held.value} is gone although no time has passed for it to heal.",
                cure="State a jump in time before this scene, keep the injury, or set it by hand in the earlier scene.",
            )


def _ends(value: str, change: Change) -> bool:
    return any(value == gone or value.startswith(f"{gone}_") for gone in change.values)


def _is_covered(value: str, change: Change) -> bool:
    """A wound under a bandage is not healed."""
    return any(other == f"bandage{value.removeprefix('wound')}" for other in change.values)


def _changes_clothes(
    scene: SceneState, change: Change, items: tuple[Held, ...], before: SceneState | None
) -> Iterator[Finding]:
    """Other clothes than in the scene before, with nobody changing them and no time to do so; a hand is a cause."""
    if change.attribute != "outfit" or change.rule != "is seen wearing it":
        return
    if before is None or not scene.moment.is_continuous:
        return
    worn = [held for held in items if not held.value.startswith("-")]
    if not worn or worn[-1].since.scene == scene.facts.id:
        return
    then, now = worn[-1].value, change.values[-1]
    colors = {value.partition("/")[2] for value in (then, now)} - {""}
    if bare(then) == bare(now) and len(colors) < 2:
        return
    yield _finding(
        "outfit_without_cause",
        scene,
        change,
        worn[-1],
        zh=f"上一场还穿着“{then}”，本场时间连续却变成“{now}”。",
        en=f"Wears {now} although the scene before left them in {then} and no time has passed.",
        cure="Write the change of clothes, state a jump in time, or correct the outfit by hand.",
    )


def _returns(scene: SceneState, change: Change, put_down: dict[tuple[str, str], Change]) -> Iterator[Finding]:
    """Something is in a hand again that was put down or given away."""
    if change.attribute != "prop" or change.rule != "is seen holding it":
        return
    for value in change.values:
        gone = put_down.get((change.subject, bare(value)))
        if gone is None:
            continue
        yield _finding(
            "prop_returns",
            scene,
            change,
            Held(value, gone),
            zh=f"“{_shown(value)}”之前已放下或交出，本场又在手中。",
            en=f"Holds {_shown(value)} again although it was put down or given away.",
            cure="Write that it is picked up again, or remove it by hand.",
        )


def _doubles(scene: SceneState, change: Change, clocks: dict[str, int]) -> Iterator[Finding]:
    """One thing in the hands of two people."""
    if change.attribute != "prop" or change.op != "add":
        return
    at = scene.changes.index(change)
    state = scene.through(at)
    for value in change.values:
        if bare(value) not in words().single_props:
            continue
        for (subject, attribute), items in state.items():
            if attribute != "prop" or subject == change.subject:
                continue
            for held in items:
                same_time = clocks.get(held.since.scene, -1) == scene.moment.clock
                if held.value == value and same_time:
                    yield _finding(
                        "prop_in_two_hands",
                        scene,
                        change,
                        held,
                        zh=f"“{_shown(value)}”同时在两个人手中。",
                        en=f"{_shown(value)} is in two people's hands at once.",
                        cure="Write how it passes from one to the other, or correct one of them by hand.",
                    )


def _remember(change: Change, put_down: dict[tuple[str, str], Change]) -> None:
    if change.attribute != "prop":
        return
    for value in change.values:
        if change.op == "remove":
            put_down[change.subject, bare(value)] = change
        else:
            put_down.pop((change.subject, bare(value)), None)


def _day_and_night(before: SceneState, scene: SceneState) -> Iterator[Finding]:
    """Day and night change inside one action: in one place, or where the script says that no time passes."""
    then, now = before.facts, scene.facts
    if then.time_of_day == now.time_of_day or (now.episode != then.episode and not scene.moment.says_same):
        return
    same_place = bool(now.location) and now.location == then.location
    if not scene.moment.says_same and not (same_place and not scene.moment.words):
        return
    yield Finding(
        "time_of_day_jumps",
        now.id,
        "story",
        "time",
        now.time_of_day,
        scene.moment.words,
        then.id,
        None,
        None,
        f"同一段连续动作中，时间从“{then.time_of_day}”变成了“{now.time_of_day}”。",
        f"The same action goes on, but {then.time_of_day} has become {now.time_of_day}.",
        "Correct the header, or say how much time passes (字幕：次日 / SUPER: The next day).",
    )


def _shown(value: str) -> str:
    return value.partition("/")[2] or value


def _finding(code: str, scene: SceneState, change: Change, held: Held, *, zh: str, en: str, cure: str) -> Finding:
    return Finding(
        code,
        scene.facts.id,
        change.subject,
        change.attribute,
        held.value,
        change.words,
        held.since.scene,
        held.since,
        change,
        zh,
        en,
        cure,
    )
