"""What two people do to each other: blows, holds, embraces, with the other's answer keyed beside the act."""

from __future__ import annotations

from gpu_worker.engines.animatic.gestures import CHEEK, FORWARD
from gpu_worker.engines.animatic.movement import Action, Key, hand

ENCOUNTERS: dict[str, Action] = {
    "lean_in": Action((Key(0.7, {"lean": 17.0, "head_pitch": -6.0}),), reach=0.50),
    "slap": Action(
        (
            Key(
                0.30,
                {
                    "twist": -24.0,
                    "lean": -3.0,
                    "head_yaw": 16.0,
                    **hand("R", 0.60, 0.24, -0.05, ex=0.9, ey=-0.5, curl=0.05, px=-0.2, pz=1, spread=0.5),
                },
                "out",
            ),
            Key(0.42, hand("R", 0.42, 0.02, 0.50)),
            Key(
                0.52,
                {
                    "twist": 18.0,
                    "lean": 7.0,
                    "head_yaw": 0.0,
                    **hand("R", 0.10, 0.36, 0.86, ex=0.15, ey=-1.0, ez=0.1, hold=1.0, curl=0.04, px=-1, pz=0.3),
                },
                "in",
            ),
            Key(0.70, {"twist": 34.0, "lean": 9.0, **hand("R", -0.45, 0.05, 0.72, hold=0.0)}, "out"),
            Key(1.5, {"twist": 6.0, "lean": 4.0, **hand("R", 0.10, -0.70, 0.34, curl=0.5, px=-1, pz=0.15)}),
        ),
        peak=0.54,
        reach=0.56,
        touch={"R": "cheek"},
        impact=0.52,
        answer=(
            Key(0.50, {"head_yaw": 0.0}),
            Key(0.62, {"head_yaw": -56.0, "head_pitch": 9.0, "head_roll": 7.0, "side": 5.0, "twist": -10.0}, "snap"),
            Key(1.1, {"head_yaw": -48.0, "head_pitch": 12.0, "side": 3.0}),
            Key(1.6, {**CHEEK, "head_yaw": -36.0}),
        ),
    ),
    "push": Action(
        (
            Key(
                0.30,
                {
                    "lean": -2.0,
                    **hand("R", 0.0, -0.25, 0.35, curl=0.05, pz=1, px=0),
                    **hand("L", 0.0, -0.25, 0.35, curl=0.05, pz=1, px=0),
                },
            ),
            Key(
                0.52,
                {
                    "lean": 14.0,
                    **hand("R", -0.02, -0.05, 0.95, hold=1.0, bend=-60),
                    **hand("L", -0.02, -0.05, 0.95, hold=1.0, bend=-60),
                },
                "in",
            ),
            Key(0.85, {"lean": 10.0, **hand("R", 0.0, -0.10, 0.85, hold=0.0), **hand("L", 0.0, -0.10, 0.85, hold=0.0)}),
        ),
        peak=0.50,
        reach=0.56,
        touch={"R": "chest", "L": "chest"},
        impact=0.52,
        answer=(
            Key(0.52, {"lean": 0.0}),
            Key(
                0.80,
                {
                    "lean": -18.0,
                    "head_pitch": 12.0,
                    "stride": 0.12,
                    **hand("R", 0.5, -0.35, 0.3),
                    **hand("L", 0.5, -0.35, 0.3),
                },
                "snap",
            ),
            Key(1.4, {"lean": -6.0, "head_pitch": 2.0}),
        ),
    ),
    "grab_wrist": Action(
        (Key(0.55, {"lean": 6.0, **hand("R", 0.0, -0.30, 0.80, hold=1.0, curl=0.85, px=-0.2, py=-0.8)}, "out"),),
        peak=0.9,
        reach=0.62,
        touch={"R": "wrist"},
        answer=(
            Key(0.35, {}),
            Key(0.70, {**hand("L", 0.02, -0.30, 0.62, curl=0.5, px=-0.3, py=-0.6), "lean": 3.0}, "out"),
        ),
    ),
    "embrace": Action(
        (
            Key(
                0.7,
                {
                    "lean": 7.0,
                    "head_pitch": 8.0,
                    "head_roll": 8.0,
                    **hand("R", -0.1, -0.2, 0.75, hold=1.0, curl=0.15, px=-1),
                    **hand("L", -0.1, -0.3, 0.75, hold=1.0, curl=0.15, px=-1),
                },
            ),
        ),
        peak=1.0,
        reach=0.27,
        touch={"R": "back", "L": "waist"},
        answer=(
            Key(
                0.9,
                {
                    "lean": 6.0,
                    "head_pitch": 8.0,
                    "head_roll": -8.0,
                    **hand("R", -0.1, -0.3, 0.7, hold=0.9, curl=0.15),
                    **hand("L", -0.1, -0.3, 0.7, hold=0.9, curl=0.15),
                },
            ),
        ),
        answer_touch={"R": "waist", "L": "back"},
    ),
    "hold_hands": Action(
        (
            Key(
                0.6,
                {
                    **hand("R", 0.0, -0.52, 0.55, curl=0.6, py=1, px=0),
                    **hand("L", 0.0, -0.52, 0.55, curl=0.6, py=1, px=0),
                    "head_pitch": 4.0,
                },
            ),
        ),
        peak=0.9,
        reach=0.52,
        answer=(
            Key(
                0.6,
                {
                    **hand("R", 0.0, -0.5, 0.55, hold=1.0, curl=0.7, py=-1, px=0),
                    **hand("L", 0.0, -0.5, 0.55, hold=1.0, curl=0.7, py=-1, px=0),
                    "head_pitch": 4.0,
                },
            ),
        ),
        answer_touch={"R": "hand", "L": "hand"},
    ),
    "hand_over": Action(
        (Key(0.6, {**FORWARD, "lean": 5.0}),),
        peak=1.0,
        reach=0.66,
        holds={"R": "document"},
        answer=(
            Key(0.55, {}),
            Key(1.0, {**hand("L", 0.0, -0.30, 0.7, hold=0.85, curl=0.4, py=0.8, px=-0.2), "lean": 3.0}),
        ),
        answer_touch={"L": "hand"},
    ),
    "whisper": Action(
        (
            Key(
                0.6,
                {**hand("R", -0.14, 0.12, 0.36, ex=0.5, curl=0.12, px=-0.9, pz=-0.4), "lean": 14.0, "head_roll": 5.0},
            ),
        ),
        reach=0.36,
    ),
}
