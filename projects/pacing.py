"""The rhythm of an episode as it stands: its stored shots, edited or not, before the pacing lint."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Studio
from projects import queries, retiming, timing
from projects.models import Episode, Shot
from projects.performance.catalogue import catalogue
from projects.planning.drafting import PEAK_ENERGY


@dataclass(frozen=True, slots=True)
class StoredShot:
    """A stored shot as the lint looks at it. A turn is what the breakdown's rules called one."""

    shot: Shot
    frames: int
    framing: str
    is_turn: bool
    is_peak: bool


@dataclass(frozen=True, slots=True)
class Pacing:
    """An episode's length in seconds, and every note with the shot it speaks of."""

    seconds: float
    shots: int
    notes: tuple[tuple[timing.PacingNote, Shot], ...]


def of_episode(studio: Studio, episode: Episode) -> Pacing:
    """What the pacing lint says of the shots in use, at their present lengths, framings and faces."""
    rows = queries.shots(studio).filter(scene__episode=episode, omitted_at__isnull=True, scene__omitted_at__isnull=True)
    stored = [_stored(shot) for shot in rows.order_by(queries.SHOT_PLACE)]
    rate = retiming.rate_of(episode.series)
    notes = timing.lint_pacing(stored, rate)
    seconds = rate.seconds(sum(one.frames for one in stored))
    return Pacing(round(seconds, 2), len(stored), tuple((note, stored[note.shot].shot) for note in notes))


def _stored(shot: Shot) -> StoredShot:
    terms = catalogue().expressions
    faces = [terms[p.expression].energy for p in shot.presences.all() if p.expression in terms]
    return StoredShot(
        shot, shot.frames, shot.framing, bool(shot.notes.get("is_turn")), max(faces, default=0.0) >= PEAK_ENERGY
    )
