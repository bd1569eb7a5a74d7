"""Measured sound decides how long a shot lasts, unless a person has."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.db.models import F

from accounts import events
from accounts.actor import Actor
from accounts.models import Studio
from projects import ingredients, timing
from projects.briefs import Rate
from projects.models import Line, Series, Shot, Take
from projects.models.shots import SHOT_FRAMES_MOST

LINE_LEAST_MS = 300
CARD_SECONDS = 1.5
"""How long a text shown over a shot (三年后) is left to be read before anybody speaks."""


def rate_of(series: Series) -> Rate:
    """The series' frames per second."""
    return Rate(series.rate_num, series.rate_den)


def pace_of(series: Series) -> timing.Pace:
    """The series' tempo: the house's, with its own speech rate (zh characters or en words a minute) if it has one."""
    if series.speech_rate is None:
        return timing.DEFAULT_PACE
    name = "zh_characters_per_second" if series.language == "zh" else "en_words_per_second"
    return dataclasses.replace(timing.DEFAULT_PACE, **{name: series.speech_rate / 60})


def pace_with(series: Series, cards: Sequence[str]) -> timing.Pace:
    """The series' tempo in a shot with these cards: who speaks waits until they are read."""
    pace = pace_of(series)
    return dataclasses.replace(pace, lead_seconds=max(pace.lead_seconds, CARD_SECONDS)) if cards else pace


def estimate(text: str, series: Series) -> int:
    """How long a line takes to say by the series' speech rate, in milliseconds; nothing is said in no time."""
    seconds = timing.spoken_seconds(text, "zh" if series.language == "zh" else "en", pace_of(series))
    return max(LINE_LEAST_MS, round(1000 * seconds))


def voice_of(line: Line) -> Take | None:
    """The circled take of a line, provided it says what the line says now."""
    take = line.circled_take
    if take is None or ingredients.changed(take.made_of, ingredients.of_spoken(line.text, line.expression)):
        return None
    return take


def milliseconds(line: Line) -> int:
    """How long a line sounds: its circled take as measured, else the estimate."""
    take = voice_of(line)
    return (take.media.milliseconds if take else None) or line.estimated_ms


def voiced(lines: list[Line]) -> list[int]:
    """The lengths of a shot's lines in order."""
    return [milliseconds(line) for line in lines]


def lock_line(studio: Studio, line: Line) -> Line:
    """The line with its shot, both rows locked until the transaction ends, with what its slate is made of.

    The shot first, because a line may re-time it: whoever takes both, and the event counter after them, takes them in
    this order, so that nobody waits in a ring.
    """
    Shot.objects.for_studio(studio).select_for_update(of=("self",)).get(lines=line)
    rows = Line.objects.for_studio(studio).select_related("shot__scene__episode__series")
    return rows.select_for_update(of=("self",)).get(pk=line.pk)


def needed_frames(shot: Shot, lines: list[Line], series: Series) -> int:
    """How many frames a shot needs for its action and for these lines, read with their circled takes."""
    spoken = [length / 1000 for length in voiced(lines)]
    frames = timing.shot_frames(spoken, 0, rate_of(series), pace_with(series, shot.cards))
    return min(max(shot.least_frames, frames), SHOT_FRAMES_MOST)


def fit_to_sound(actor: Actor, *, shot: Shot) -> bool:
    """Give the shot the length its lines need, never less than what its action needs; whether it changed."""
    rows = Shot.objects.for_studio(actor.studio).select_related("scene__episode__series")
    shot = rows.select_for_update(of=("self",)).get(pk=shot.pk)
    if shot.frames_pinned:
        return False
    lines = Line.objects.for_studio(actor.studio).filter(shot=shot, omitted_at__isnull=True)
    heard = list(lines.select_related("circled_take__media").order_by("ordinal"))
    wanted = needed_frames(shot, heard, shot.scene.episode.series)
    if wanted == shot.frames:
        return False
    Shot.objects.for_studio(actor.studio).filter(pk=shot.pk).update(frames=wanted, version=F("version") + 1)
    told = {"frames": wanted, "before": shot.frames, "episode": shot.scene.episode_id}
    events.append(actor.studio, "shot.retimed", subject=shot.pk, data=told)
    return True
