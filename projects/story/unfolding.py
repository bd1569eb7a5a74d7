"""What people wear, carry and suffer, and what has become of places, carried forward from scene to scene.

The truth is a list of changes, each with its cause; every state is computed from them, scene by scene in story order.
What is stated stays until something ends it: another statement, a person's hand, or time. A flashback starts from what
held at the time it shows and hands nothing on. Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

MEMBER_ATTRIBUTES = ("outfit", "hair", "accessory", "injury", "prop")
LOCATION_ATTRIBUTES = ("damage", "dressing", "left_over")
STORY_ATTRIBUTES = ("time",)
LOCATION, STORY = "location", "story"
LAYERED = frozenset({"outfit", "accessory"})
SINGLE = frozenset({"outfit", "hair"})

Op = Literal["set", "add", "remove", "take"]
Cause = Literal["script", "hand", "weather"]

DAY = 24 * 60
OVERNIGHT, HOURS, MONTH = 12 * 60, 4 * 60, 30 * DAY
_UNITS = {"m": 1, "h": 60, "d": DAY, "w": 7 * DAY, "mo": MONTH, "y": 365 * DAY}
_TIME = re.compile(r"([+-])(?:([0-9]{1,4})(mo|[mhdwy]))?\Z")
_VALUE = re.compile(r"-?[a-z][a-z0-9_]{0,39}(?:/[^,\s][^,]{0,39})?\Z")
_OPEN_WOUNDS = ("blood", "wound")
_HEALING = frozenset({"blood", "wound", "bruise", "bandage", "cast"})
_PASSING = frozenset({"slap", "tears", "dust"})
"""What a night's rest and a basin of water take away."""
_LEFT_BY = {"rain": "wet_ground", "storm": "wet_ground", "snow": "snow_cover"}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that changes a state: in which scene, of whom or what, by which words or whose hand.

    `subject` is a member's id, `LOCATION` or `STORY`. `place` is the offset of the words in the script; 0 is before the
    scene's first picture. A `past` change belongs to a flashback inside a scene of the present.
    """

    scene: str
    subject: str
    attribute: str
    op: Op
    values: tuple[str, ...]
    cause: Cause = "script"
    rule: str = ""
    words: str = ""
    place: int = 0
    confidence: float = 1.0
    past: bool = False
    id: str = field(default="", compare=False)
    source: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """A scene as continuity sees it, in story order. `location` is a key: the same text is the same place."""

    id: str
    episode: int = 1
    location: str = ""
    time_of_day: str = "day"
    interior: bool = True
    weather: str = "clear"
    omitted: bool = False
    members: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One value that holds, and the change it holds since."""

    value: str
    since: Change


Key = tuple[str, str]
State = Mapping[Key, tuple[Held, ...]]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a scene plays. `gap` minutes pass before it, `clock` counts them from the first scene.

    `back` is how far back a flashback lies, None when nobody says; scenes of one `chain` are one flashback.
    """

    clock: int = 0
    gap: int = 0
    is_flashback: bool = False
    back: int | None = None
    chain: int = -1
    says_same: bool = False
    words: str = ""

    @property
    def is_continuous(self) -> bool:
        """Whether nothing says that time passed since the scene before."""
        return self.gap == 0 and not self.is_flashback


@dataclass(frozen=True, slots=True)
class SceneState:
    """A scene's moment, what holds when it begins and ends, and the changes that count in it, in order."""

    facts: SceneFacts
    moment: Moment
    enter: State
    leave: State
    changes: tuple[Change, ...]
    past: tuple[Change, ...] = ()

    def at(self, place: int, *, past: bool = False) -> State:
        """What holds once everything written before `place` has happened."""
        rows = self.past if past else self.changes
        return _applied(self.enter, self.facts, [row for row in rows if row.place < place])

    def through(self, count: int) -> State:
        """What holds after the first `count` changes."""
        return _applied(self.enter, self.facts, self.changes[:count])


def values_of(state: State, subject: str, attribute: str) -> tuple[str, ...]:
    """The values that hold for one subject's attribute."""
    return tuple(held.value for held in state.get((subject, attribute), ()))


def place_key(location: str) -> str:
    """The subject under which a location's state is kept."""
    return f"at:{location}"


def minutes(value: str) -> int | None:
    """The minutes of a time such as `+3d` or `-2y`; None when it names no amount."""
    found = _TIME.match(value)
    return int(found[2]) * _UNITS[found[3]] if found and found[2] else None


def is_time(value: str) -> bool:
    """Whether a value can stand for `time`: `+3d` later, `-3y` or `-` flashback, `=` same moment, `now` back again."""
    return value in ("=", "now", "-") or minutes(value) is not None


def is_value(attribute: str, value: str) -> bool:
    """Whether a value has the shape its attribute takes: an id, with a colour or the writer's word after a slash."""
    return is_time(value) if attribute == "time" else _VALUE.match(value) is not None


def bare(value: str) -> str:
    """A value's id, without its qualifier or sign."""
    return value.lstrip("-").partition("/")[0]


def kind_of(injury: str) -> str:
    """What kind of injury it is: `bandage` of `bandage_forehead`."""
    return injury.partition("_")[0]


# -- time --------------------------------------------------------------------------------------------------------------


def fades(attribute: str, value: str, passed: int) -> bool:
    """Whether a value is over once so many minutes have passed with nobody speaking of it."""
    what = bare(value)
    if passed >= MONTH and (attribute in ("outfit", "damage", "dressing") or kind_of(what) in _HEALING):
        return True
    if attribute == "prop" or kind_of(what) == "blood":
        return passed >= DAY
    is_passing = what in ("wet", "disheveled") or kind_of(what) in _PASSING
    return passed >= OVERNIGHT and (is_passing or attribute == "left_over")


def _let_pass(state: State, passed: int) -> State:
    if passed < OVERNIGHT:
        return state
    kept = {key: tuple(held for held in items if not fades(key[1], held.value, passed)) for key, items in state.items()}
    return {key: items for key, items in kept.items() if items}


def moments(scenes: Sequence[SceneFacts], story: Mapping[str, Sequence[Change]]) -> list[Moment]:
    """When each scene plays, from what its changes of time and its headers say.

    A story that opens in the past ("three years earlier" before anything else) is told in order: those scenes are no
    flashback, and the years pass after them.
    """
    found: list[Moment] = []
    clock, chains, opening = 0, 0, 0
    before: SceneFacts | None = None
    last: Moment | None = None
    for scene in scenes:
        rows = _chosen(story.get(scene.id, ()))
        said = [value for row in rows for value in row.values]
        words = next((row.words for row in rows if row.words), "")
        back = next((value for value in said if value.startswith("-")), None)
        if back and minutes(back) and (before is None or (opening and not (last and last.is_flashback))):
            opening, back = minutes(back) or 0, None
            passed = 0
        else:
            jumps = [minutes(value) or 0 for value in said if value.startswith("+")]
            passed = max(jumps, default=0) or (0 if back else opening)
            opening = opening if back else 0
        if back:
            goes_on = last is not None and last.is_flashback and last.back == minutes(back)
            chains += 0 if goes_on else 1
            moment = Moment(clock, 0, True, minutes(back), chains, False, words)
        else:
            same = "=" in said
            passed = passed or (0 if same or before is None else _between(before, scene))
            moment = Moment(clock + passed, passed, says_same=same, words=words)
        found.append(moment)
        if scene.omitted:
            continue
        last = moment
        if not moment.is_flashback:
            clock, before = moment.clock, scene
    return found


def _between(before: SceneFacts, scene: SceneFacts) -> int:
    """The minutes that two headers let pass: a night, some hours, or nothing."""
    if before.time_of_day == scene.time_of_day:
        return 0
    if scene.time_of_day in ("dawn", "day") and before.time_of_day in ("dusk", "night"):
        return OVERNIGHT
    return HOURS


def _chosen(rows: Iterable[Change]) -> list[Change]:
    """What a person set by hand, or where nobody did, what the script says."""
    rows = list(rows)
    return [row for row in rows if row.cause == "hand"] or rows


# -- the fold ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timeline:
    """Every scene of a series with its states, in order."""

    scenes: tuple[SceneState, ...]
    stated: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    _by_id: dict[str, SceneState] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {scene.facts.id: scene for scene in self.scenes})

    def stated_in(self, scene_id: str) -> tuple[Change, ...]:
        """Everything stated in a scene, what a hand outweighs too."""
        return self.stated.get(scene_id, ())

    def of(self, scene_id: str) -> SceneState:
        """One scene's states."""
        return self._by_id[scene_id]


def unfold(scenes: Sequence[SceneFacts], changes: Iterable[Change]) -> Timeline:
    """The states of every scene. An omitted scene inherits and hands nothing on, like a flashback."""
    told: dict[str, list[Change]] = {}
    story: dict[str, list[Change]] = {}
    for change in changes:
        (story if change.subject == STORY else told).setdefault(change.scene, []).append(change)
    now: State = {}
    clocks: list[int] = []
    held: list[State] = []
    chains: dict[int, State] = {}
    states: list[SceneState] = []
    for scene, moment in zip(scenes, moments(scenes, story), strict=True):
        if not moment.is_flashback:
            enter = _let_pass(now, moment.gap)
        elif moment.chain in chains:
            enter = chains[moment.chain]
        else:
            index = bisect_right(clocks, moment.clock - moment.back) if moment.back else 0
            enter = held[index - 1] if index else {}
        present, past = _in_order(told.get(scene.id, ()))
        leave = _wetted(_applied(enter, scene, present), scene)
        states.append(SceneState(scene, moment, enter, leave, present, past))
        if scene.omitted:
            continue
        if moment.is_flashback:
            chains[moment.chain] = leave
        else:
            now = leave
            clocks.append(moment.clock)
            held.append(leave)
    stated = {scene.id: (*story.get(scene.id, ()), *told.get(scene.id, ())) for scene in scenes}
    return Timeline(tuple(states), stated)


def _in_order(rows: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes that count in a scene, of the present and of the past: a hand's word silences the script's."""
    rows = list(rows)
    by_hand = {(row.subject, row.attribute) for row in rows if row.cause == "hand"}
    counting = [row for row in rows if row.cause == "hand" or (row.subject, row.attribute) not in by_hand]
    counting.sort(key=lambda row: (row.cause != "hand", row.place))
    return tuple(row for row in counting if not row.past), tuple(row for row in counting if row.past)


def _applied(state: State, scene: SceneFacts, rows: Sequence[Change]) -> State:
    if not rows:
        return state
    changed = dict(state)
    for row in rows:
        subject = place_key(scene.location) if row.subject == LOCATION else row.subject
        key = (subject, row.attribute)
        if row.op == "take":
            _let_go(changed, row)
        items = applied(changed.get(key, ()), row)
        if items:
            changed[key] = items
        else:
            changed.pop(key, None)
    return changed


def _let_go(state: dict[Key, tuple[Held, ...]], row: Change) -> None:
    """Whoever else held what is taken holds it no more."""
    taken = {bare(value) for value in row.values}
    for key, items in list(state.items()):
        if key[1] == row.attribute and key[0] != row.subject:
            kept = tuple(held for held in items if bare(held.value) not in taken)
            if kept:
                state[key] = kept
            else:
                del state[key]


def applied(items: tuple[Held, ...], row: Change) -> tuple[Held, ...]:
    """The values of one attribute after one change."""
    if row.op == "set":
        return tuple(Held(value, row) for value in row.values)
    for value in row.values:
        if row.op == "remove":
            kept = tuple(held for held in items if held.value.startswith("-") or not _meant(held.value, value))
            gone = row.attribute in LAYERED and len(kept) == len(items) and f"-{bare(value)}" not in _names(items)
            items = (*kept, Held(f"-{bare(value)}", row)) if gone else kept
            continue
        if row.attribute == "hair":
            items = ()
        covered = {value, f"-{bare(value)}"}
        if kind_of(value) == "bandage":
            covered |= {f"{kind}{value.removeprefix('bandage')}" for kind in _OPEN_WOUNDS}
        same_thing = bare(value) if row.attribute in LAYERED or row.attribute == "prop" else ""
        kept = tuple(h for h in items if h.value not in covered and (not same_thing or h.value != same_thing))
        items = (*kept, Held(value, row))
    return items


def _names(items: Iterable[Held]) -> set[str]:
    return {held.value for held in items}


def _meant(value: str, removed: str) -> bool:
    """Whether removing `removed` removes `value`: the same, or all of its kind (`bandage`, `coat`)."""
    if "/" in removed and "/" in value:
        return value == removed
    what = bare(removed)
    return bare(value) == what or bare(value).startswith(f"{what}_")


def _wetted(state: State, scene: SceneFacts) -> State:
    """What the weather of an exterior scene leaves behind."""
    left = "" if scene.interior else _LEFT_BY.get(scene.weather, "")
    key = (place_key(scene.location), "left_over")
    if not left or left in values_of(state, *key):
        return state
    row = Change(scene.id, LOCATION, "left_over", "add", (left,), "weather", "weather leaves its traces", scene.weather)
    return {**state, key: (*state.get(key, ()), Held(left, row))}
