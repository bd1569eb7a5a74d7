"""Inserts: a thing filling the frame, in a hand or on a table."""

from __future__ import annotations

from typing import Any

from gpu_worker.engines.animatic.appearance import Notes
from gpu_worker.engines.animatic.camera import Camera
from gpu_worker.engines.animatic.raster import Light
from projects.briefs import ShotBrief


def draw_insert(canvas: Any, brief: ShotBrief, light: Light, seconds: float, camera: Camera, notes: Notes) -> None:
    """The prop of an insert, large."""
