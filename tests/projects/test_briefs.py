"""Briefs cross the wall as JSON and come back the same, or are refused with the place that is wrong."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.briefs import (
    BriefMalformed,
    Expression,
    LineCue,
    Look,
    Phoneme,
    Presence,
    Rate,
    ShotBrief,
    from_json,
    to_json,
)

SHOT = ShotBrief(
    shot_id="sho_1",
    slate="S01_EP01_SC001_SH0010",
    stage="animatic",
    frames=48,
    rate=Rate(30000, 1001),
    width=1080,
    height=1920,
    set_id="office",
    location="沈氏集团",
    interior=True,
    time_of_day="night",
    weather="rain",
    framing="close_up",
    angle="eye",
    camera_move="push_in",
    cast=(
        Presence("cas_1", "林晚", Look(accessories=("ring",)), expression=Expression("cold", {"4": 0.8, "12L": 0.2})),
    ),
    cues=(LineCue("lin_1", "cas_1", "dialogue", 6, 30, (Phoneme(0, "n"), Phoneme(80, "i2"))),),
    description="林晚摘下婚戒",
    props=("ring",),
    mood="revenge",
    seed=7,
)


def test_a_brief_survives_the_wall() -> None:
    assert from_json(ShotBrief, json.loads(json.dumps(to_json(SHOT)))) == SHOT


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("frames",), "48", "/frames: expected int"),
        (("frames",), True, "/frames: expected int"),
        (("version",), 1, "/version"),
        (("stage",), "draught", "/stage"),
        (("rate", "num"), 24.0, "/rate/num: expected int"),
        (("cast", 0, "look", "age"), "ancient", "/cast/0/look/age"),
        (("cues", 0, "phonemes", 1, "start_ms"), None, "/cues/0/phonemes/1/start_ms"),
        (("cues",), {}, "/cues: expected a list"),
        (("surprise",), 1, "/surprise: not a field"),
    ],
)
def test_a_wrong_field_is_named(path: tuple[Any, ...], value: Any, said: str) -> None:
    data = json.loads(json.dumps(asdict(SHOT)))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BriefMalformed, match=said):
        from_json(ShotBrief, data)


def test_a_missing_field_is_named() -> None:
    data = to_json(SHOT)
    del data["frames"]
    with pytest.raises(BriefMalformed, match="frames"):
        from_json(ShotBrief, data)


@given(st.integers(0, 10_000), st.sampled_from([Rate(24), Rate(25), Rate(30000, 1001), Rate(24000, 1001)]))
def test_frames_cover_the_seconds_they_came_from(frames: int, rate: Rate) -> None:
    assert rate.frames(rate.seconds(frames)) in (frames, frames + 1)
    assert rate.seconds(rate.frames(rate.seconds(frames))) >= rate.seconds(frames) - 1e-9
    assert replace(SHOT, rate=rate, frames=frames).rate == rate
