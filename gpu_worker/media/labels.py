"""The AI-content label of GB 45438-2025: drawn in the opening, written into the file, and read back from the file.

The explicit label stays at least two seconds from the first frame in letters whose capitals reach five per cent of the
shortest side; the implicit one is the JSON value of the container's `AIGC` entry. A master counts as labelled only when
both are found again in the finished file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media.overlay import TextBlock, TextStyle, draw_text, font, overlay, require_glyphs, visible
from gpu_worker.media.probe import open_movie
from gpu_worker.media.subtitles import rebreak
from projects.briefs import ContentLabel, Rate

METADATA_KEY = "AIGC"
MIN_SECONDS = 2.0
MIN_HEIGHT_SHARE = 0.05
TOP_SHARE = 0.10
LEFT_SHARE = 0.055
SAME = 0.85
"""Correlation of drawn label and decoded picture from which the label counts as seen; encodes at crf 35 stay above."""

_SAYS_AI = re.compile(r"人工智能|(?<![A-Za-z])AI(?![A-Za-z])")
_SAYS_MADE = re.compile(r"生成|合成|generated|synthesi[sz]ed|synthetic", re.IGNORECASE)


def check(label: ContentLabel) -> None:
    """Refuse a label that does not say what the standard asks for, or that cannot be drawn."""
    if not _SAYS_AI.search(label.text) or not _SAYS_MADE.search(label.text):
        raise RenderRefused(
            "input.label", f"the label {label.text!r} must say both AI and generated (人工智能/AI, 生成/合成)"
        )
    if label.label not in ("1", "2", "3"):
        raise RenderRefused("input.label", f"the implicit label's Label is 1, 2 or 3, not {label.label!r}")
    require_glyphs([label.text], "content label")


def frames_shown(label: ContentLabel, rate: Rate, frames: int) -> int:
    """How many frames from the first the label must stand; a cut shorter than that carries it throughout."""
    return min(frames, rate.frames(max(MIN_SECONDS, label.seconds)))


def draw(label: ContentLabel, width: int, height: int) -> TextBlock:
    """The explicit label for a frame of this size, upper left, below what platforms put there themselves."""
    shortest = min(width, height)
    # sized by its capitals, so that Latin letters and not only the taller Hanzi meet the share
    capital = font(1000).getMetrics().fCapHeight / 1000
    size = max(MIN_HEIGHT_SHARE, label.height_share) * 1.03 * shortest / capital
    text = visible(label.text).strip()
    room = width * (1 - 2 * LEFT_SHARE)
    lines = [text] if font(size).measureText(text) <= room else rebreak(text, size)
    if max(font(size).measureText(line) for line in lines) > room:
        raise RenderRefused("input.label", f"the label {label.text!r} does not fit in two lines at the required height")
    style = TextStyle(size, outline_share=0.13)
    bottom = height * TOP_SHARE + size * (1.06 + style.leading * (len(lines) - 1))
    return draw_text(lines, style, centre=None, left=width * LEFT_SHARE, bottom=bottom)


def implicit_fields(label: ContentLabel) -> dict[str, str]:
    """The `AIGC` object of the standard's Appendix E."""
    return {
        "Label": label.label,
        "ContentProducer": label.content_producer,
        "ProduceID": label.produce_id,
        "ReservedCode1": label.reserved_code_1,
        "ContentPropagator": label.content_propagator,
        "PropagateID": label.propagate_id,
        "ReservedCode2": label.reserved_code_2,
    }


def metadata(label: ContentLabel) -> str:
    """The value of the container's `AIGC` entry."""
    return json.dumps(implicit_fields(label), ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What a finished file says of itself. Heights are shares of the shortest side, seconds at the file's own rate."""

    implicit: dict[str, Any] | None
    implicit_differs: tuple[str, ...]
    frames_required: int
    frames_found: int
    seconds_found: float
    lowest_correlation: float
    height_share: float
    height_share_required: float

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the file may not be delivered; empty when both labels stand."""
        found = []
        if self.implicit is None:
            found.append("the AIGC metadata is missing")
        elif self.implicit_differs:
            found.append(f"the AIGC metadata differs in {', '.join(self.implicit_differs)}")
        if self.frames_found < self.frames_required:
            found.append(f"the explicit label stands for {self.frames_found} of {self.frames_required} frames")
        elif self.height_share < self.height_share_required:
            found.append(f"the explicit label is {self.height_share:.3f} of the shortest side high")
        return tuple(found)

    @property
    def stands(self) -> bool:
        """Whether both labels were found as required."""
        return not self.problems


def read_back(path: Path, label: ContentLabel) -> LabelReading:
    """Find both labels in a finished file: metadata as parsed, letters as decoded frame by frame."""
    with open_movie(path) as container:
        if not container.streams.video:
            raise RenderRefused("input.no_picture", f"{path.name} has no picture")
        stream = container.streams.video[0]
        rate = stream.average_rate
        implicit = _parse(container.metadata.get(METADATA_KEY))
        width, height = stream.codec_context.width, stream.codec_context.height
        required = frames_shown(label, Rate(rate.numerator, rate.denominator), stream.frames or 1 << 30)
        template = _Template(draw(label, width, height))
        found, lowest, ink = 0, 1.0, float("inf")
        for frame in container.decode(stream):
            if found >= required:
                break
            correlation, rows = template.look(_luma(frame))
            lowest = min(lowest, correlation)
            if correlation < SAME:
                break
            found += 1
            ink = min(ink, rows)
    expected = implicit_fields(label)
    differs = tuple(k for k in expected if implicit.get(k) != expected[k]) if implicit is not None else ()
    return LabelReading(
        implicit=implicit,
        implicit_differs=differs,
        frames_required=required,
        frames_found=found,
        seconds_found=round(float(found / rate), 3),
        lowest_correlation=round(lowest, 4),
        height_share=round(ink / min(width, height), 4) if found else 0.0,
        height_share_required=max(MIN_HEIGHT_SHARE, label.height_share),
    )


def _parse(value: str | None) -> dict[str, Any] | None:
    try:
        parsed = json.loads(value or "")
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _luma(frame: Any) -> NDArray[np.uint8]:
    plane = frame.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]


class _Template:
    """The label as it should look, reduced to pixels that hide what is behind them."""

    def __init__(self, block: TextBlock) -> None:
        drawn = overlay(block)
        alpha = block.pixels[..., 3]
        self._window = (
            slice(block.top, block.top + alpha.shape[0]),
            slice(block.left, block.left + alpha.shape[1]),
        )
        self._solid = alpha >= 225
        self._expected = drawn.add_luma[self._solid] / 256.0
        self._letters = self._solid & (drawn.add_luma > 200 * 256)
        self._ink = block.ink

    def look(self, luma: NDArray[np.uint8]) -> tuple[float, int]:
        """Correlation with the label, and the height in pixels of its lowest line of letters as decoded."""
        seen = luma[self._window].astype(np.float64)
        solid = seen[self._solid]
        spread = solid.std()
        if spread < 8:
            return 0.0, 0
        correlation = float(np.mean((solid - solid.mean()) * (self._expected - self._expected.mean())))
        correlation /= float(spread * self._expected.std())
        bright = self._letters & (seen > (solid.min() + solid.max()) / 2)
        heights = []
        for first, last in self._ink:
            rows = np.flatnonzero(bright[max(0, first) : last].any(axis=1))
            heights.append(int(rows[-1] - rows[0] + 1) if rows.size else 0)
        return correlation, min(heights)
