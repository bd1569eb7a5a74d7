"""Sheets of actions: every action of the catalogue at its beginning, its peak and its end, one picture per family."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import Look, Presence, ShotBrief
from projects.performance import ActionTerm, catalogue
from projects.planning.acts import Doing, acts_of

SIZE = (180, 320)
CHILD = Look(sex="male", age="child", hair_style="short_messy", outfit="shirt", seed=5)
LEAD = 12  # frames before an act begins and after it ends
ACROSS = 4


def families() -> dict[str, list[ActionTerm]]:
    """Every action of the catalogue by family, in the order of the catalogue."""
    found: dict[str, list[ActionTerm]] = {}
    for term in catalogue().actions.values():
        found.setdefault(term.family, []).append(term)
    return found


def brief_of(term: ActionTerm, *, size: tuple[int, int] = SIZE, framing: str = "full") -> ShotBrief:
    """A shot of one action, with the one it is done to where it takes two or touches another."""
    two = needs_two(term)
    width, height = size
    frames = term.frames + LEAD
    brief = sample(frames=frames, framing=framing, width=width, height=height, props=())
    doing = [Doing("a", term.id, "b" if two else "")] + ([Doing("b", "")] if two else [])
    acts = acts_of(doing, frames=frames, rate=brief.rate)
    cast: tuple[Presence, ...] = (
        person("a", WOMAN, place=-0.4, facing="right", action=term.id, target="b" if two else "", acts=acts["a"]),
    )
    if two:
        cast += (
            person(
                "b", CHILD if term.id == "lift_child" else MAN, place=0.4, facing="left", target="a", acts=acts["b"]
            ),
        )
    return sample(frames=frames, framing=framing, width=width, height=height, cast=cast)


def needs_two(term: ActionTerm) -> bool:
    """True where an action says nothing without the one it is done to."""
    if term.actors == 2:
        return True
    act = acts_of([Doing("a", term.id)], frames=term.frames + LEAD, rate=sample().rate)["a"]
    return any(c.target.startswith("other.") for one in act for c in one.contacts) and term.id != "point"


def moments_of(brief: ShotBrief, shot: Shot) -> tuple[int, int, int]:
    """The frames at which an action begins, tells most and ends."""
    last = brief.frames - 1
    act = brief.cast[0].acts[0]
    term = catalogue().actions[act.id]
    if term.loops:
        return act.start_frame, act.start_frame + act.frames * 2 // 5, act.start_frame + act.frames * 4 // 5
    peak = shot.poster_frame
    return 0, min(last - 1, max(1, peak)), last


def write_family(name: str, terms: Iterable[ActionTerm], folder: Path) -> Path:
    """One family's actions, three moments each."""
    tiles = [Tile(strip(term), f"{term.id}  {term.zh}") for term in terms]
    return write_tiles(tiles, folder / f"sheet_actions_{name}.png", across=ACROSS)


def strip(term: ActionTerm) -> NDArray[np.uint8]:
    """Three moments of an action side by side."""
    brief = brief_of(term)
    shot = Shot(brief)
    return np.hstack([shot.draw(frame).copy() for frame in moments_of(brief, shot)])


def write_actions(folder: Path, only: str = "") -> list[Path]:
    """Every family, or only the one named, as a picture each."""
    return [write_family(name, terms, folder) for name, terms in families().items() if only in {"", name}]
