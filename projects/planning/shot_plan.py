"""An episode's script to a shot list one can start from: pure, deterministic, every decision with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from projects.briefs import Rate
from projects.performance.catalogue import catalogue
from projects.performance.folding import count_han, fold
from projects.performance.matching import match_moods, match_props, match_set, match_weather
from projects.planning.acting import action_like
from projects.planning.beats import Beat, read_beats
from projects.planning.directing import SceneDirector
from projects.planning.drafting import Draft, finish
from projects.planning.people import KnownPeople
from projects.planning.planned import PlannedLine, PlannedPresence, ScenePlan, ShotPlan
from projects.planning.reasons import Reason, complete
from projects.screenplay.model import EpisodeText, Language, SceneText
from projects.screenplay.prefixes import FLASHBACK_CLOSE
from projects.timing import DEFAULT_PACE, Pace

__all__ = ["KnownPeople", "PlannedLine", "PlannedPresence", "Reason", "ScenePlan", "ShotPlan", "plan_episode"]

_LABEL = re.compile(r"([0-9]{1,4})([A-Z]{0,2})[+]?$")
_CLOSE = frozenset({"close_up", "extreme_close_up", "insert"})
_HOOK_FRAMES = 60
_ENDING_FRAMES = 60


def plan_episode(
    episode: EpisodeText, people: KnownPeople, rate: Rate, pace: Pace = DEFAULT_PACE
) -> tuple[ScenePlan, ...]:
    """The scenes and shots of an episode. Lines of all shots joined are the episode's speech."""
    planned: list[tuple[SceneText, SceneDirector, list[Draft], dict[str, Any]]] = []
    flashback, time_before = False, "day"
    matters = _what_matters(episode, people)
    for index, scene in enumerate(episode.scenes):
        beats, flashback = read_beats(scene, people, flashback, pace)
        flashback = flashback and _closes_later(episode, index)
        place = _read_place(scene, people, time_before)
        time_before = place["time_of_day"]
        present = _present(scene, people)
        language: Language = "zh" if count_han("".join(e.text for e in scene.elements)) else "en"
        director = SceneDirector(people, present, language, exterior=not place["interior"], matters=matters)
        planned.append((scene, director, director.direct(beats), place))
    shots = [shot for _, _, drafts, _ in planned for shot in drafts]
    if shots:
        _hook(shots[0])
        _hang_on_a_cliff(shots[-1])
    labels = _labels([scene.number for scene in episode.scenes])
    return tuple(
        _finish(scene, label, director, drafts, place=place, rate=rate, pace=pace)
        for label, (scene, director, drafts, place) in zip(labels, planned, strict=True)
    )


def _what_matters(episode: EpisodeText, people: KnownPeople) -> set[str]:
    """Objects that an episode shows and speaks of, in three places at least, and that no mark brings close already."""
    named: Counter[str] = Counter()
    kinds: dict[str, set[str]] = {}
    shown: set[str] = set()
    for element in (e for scene in episode.scenes for e in scene.elements if e.kind in ("action", "dialogue")):
        found = {match.id for match in match_props(people.without_names(element.text))}
        named.update(found)
        for prop in found:
            kinds.setdefault(prop, set()).add(element.kind)
        if element.kind == "action" and element.marks:
            shown |= found
    return {prop for prop, count in named.items() if count >= 3 and len(kinds[prop]) == 2 and prop not in shown}


def _closes_later(episode: EpisodeText, index: int) -> bool:
    """A flashback left open ends with its scene, unless a later scene closes it."""
    return any(
        fold(mark) in FLASHBACK_CLOSE
        for scene in episode.scenes[index + 1 :]
        for element in scene.elements
        for mark in element.marks
    )


def _present(scene: SceneText, people: KnownPeople) -> list[str]:
    """Who can be in a scene's pictures: declared people first, then those who speak; extras last."""
    found = [person for name in scene.people if (person := people.find(name))]
    found += [
        p for e in scene.elements if e.kind == "dialogue" and e.delivery != "vo" and (p := people.find(e.speaker))
    ]
    unique = list(dict.fromkeys(person.name for person in found))
    return sorted(unique, key=lambda name: bool((p := people.find(name)) and p.is_extra))


def _read_place(scene: SceneText, people: KnownPeople, time_before: str) -> dict[str, Any]:
    reasons: list[Reason] = []
    set_id = match_set(scene.location, scene.interior)
    reasons.append(Reason("set from location", scene.location))
    interior = scene.interior if scene.interior is not None else catalogue().sets[set_id].interior
    time_of_day = scene.time_of_day or time_before
    reasons.append(Reason("time from header" if scene.time_of_day else "time as in the scene before", scene.time_words))
    text = " ".join(e.text for e in scene.elements if e.kind in ("action", "sound"))
    weather = match_weather(people.without_names(f"{scene.location} {scene.time_words} {text}"))
    if weather:
        reasons.append(Reason("weather from words", weather.words))
    return {
        "set_id": set_id,
        "interior": interior,
        "time_of_day": time_of_day,
        "weather": weather.id if weather else "clear",
        "reasons": reasons,
    }


def _labels(numbers: Sequence[str]) -> list[str]:
    """Slate labels: the last number of `1-2`, letters kept, made unique with the next free letter."""
    taken: set[str] = set()
    labels: list[str] = []
    for position, number in enumerate(numbers, start=1):
        found = _LABEL.search(number)
        digits, letters = (str(int(found[1])), found[2]) if found else (str(position), "")
        label = digits + letters
        letter = "A"
        while label in taken:
            label = f"{digits}{letters}{letter}"
            letter = chr(ord(letter) + 1) if letter < "Z" else "A"
            letters = letters if letter != "A" else f"{letters}A"
        taken.add(label)
        labels.append(label)
    return labels


def _hook(shot: Draft) -> None:
    """The first picture is short: something must happen within four seconds."""
    if not shot.lines and shot.least_frames > _HOOK_FRAMES:
        shot.least_frames = _HOOK_FRAMES
        shot.reasons.append(Reason("the hook comes within four seconds"))


def _hang_on_a_cliff(shot: Draft) -> None:
    """The last picture of an episode is close, moves in, and stays a moment."""
    stays = [one for one in shot.cast if catalogue().actions[one.action].posture != "moving"]
    pair = bool(shot.cast) and catalogue().actions[shot.cast[0].action].actors == 2
    if shot.framing not in _CLOSE and pair and len(shot.cast) > 1:
        shot.frame("medium_close_up", Reason("the last picture is a close cliff-hanger"))
        shot.cast = shot.cast[:2]
    elif shot.framing not in _CLOSE and shot.cast and stays[:1] != shot.cast[:1]:
        shot.frame("close_up", Reason("the last picture is a close cliff-hanger"))
        left = shot.cast[0]  # a close frame is not left empty: who goes is seen turning, who stays is seen instead
        going = "turn_away" if action_like(left.action) == "walk_out" else "stand"
        shot.cast = stays[:1] or [replace(left, action=going)]
    elif shot.framing not in _CLOSE and (shot.cast or shot.beat.props):
        shot.frame("close_up" if shot.cast else "insert", Reason("the last picture is a close cliff-hanger"))
        shot.cast = shot.cast[:1]
    elif shot.framing in _CLOSE:
        shot.frame(shot.framing, Reason("the last picture is a close cliff-hanger"))
    else:
        shot.reasons.append(Reason("the last picture lingers"))
    shot.move = "push_in"
    shot.is_turn = True
    shot.least_frames = max(shot.least_frames, _ENDING_FRAMES)


def _in_hand(shots: Sequence[ShotPlan]) -> tuple[ShotPlan, ...]:
    """Whose hand an insert shows: of whom the shot before was, who then is its only cast, quiet and idle."""
    found: list[ShotPlan] = []
    for shot in shots:
        before = next((other.cast[0] for other in reversed(found) if other.cast), None)
        if shot.framing == "insert" and not shot.cast and shot.props and before is not None:
            owner = replace(before, place=0.0, expression="neutral", action="stand", target="")
            found.append(replace(shot, cast=(owner,)))
        else:
            found.append(shot)
    return tuple(found)


def _finish(
    scene: SceneText,
    label: str,
    director: SceneDirector,
    drafts: Sequence[Draft],
    *,
    place: dict[str, Any],
    rate: Rate,
    pace: Pace,
) -> ScenePlan:
    mood = _mood([draft.beat for draft in drafts])
    return ScenePlan(
        number=scene.number,
        label=label,
        location=scene.location,
        set_id=place["set_id"],
        interior=place["interior"],
        time_of_day=place["time_of_day"],
        weather=place["weather"],
        mood=mood,
        people=tuple(dict.fromkeys([*director.present, *director.stage.marks])),
        shots=_in_hand([finish(draft, mood, rate, pace) for draft in drafts]),
        source=scene.source,
        reasons=tuple(complete(reason, scene.source) for reason in place["reasons"]),
    )


def _mood(beats: Sequence[Beat]) -> str:
    """The mood most of a scene's words and faces speak for."""
    votes: Counter[str] = Counter()
    for beat in beats:
        votes.update(match.id for match in match_moods(beat.text))
        for mood in catalogue().moods.values():
            if mood.id != "neutral" and beat.expression and beat.expression.id in mood.expressions:
                votes[mood.id] += 1
    return votes.most_common(1)[0][0] if votes else "neutral"
