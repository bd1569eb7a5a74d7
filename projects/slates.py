"""Slates: what a take, line, cue or cut is called in file names, logs, burn-ins and invoices. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.models import Cue, Cut, Episode, Line, Scene, Shot

_TAKE = re.compile(r"(?P<subject>.+)_T(?P<number>[0-9]{2,6})\Z")


def of_shot(shot: Shot) -> str:
    """`SER_EP03_SC012_SH0040`."""
    scene = shot.scene
    return f"{scene.episode.series.code}_{scene.episode.code}_{scene.code}_{shot.label}"


def of_line(line: Line) -> str:
    """`SER_EP03_SC012_SH0040_L010`."""
    return f"{of_shot(line.shot)}_{line.label}"


def of_cue(cue: Cue) -> str:
    """`SER_EP03_M010`; its episode is read with its series."""
    return f"{cue.episode.series.code}_{cue.episode.code}_{cue.label}"


def of_cut(cut: Cut) -> str:
    """`SER_EP03_CUT01`."""
    return f"{cut.episode.series.code}_{cut.episode.code}_CUT{cut.number:02d}"


def of_storyboard(episode: Episode, scene: Scene | None = None) -> str:
    """`SER_EP03_BOARD`, `SER_EP03_SC012_BOARD`; the episode is read with its series."""
    return "_".join([episode.series.code, episode.code, *([scene.code] if scene else []), "BOARD"])


def of_take(subject: str, number: int) -> str:
    """The slate of a numbered take: `…_T02`."""
    return f"{subject}_T{number:02d}"


def take_number(slate: str, subject: str) -> int | None:
    """The number in a take's slate, or None when the slate is not of this subject."""
    found = _TAKE.match(slate)
    return int(found["number"]) if found and found["subject"] == subject else None


def free_label(label: str, taken: Container[str]) -> str:
    """The label, or the first one free with further letters: 3, 3A … 3Z, 3AA."""
    if label not in taken:
        return label
    return next(candidate for candidate in _lettered(label) if candidate not in taken)


def _lettered(label: str) -> Iterable[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for count in range(26 * 27):
        first, second = divmod(count, 26)
        yield label + (letters[first - 1] if first else "") + letters[second]
