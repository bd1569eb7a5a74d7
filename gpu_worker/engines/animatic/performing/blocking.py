"""Blocking: who stands where in metres, facing what, looking at whom, for the framing of a shot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from gpu_worker.engines.animatic.bodies.appearance import Appearance, Notes, dress_up
from gpu_worker.engines.animatic.bodies.skeleton import ground_share
from gpu_worker.engines.animatic.camera import Vector
from gpu_worker.engines.animatic.performing.acting import Acting, Track
from gpu_worker.engines.animatic.performing.choreography import Company
from gpu_worker.engines.animatic.performing.countenance import Countenance
from gpu_worker.engines.animatic.performing.furniture import heights, needs
from gpu_worker.engines.animatic.performing.holding import given_by, holds_of, keeps_of
from gpu_worker.engines.animatic.performing.pairing import TURN, Pair, pairs, stand, touching
from gpu_worker.engines.animatic.performing.performer import Performer
from gpu_worker.engines.animatic.performing.speech import LipTrack
from projects.briefs import Act, Expression, Presence, ShotBrief
from projects.performance import catalogue
from projects.planning.acts import Doing, acts_of

CLOSE = frozenset({"extreme_close_up", "close_up", "medium_close_up"})
FACING = {"left": -45.0, "right": 45.0, "camera": 0.0, "away": 168.0}
MOST = 4  # people drawn; more would be a crowd
MARK_STEP = {2: 0.50, 3: 0.41, 4: 0.34}
SEATED_SETS = frozenset({"car"})
CLOSE_BY = 0.44  # metres between two of whom one hides the other
WALLED = 98.0  # degrees to the side who deals with a wall is turned
WALLS = frozenset(
    f"set.{name}" for name in ("door", "door_handle", "lock", "wall", "bell", "button", "window", "curtain")
)
SIDEWAYS = frozenset({"stairs", "stairs_down", "wall_ahead", "lift", "cabinet"})  # pieces one is seen at from the side
BESIDE = frozenset(name for name, pair in pairs().items() if pair.facing == "toward" and pair.ahead)
STAIRS = frozenset({"stairs", "stairs_down"})
ACROSS = 0.30  # metres from the hips of one who lies to the chest
POINTING = 0.72  # metres between two of whom one points
# metres from the mark at which who comes in is first seen
WALK_IN = {"extreme_close_up": 0.25, "close_up": 0.35, "medium_close_up": 0.45, "medium": 0.8, "two_shot": 0.8}


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
        if acted_on is not None and brief.framing == "medium_close_up" and _touches(brief, lead):
            return sorted([lead, acted_on], key=lambda p: p.place)
        return [lead]
    if brief.framing == "over_shoulder":
        return [lead]
    if len(brief.cast) > MOST:
        notes.say(f"{len(brief.cast)} people in the shot: the first {MOST} are drawn")
    return sorted(brief.cast[:MOST], key=lambda p: p.place)


def played(brief: ShotBrief) -> dict[str, tuple[Act, ...]]:
    """What everyone does, by member id: as the brief says, else as the catalogue plays the action it names."""
    if any(presence.acts for presence in brief.cast):
        return {presence.member_id: presence.acts for presence in brief.cast}
    doing = []
    for one in brief.cast:
        action = one.action if one.action != "stand" else ""
        doing.append(Doing(one.member_id, action, one.target or _partner(brief, one)))
    return acts_of(doing, frames=brief.frames, rate=brief.rate)


def _partner(brief: ShotBrief, presence: Presence) -> str:
    """Whom something for two is done to where the brief does not say."""
    term = catalogue().actions.get(presence.action)
    others = [other for other in brief.cast if other.member_id != presence.member_id]
    if term is None or term.actors < 2 or not others:
        return ""
    return min(others, key=lambda other: abs(other.place - presence.place)).member_id


def _touches(brief: ShotBrief, presence: Presence) -> bool:
    acts = played(brief).get(presence.member_id, ())
    return any(c.target.startswith("other.") and c.effector != "gaze" for act in acts for c in act.contacts)


def _marks(cast: list[Presence], pair: tuple[str, str, Pair] | None) -> list[float]:
    """Places on the floor from left to right, metres; people who touch stand at arm's length."""
    if len(cast) < 2:
        return [0.0] * len(cast)
    step = MARK_STEP[len(cast)]
    marks = [0.0]
    for left, right in pairwise(cast):
        spread = step * (1.0 + 0.25 * min(1.0, abs(right.place - left.place) / 2))
        if pair is not None and {left.member_id, right.member_id} == {pair[0], pair[1]}:
            spread = abs(pair[2].gap)
        elif any(_points(one) for one in (left, right)):
            spread = max(spread, POINTING)
        marks.append(marks[-1] + spread)
    middle = (marks[0] + marks[-1]) / 2
    return [mark - middle for mark in marks]


def _points(presence: Presence) -> bool:
    return any(mark.target == "other.aim" for act in presence.acts for mark in act.contacts)


def _pair(brief: ShotBrief, cast: list[Presence], actings: dict[str, Acting]) -> tuple[str, str, Pair] | None:
    """Who of the visible does something to whom, and how the two stand for it."""
    seen = {presence.member_id: presence for presence in cast}
    found: list[tuple[bool, float, Presence, Track]] = []
    for presence in cast:
        found += [
            (track.id not in pairs(), track.start, presence, track)
            for track in actings[presence.member_id].tracks
            if track.other in seen and track.other != presence.member_id and touching(track)
        ]
    if not found:
        return None
    _unwritten, _start, presence, track = min(found, key=lambda one: one[:2])
    quiet = Notes()
    figures = [dress_up(p.member_id, p.look, quiet).figure for p in (presence, seen[track.other])]
    return presence.member_id, track.other, stand(track, figures[0], figures[1])


def _yaw(presence: Presence, x: float, target_x: float | None) -> float:
    yaw = FACING[presence.facing]
    if target_x is not None and presence.facing == "camera":
        yaw = math.copysign(34.0, target_x - x)
    if target_x is not None and presence.facing in ("left", "right") and abs(target_x - x) > 0.05:
        yaw = math.copysign(abs(yaw), target_x - x)
    return yaw


@dataclass(frozen=True, slots=True)
class Floor:
    """Who is seen where, what everyone does, and which two stand for something one does to the other."""

    cast: list[Presence]
    acts: dict[str, tuple[Act, ...]]
    marks: dict[str, float]
    pair: tuple[str, str, Pair] | None

    def plan_of(self, member_id: str) -> Pair | None:
        """How the pair stands, for one of the two."""
        return self.pair[2] if self.pair is not None and member_id in self.pair[:2] else None

    def way(self) -> float:
        """The side of the frame at which the acted-upon stands: -1 left, 1 right."""
        if self.pair is None:
            return 1.0
        return 1.0 if self.marks[self.pair[1]] >= self.marks[self.pair[0]] else -1.0


def block(brief: ShotBrief, notes: Notes) -> Company:
    """The company of a shot on its marks. Warnings about unknown ids go to `notes`."""
    cast = visible_cast(brief, notes)
    acts = played(brief)
    actings = {p.member_id: Acting(acts.get(p.member_id, ()), brief.rate, is_mirrored=False) for p in cast}
    pair = _pair(brief, cast, actings)
    marks = dict(zip([p.member_id for p in cast], _marks(cast, pair), strict=True))
    floor = Floor(cast, acts, marks, pair)
    performers = [_performer(brief, presence, floor, notes=notes, order=order) for order, presence in enumerate(cast)]
    if brief.framing == "over_shoulder":
        performers.extend(_shoulder(brief, performers, notes))
    _set_going(brief, performers)
    _meet_on_marks(performers, pair)
    return Company(performers, brief.rate.seconds(brief.frames))


def _performer(brief: ShotBrief, presence: Presence, floor: Floor, *, notes: Notes, order: int) -> Performer:
    look = dress_up(presence.member_id, presence.look, notes)
    marks, member = floor.marks, presence.member_id
    x = marks[member]
    plan = floor.plan_of(member)
    target = presence.target if presence.target in marks and presence.target != member else ""
    if plan is not None and floor.pair is not None and not target:
        target = floor.pair[1] if member == floor.pair[0] else floor.pair[0]
    off_screen = next((p for p in brief.cast if p.member_id == presence.target and p.member_id not in marks), None)
    target_x = marks.get(target)
    if target_x is None and off_screen is not None:
        target_x = 1.2 if off_screen.place >= presence.place else -1.2
    yaw = _faced(brief, presence, floor, x, target_x)
    if presence.action not in catalogue().actions and not presence.acts:
        notes.say(f"unknown action {presence.action!r}: drawn as 'stand'")
    countenance = Countenance(
        presence.expression, look.key ^ (brief.seed & 0xFFFFFFFF), brief.rate.seconds(brief.frames)
    )
    if not countenance.is_known:
        notes.say(f"unknown expression {presence.expression.id!r}: drawn as 'neutral'")
    eyeline = _eyeline(brief, presence, look, x, target_x)
    is_mirrored = yaw < 0 or (abs(yaw) < 1 and x > 0.05)
    if plan is not None and floor.pair is not None:
        acts_on = member == floor.pair[0]
        if plan.facing == "toward":  # hands meet on the side we see: both use the actor's
            is_mirrored = floor.way() < 0
        elif plan.facing == "beside":  # each uses the arm between the two
            is_mirrored = (floor.way() > 0) == acts_on
    acting = Acting(_acts(brief, presence, floor.acts), brief.rate, is_mirrored=is_mirrored)
    z = -0.26 * (order % 2) - 0.02 * order if len(floor.cast) > 2 else (-0.06 if order else 0.0)
    if plan is not None:
        z = _depth(plan) if floor.pair is not None and member == floor.pair[0] else 0.0
        if plan.facing == "over" and floor.pair is not None:  # who lies is before us, who bends over them behind
            acts_on = member == floor.pair[0]
            x, z = (x, -plan.gap) if acts_on else (marks[floor.pair[0]] - floor.way() * ACROSS, 0.0)
    cues = tuple(c for c in brief.cues if c.member_id == member and c.kind == "dialogue")
    giver = next((track.other for track in acting.tracks if track.other in floor.acts and track.other != member), "")
    holds = holds_of(brief, acting, notes, given=given_by(floor.acts.get(giver, ())))
    performer = Performer(
        member_id=member,
        look=look,
        x=x,
        z=z,
        yaw=yaw,
        countenance=countenance,
        acting=acting,
        lips=LipTrack(cues, brief.rate),
        energy=presence.expression.energy,
        target=target,
        is_mirrored=is_mirrored,
        eyeline=eyeline,
        holds=holds,
        keeps=keeps_of(presence, acting, notes, is_mirrored=is_mirrored),
        asked=presence.look,
        is_alone=brief.framing == "over_shoulder",
        furnishes=brief.set_id not in SEATED_SETS,
        lift=0.0 if plan is not None and plan.facing == "carried" else _bed(acting, look.figure.height / 1.7),
    )
    pair = floor.pair
    if plan is not None and pair is not None and plan.facing == "carried" and member == pair[1]:
        carrying = Acting(floor.acts.get(pair[0], ()), brief.rate, is_mirrored=False)
        track = next((one for one in carrying.tracks if one.other == member), None)
        performer.borne = (pair[0], track.id if track is not None else "", plan)
    return performer


def _depth(plan: Pair) -> float:
    """How far before the mark one stands who does something to another, metres."""
    if plan.facing in ("behind", "carried"):
        return -plan.gap * math.cos(math.radians(plan.turn))
    return plan.ahead if plan.facing == "toward" else 0.0


def _faces_a_wall(acts: tuple[Act, ...]) -> bool:
    """True for one who deals with a door or a wall: seen from the side, so that we see what is touched."""
    if any(needs().get(name) in SIDEWAYS for act in acts for name in (act.id, *(c.target for c in act.contacts))):
        return True
    return any(mark.target in WALLS for act in acts for mark in act.contacts if mark.effector != "back")


def _eyeline(brief: ShotBrief, presence: Presence, look: Appearance, x: float, target_x: float | None) -> Vector | None:
    """The point somebody looks at, metres."""
    if target_x is not None:
        return np.array([target_x, look.figure.height, 1.1 if brief.framing in CLOSE else 0.25])
    if presence.facing == "camera":
        return np.array([x + 0.25 * (1 if look.key % 2 else -1), look.figure.height, 2.2])
    return None


def _bed(acting: Acting, scale: float) -> float:
    """How high above the floor somebody is who lies in bed all along, metres."""
    pieces = [needs().get(track.id, "") for track in acting.tracks]
    return heights().get(pieces[0], 0.0) * scale if pieces and len(set(pieces)) == 1 else 0.0


def _faced(brief: ShotBrief, presence: Presence, floor: Floor, x: float, target_x: float | None) -> float:
    """Where a body faces, degrees."""
    yaw = _yaw(presence, x, target_x)
    plan = floor.plan_of(presence.member_id)
    if plan is not None and floor.pair is not None:
        acts = presence.member_id == floor.pair[0]
        yaw = floor.way() * plan.turn
        if plan.facing in ("toward", "over") and not acts:
            yaw = -math.copysign(TURN, yaw) if plan.facing == "over" else -yaw
        elif plan.facing == "beside":
            yaw = math.copysign(plan.turn, FACING[presence.facing] or 1.0)
    if plan is None and _faces_a_wall(floor.acts.get(presence.member_id, ())) and abs(yaw) < 90:
        yaw = math.copysign(WALLED, yaw or 1.0)
    if brief.framing in CLOSE and abs(yaw) < 90:
        yaw *= 0.46 if plan is None else 0.8  # a close face is turned to us
    if brief.set_id in SEATED_SETS:
        yaw *= 0.5  # side by side on one seat
    if brief.framing == "back_shot":
        yaw = math.copysign(166.0, yaw)
    elif brief.angle == "profile" and abs(yaw) < 90:
        yaw = math.copysign(86.0, yaw or -presence.place or 1.0)
    return yaw


def _acts(brief: ShotBrief, presence: Presence, acts: dict[str, tuple[Act, ...]]) -> tuple[Act, ...]:
    """What somebody plays: who is in a car sits, whatever else they do there."""
    own = acts.get(presence.member_id, ())
    if brief.set_id in SEATED_SETS and not any(act.posture in ("sitting", "riding", "lying") for act in own):
        seat = acts_of([Doing(presence.member_id, "sit")], frames=brief.frames, rate=brief.rate)[presence.member_id]
        return (replace(seat[0], start_frame=0), *own)
    return own


def _set_going(brief: ShotBrief, performers: list[Performer]) -> None:
    """Who arrives ends on the mark; who walks on and on does so on the spot while the place moves past."""
    wide = WALK_IN.get(brief.framing, 1.2)
    for performer in performers:
        travel, is_going = performer.acting.travel
        far = float(np.hypot(*travel))
        tracks = performer.acting.tracks
        if not tracks:
            continue
        path = np.concatenate([track.path for track in tracks])
        walks = float(np.ptp(path[:, 2])) > 0.2
        if far < 0.5:
            if walks and float(np.ptp(path[:, 1])) > 0.4:  # to and fro: around the mark
                performer.begins = (path[:, :2].max(0) + path[:, :2].min(0)) / 2
            continue
        loops = any(getattr(catalogue().actions.get(track.id), "loops", False) for track in tracks)
        turned = abs(tracks[-1].value("root_yaw", 1.0)) > 90
        stays = any(needs().get(track.id) in STAIRS for track in tracks)  # stairs do not go along
        passes_by = any(pairs()[track.id].ahead and track.other for track in tracks if track.id in BESIDE)
        if (stays and walks) or passes_by:
            performer.begins = travel / 2
        elif loops or (is_going and not turned):
            performer.treads = True
        elif turned:
            performer.goes = 0.45
        elif not is_going and walks:
            performer.goes = 0.96
            performer.begins = travel if far <= wide else travel * (wide / far)
            performer.shortened = min(1.0, wide / far)
            longest = max(track.value("stride", t) for track in tracks for t in track.times)
            shares = ground_share(longest * math.sqrt(performer.shortened)) / ground_share(longest)
            performer.gait = math.sqrt(performer.shortened * shares) if performer.shortened < 1 else 1.0


def _meet_on_marks(performers: list[Performer], pair: tuple[str, str, Pair] | None) -> None:
    """Who steps up to touch somebody stands on the mark when they touch, in front of whom they touch."""
    if pair is None:
        return
    actor = next((one for one in performers if one.member_id == pair[0]), None)
    if actor is None:
        return
    track = next((one for one in actor.acting.tracks if one.other == pair[1] and touching(one)), None)
    marks = [mark.t for mark in track.contacts if mark.target.startswith("other.")] if track is not None else []
    if track is not None and marks and not actor.treads and track.id not in BESIDE:
        pose = actor.acting.pose(track.start + min(marks) * track.length)
        actor.begins = np.array([pose["root_x"], pose["root_z"]])
        actor.shortened = 1.0
    if pair[2].turns and track is not None:
        two = [one for one in performers if one.member_id in pair[:2]]
        x, z = (sum(place) / len(two) for place in zip(*((one.x, one.z) for one in two), strict=True))
        for one in two:
            one.orbit = (x, z, track.id, pair[2].turns)
    if pair[2].facing == "toward" and pair[2].gap < CLOSE_BY:
        actor.before = 0.12
    elif pair[2].facing == "over":
        actor.before = -0.5


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
    shows = any(mark.target == "self.view" for track in subject.acting.tracks for mark in track.contacts)
    is_mirrored = (side < 0) != shows  # in the hand that the near figure does not hide
    if is_mirrored != subject.is_mirrored:
        subject.is_mirrored = is_mirrored
        subject.acting = Acting(played(brief).get(subject.member_id, ()), brief.rate, is_mirrored=is_mirrored)
        subject.holds = holds_of(brief, subject.acting, Notes())
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
            acting=Acting((), brief.rate, is_mirrored=False),
            lips=LipTrack(cues, brief.rate),
            is_alone=True,
        )
    ]
