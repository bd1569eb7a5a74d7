"""Passes as films: each kind asked for as an MP4 at the model's size and rate, and a legend that says how to read them.

The films are H.264, 4:2:0, almost without loss: what the tools of video models read. A flat colour is told from its
neighbours by a wide margin, so that the codec cannot confuse two people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.passes.depth import DepthPass
from gpu_worker.engines.animatic.passes.instant import Fit, Instant, instant, seconds_of
from gpu_worker.engines.animatic.passes.landmarks import BODY, FACE, HAND
from gpu_worker.engines.animatic.passes.pose import PosePass
from gpu_worker.engines.animatic.passes.silhouettes import SOLID, Cut, Silhouettes
from gpu_worker.engines.animatic.passes.survey import outlines
from gpu_worker.engines.animatic.raster import new_surface
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import RenderedFile, Report
from gpu_worker.media.frames import PictureWriter, measure_picture
from projects.briefs import Passes

CRF, PRESET = 4, "ultrafast"
KINDS = ("pose", "depth", "segmentation", "line_art")
SET, FOREGROUND, THING = "#000000", "#7f7f7f", "#ffff00"
MEMBERS = ("#ff0000", "#00ff00", "#0000ff", "#ff00ff", "#00ffff", "#ff8000", "#8000ff", "#00ff80")
WHITE = np.uint32(0xFFFFFFFF)
CONTRAST = np.clip((np.arange(256) - 60) * 255 // 140, 0, 255).astype(np.uint8)  # shading is paper, lines are ink


class ControlPasses:
    """Draws the passes of a shot, frame by frame; every pass of a frame shows the same instant."""

    def __init__(self, shot: Shot, passes: Passes) -> None:
        self.shot, self.passes = shot, passes
        self.fit = Fit.of(shot.brief, passes)
        wanted = set(passes.kinds)
        self.colors = dict(zip([one.member_id for one in shot.brief.cast], _cycle(MEMBERS), strict=False))
        self.surface, self.pixels = new_surface(passes.width, passes.height)
        self.pose = PosePass(self.fit) if "pose" in wanted else None
        self.depth = DepthPass(shot, self.fit) if "depth" in wanted else None
        self.lines = outlines(shot.scene, self.fit.scale) if "line_art" in wanted else None
        self.silhouettes = Silhouettes(shot, self.fit, with_lines="line_art" in wanted) if wanted - {"pose"} else None

    def draw(self, number: int) -> Iterator[tuple[str, NDArray[np.uint8]]]:
        """Frame `number` of every pass, one after the other; the BGRA pixels are good until the next is asked for."""
        now = instant(self.shot, self.fit, seconds_of(self.shot.brief, self.passes, number))
        cuts = self.silhouettes.cut(now) if self.silhouettes is not None else []
        front = self._front(now) if self.silhouettes is not None else None
        for kind in self.passes.kinds:
            yield kind, getattr(self, f"_draw_{kind}")(now, cuts, front)

    def legend(self) -> dict[str, Any]:
        """How to read the passes."""
        brief, passes, fit = self.shot.brief, self.passes, self.fit
        names = {one.member_id: one.name for one in brief.cast}
        legend: dict[str, Any] = {
            "version": 1,
            "slate": brief.slate,
            "kinds": list(passes.kinds),
            "width": passes.width,
            "height": passes.height,
            "rate": {"num": passes.rate.num, "den": passes.rate.den},
            "frames": passes.frames,
            "picture": {
                "width": brief.width,
                "height": brief.height,
                "frames": brief.frames,
                "rate": {"num": brief.rate.num, "den": brief.rate.den},
                "scale": round(fit.scale, 6),
                "left": round(fit.left, 3),
                "top": round(fit.top, 3),
            },
        }
        if "pose" in passes.kinds:
            legend["pose"] = {"body": list(BODY), "hand": list(HAND), "face": list(FACE)}
        if self.depth is not None:
            legend["depth"] = {
                "near_m": round(self.depth.near, 3),
                "far_m": round(self.depth.far, 3),
                "white": "near",
                "brightness": "linear in 1 / metres along the axis of sight",
            }
        if "segmentation" in passes.kinds:
            legend["segmentation"] = {
                "set": SET,
                "foreground": FOREGROUND,
                "insert": THING,
                "members": [
                    {"member_id": member_id, "name": names[member_id], "color": color}
                    for member_id, color in self.colors.items()
                ],
            }
        if "line_art" in passes.kinds:
            legend["line_art"] = {"lines": "#000000", "paper": "#ffffff"}
        return legend

    # ------------------------------------------------------------------ kinds

    def _draw_pose(self, now: Instant, cuts: list[Cut], front: Any) -> NDArray[np.uint8]:
        assert self.pose is not None  # noqa: S101 - asked for
        self.pose.draw(self.surface.getCanvas(), now)
        return self.pixels

    def _draw_depth(self, now: Instant, cuts: list[Cut], front: Any) -> NDArray[np.uint8]:
        assert self.depth is not None  # noqa: S101 - asked for
        values = self.depth.draw(now, cuts, front).astype(np.uint32)
        return (values * np.uint32(0x00010101) | np.uint32(0xFF000000)).view(np.uint8).reshape(*values.shape, 4)

    def _draw_segmentation(self, now: Instant, cuts: list[Cut], front: Any) -> NDArray[np.uint8]:
        flat = np.full((self.fit.height, self.fit.width), _packed(SET))
        for cut in cuts:
            left, top, right, bottom = cut.box
            color = THING if cut.standing is None else self.colors[cut.standing.member_id]
            flat[top:bottom, left:right][cut.mask] = _packed(color)
        if front is not None:
            flat[front[0]] = _packed(FOREGROUND)
        return flat.view(np.uint8).reshape(*flat.shape, 4)

    def _draw_line_art(self, now: Instant, cuts: list[Cut], front: Any) -> NDArray[np.uint8]:
        canvas = self.surface.getCanvas()
        canvas.clear(0xFFFFFFFF)
        if self.lines is not None:
            canvas.save()
            self.fit.onto(canvas)
            self.lines.draw(canvas, now.camera)
            canvas.restore()
        for cut in cuts:
            canvas.drawImage(cut.image, 0, 0)
        if front is not None:
            edge = front[0].copy()
            edge[1:-1, 1:-1] &= ~(front[0][2:, 1:-1] & front[0][:-2, 1:-1] & front[0][1:-1, 2:] & front[0][1:-1, :-2])
            whole = self.pixels.view(np.uint32)[..., 0]
            whole[front[0]] = WHITE
            whole[edge] = np.uint32(0xFF000000)
        return np.take(CONTRAST, self.pixels[..., 1])[..., None].repeat(4, 2)

    def _front(self, now: Instant) -> tuple[NDArray[np.bool_], float] | None:
        """Where something stands before everybody, and how far away."""
        layer = self.shot.front
        if layer is None:
            return None
        canvas = self.surface.getCanvas()
        canvas.clear(0)
        canvas.save()
        self.fit.onto(canvas)
        layer.draw(canvas, now.camera)
        canvas.restore()
        nearer = float((now.camera.position - layer.reference.position) @ layer.reference.axes[2])
        return self.pixels[..., 3] >= SOLID, max(0.2, layer.distance - nearer)


def render_passes(shot: Shot, scratch: Path, report: Report) -> list[RenderedFile]:
    """Write `pass_<kind>` (MP4) for every kind the shot's brief asks for, and `pass_legend` (JSON), into `scratch`."""
    passes = shot.brief.passes
    if passes is None:
        return []
    films = ControlPasses(shot, passes)
    paths = {kind: scratch / f"pass_{kind}.mp4" for kind in passes.kinds}
    with ExitStack() as stack:
        writers = {
            kind: stack.enter_context(
                PictureWriter(path, width=passes.width, height=passes.height, rate=passes.rate, crf=CRF, preset=PRESET)
            )
            for kind, path in paths.items()
        }
        for number in range(passes.frames):
            for kind, pixels in films.draw(number):
                writers[kind].write(pixels)
            report((number + 1) / passes.frames, "passes")
    files = [RenderedFile(f"pass_{kind}", path, "video/mp4", measure_picture(path)) for kind, path in paths.items()]
    legend = scratch / "pass_legend.json"
    legend.write_text(json.dumps(films.legend(), ensure_ascii=False, indent=1), encoding="utf-8")
    return [*files, RenderedFile("pass_legend", legend, "application/json", {"bytes": legend.stat().st_size})]


def _packed(color: str) -> np.uint32:
    return np.uint32(0xFF000000 | int(color[1:], 16))


def _cycle(colors: tuple[str, ...]) -> list[str]:
    return list(colors) * 4
