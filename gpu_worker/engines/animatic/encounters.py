"""What two people do to each other: blows, holds, embraces, with the other's answer keyed beside the act."""

from __future__ import annotations

from gpu_worker.engines.animatic.gestures import CHEEK, FORWARD
from gpu_worker.engines.animatic.movement import Action, Key, hand
from gpu_worker.engines.animatic.skeleton import ARM as REST_ARM
from gpu_worker.engines.animatic.skeleton import Pose

UNMOVED: Pose = {
    **dict.fromkeys(("head_yaw", "head_pitch", "head_roll", "side", "twist", "back", "stride"), 0.0),
    **{f"L{name}": value for name, value in REST_ARM.items()},
}

ENCOUNTERS: dict[str, Action] = {
    "lean_in": Action((Key(0.7, {"lean": 17.0, "head_pitch": -6.0}),), reach=0.50),
    "slap": Action(
        (
            Key(
                0.34,
                {
                    "twist": -16.0,
                    "lean": -5.0,
                    "side": 4.0,
                    "head_yaw": 12.0,
                    "back": 0.05,
                    **hand("R", 0.24, 0.56, -0.04, ex=0.8, ey=-0.7, ez=-0.5, curl=0.08, px=-0.2, pz=1, spread=0.5),
                },
                "out",
            ),
            Key(0.42, hand("R", 0.30, 0.50, 0.10)),
            Key(
                0.52,
                {
                    "twist": 16.0,
                    "lean": 8.0,
                    "side": 0.0,
                    "head_yaw": 0.0,
                    "back": -0.03,
                    **hand("R", 0.10, 0.26, 0.86, ex=0.35, ey=-1.0, ez=0.1, hold=1.0, curl=0.06, px=-1, pz=0.3),
                },
                "in",
            ),
            Key(0.57, {"Rhold": 1.0}),
            Key(0.74, {"twist": 28.0, "lean": 9.0, **hand("R", -0.40, -0.22, 0.72, hold=0.0, curl=0.25)}, "out"),
            Key(1.02, {"twist": 12.0, "lean": 5.0, **hand("R", -0.02, -0.80, 0.40, curl=0.40, ez=-0.6)}),
            Key(1.35, {"twist": 4.0, "lean": 3.0, "back": 0.0, **hand("R", 0.12, -0.95, 0.12, curl=0.45)}, "out"),
        ),
        peak=0.54,
        reach=0.56,
        touch={"R": "cheek"},
        impact=0.52,
        answer=(
            Key(0.54, UNMOVED),  # she sees nothing coming
            Key(
                0.68,
                {
                    "head_yaw": -66.0,
                    "head_pitch": 12.0,
                    "head_roll": 13.0,
                    "side": 9.0,
                    "twist": -18.0,
                    "back": 0.10,
                    "stride": 0.16,
                    **hand("L", 0.30, -0.72, 0.10, curl=0.15),
                },
                "snap",
            ),
            Key(0.86, {**{f"R{name}": value for name, value in REST_ARM.items()}}),
            Key(0.95, {"back": 0.15, "stride": 0.05, "side": 6.0, **hand("L", 0.18, -0.90, 0.10)}, "out"),
            Key(1.15, {"head_yaw": -56.0, "head_pitch": 14.0, "head_roll": 9.0, "stride": 0.0}),
            Key(1.35, {**CHEEK, "side": 3.0}),
            Key(1.9, {"head_yaw": -30.0, "head_pitch": 6.0, "head_roll": 3.0, "twist": -6.0}),
        ),
        answer_touch={"R": "own_jaw"},
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
        (
            Key(0.0, {"lean": 3.0, **hand("R", 0.0, -0.55, 0.50, curl=0.2, px=-0.2, py=-0.8)}),
            Key(0.20, {"lean": 8.0, **hand("R", 0.0, -0.45, 0.80, hold=1.0, curl=0.85)}, "out"),
            Key(0.48, {"lean": 3.0, "back": 0.0}),
            Key(0.72, {"lean": -8.0, "twist": -10.0, "back": 0.10}, "out"),
            Key(1.2, {"lean": -4.0, "back": 0.08}),
            Key(1.45, {"lean": -9.0, "twist": -13.0, "back": 0.12}, "out"),
            Key(2.0, {"lean": -5.0, "twist": -8.0, "back": 0.09}),
        ),
        peak=0.85,
        reach=0.66,
        touch={"R": "held_wrist"},
        answer=(
            Key(0.0, hand("L", 0.10, -0.86, 0.30, curl=0.4)),
            Key(0.22, {**hand("L", 0.06, -0.55, 0.62, curl=0.5, px=-0.3, py=-0.6, ex=0.3, ey=-1), "back": 0.0}, "out"),
            Key(0.50, {**hand("L", 0.02, -0.32, 0.74), "lean": -3.0, "head_pitch": 4.0}),
            Key(
                0.74,
                {**hand("L", -0.04, -0.16, 0.92), "lean": 7.0, "side": -4.0, "back": -0.05, "stride": 0.10},
                "out",
            ),
            Key(1.2, {**hand("L", 0.0, -0.20, 0.82), "lean": -5.0, "back": 0.02, "stride": 0.0}),
            Key(1.45, {**hand("L", -0.04, -0.14, 0.93), "lean": 5.0, "back": -0.04}, "out"),
            Key(2.0, {**hand("L", 0.0, -0.20, 0.84), "lean": -2.0, "back": 0.0}),
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
        answer_touch={"L": "giving"},
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
