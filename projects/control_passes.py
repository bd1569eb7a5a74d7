"""Control passes a video model can be conditioned on: which may be asked for, and how many frames they have. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from projects import briefs, errors

KINDS = ("pose", "depth", "segmentation", "line_art")
STEP = 16
SIDES = (256, 1920)
PIXELS_MOST = 1280 * 1280
RATES = (Fraction(1), Fraction(60))


def fitted(wish: Mapping[str, Any], *, frames: int, rate: briefs.Rate) -> briefs.Passes:
    """The passes of a shot of `frames` at `rate`: as few frames as cover it, of the form 4n + 1.

    `wish` is `{"kinds", "width", "height", "rate": {"num", "den"}}`. Refuses sizes and rates no model takes.
    """
    kinds = tuple(dict.fromkeys(wish["kinds"]))
    strange = [kind for kind in kinds if kind not in KINDS]
    if strange or not kinds:
        raise _refused("/kinds", f"kinds are some of {', '.join(KINDS)}", f"可选 {'、'.join(KINDS)}。")
    width, height = wish["width"], wish["height"]
    for name, side in (("width", width), ("height", height)):
        if side % STEP or not SIDES[0] <= side <= SIDES[1]:
            raise _refused(
                f"/{name}",
                f"{name} is a multiple of {STEP} from {SIDES[0]} to {SIDES[1]}, not {side}",
                f"须为 {STEP} 的倍数，{SIDES[0]} 至 {SIDES[1]}。",
            )
    if width * height > PIXELS_MOST:
        raise _refused(
            "/width", f"{width} x {height} is more than {PIXELS_MOST} pixels", f"画面不得超过 {PIXELS_MOST} 像素。"
        )
    num, den = wish["rate"]["num"], wish["rate"]["den"]
    if num < 1 or den < 1 or not RATES[0] <= Fraction(num, den) <= RATES[1]:
        raise _refused("/rate", f"rate is {RATES[0]} to {RATES[1]} frames per second", "帧率须为每秒 1 至 60 帧。")
    return briefs.Passes(kinds, width, height, briefs.Rate(num, den), frames_covering(frames, rate, num, den))


def frames_covering(frames: int, rate: briefs.Rate, num: int, den: int) -> int:
    """The least 4n + 1 frames at `num/den` that last at least as long as `frames` at `rate`."""
    seconds = Fraction(frames * rate.den, rate.num)
    needed = -(-seconds * num // den)
    return 4 * -(-(max(1, int(needed)) - 1) // 4) + 1


def _refused(pointer: str, message: str, zh: str) -> errors.BriefIncomplete:
    return errors.BriefIncomplete(
        f"Control passes: {message}.", zh=f"控制通道：{zh}", pointer=f"/passes{pointer}", code="passes_out_of_range"
    )
