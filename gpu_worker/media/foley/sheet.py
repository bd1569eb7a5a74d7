"""A sheet to look at sounds: for each its waveform over its spectrogram, with length, peak and loudness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.glstub import skia
from gpu_worker.media import audio
from gpu_worker.media.foley.signals import RATE
from gpu_worker.media.overlay import typeface

Panel = tuple[str, NDArray[Any], int]
"""Name, mono samples, and the sample of the hit."""

WIDE, WAVE_TALL, SPECTRUM_TALL, CAPTION = 200, 44, 96, 30
LOWEST, HIGHEST, FLOOR_DB = 40.0, 20_000.0, -66.0
_PAPER, _INK, _FAINT, _LINE = 0xFF12141A, 0xFFF0EEE8, 0xFF8F96A3, 0xFF6FC3B2


def draw_sheet(sounds: Sequence[Panel], columns: int = 10) -> bytes:
    """The sheet as PNG; time runs over each panel's own length."""
    rows = -(-len(sounds) // columns)
    cell = WAVE_TALL + SPECTRUM_TALL + CAPTION + 14
    surface = skia.Surface(columns * (WIDE + 12) + 12, rows * cell + 12)
    canvas = surface.getCanvas()
    canvas.clear(_PAPER)
    bold, small = skia.Font(typeface(), 14), skia.Font(typeface(), 10.5)
    bold.setEmbolden(True)
    for index, (name, wave, hit) in enumerate(sounds):
        x, y = 12 + index % columns * (WIDE + 12), 12 + index // columns * cell
        canvas.drawString(name, x, y + 12, bold, skia.Paint(Color=_INK, AntiAlias=True))
        peak = 20 * np.log10(np.abs(wave).max(initial=0.0) + 1e-9)
        told = f"{len(wave) / RATE:.2f} s  {peak:.1f} dB  {audio.loudest_moment(wave[:, None], RATE):.1f} LU"
        canvas.drawString(told, x, y + 25, small, skia.Paint(Color=_FAINT, AntiAlias=True))
        _draw_wave(canvas, wave, x, y + CAPTION)
        pixels = _spectrogram(wave)
        image = skia.Image.fromarray(pixels, colorType=skia.kBGRA_8888_ColorType)
        canvas.drawImage(image, x, y + CAPTION + WAVE_TALL)
        at = x + WIDE * hit / max(1, len(wave))
        canvas.drawLine(at, y + CAPTION, at, y + CAPTION + 6, skia.Paint(Color=0xFFFF8866, StrokeWidth=2))
    return bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))


def _draw_wave(canvas: Any, wave: NDArray[Any], x: float, y: float) -> None:
    loudest = float(np.abs(wave).max(initial=0.0)) or 1.0
    edges = np.linspace(0, len(wave), WIDE + 1).astype(int)
    paint = skia.Paint(Color=_LINE, StrokeWidth=1)
    middle, half = y + WAVE_TALL / 2, WAVE_TALL / 2 - 2
    for column in range(WIDE):
        part = wave[edges[column] : max(edges[column] + 1, edges[column + 1])]
        if len(part):
            top, low = float(part.max()) / loudest, float(part.min()) / loudest
            canvas.drawLine(x + column, middle - half * top, x + column, middle - half * low + 0.6, paint)


def _spectrogram(wave: NDArray[Any]) -> NDArray[np.uint8]:
    """Columns of time, rows of pitch (logarithmic, high above), brightness down to `FLOOR_DB` under the loudest."""
    size = 1024
    padded = np.pad(wave, (size // 2, size))
    starts = np.linspace(0, len(wave), WIDE).astype(int)
    frames = padded[starts[:, None] + np.arange(size)] * np.hanning(size)
    levels = 20 * np.log10(np.abs(np.fft.rfft(frames, 4 * size, axis=1)) + 1e-9)
    hertz = np.geomspace(HIGHEST, LOWEST, SPECTRUM_TALL)
    picked = levels[:, np.minimum((hertz * 4 * size / RATE).astype(int), 2 * size)].T
    share = np.clip((picked - levels.max() - FLOOR_DB) / -FLOOR_DB, 0, 1)
    pixels = np.full((SPECTRUM_TALL, WIDE, 4), 255, np.uint8)
    for channel, bright in enumerate((0.35 + 0.3 * share, share**1.3, share**0.7)):
        pixels[..., channel] = (255 * np.clip(bright * np.minimum(1, 0.12 + share * 1.2), 0, 1)).astype(np.uint8)
    return np.ascontiguousarray(pixels)
