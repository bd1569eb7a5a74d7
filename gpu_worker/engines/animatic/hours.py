"""Light by time of day and weather: what the sky looks like, how a set is tinted, how people are lit."""

from __future__ import annotations

from dataclasses import replace

from gpu_worker.engines.animatic.raster import Color, Light, mix, rgb, times
from gpu_worker.engines.animatic.scenery import Hour

HOURS: dict[str, Hour] = {
    "dawn": Hour(
        "dawn",
        (rgb("#7f9fd0"), rgb("#b9b6d9"), rgb("#f3c7b8")),
        (0.97, 0.90, 0.89),
        (0.93, 0.86, 0.88),
        rgb("#fde0c2"),
        0.25,
        0.7,
    ),
    "day": Hour(
        "day",
        (rgb("#5ba6e6"), rgb("#96cbf4"), rgb("#cfe8fa")),
        (1.0, 0.99, 0.97),
        (1.0, 1.0, 1.0),
        rgb("#f2f3ee"),
        0.0,
        1.0,
    ),
    "dusk": Hour(
        "dusk",
        (rgb("#4b4f8e"), rgb("#a4648f"), rgb("#ef8f66")),
        (0.96, 0.80, 0.72),
        (0.94, 0.74, 0.68),
        rgb("#ffc277"),
        0.55,
        0.6,
    ),
    "night": Hour(
        "night",
        (rgb("#0a0f2c"), rgb("#18204a"), rgb("#333a6b")),
        (0.62, 0.58, 0.68),
        (0.38, 0.41, 0.62),
        rgb("#4a4674"),
        1.0,
        0.12,
    ),
}

_LIGHTS: dict[tuple[str, bool], Light] = {
    ("day", True): Light((-0.76, -0.60), (1.0, 0.995, 0.98), (0.81, 0.72, 0.79), (1.0, 0.99, 0.96), 0.35),
    ("day", False): Light((-0.72, -0.66), (1.0, 0.985, 0.95), (0.74, 0.66, 0.80), (1.0, 0.95, 0.80), 0.65),
    ("dawn", True): Light((-0.82, -0.45), (1.0, 0.955, 0.93), (0.76, 0.67, 0.77), (1.0, 0.88, 0.74), 0.50),
    ("dawn", False): Light((-0.88, -0.34), (1.0, 0.93, 0.89), (0.69, 0.61, 0.76), (1.0, 0.86, 0.68), 0.75),
    ("dusk", True): Light((-0.84, -0.42), (1.0, 0.93, 0.86), (0.72, 0.57, 0.64), (1.0, 0.78, 0.48), 0.60),
    ("dusk", False): Light((-0.90, -0.28), (1.0, 0.90, 0.81), (0.64, 0.48, 0.61), (1.0, 0.74, 0.42), 0.90),
    ("night", True): Light((-0.66, -0.70), (0.97, 0.91, 0.88), (0.60, 0.50, 0.66), (0.62, 0.74, 1.0), 0.62),
    ("night", False): Light((-0.62, -0.70), (0.83, 0.81, 0.89), (0.49, 0.45, 0.62), (0.62, 0.76, 1.0), 0.80),
}
_MOOD_TINT: dict[str, Color] = {
    "tension": (0.97, 0.98, 1.0),
    "suspense": (0.93, 0.96, 1.0),
    "romance": (1.0, 0.965, 0.955),
    "revenge": (1.0, 0.94, 0.94),
    "sadness": (0.94, 0.96, 1.0),
    "triumph": (1.0, 0.985, 0.94),
    "mystery": (0.92, 0.95, 1.0),
    "warmth": (1.0, 0.97, 0.92),
}


def hour_of(time_of_day: str, weather: str) -> Hour:
    """The hour as the weather leaves it."""
    hour = HOURS[time_of_day]
    if weather in ("rain", "storm", "snow"):
        grey = {"rain": rgb("#8d9aa8"), "storm": rgb("#4a5468"), "snow": rgb("#c9d2dc")}[weather]
        grey = times(grey, hour.outside) if time_of_day != "day" else grey
        share = {"rain": 0.62, "storm": 0.78, "snow": 0.62}[weather]
        dim: Color = {"rain": (0.86, 0.90, 0.95), "storm": (0.66, 0.71, 0.83), "snow": (0.95, 0.97, 1.0)}[weather]
        hour = replace(
            hour,
            sky=tuple(mix(color, grey, share) for color in hour.sky),
            haze=mix(hour.haze, grey, share),
            outside=times(hour.outside, dim),
            inside=times(hour.inside, mix(dim, (1, 1, 1), 0.55)),
            windows=hour.windows * 0.6,
            lamps=max(hour.lamps, 0.45 if weather != "snow" else 0.2),
            wet=weather in ("rain", "storm"),
            snow=weather == "snow",
        )
    return hour


def light_of(time_of_day: str, weather: str, mood: str, *, inside: bool) -> Light:
    """How people are lit."""
    light = _LIGHTS[time_of_day, inside]
    tint = _MOOD_TINT.get(mood, (1.0, 1.0, 1.0))
    if weather in ("rain", "storm") and not inside:
        tint = times(tint, (0.86, 0.90, 0.97))
        light = replace(light, rim=(0.78, 0.86, 1.0), rim_strength=min(0.8, light.rim_strength + 0.1))
    return replace(light, lit=times(light.lit, tint), shade=times(light.shade, tint))
