"""What becomes of what a hand holds: put down, handed on, thrown, dropped, torn, smashed, put on or taken off.

Which act does what to a thing is data (`data/fates.json`). Where a thing flies is computed from where the hand lets it
go and where it is to arrive; it is a pure function of the second like everything else.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gpu_worker.engines.animatic.bodies.skeleton import Arm, Skeleton
from gpu_worker.engines.animatic.camera import UP, Vector
from gpu_worker.engines.animatic.performing.acting import Track
from gpu_worker.engines.animatic.performing.loose import (
    DATA,
    GOLDEN,
    GRAVITY,
    Loose,
    fluttered,
    foot,
    plain,
    seen,
    splash,
    unit,
)
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.performing.places import body_place
from gpu_worker.engines.animatic.things.props import named, things

KEPT = 2.6  # seconds a thing stays in hand after an act that leaves it there
TABLE = 0.77  # metres a table is high for a body of 1.7 m
PASS, TOSS, THROW = 0.12, 0.34, 0.26  # seconds a thing is on its way from hand to hand, tossed, hurled
LIGHT = frozenset(
    {"document", "contract", "paper", "papers", "letter", "photo", "money", "note", "cheque", "torn_paper"}
)
Held = dict[str, dict[str, str]]
Bones = dict[str, Skeleton]


@dataclass(frozen=True, slots=True)
class Fate:
    """One entry of the data; its fields are described there."""

    holds: tuple[float, float]
    thing: str = ""
    comes: str = ""
    goes: str = ""
    at: float = -1.0
    becomes: tuple[float, str] | None = None
    both: float = 2.0
    breaks: str = ""
    strews: int = 0
    bit: str = ""
    keeps: bool = False
    source: str = ""
    worn: str = ""
    wears: str = ""
    aim: str | float = ""
    lash: tuple[float, float, str] | None = None


@lru_cache(maxsize=1)
def fates() -> dict[str, Fate]:
    """What is written about things, by action id."""
    found = {}
    for name, row in json.loads(DATA.read_text(encoding="utf-8"))["fates"].items():
        facts: dict[str, Any] = {{"as": "bit", "from": "source"}.get(key, key): value for key, value in row.items()}
        for key in ("holds", "becomes", "lash"):
            if key in facts:
                facts[key] = tuple(facts[key])
        found[name] = Fate(**facts)
    return found


@dataclass(slots=True)
class Course:
    """A fate in a shot: whose act, in which hands, which thing, and when it is taken up and let go, in seconds."""

    owner: Performer
    track: Track
    fate: Fate
    sides: tuple[str, ...]
    thing: str
    taken: float
    let_go: float
    until: float  # a later act has the same thing in hand
    begins: bool
    receiver: Performer | None = None
    arrives: float = 0.0

    def thing_at(self, seconds: float) -> str:
        """What the thing has become."""
        change = self.fate.becomes
        if change is not None and seconds >= self.track.start + change[0] * self.track.length:
            return change[1]
        return self.thing


class Fates:
    """Follows every thing of a shot. `bones_at` gives everybody's bones at a second."""

    def __init__(self, performers: list[Performer], bones_at: Callable[[float], Bones]) -> None:
        self._by_id = {performer.member_id: performer for performer in performers}
        self._bones_at = bones_at
        self.courses = [course for performer in performers for course in self._courses(performer)]
        self._bones: dict[float, Bones] = {}

    def _courses(self, performer: Performer) -> list[Course]:
        found: list[Course] = []
        for index, track in enumerate(performer.acting.tracks):
            fate = fates().get(track.id)
            if fate is None:
                continue
            near = "L" if performer.is_mirrored else "R"
            sides = tuple(side for side in "RL" if side in _hands(track)) or (near,)
            thing = named(fate.thing) or next((performer.holds[side] for side in sides if side in performer.holds), "")
            if not thing and not fate.wears and fate.worn:
                thing = named(fate.worn)
            if fate.lash or fate.aim:
                sides = sides if track.id == "aim_gun" else (near,)
            if thing:
                taken, let_go = (track.start + share * track.length for share in fate.holds)
                if index == 0 and fate.holds[0] <= 0 < fate.holds[1]:
                    taken = -1.0
                if fate.holds[1] >= 1.0:  # kept until something else is done
                    later = [one.start for one in performer.acting.tracks[index + 1 :]]
                    let_go = min([track.end + KEPT, *later])
                course = Course(performer, track, fate, sides, thing, taken, let_go, math.inf, index == 0)
                self._hand_on(course)
                for before in found:
                    if before.thing == thing:
                        before.until = min(before.until, track.start)
                found.append(course)
        return found

    def _hand_on(self, course: Course) -> None:
        """Who takes what is handed on, and when: when the own act closes the hand around it."""
        other = self._by_id.get(course.track.other)
        if other is None or other is course.owner:
            other = None
        course.receiver = other
        if course.fate.goes != "other" or other is None:
            return
        way = TOSS if course.track.id == "toss_to" else PASS
        takes = [
            track.start + mark.t * track.length - 0.10
            for track in other.acting.tracks
            for mark in track.contacts
            if mark.target.startswith("prop.") and track.start + mark.t * track.length > course.taken
        ]
        course.arrives = max(min(takes), course.taken + 0.2) if takes else course.let_go + way
        course.let_go = min(course.let_go, course.arrives - way) if way == TOSS else course.arrives - way

    # ------------------------------------------------------------------ at a second

    def follow(self, seconds: float, held: Held, bones: Bones) -> dict[str, list[Loose]]:
        """Change what hands hold to what they hold now; returns what is in no hand, by who is nearest to us."""
        found: dict[str, list[Loose]] = {}
        for course in self.courses:
            if seconds < course.until:
                for loose in self._follow(course, seconds, held, bones):
                    nearest = self._nearest(loose, course, bones)
                    found.setdefault(nearest, []).append(loose)
        return found

    def aims(self, seconds: float, bones: Bones) -> None:
        """Turn what is pointed at somebody that way."""
        for course in self.courses:
            aim = course.fate.aim
            if aim == "" or not (course.begins or seconds >= course.track.start) or seconds > course.track.end + 2:
                continue
            for side in course.sides:
                arm = bones[course.owner.member_id].arms[side]
                way = unit(arm.wrist - arm.elbow)
                if isinstance(aim, float):
                    arm.aim = unit(way * aim + arm.thumb * (1 - aim))
                    continue
                spot = self._spot(course, aim, bones)
                since = (seconds - course.track.start) / course.track.length
                share = min(1.0, max(0.0, (since - 0.12) / 0.3))
                arm.aim = unit(way * 0.7 + arm.thumb * 0.3)
                if spot is not None:
                    arm.aim = unit(arm.aim * (1 - share) + unit(spot - arm.wrist) * share)

    def _spot(self, course: Course, target: str, bones: Bones) -> Vector | None:
        if course.receiver is None:
            return None
        spot = body_place(bones[course.receiver.member_id], target.partition(".")[2], "R")
        return spot.at if spot is not None else None

    def _nearest(self, loose: Loose, course: Course, bones: Bones) -> str:
        """In whose picture a loose thing is drawn: of the two it concerns the one nearer to us."""
        other = course.receiver
        if other is None or course.fate.goes in ("table", "floor", "gone") or course.fate.comes in ("table", "floor"):
            return course.owner.member_id
        pair = sorted((course.owner, other), key=lambda one: -float(bones[one.member_id].chest[2]) - one.before)
        return pair[0].member_id

    def _follow(self, course: Course, seconds: float, held: Held, bones: Bones) -> list[Loose]:
        mine = held[course.owner.member_id]
        if seconds < course.taken:
            if course.fate.holds[0] <= 0 < course.fate.holds[1]:
                return []
            for side in course.sides:
                mine.pop(side, None)
            return self._before(course, held, bones)
        loose: list[Loose] = []
        if course.fate.lash is not None:
            loose += self._lash(course, seconds, bones)
        if seconds < course.let_go:
            if course.begins or seconds >= course.track.start - 0.05:
                self._hold(course, seconds, mine)
            if course.fate.keeps:
                loose += self._strewn_from(course, seconds)
            return loose
        return loose + self._let_go(course, seconds, held, bones)

    def _let_go(self, course: Course, seconds: float, held: Held, bones: Bones) -> list[Loose]:
        """Once the hand has let go."""
        mine = held[course.owner.member_id]
        if not course.fate.goes and not course.fate.worn and not course.fate.wears:
            return []
        if course.fate.holds[1] < 1.0:
            for side in course.sides:
                mine.pop(side, None)
        if course.receiver is not None and course.fate.goes == "other" and seconds >= course.arrives:
            theirs = held[course.receiver.member_id]
            wanted = [side for side, what in theirs.items() if what == course.receiver.holds.get(side)]
            if len(wanted) != 1:
                wanted = [self._side_towards(course.receiver, course.owner, bones)]
            theirs.update(dict.fromkeys(wanted, course.thing))
            return []
        return self._after(course, seconds)

    @staticmethod
    def _hold(course: Course, seconds: float, mine: dict[str, str]) -> None:
        thing = course.thing_at(seconds)
        sides = course.sides
        parted = seconds >= course.track.start + course.fate.both * course.track.length
        near = "L" if course.owner.is_mirrored else "R"
        if len(sides) == 2 and not parted and not (thing in things() and things()[thing].both):
            mine.pop("L" if near == "R" else "R", None)
            sides = (near,)
        mine.update(dict.fromkeys(sides, thing))

    @staticmethod
    def _side_towards(one: Performer, other: Performer, bones: Bones) -> str:
        at = bones[other.member_id].chest
        return min("RL", key=lambda side: float(np.linalg.norm(bones[one.member_id].arms[side].wrist - at)))

    def _then(self, seconds: float) -> Bones:
        if seconds not in self._bones:
            self._bones[seconds] = self._bones_at(seconds)
        return self._bones[seconds]

    def forget(self) -> None:
        """Measure again where hands let go: the view has changed."""
        self._bones.clear()

    # ------------------------------------------------------------------ before and after

    def _before(self, course: Course, held: Held, bones: Bones) -> list[Loose]:
        comes = course.fate.comes
        if comes == "other" and course.receiver is not None:
            side = self._side_towards(course.receiver, course.owner, bones)
            held[course.receiver.member_id][side] = course.thing
        elif comes in ("table", "floor"):
            then = self._then(max(course.taken, 0.0) + (0.0 if course.fate.holds[1] else course.track.length * 0.4))
            return [self._resting(course, then, comes)]
        return []

    def _resting(self, course: Course, then: Bones, where: str) -> Loose:
        """A thing on the table or the floor, under the hand that takes it up or puts it down."""
        own = then[course.owner.member_id]
        thing = seen(course.thing)
        at = _hand(own.arms[course.sides[0]], own)
        high = TABLE * own.k if where == "table" else 0.0
        upright = thing.upright > 0.7
        at = np.array([at[0], high + (foot(thing) if upright else 0.012), at[2]])
        if where == "table":
            local = own.facing.T @ (at - own.floor)
            local[0] = min(max(local[0], -0.22), 0.22)
            local[2] = min(max(local[2], 0.44 * own.k), 0.62 * own.k)
            at = own.floor + own.facing @ local
            at[1] = high + (foot(thing) if upright else 0.012)
        return Loose(course.thing, plain(at), 0.0 if upright else 0.5, not upright)

    def _after(self, course: Course, seconds: float) -> list[Loose]:
        fate, since = course.fate, seconds - course.let_go
        then = self._then(course.let_go)
        if fate.goes == "table":
            return [self._resting(course, then, "table")]
        if fate.goes in ("across", "swept"):
            return [self._pushed(course, seconds)]
        if fate.goes in ("", "gone"):
            return []
        if len(course.sides) == 2 and fate.both <= 1:
            return [self._dropped(course, then, side, since) for side in course.sides]
        start = _hand(then[course.owner.member_id].arms[course.sides[0]], then[course.owner.member_id])
        if fate.goes == "up":
            return self._strew(course, start, since, up=True)
        if fate.goes == "floor":
            one = self._dropped(course, then, course.sides[0], since)
            if fate.breaks and one.lies:
                landed = math.sqrt(2 * max(0.05, float(start[1])) / GRAVITY)
                return self._strew(course, np.array(one.at), since - landed, up=False)
            return [one]
        return self._thrown(course, start, since)

    def _pushed(self, course: Course, seconds: float) -> Loose:
        """Pushed over a table."""
        begun = course.let_go if course.fate.goes == "across" else course.track.start + 0.38 * course.track.length
        share = 1 - (1 - min(1.0, max(0.0, (seconds - begun) / 0.4))) ** 2
        then = self._then(max(0.0, begun))
        rest = self._resting(course, then, "table")
        own = then[course.owner.member_id]
        far = 0.34 if course.fate.goes == "across" else 0.16
        at = np.array(rest.at) + own.facing[:, 2] * far * share
        is_cup = seen(course.thing).id in ("cup", "glass")
        lies = is_cup and share > 0.3
        return Loose(course.thing, plain(at), rest.turned + (1.4 if lies else 0.0), rest.lies or lies)

    def _dropped(self, course: Course, then: Bones, side: str, since: float) -> Loose:
        own = then[course.owner.member_id]
        thing = seen(course.thing_at(course.let_go))
        start, ahead = _hand(own.arms[side], own), own.facing[:, 2]
        if thing.id in LIGHT:
            return fluttered(thing.id, start, ahead * 0.15, since, 1.0 if side == "R" else 2.2)
        lands = math.sqrt(2 * max(0.05, float(start[1])) / GRAVITY)
        at = start + ahead * 0.25 * min(since, lands)
        if since < lands:
            at[1] = start[1] - GRAVITY / 2 * since**2
            return Loose(thing.id, plain(at), since * 4.0)
        hop = max(0.0, since - lands)
        rest = min(1.0, hop / 0.26)
        at = at + ahead * 0.10 * rest
        at[1] = 0.015 + 0.09 * math.sin(math.pi * rest)
        return Loose(thing.id, plain(at), lands * 4.0 + rest, True)

    def _thrown(self, course: Course, start: Vector, since: float) -> list[Loose]:
        """Through the air to where it is thrown, then to the floor."""
        fate, thing = course.fate, course.thing
        goal, flight = self._goal(course, start)
        if since < flight:
            share = since / flight
            at = start + (goal - start) * share
            at[1] += GRAVITY / 2 * flight**2 * share * (1 - share)
            return [Loose(thing, plain(at), since * (5.0 if thing in LIGHT else 11.0))]
        if fate.goes == "other" or goal[1] < 0.1:
            return [Loose(thing, plain(goal * (1, 0, 1) + (0, 0.015, 0)), flight * 9.0, True)]
        back = np.array([-(goal - start)[0], 0.0, -(goal - start)[2] + 0.3])
        back = unit(back)
        if fate.strews:
            return self._strew(course, goal + back * 0.1, since - flight, up=False)
        if thing in LIGHT:
            return [fluttered(thing, goal, back * 0.3, since - flight, 1.0)]
        fall = math.sqrt(2 * float(goal[1]) / GRAVITY)
        late = min(since - flight, fall)
        at = goal + back * 0.5 * late
        at[1] = max(0.015, goal[1] - GRAVITY / 2 * late**2)
        return [Loose(thing, plain(at), flight * 11 + late * 5, late >= fall)]

    def _goal(self, course: Course, start: Vector) -> tuple[Vector, float]:
        """Where a throw arrives, metres, and after how many seconds."""
        fate, own = course.fate, self._then(course.let_go)[course.owner.member_id]
        other = course.receiver
        if fate.goes == "other" and other is not None:
            theirs = self._then(course.arrives)[other.member_id]
            side = self._side_towards(other, course.owner, self._then(course.arrives))
            return _hand(theirs.arms[side], theirs), max(0.04, course.arrives - course.let_go)
        if fate.goes.startswith("other.") and other is not None:
            then = self._then(course.let_go + THROW)
            spot = body_place(then[other.member_id], fate.goes[6:], "R")
            if spot is not None:
                goal = spot.at.copy()
                if fate.goes == "other.feet":
                    goal = goal * (1, 0, 1) + (0, 0.02, 0.08)
                return goal, THROW
        ahead = own.facing[:, 2] * (-1.0 if fate.goes == "behind" else 1.0)
        goal = start + ahead * 2.4
        goal[1] = 0.015
        return goal, 0.62

    def _strewn_from(self, course: Course, seconds: float) -> list[Loose]:
        """What flies out of a thing that stays in hand: a drink."""
        fate = course.fate
        at = course.track.start + fate.at * course.track.length
        since = seconds - at
        if not 0 <= since < 0.9:
            return []
        then = self._then(at)
        own = then[course.owner.member_id]
        start = _hand(own.arms[course.sides[0]], own) + UP * 0.08
        goal = start + own.facing[:, 2] * 0.7
        if fate.source == "mouth":
            start = own.on_head(0.0, 0.18, 0.40)
            goal = start + own.head_axes[:, 2] * 0.6 - UP * 0.25
        if fate.goes.startswith("other."):
            spot = self._spot(course, fate.goes, then)
            goal = spot if spot is not None else goal
        return splash(fate.bit, fate.strews, start, goal, since)

    def _strew(self, course: Course, at: Vector, since: float, *, up: bool) -> list[Loose]:
        """What comes apart, piece by piece."""
        fate = course.fate
        bit = fate.breaks or fate.bit
        own = self._then(course.let_go)[course.owner.member_id]
        other = own.arms["L" if course.sides[0] == "R" else "R"]
        found = []
        for index in range(fate.strews):
            turn = index * GOLDEN
            way = np.array([math.cos(turn), 0.0, 0.5 * math.sin(turn)])
            if fate.breaks:
                far = (0.12 + 0.05 * (index % 5)) * min(1.0, since / 0.22) ** 0.6
                spot = at + way * far
                spot[1] = 0.012 + 0.16 * (1 + index % 3) * max(0.0, math.sin(math.pi * min(1.0, since / 0.3)))
                found.append(Loose(bit, plain(spot), turn + 5 * min(since, 0.3), since > 0.3))
                continue
            start = at
            if up and len(course.sides) == 2 and index % 2:
                start = _hand(other, own)
            if up:
                rise = (0.30 + 0.09 * (index % 4)) * math.sin(min(1.0, since / 0.45) * math.pi / 2)
                start = start + UP * rise
            spread = way * (0.25 + 0.08 * (index % 4))
            found.append(fluttered(bit, start, spread, max(0.0, since - (0.3 if up else 0.0)), turn))
        return found

    def _lash(self, course: Course, seconds: float, bones: Bones) -> list[Loose]:
        begun, done, target = course.fate.lash or (0.0, 0.0, "")
        t = (seconds - course.track.start) / course.track.length
        goal = self._spot(course, target, bones)
        if goal is None or not begun <= t <= done:
            return []
        own = bones[course.owner.member_id]
        start = _hand(own.arms[course.sides[0]], own)
        out = min(1.0, (t - begun) / 0.08) * (1 - max(0.0, (t - done + 0.08) / 0.08))
        rows = []
        for share in np.linspace(0.0, 1.0, 13).tolist():
            row = start + (goal - start) * share * max(0.15, out)
            row[1] += 0.28 * math.sin(math.pi * share) * (1.15 - out) + 0.05 * math.sin(math.tau * share)
            row[2] += 0.05
            rows.append(plain(row))
        return [Loose("whip", rows[0], path=tuple(rows))]

    # ------------------------------------------------------------------ what is worn

    def worn(self, performer: Performer, seconds: float) -> tuple[tuple[str, bool], ...]:
        """What somebody puts on or takes off, and whether it is on at a second: accessories, and `outfit:NAME`."""
        found = []
        for course in self.courses:
            fate = course.fate
            if course.owner is performer and (fate.worn or fate.wears):
                is_on = seconds >= course.let_go if fate.holds[0] <= 0 else seconds < course.taken
                found.append((fate.worn or f"outfit:{fate.wears}", is_on))
        return tuple(found)


def _hands(track: Track) -> set[str]:
    return {m.effector[-1].upper() for m in track.contacts if m.target.startswith("prop.") and m.effector[:4] == "hand"}


def _hand(arm: Arm, own: Skeleton) -> Vector:
    """Where a hand holds, metres."""
    where: Vector = arm.wrist + arm.along * own.figure.hand * 0.5 + arm.palm * 0.03
    return where
