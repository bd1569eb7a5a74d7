"""Foley: every sound of the catalogue's vocabulary, synthesised from data with numpy alone, the same on every run."""

from __future__ import annotations

from gpu_worker.media.foley.library import VARIANTS, FoleySound, is_known, names, play

__all__ = ["VARIANTS", "FoleySound", "is_known", "names", "play"]
