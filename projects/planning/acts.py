"""When in a shot somebody does what they do, how the other answers, and what is heard of it. Pure.

An act begins a moment after the shot does, is played at its usual length where the shot allows, and faster where it
does not. Whoever is acted upon answers at the first touch. The same times place the body in the picture and its sounds
under the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from projects.briefs import Act, Rate, SoundMark
from projects.performance import ActionTerm, catalogue
from projects.performance.poses import PoseReference, pose_references, rig

LEAD_SECONDS = 0.3
TAIL_SECONDS = 0.15
ANTICIPATION_SECONDS = 0.04
"""An answer begins this long before it is touched, so that head and hand meet."""
FASTEST = 1.7
"""A body that has less room than this allows is cut off by the end of the shot instead of being hurried."""
SHORTEST_FRAMES = 6
MOST_LOOPS = 40


@dataclass(frozen=True, slots=True)
class Doing:
    """What one member does in a shot, to whom if to anybody."""

    member_id: str
    action: str
    target: str = ""


def acts_of(people: Sequence[Doing], *, frames: int, rate: Rate) -> dict[str, tuple[Act, ...]]:
    """Everyone's acts in order of their first frames, by member id."""
    found: dict[str, list[Act]] = {one.member_id: [] for one in people}
    for one in people:
        term = catalogue().actions.get(one.action)
        if term is None or term.id not in pose_references():
            continue
        done_to = one.target if one.target != one.member_id else ""
        own = _placed(term, frames=frames, rate=rate, other=done_to)
        found[one.member_id].extend(own)
        answer = _answer(one, term, people)
        if answer is not None:
            who, reply = answer
            start = own[0].start_frame + _first_touch(own[0]) - rate.frames(ANTICIPATION_SECONDS)
            found[who].extend(_placed(reply, frames=frames, rate=rate, other=one.member_id, start=max(0, start)))
    return {member: tuple(sorted(acts, key=lambda act: act.start_frame)) for member, acts in found.items()}


def marks_of(acts: Sequence[Act], *, frames: int) -> tuple[SoundMark, ...]:
    """What is heard of the acts, in order, within the shot's frames."""
    marks = [
        SoundMark(act.start_frame + round(mark.t * act.frames), mark.sound)
        for act in acts
        if (reference := pose_references().get(act.id)) is not None
        for mark in reference.sounds
    ]
    return tuple(sorted((mark for mark in marks if mark.frame < frames), key=lambda mark: (mark.frame, mark.sound)))


def _answer(one: Doing, term: ActionTerm, people: Sequence[Doing]) -> tuple[str, ActionTerm] | None:
    """Who answers with what: nobody where the script already has them do something of their own."""
    reply = catalogue().actions.get(term.reaction) if term.reaction else None
    if reply is None or reply.id not in pose_references():
        return None
    for other in people:
        if other.member_id == one.target and other.member_id != one.member_id:
            is_free = other.action in ("", "stand", reply.id, catalogue().drawn("actions", reply.id))
            return (other.member_id, reply) if is_free and other.action != reply.id else None
    return None


def _placed(term: ActionTerm, *, frames: int, rate: Rate, other: str, start: int | None = None) -> list[Act]:
    reference = pose_references()[term.id]
    usual = max(SHORTEST_FRAMES, round(term.frames * rate.num / (rate.den * rig().rate)))
    first = min(rate.frames(LEAD_SECONDS), frames // 4) if start is None else min(start, frames - 1)
    room = frames - first - (rate.frames(TAIL_SECONDS) if start is None else 0)
    length = usual if usual <= room else max(SHORTEST_FRAMES, room, round(usual / FASTEST))
    acts = [_act(term, reference, first, length, other)]
    while term.loops and acts[-1].start_frame + length < frames and len(acts) < MOST_LOOPS:
        acts.append(_act(term, reference, acts[-1].start_frame + length, length, other))
    return acts


def _act(term: ActionTerm, reference: PoseReference, start: int, frames: int, other: str) -> Act:
    return Act(
        id=term.id,
        start_frame=start,
        frames=frames,
        posture=term.posture,
        other=other,
        keys=reference.keys,
        contacts=reference.contacts,
    )


def _first_touch(act: Act) -> int:
    """Frames into an act at which it first touches the other; its middle where it never does."""
    touches = [mark.t for mark in act.contacts if mark.target.startswith("other.") and mark.effector != "gaze"]
    return round((min(touches) if touches else 0.5) * act.frames)
