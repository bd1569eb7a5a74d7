"""A cue to look at: its plan above, its spectrogram below, on one time axis, as a PNG."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.score.bank import Sound
from gpu_worker.engines.score.moods import mood
from gpu_worker.engines.score.plan import Plan, lay_out
from gpu_worker.engines.score.plucked import RATE
from gpu_worker.glstub import skia
from gpu_worker.media.overlay import typeface

WIDTH, HEIGHT = 1680, 1080
_LEFT, _RIGHT = 132, 28
_PAPER, _INK, _FAINT, _RULE = 0xFF14161B, 0xFFF1EFEA, 0xFF969DAA, 0xFF2C313B
_HIT, _CUT, _SPOKEN, _ENERGY, _CLIMAX = 0xFFFF5A4E, 0xFF6E7686, 0x2E6FB7FF, 0xFFFFC857, 0x40FFC857
_ROLE_COLOURS = {
    "lead": 0xFFFF8A5B, "counter": 0xFFE9B872, "pad": 0xFF7C9EB2, "strings": 0xFF5FA8D3, "brass": 0xFFE3B23C,
    "keys": 0xFF8FD694, "ostinato": 0xFF4FC1A6, "pulse": 0xFF3E9C9C, "bass": 0xFFB088F9, "drone": 0xFF7A6FBE,
    "drums": 0xFFE4576B, "percussion": 0xFFB5677D,
}  # fmt: skip
_LOWEST, _HIGHEST = 32.0, 14_000.0
_SPECTRUM_ROWS = 360


def draw(plan: Plan, sound: Sound, facts: dict[str, Any], title: str) -> bytes:
    """The picture as PNG."""
    surface = skia.Surface(WIDTH, HEIGHT)
    canvas = surface.getCanvas()
    canvas.clear(_PAPER)
    _Sheet(canvas, plan).draw(sound, facts, title)
    return bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))


class _Sheet:
    def __init__(self, canvas: Any, plan: Plan) -> None:
        self._canvas = canvas
        self._plan = plan
        self._laid = lay_out(plan)
        self._total = plan.seconds(plan.frames)

    def draw(self, sound: Sound, facts: dict[str, Any], title: str) -> None:
        """Everything, from top to bottom."""
        self._write(title, (_LEFT, 44), 27, _INK)
        described = "   ".join(
            f"{mood(s.mood).zh} {s.key} {s.mode} ♩={s.bpm:g} {s.leads_on}" for s in self._plan.sections
        )
        self._write(f"{self._plan.style}   {described}   {self._plan.ending.kind}", (_LEFT, 74), 17, _FAINT)
        self._spans(92, 1030)
        self._chords(92)
        self._energy(150, 120)
        self._roles(290)
        self._image(_spectrogram(sound), 566)
        self._wave(sound, 936, 74)
        self._marks(92, 1018)
        self._axis(1030)
        self._figures(facts)

    def _x(self, seconds: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * seconds / self._total

    def _box(self, starts: float, ends: float, top: float, height: float, colour: int) -> None:
        rect = skia.Rect.MakeLTRB(self._x(starts), top, self._x(ends), top + height)
        self._canvas.drawRect(rect, skia.Paint(Color=colour, AntiAlias=True))

    def _line(self, x: float, top: float, bottom: float, colour: int, width: float = 1.0) -> None:
        self._canvas.drawLine(x, top, x, bottom, skia.Paint(Color=colour, StrokeWidth=width, AntiAlias=True))

    def _write(self, text: str, at: tuple[float, float], size: float, colour: int, *, room: float = 1e9) -> None:
        font = skia.Font(typeface(), size)
        font.setSubpixel(True)
        if font.measureText(text) > room:
            font.setScaleX(max(0.55, room / font.measureText(text)))
        self._canvas.drawString(text, at[0], at[1], font, skia.Paint(Color=colour, AntiAlias=True))

    def _spans(self, top: float, bottom: float) -> None:
        for first, frames in self._plan.spoken:
            starts = self._plan.seconds(first)
            self._box(starts, starts + self._plan.seconds(frames), top, bottom - top, _SPOKEN)

    def _chords(self, top: float) -> None:
        self._write("chords", (20, top + 32), 15, _FAINT)
        for number, bar in enumerate(self._laid):
            self._box(bar.starts, bar.ends - 0.004, top, 46, 0xFF242935 if number % 2 else 0xFF1F2430)
            room = self._x(bar.ends) - self._x(bar.starts) - 6
            self._write(bar.bar.chord, (self._x(bar.starts) + 4, top + 24), 17, _INK, room=room)
            push = f"{(bar.bar.push - 1) * 100:+.1f}%" if bar.bar.push != 1 else ""
            beats = f"{bar.bar.beats}/4" if bar.bar.beats != 4 else ""
            self._write(f"{beats} {push}", (self._x(bar.starts) + 4, top + 41), 11, _FAINT, room=room)
        for section in self._plan.sections[1:]:
            self._line(self._x(self._plan.seconds(section.start_frame)), top - 6, 550, _INK, 2)

    def _energy(self, top: float, height: float) -> None:
        self._write("energy", (20, top + height / 2), 15, _FAINT)
        peak = max(bar.bar.energy for bar in self._laid)
        for bar in self._laid:
            tall = height * bar.bar.energy
            is_top = bar.bar.energy == peak
            self._box(bar.starts, bar.ends - 0.01, top + height - tall, tall, _CLIMAX if is_top else 0x22FFC857)
            self._box(bar.starts, bar.ends - 0.01, top + height - tall, 3, _ENERGY)

    def _roles(self, top: float) -> None:
        present = [role for role in _ROLE_COLOURS if any(role in bar.bar.roles for bar in self._laid)]
        row = min(26.0, 252 / max(1, len(present)))
        for number, role in enumerate(present):
            y = top + number * row
            self._write(role, (20, y + row * 0.7), 14, _FAINT)
            for bar in self._laid:
                if role in bar.bar.roles:
                    self._box(bar.starts, bar.ends - 0.012, y, row - 4, _ROLE_COLOURS[role])

    def _image(self, pixels: NDArray[np.uint8], top: float) -> None:
        self._write("spectrum", (20, top + 180), 15, _FAINT)
        image = skia.Image.fromarray(np.ascontiguousarray(pixels), colorType=skia.kBGRA_8888_ColorType)
        self._canvas.drawImageRect(image, skia.Rect.MakeLTRB(_LEFT, top, WIDTH - _RIGHT, top + _SPECTRUM_ROWS))
        for f in (50, 100, 300, 1000, 3400, 10_000):
            y = top + _SPECTRUM_ROWS * (1 - np.log(f / _LOWEST) / np.log(_HIGHEST / _LOWEST))
            self._write(f"{f}", (92, y + 4), 11, _FAINT)
            self._canvas.drawLine(_LEFT, y, WIDTH - _RIGHT, y, skia.Paint(Color=0x28FFFFFF, StrokeWidth=1))

    def _wave(self, sound: Sound, top: float, height: float) -> None:
        columns = WIDTH - _LEFT - _RIGHT
        edges = np.linspace(0, sound.shape[1], columns + 1).astype(int)
        loud = np.abs(sound).max(axis=0)
        for column in range(columns):
            part = loud[edges[column] : max(edges[column] + 1, edges[column + 1])]
            if part.size:
                tall = height * min(1.0, float(part.max()) / 0.71) / 2
                self._line(_LEFT + column, top + height / 2 - tall, top + height / 2 + tall, 0xFF5D7FA3)

    def _marks(self, top: float, bottom: float) -> None:
        for cut in self._plan.cuts:
            self._line(self._x(self._plan.seconds(cut)), top, bottom, _CUT)
        for hit in self._plan.hits:
            x = self._x(self._plan.seconds(hit.frame))
            self._line(x, top - 4, bottom, _HIT, 1 + 2 * hit.strength)
            self._write(f"{hit.what} {hit.sound} {hit.miss_ms:+.0f} ms", (x + 5, 564), 12, _HIT)
        self._line(self._x(self._plan.seconds(self._plan.ending.start_frame)), top, bottom, 0xFF8FD694, 1.5)

    def _axis(self, y: float) -> None:
        step = 1 if self._total <= 30 else 5 if self._total <= 100 else 10
        for second in range(0, int(self._total) + 1, step):
            self._line(self._x(second), y - 10, y - 4, _FAINT)
            self._write(f"{second}", (self._x(second) + 2, y), 11, _FAINT)

    def _figures(self, facts: dict[str, Any]) -> None:
        names = ("loudness_lufs", "true_peak_dbtp", "crest_db", "range_db", "centroid_hz", "chord_tone_share")
        said = [
            f"{name} {facts[name]}" for name in (*names, "bar_difference", "follows_energy", "masking") if name in facts
        ]
        marks = " ".join(f"{name} {mark}" for name, mark in facts.get("marks", {}).items())
        self._write("   ".join(said), (_LEFT, 1052), 13, _FAINT, room=WIDTH - _LEFT - _RIGHT)
        self._write(f"score {facts.get('score')}   {marks}", (_LEFT, 1071), 13, _INK, room=WIDTH - _LEFT - _RIGHT)


def _spectrogram(sound: Sound) -> NDArray[np.uint8]:
    """Levels over time (columns) and log frequency (rows) as BGRA."""
    middle = (sound[0] + sound[1]) * np.float32(0.5)
    size = 8192
    columns = min(1500, max(8, len(middle) // 240))
    padded = np.pad(middle, size // 2)
    centres = np.linspace(0, max(0, len(middle) - 1), columns).astype(int)
    window = np.hanning(size).astype(np.float32)
    f = np.geomspace(_HIGHEST, _LOWEST, _SPECTRUM_ROWS)
    at = np.clip((f * size / RATE).astype(int), 1, size // 2 - 1)
    out = np.empty((_SPECTRUM_ROWS, columns), np.float32)
    short = 2048
    near = np.clip((f * short / RATE).astype(int), 1, short // 2 - 1)
    blend = np.clip((f - 500) / 1500, 0, 1)
    small = np.hanning(short).astype(np.float32)
    for column, centre in enumerate(centres):  # long windows for low pitches, short ones for high onsets
        part = padded[centre : centre + size]
        long_ = np.abs(np.fft.rfft(part * window))[at] / size * 4
        brief = np.abs(np.fft.rfft(part[size // 2 - short // 2 : size // 2 + short // 2] * small))[near] / short * 4
        out[:, column] = long_ * (1 - blend) + brief * blend
    level = np.clip((20 * np.log10(np.maximum(out, 1e-7)) + 100) / 75, 0, 1)
    stops = np.array([[20, 16, 24], [90, 30, 50], [150, 40, 160], [70, 110, 245], [150, 235, 255]], np.float32)
    place = level * (len(stops) - 1)
    low = np.minimum(place.astype(int), len(stops) - 2)
    part_ = (place - low)[..., None]
    pixels = np.full((*level.shape, 4), 255, np.uint8)
    pixels[..., :3] = stops[low] * (1 - part_) + stops[low + 1] * part_
    return pixels
