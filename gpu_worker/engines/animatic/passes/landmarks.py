"""Where the joints of a body, of a hand and the marks of a face are, as pose estimators count them.

Body: the 18 of OpenPose (COCO). Hand: 21, the wrist and four for each finger, thumb first. Face: the 68 of the iBUG
mark-up and two pupils. Right and left are the figure's own. Pixels are those of the
lens people are seen through.
"""

from __future__ import annotations

import math

import numpy as np

from gpu_worker.engines.animatic.bodies.limbs import Limbs
from gpu_worker.engines.animatic.camera import Camera, Vector
from gpu_worker.engines.animatic.faces.brows import brow_line
from gpu_worker.engines.animatic.faces.eyes import Eye, cut_of, lids_of
from gpu_worker.engines.animatic.faces.mouth import MouthLines, shape_mouth
from gpu_worker.engines.animatic.heads.head import Head
from gpu_worker.engines.animatic.passes.instant import Standing
from gpu_worker.engines.animatic.raster import Brush, Light, points, skia

BODY = (
    "nose", "neck", "right_shoulder", "right_elbow", "right_wrist", "left_shoulder", "left_elbow", "left_wrist",
    "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle", "right_eye", "left_eye",
    "right_ear", "left_ear",
)  # fmt: skip
HAND = ("wrist", *(f"{name}_{part}" for name in ("thumb", "index", "middle", "ring", "little") for part in range(1, 5)))
FACE = (
    *(f"jaw_{n}" for n in range(17)), *(f"right_brow_{n}" for n in range(5)), *(f"left_brow_{n}" for n in range(5)),
    *(f"nose_{n}" for n in range(9)), *(f"right_eye_{n}" for n in range(6)), *(f"left_eye_{n}" for n in range(6)),
    *(f"lips_{n}" for n in range(20)), "right_pupil", "left_pupil",
)  # fmt: skip
NOSE = (0.285, 0.405)  # height and depth of its tip, in head units
EAR = (0.345, 0.41, -0.055)
TURNED_OFF = 1.15  # radians beyond which a face is no longer read
NEAR = 0.12  # metres: what is nearer than this is behind the lens
NOWHERE = np.array([math.nan, math.nan])


def body_of(standing: Standing, camera: Camera) -> Vector:
    """The 18 joints (18, 2); not a number where a joint is turned away or behind the camera."""
    bones, head = standing.moment.bones, standing.person.head
    arms, legs = bones.arms, bones.legs
    rows = [bones.neck]
    for side in "RL":
        rows += [arms[side].shoulder, arms[side].elbow, arms[side].wrist]
    for side in "RL":
        rows += [legs[side].hip, legs[side].knee, legs[side].ankle]
    joints = np.stack(rows)
    flat = camera.project(joints)
    flat[(joints - camera.position) @ camera.axes[2] < NEAR] = math.nan
    return np.vstack([_nose(head), flat, _eyes_and_ears(head)])


def hand_of(standing: Standing, camera: Camera, side: str) -> Vector:
    """The 21 joints (21, 2) of a hand."""
    arm = standing.moment.bones.arms[side]
    if camera.depth(arm.wrist) < NEAR:
        return np.full((21, 2), math.nan)
    flat = Limbs(standing.person.look, standing.moment.bones, camera, BARE_BRUSH).hand_of(arm).flat
    order = (4, 0, 1, 2, 3)  # the rig counts the thumb last
    return np.vstack([camera.project(arm.wrist[None]), *(flat[digit][[0, 2, 4, 6]] for digit in order)])


def face_of(standing: Standing) -> Vector:
    """The 70 marks of a face (70, 2), not a number where it is turned away."""
    head, state = standing.person.head, standing.moment.face
    if abs(head.yaw) > TURNED_OFF or not head.faces_us:
        return np.full((70, 2), math.nan)
    units, rows = state.units, [_jaw(head)]
    eyes = {side: Eye(BARE_BRUSH, head, side, units) for side in (-1, 1)}
    level = max(-1.0, min(1.0, units.get("gy", 0.0) * 0.85 + state.gaze[1]))
    lids = {side: lids_of(cut_of(head), units, state.blink, side, level) for side in (-1, 1)}
    for side, order in ((-1, (4, 3, 2, 1, 0)), (1, (0, 1, 2, 3, 4))):
        rows.append(brow_line(head, side, units)[list(order)])
    rows.append(_nose_marks(head))
    for side in (-1, 1):
        upper, lower = lids[side].upper, lids[side].lower
        inner, outer = upper[0], upper[-1]
        over, under = upper[[8, 4]], lower[[8, 4]]
        # from the corner at the viewer's left, over the top and back
        ring = [outer, *over, inner, *under[::-1]] if side < 0 else [inner, *over[::-1], outer, *under]
        rows.append(eyes[side].place(np.stack(ring)))
    rows.append(_lips(standing))
    across = max(-1.0, min(1.0, units.get("gx", 0.0) * 0.85 + state.gaze[0]))
    rows += [eyes[side].place(np.array([[across * side * 0.40, 0.22 + level * 0.25]])) for side in (-1, 1)]
    return np.vstack(rows)


def _nose(head: Head) -> Vector:
    if not head.faces_us or abs(head.yaw) > math.radians(100):
        return NOWHERE[None]
    return head.at(points([(0.0, *NOSE)]))


def _eyes_and_ears(head: Head) -> Vector:
    """Right eye, left eye, right ear, left ear; the far ones of a turned head are not seen."""
    cut = cut_of(head)
    found = []
    for side in (-1, 1):
        is_seen = head.faces_us and side * head.yaw < 1.2
        found.append(head.on(points([(side * cut.apart, cut.height)]))[0] if is_seen else NOWHERE)
    for side in (-1, 1):
        is_seen = side * head.yaw < 0.75 or not head.faces_us
        found.append(head.at(points([(side * EAR[0], *EAR[1:])]))[0] if is_seen else NOWHERE)
    return np.stack(found)


def _jaw(head: Head) -> Vector:
    """Seventeen marks from ear to ear along the lower outline of the face."""
    contour = head.contour()
    chin, eyes = head.at(points([(0.0, 0.0, 0.0), (0.0, 0.44, 0.0)]))
    low = contour[(contour - eyes) @ (chin - eyes) > 0]
    line = low if len(low) >= 2 else contour
    step = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.linspace(0, step[-1], 17)
    return np.stack([np.interp(at, step, line[:, 0]), np.interp(at, step, line[:, 1])], 1)


def _nose_marks(head: Head) -> Vector:
    bridge = [(0.0, 0.44, 0.335), (0.0, 0.39, 0.350), (0.0, 0.34, 0.375), (0.0, NOSE[0] + 0.005, NOSE[1])]
    below = [(u, 0.255 - 0.012 * (1 - abs(u) / 0.058), 0.345 + 0.03 * (1 - abs(u) / 0.058)) for u in _NOSTRILS]
    return head.at(points([*bridge, *below]))


_NOSTRILS = (-0.058, -0.030, 0.0, 0.030, 0.058)


def _lips(standing: Standing) -> Vector:
    """Twelve marks around the lips from the corner at the viewer's left, eight around what is between them."""
    head, state = standing.person.head, standing.moment.face
    is_male = head.look.is_male
    lines = MouthLines(shape_mouth(state.units, state.mouth, is_male=is_male), state.seconds)
    upper, lower = lines.upper, lines.lower
    along = np.linspace(0, len(upper) - 1, 7).round().astype(int)
    full = np.sin(np.linspace(0, math.pi, 7))
    rise, fall = (0.010, 0.016) if is_male else (0.016, 0.024)
    over = upper[along] + np.stack([np.zeros(7), full * rise], 1)
    under = lower[along] - np.stack([np.zeros(7), full * fall], 1)
    inner = np.linspace(1, len(upper) - 2, 5).round().astype(int)
    ring = np.vstack([over, under[-2:0:-1], upper[inner], lower[inner[-2:0:-1]]])
    return head.on(ring, 0.012)


_RECORDER = skia.PictureRecorder()
BARE_BRUSH = Brush(_RECORDER.beginRecording(skia.Rect.MakeWH(8, 8)), Light((0.0, -1.0), (1, 1, 1), (1, 1, 1)), 1.0)
