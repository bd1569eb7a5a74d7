"""What people do by themselves: standing, turning, hands, things held. The catalogue's solo half."""

from __future__ import annotations

from gpu_worker.engines.animatic.movement import Action, Key, hand
from gpu_worker.engines.animatic.skeleton import Pose


def hip(side: str) -> Pose:
    """A hand on the own hip."""
    return hand(side, 0.16, -0.60, 0.02, ex=0.50, ey=0.0, ez=-1.0, curl=0.22, px=-0.5, py=0.2, pz=-0.7, bend=10)


REST_R = hand(
    "R", 0.16, -0.95, 0.08, ex=0.5, ey=-0.45, ez=-0.75, curl=0.30, px=-1, py=0, pz=0.15, bend=0, point=0, hold=0
)
REST_L = {"L" + name[1:]: value for name, value in REST_R.items()}
CHEEK = hand("R", -0.02, 0.10, 0.30, ex=0.45, ey=-1.0, ez=-0.20, curl=0.12, px=-0.5, py=0.2, pz=-0.8, hold=1)
MOUTH = hand("R", -0.12, 0.02, 0.40, ex=0.45, ey=-1.0, ez=-0.20, curl=0.28, px=-0.3, py=0.1, pz=-1, hold=1)
CHEST = hand("R", -0.24, -0.30, 0.36, ex=0.7, ey=-0.9, ez=-0.1, curl=0.18, px=-0.2, py=0.1, pz=-1, hold=1)
PHONE = hand("R", 0.10, 0.12, 0.26, ex=0.45, ey=-1.0, ez=-0.20, curl=0.62, px=-1, py=0.1, pz=-0.2, hold=1)
FORWARD = hand("R", -0.02, -0.28, 0.72, ex=0.3, ey=-0.9, ez=-0.2, curl=0.25, px=-0.15, py=0.8, pz=0.1)
BESIDE_FACE = hand("L", -0.10, 0.10, 0.30, ex=0.3, ey=-0.9, ez=0.1, curl=0.2, px=-0.4, py=0.1, pz=-0.9)

GESTURES: dict[str, Action] = {
    "stand": Action(),
    "sit": Action(
        (
            Key(
                0.0,
                {
                    "sit": 1.0,
                    **hand("R", 0.02, -0.62, 0.52, curl=0.2, py=-1, px=0),
                    **hand("L", 0.02, -0.62, 0.52, curl=0.2, py=-1, px=0),
                },
            ),
        )
    ),
    "walk_in": Action(
        (Key(0.0, {"stride": 0.24}), Key(1.5, {"stride": 0.24}), Key(1.9, {"stride": 0.0})), peak=1.8, walks=0.55
    ),
    "walk_out": Action((Key(0.3, {"stride": 0.0}), Key(0.7, {"stride": 0.25})), peak=0.9, walks=-0.6),
    "turn_away": Action(
        (Key(0.15, {"head_yaw": -12.0}), Key(0.9, {"yaw": 128.0, "head_yaw": 14.0, "head_pitch": 6.0})), peak=1.2
    ),
    "turn_back": Action(
        (
            Key(0.0, {"yaw": 140.0, "head_yaw": 10.0}),
            Key(0.25, {"head_yaw": -40.0}),
            Key(0.9, {"yaw": 0.0, "head_yaw": 0.0}, "back"),
        ),
        peak=1.1,
    ),
    "look_back": Action(
        (Key(0.0, {"yaw": 118.0}), Key(0.5, {"yaw": 112.0, "head_yaw": -62.0, "twist": -16.0})), peak=0.9
    ),
    "look_down": Action((Key(0.5, {"head_pitch": 24.0, "lean": 4.0}),)),
    "look_up": Action((Key(0.5, {"head_pitch": -20.0, "lean": -3.0}),)),
    "nod": Action(
        (
            Key(0.2, {"head_pitch": 14.0}),
            Key(0.42, {"head_pitch": -2.0}),
            Key(0.62, {"head_pitch": 11.0}),
            Key(0.9, {"head_pitch": 0.0}),
        ),
        peak=0.2,
    ),
    "shake_head": Action(
        (
            Key(0.2, {"head_yaw": -16.0}),
            Key(0.5, {"head_yaw": 16.0}),
            Key(0.8, {"head_yaw": -13.0}),
            Key(1.15, {"head_yaw": 0.0}),
        ),
        peak=0.2,
    ),
    "point": Action(
        (
            Key(0.22, {**hand("L", 0.10, -0.45, 0.25, curl=0.7), "lean": -2.0}),
            Key(
                0.50,
                {**hand("L", 0.55, 0.0, 0.60, curl=0.9, point=1, ex=0.35, ey=-0.95, ez=-0.1, hold=1), "lean": 5.0},
                "back",
            ),
        ),
        touch={"L": "aim"},
        apart=0.72,
    ),
    "raise_hand": Action((Key(0.5, hand("L", 0.22, 0.36, 0.30, ex=0.8, ey=-0.9, curl=0.08, px=0, pz=1, spread=0.6)),)),
    "cross_arms": Action(
        (
            Key(
                0.5,
                {
                    **hand(
                        "R", -0.27, -0.40, 0.37, ex=0.55, ey=-1.0, ez=-0.1, bend=38, curl=0.30, px=0, py=-0.3, pz=-1
                    ),
                    **hand("L", -0.32, -0.47, 0.31, ex=0.55, ey=-1.0, ez=-0.1, bend=38, curl=0.5, px=0, py=0.1, pz=-1),
                    "lean": -3.0,
                },
            ),
        )
    ),
    "hands_on_hips": Action((Key(0.45, {**hip("R"), **hip("L"), "lean": -2.0}),)),
    "hand_on_chest": Action((Key(0.5, {**CHEST, "head_pitch": 4.0}),), touch={"R": "own_heart"}),
    "hand_on_face": Action((Key(0.5, {**CHEEK, "head_roll": -4.0, "head_pitch": 5.0}),), touch={"R": "own_jaw"}),
    "cover_mouth": Action((Key(0.4, {**MOUTH, "head_pitch": 4.0, "lean": -2.0}),), touch={"R": "own_mouth"}),
    "wipe_tears": Action(
        (
            Key(
                0.4,
                {**hand("R", -0.12, 0.10, 0.36, ex=0.45, ey=-1.0, ez=-0.20, curl=0.62, hold=1), "head_pitch": 10.0},
            ),
            Key(0.9, {"Rhold": 0.90, "head_roll": 3.0}),
            Key(1.3, {"Rhold": 1.0, "head_roll": 0.0}),
        ),
        peak=0.5,
        loop=2.4,
        touch={"R": "own_eye"},
    ),
    "bow": Action(
        (
            Key(
                0.6,
                {"lean": 40.0, "head_pitch": 14.0, **hand("R", -0.10, -0.92, 0.25), **hand("L", -0.10, -0.92, 0.25)},
            ),
            Key(1.6, {"lean": 38.0}),
            Key(2.3, {"lean": 4.0, "head_pitch": 4.0}),
        ),
        peak=0.9,
    ),
    "kneel": Action(
        (
            Key(
                0.8,
                {
                    "kneel": 1.0,
                    "lean": 10.0,
                    "head_pitch": -8.0,
                    **hand("R", 0.06, -0.72, 0.45, curl=0.4, py=-1),
                    **hand("L", 0.06, -0.72, 0.45, curl=0.4, py=-1),
                },
                "in",
            ),
            Key(1.0, {"lean": 5.0}),
        ),
        peak=1.1,
    ),
    "collapse": Action(
        (
            Key(0.25, {"sink": 0.10, "lean": 12.0, "head_pitch": 14.0}),
            Key(
                0.85,
                {
                    "sink": 0.0,
                    "kneel": 1.0,
                    "lean": 34.0,
                    "side": 8.0,
                    "head_pitch": 22.0,
                    **hand("R", 0.20, -0.82, 0.55, py=-1, curl=0.1),
                    **hand("L", 0.16, -0.80, 0.50, py=-1, curl=0.1),
                },
                "in",
            ),
        ),
        peak=1.0,
    ),
    "step_forward": Action(
        (Key(0.25, {"stride": 0.22, "lean": 4.0}), Key(0.8, {"stride": 0.0, "lean": 5.0})), peak=0.8, walks=0.35
    ),
    "step_back": Action(
        (Key(0.25, {"stride": 0.20, "lean": -5.0}), Key(0.8, {"stride": 0.0, "lean": -4.0})), peak=0.8, walks=-0.30
    ),
    "take_off_ring": Action(
        (
            Key(
                0.5,
                {
                    **hand("R", -0.30, -0.34, 0.46, curl=0.55, px=-0.2, pz=-1, ex=0.8),
                    **hand("L", -0.26, -0.30, 0.46, curl=0.15, px=-0.2, pz=-1, ex=0.8),
                    "head_pitch": 18.0,
                },
            ),
            Key(1.3, hand("R", -0.12, -0.22, 0.56, curl=0.8)),
        ),
        peak=0.9,
        holds={"R": "ring"},
    ),
    "place_object": Action(
        (
            Key(0.5, {**hand("R", 0.0, -0.35, 0.62, curl=0.5, py=-0.6), "lean": 8.0}),
            Key(0.9, {**hand("R", 0.0, -0.58, 0.68, py=-1, px=-0.2), "lean": 16.0, "head_pitch": 10.0}),
        ),
        peak=0.8,
        holds={"R": "document"},
    ),
    "pick_up": Action(
        (
            Key(0.5, {**hand("R", 0.0, -0.62, 0.66, py=-1, curl=0.2), "lean": 18.0, "head_pitch": 12.0}),
            Key(1.1, {**hand("R", -0.10, -0.22, 0.55, py=0.6, curl=0.5), "lean": 2.0, "head_pitch": 8.0}),
        ),
        peak=1.1,
        holds={"R": "document"},
    ),
    "show_object": Action(
        (
            Key(0.2, hand("L", 0.10, -0.60, 0.30, curl=0.55)),
            Key(0.5, {**hand("L", 0.10, -0.25, 0.55, ex=0.4, ey=-1.0, curl=0.55, hold=1), "lean": 3.0}, "back"),
        ),
        holds={"L": "document"},
        touch={"L": "show"},
    ),
    "phone_call": Action((Key(0.4, {**PHONE, "head_roll": 4.0}),), holds={"R": "handset"}, touch={"R": "own_ear"}),
    "hang_up": Action(
        (
            Key(0.0, {**PHONE}),
            Key(0.6, {**hand("R", -0.12, -0.30, 0.42, curl=0.6, px=-0.2, pz=-0.8, hold=0), "head_pitch": 14.0}),
        ),
        peak=0.7,
        holds={"R": "phone"},
        touch={"R": "own_ear"},
    ),
    "knock": Action(
        (
            Key(0.3, hand("R", 0.05, 0.16, 0.62, curl=1.0, px=-0.4, py=-0.6)),
            Key(0.42, hand("R", 0.05, 0.14, 0.74)),
            Key(0.54, hand("R", 0.05, 0.18, 0.60)),
            Key(0.66, hand("R", 0.05, 0.14, 0.74)),
            Key(0.78, hand("R", 0.05, 0.18, 0.60)),
            Key(0.9, hand("R", 0.05, 0.14, 0.74)),
        ),
        peak=0.66,
    ),
    "open_door": Action(
        (
            Key(0.4, hand("R", 0.05, -0.36, 0.75, curl=0.8, py=-0.8)),
            Key(1.1, {**hand("R", 0.30, -0.38, 0.45, curl=0.7), "lean": -3.0}),
        ),
        peak=0.6,
    ),
    "close_door": Action(
        (
            Key(0.4, hand("R", 0.30, -0.36, 0.45, curl=0.7, py=-0.8)),
            Key(1.0, {**hand("R", 0.05, -0.36, 0.78), "lean": 4.0}),
        ),
        peak=0.9,
    ),
    "drink": Action(
        (
            Key(0.6, {**hand("R", -0.16, 0.02, 0.40, ex=0.7, curl=0.7, px=-0.6, pz=-0.6), "head_pitch": -7.0}),
            Key(1.6, {}),
            Key(2.2, {**hand("R", -0.10, -0.38, 0.45), "head_pitch": 0.0}),
        ),
        peak=0.9,
        holds={"R": "glass"},
    ),
    "write": Action(
        (
            Key(
                0.4,
                {
                    **hand("R", -0.12, -0.58, 0.58, curl=0.7, py=-1, px=-0.1),
                    **hand("L", -0.05, -0.58, 0.55, curl=0.1, py=-1, px=0),
                    "lean": 14.0,
                    "head_pitch": 20.0,
                },
            ),
            Key(0.7, hand("R", -0.06, -0.58, 0.58)),
            Key(1.0, hand("R", -0.12, -0.57, 0.57)),
        ),
        peak=0.6,
        loop=1.0,
        holds={"R": "pen"},
    ),
    "clench_fist": Action(
        (
            Key(0.4, {**hand("R", 0.06, -0.58, 0.42, curl=0.4, px=-1, ex=0.25, ey=-0.8, ez=-0.7)}),
            Key(0.7, {"Rcurl": 1.1, "Lcurl": 1.05, "head_pitch": 6.0}, "out"),
        ),
        trembles=0.6,
    ),
    "tremble": Action(
        (
            Key(
                0.4,
                {
                    **hand("R", -0.18, -0.42, 0.40, curl=0.7, pz=-1, ex=0.7),
                    **hand("L", -0.16, -0.46, 0.38, curl=0.7, pz=-1, ex=0.7),
                    "lean": 7.0,
                    "shrug": 0.025,
                    "head_pitch": 8.0,
                },
            ),
        ),
        trembles=1.4,
    ),
    "run": Action(
        (
            Key(
                0.0,
                {
                    "stride": 0.42,
                    "lean": 12.0,
                    **hand("R", 0.10, -0.45, 0.35, curl=0.8),
                    **hand("L", 0.10, -0.45, 0.35, curl=0.8),
                },
            ),
        ),
        walks=0.5,
    ),
    "applaud": Action(
        (
            Key(
                0.30,
                {**hand("R", -0.14, -0.22, 0.55, curl=0.05, px=-1), **hand("L", -0.14, -0.22, 0.55, curl=0.05, px=-1)},
            ),
            Key(0.44, {**hand("R", -0.27, -0.22, 0.53), **hand("L", -0.27, -0.22, 0.53)}),
            Key(0.60, {**hand("R", -0.14, -0.22, 0.55), **hand("L", -0.14, -0.22, 0.55)}),
        ),
        peak=0.44,
        loop=0.32,
    ),
    "shrug": Action(
        (
            Key(
                0.35,
                {
                    "shrug": 0.05,
                    "head_roll": 8.0,
                    **hand("R", 0.30, -0.50, 0.45, curl=0.2, py=1, px=0.2),
                    **hand("L", 0.30, -0.50, 0.45, curl=0.2, py=1, px=0.2),
                },
                "back",
            ),
            Key(1.2, {}),
            Key(1.7, {"shrug": 0.0, "head_roll": 0.0}),
        ),
        peak=0.6,
    ),
}
