"""Which engine release does what, within which limits, on which meter. Standard library only; data in a TOML file."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from projects.briefs import Brief, CueBrief, CutBrief, LineBrief, ShotBrief, StoryboardBrief

DEFAULT_STAGE = {"line": "voice", "shot": "animatic", "storyboard": "board", "cue": "score", "conform": "final"}


class ReleaseUnknown(LookupError):
    """No release does this kind of work at this stage."""


@dataclass(frozen=True, slots=True)
class Release:
    """One engine release. `limits` are inclusive bounds of what `measure` measures."""

    name: str
    title: str
    kind: str
    stages: tuple[str, ...]
    lane: str
    meter: str
    licence: str
    territories: tuple[str, ...]
    deadline_seconds: int
    limits: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Excess:
    """A measure outside its limits."""

    measure: str
    value: int
    least: int
    most: int

    @property
    def message(self) -> str:
        """What a person should read."""
        return f"{self.measure} is {self.value}; this engine takes {self.least} to {self.most}"


@functools.cache
def releases() -> Mapping[str, Release]:
    """Every release by name."""
    data = tomllib.loads((Path(__file__).parent / "catalog.toml").read_text("utf-8"))
    return {
        name: Release(
            name=name,
            title=facts["title"],
            kind=facts["kind"],
            stages=tuple(facts["stages"]),
            lane=facts["lane"],
            meter=facts["meter"],
            licence=facts["licence"],
            territories=tuple(facts["territories"]),
            deadline_seconds=facts["deadline_seconds"],
            limits={measure: (least, most) for measure, (least, most) in facts["limits"].items()},
        )
        for name, facts in data["releases"].items()
    }


def choose(kind: str, stage: str) -> Release:
    """The newest release for a kind of work at a stage."""
    found = [release for release in releases().values() if release.kind == kind and stage in release.stages]
    if not found:
        raise ReleaseUnknown(f"nothing makes a {kind} at stage {stage}")
    return found[-1]


def stages(kind: str) -> tuple[str, ...]:
    """The stages at which a kind of work can be made."""
    return tuple(
        dict.fromkeys(stage for release in releases().values() if release.kind == kind for stage in release.stages)
    )


def measure(brief: Brief) -> dict[str, int]:
    """The sizes of a brief that limits speak of."""
    match brief:
        case LineBrief():
            return {"characters": len(brief.text)}
        case ShotBrief():
            return {
                "frames": brief.frames,
                "width": brief.width,
                "height": brief.height,
                "cast": len(brief.cast),
            }
        case StoryboardBrief():
            return {
                "panels": len(brief.panels),
                "width": max((panel.shot.width for panel in brief.panels), default=0),
                "height": max((panel.shot.height for panel in brief.panels), default=0),
            }
        case CueBrief():
            seconds = -(-brief.frames * brief.rate.den // max(1, brief.rate.num))
            return {"frames": brief.frames, "seconds": seconds, "effort": brief.effort}
        case CutBrief():
            return {
                "frames": brief.frames,
                "width": brief.profile.width,
                "height": brief.profile.height,
                "entries": len(brief.entries),
            }


def check(release: Release, brief: Brief) -> list[Excess]:
    """What of the brief lies outside the release's limits."""
    sizes = measure(brief)
    return [
        Excess(name, sizes[name], least, most)
        for name, (least, most) in release.limits.items()
        if name in sizes and not least <= sizes[name] <= most
    ]
