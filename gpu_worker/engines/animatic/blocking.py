"""Blocking: who stands where in metres, facing what, looking at whom, for the framing of a shot."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from gpu_worker.engines.animatic.actions import ACTIONS, Action
from gpu_worker.engines.animatic.appearance import Notes, dress_up
from gpu_worker.engines.animatic.choreography import Company, Performer
from gpu_worker.engines.animatic.countenance import Countenance
from gpu_worker.engines.animatic.props import named
from gpu_worker.engines.animatic.speech import LipTrack
from projects.briefs import Expression, Presence, ShotBrief

CLOSE = frozenset({"extreme_close_up", "close_up", "medium_close_up"})
FACING = {"left": -45.0, "right": 45.0, "camera": 0.0, "away": 168.0}
MOST = 4  # people drawn; more would be a crowd
MARK_STEP = {2: 0.50, 3: 0.41, 4: 0.34}
SEATED_SETS = frozenset({"car"})
OPEN_HANDS = frozenset({"show_object", "hand_over", "place_object", "pick_up"})  # the brief says what they hold


def lead_of(brief: ShotBrief) -> Presence | None:
    """Whose shot it is: who speaks on screen, else the first in the cast."""
    speakers = {cue.member_id for cue in brief.cues if cue.kind == "dialogue"}
    return next((p for p in brief.cast if p.member_id in speakers), brief.cast[0] if brief.cast else None)


def visible_cast(brief: ShotBrief, notes: Notes) -> list[Presence]:
    """Who is drawn, from frame left to right."""
    lead = lead_of(brief)
    if lead is None or brief.framing == "insert":
        return []
    if brief.framing in CLOSE:
        acted_on = next((p for p in brief.cast if p.member_id == lead.target), None)
        if (
            acted_on is not None
            and ACTIONS.get(lead.action, ACTIONS["stand"]).reach
            and brief.framing == "medium_close_up"
        ):
            return sorted([lead, acted_on], key=lambda p: p.place)
        return [lead]
    if brief.framing == "over_shoulder":
        return [lead]
    if len(brief.cast) > MOST:
        notes.say(f"{len(brief.cast)} people in the shot: the first {MOST} are drawn")
    return sorted(brief.cast[:MOST], key=lambda p: p.place)


def _marks(cast: list[Presence]) -> list[float]:
    """Places on the floor from left to right, metres; people who touch stand at arm's length."""
    if len(cast) < 2:
        return [0.0] * len(cast)
    step = MARK_STEP[len(cast)]
    marks = [0.0]
    for left, right in pairwise(cast):
        reach = 0.0
        for one, other in ((left, right), (right, left)):
            if one.target in ("", other.member_id):
                reach = ACTIONS.get(one.action, ACTIONS["stand"]).reach or reach
        spread = step * (1.0 + 0.25 * min(1.0, abs(right.place - left.place) / 2))
        apart = max(ACTIONS.get(one.action, ACTIONS["stand"]).apart for one in (left, right))
        marks.append(marks[-1] + (reach or max(spread, apart)))
    middle = (marks[0] + marks[-1]) / 2
    return [mark - middle for mark in marks]


def _target_of(presence: Presence, cast: list[Presence]) -> str:
    if any(other.member_id == presence.target for other in cast):
        return presence.target
    action = ACTIONS.get(presence.action)
    if presence.target == "" and action is not None and (action.reach or action.touch):
        others = [other for other in cast if other.member_id != presence.member_id]
        if others:
            return min(others, key=lambda other: abs(other.place - presence.place)).member_id
    return ""


def _yaw(presence: Presence, x: float, target_x: float | None) -> float:
    yaw = FACING[presence.facing]
    if target_x is not None and presence.facing == "camera":
        yaw = math.copysign(34.0, target_x - x)
    if target_x is not None and presence.facing in ("left", "right") and abs(target_x - x) > 0.05:
        yaw = math.copysign(abs(yaw), target_x - x)
    return yaw


def block(brief: ShotBrief, notes: Notes) -> Company:
    """The company of a shot on its marks. Warnings about unknown ids go to `notes`."""
    seconds = brief.rate.seconds(brief.frames)
    cast = visible_cast(brief, notes)
    marks = dict(zip([p.member_id for p in cast], _marks(cast), strict=True))
    performers = []
    for order, presence in enumerate(cast):
        performers.append(_performer(brief, presence, cast, marks, notes=notes, order=order))
    if brief.framing == "over_shoulder":
        performers.extend(_shoulder(brief, performers, notes))
    return Company(performers, seconds)


def _performer(
    brief: ShotBrief,
    presence: Presence,
    cast: list[Presence],
    marks: dict[str, float],
    *,
    notes: Notes,
    order: int,
) -> Performer:
    look = dress_up(presence.member_id, presence.look, notes)
    x = marks[presence.member_id]
    target = _target_of(presence, cast)
    off_screen = next((p for p in brief.cast if p.member_id == presence.target and p.member_id not in marks), None)
    target_x = marks.get(target)
    if target_x is None and off_screen is not None:
        target_x = 1.2 if off_screen.place >= presence.place else -1.2
    yaw = _yaw(presence, x, target_x)
    if brief.framing in CLOSE and abs(yaw) < 90:
        yaw *= 0.46  # a close face is turned to us
    if brief.set_id in SEATED_SETS:
        yaw *= 0.5  # side by side on one seat
    if brief.framing == "back_shot":
        yaw = math.copysign(166.0, yaw)
    elif brief.angle == "profile" and abs(yaw) < 90:
        yaw = math.copysign(86.0, yaw or -presence.place or 1.0)
    action = notes.choose("action", presence.action, ACTIONS, "stand")
    if brief.set_id in SEATED_SETS and action.keys == ():
        action = ACTIONS["sit"]
    seconds = brief.rate.seconds(brief.frames)
    countenance = Countenance(presence.expression, look.key ^ (brief.seed & 0xFFFFFFFF), seconds)
    if not countenance.is_known:
        notes.say(f"unknown expression {presence.expression.id!r}: drawn as 'neutral'")
    eyeline = None
    if target_x is not None:
        eyeline = np.array([target_x, look.figure.height, 1.1 if brief.framing in CLOSE else 0.25])
    elif presence.facing == "camera":
        eyeline = np.array([x + 0.25 * (1 if look.key % 2 else -1), look.figure.height, 2.2])
    cues = tuple(c for c in brief.cues if c.member_id == presence.member_id and c.kind == "dialogue")
    acts = action.touch or action.reach
    return Performer(
        member_id=presence.member_id,
        look=look,
        x=x,
        z=-0.26 * (order % 2) - 0.02 * order if len(cast) > 2 else (-0.06 if order else 0.0) * (0 if acts else 1),
        yaw=yaw,
        countenance=countenance,
        action=action,
        lips=LipTrack(cues, brief.rate),
        energy=presence.expression.energy,
        target=target,
        is_mirrored=yaw < 0 or (abs(yaw) < 1 and x > 0.05),
        eyeline=eyeline,
        holds=_holds(brief, presence, action, notes),
    )


def _holds(brief: ShotBrief, presence: Presence, action: Action, notes: Notes) -> dict[str, str]:
    """What each hand holds: the brief's own prop where the action leaves it open."""
    held = dict(action.holds)
    wanted = [prop for prop in brief.props if named(prop)]
    for side, what in held.items():
        if presence.action in OPEN_HANDS and brief.props:
            if not wanted:
                notes.say(f"prop {brief.props[0]!r} in a hand: drawn as 'box'")
            held[side] = named(wanted[0]) if wanted else "box"
        elif what == "glass" and "cup" in map(named, wanted):
            held[side] = "cup"
    return held


def _shoulder(brief: ShotBrief, performers: list[Performer], notes: Notes) -> list[Performer]:
    """The person whose shoulder we look over, close to the lens with the back to us."""
    lead = lead_of(brief)
    others = [p for p in brief.cast if lead is not None and p.member_id != lead.member_id]
    if lead is None or not others:
        notes.say("over_shoulder with nobody to look over: framed as a medium close-up")
        return []
    near = next((p for p in others if p.member_id == lead.target), others[0])
    subject = performers[0]
    side = -1.0 if near.place <= lead.place else 1.0
    subject.x = -side * 0.12
    subject.yaw = side * 24.0
    shows = "show" in subject.action.touch.values()  # in the hand that the near figure does not hide
    subject.is_mirrored = (side < 0) != shows
    look = dress_up(near.member_id, near.look, notes)
    subject.eyeline = np.array([side * 0.22, look.figure.height, 1.0])
    cues = tuple(c for c in brief.cues if c.member_id == near.member_id and c.kind == "dialogue")
    return [
        Performer(
            member_id=near.member_id,
            look=look,
            x=side * 0.30,
            z=0.52,
            yaw=180.0 + side * 34.0,
            countenance=Countenance(Expression(), look.key, brief.rate.seconds(brief.frames)),
            action=ACTIONS["stand"],
            lips=LipTrack(cues, brief.rate),
            target="",
        )
    ]
