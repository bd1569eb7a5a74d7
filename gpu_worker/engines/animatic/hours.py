"""Light by time of day and weather: what the sky looks like, how a set is tinted, how people are lit."""

from __future__ import annotations

from dataclasses import replace

from gpu_worker.engines.animatic.raster import Color, Light, mix, rgb, times
from gpu_worker.engines.animatic.scenery import Hour

HOURS: dict[str, Hour] = {
    "dawn": Hour(
        "dawn",
        (rgb("#8fa6d6"), rgb("#d3b9d6"), rgb("#ffcbc0")),
        (0.93, 0.80, 0.83),
        (0.95, 0.83, 0.86),
        rgb("#ffe3d0"),
        0.25,
        0.8,
        rgb("#ffc4b4"),
        0.16,
    ),
    "day": Hour(
        "day",
        (rgb("#4fa3ea"), rgb("#92cdf8"), rgb("#d3ecfc")),
        (1.0, 1.0, 1.0),
        (1.0, 1.0, 1.0),
        rgb("#f4f6f3"),
        0.0,
        1.0,
        rgb("#fff8e6"),
        0.06,
    ),
    "dusk": Hour(
        "dusk",
        (rgb("#4a4a8c"), rgb("#b75f80"), rgb("#ff8a4c")),
        (0.78, 0.55, 0.45),
        (0.86, 0.62, 0.54),
        rgb("#ffc070"),
        0.55,
        0.8,
        rgb("#ff8b3a"),
        0.32,
    ),
    "night": Hour(
        "night",
        (rgb("#0a0f2c"), rgb("#18204a"), rgb("#333a6b")),
        (0.21, 0.20, 0.33),
        (0.27, 0.30, 0.50),
        rgb("#4a4674"),
        1.0,
        0.35,
        rgb("#5f86ff"),
        0.46,
    ),
}

_LIGHTS: dict[tuple[str, bool], Light] = {
    ("day", True): Light((-0.76, -0.60), (1.0, 0.995, 0.98), (0.81, 0.72, 0.79), (1.0, 0.99, 0.96), 0.35),
    ("day", False): Light((-0.72, -0.66), (1.0, 0.985, 0.95), (0.74, 0.66, 0.80), (1.0, 0.95, 0.80), 0.65),
    ("dawn", True): Light((-0.82, -0.45), (1.0, 0.935, 0.925), (0.75, 0.64, 0.75), (1.0, 0.86, 0.80), 0.55),
    ("dawn", False): Light((-0.88, -0.34), (1.0, 0.92, 0.90), (0.69, 0.60, 0.76), (1.0, 0.84, 0.76), 0.75),
    ("dusk", True): Light((-0.84, -0.42), (1.0, 0.87, 0.74), (0.62, 0.46, 0.52), (1.0, 0.70, 0.38), 0.75),
    ("dusk", False): Light((-0.90, -0.28), (1.0, 0.86, 0.73), (0.58, 0.43, 0.58), (1.0, 0.70, 0.36), 0.90),
    ("night", True): Light((-0.66, -0.70), (1.0, 0.905, 0.80), (0.52, 0.43, 0.56), (0.45, 0.62, 1.0), 0.80),
    ("night", False): Light((-0.62, -0.70), (0.76, 0.76, 0.88), (0.40, 0.38, 0.58), (0.55, 0.72, 1.0), 0.90),
}
COOL_LAMPS: Color = (0.94, 1.06, 1.22)  # from the light of bulbs to that of tubes
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
            inside=times(hour.inside, mix(dim, (1, 1, 1), 0.35)),
            windows=hour.windows * 0.6,
            lamps=max(hour.lamps, 0.45 if weather != "snow" else 0.2),
            beam=mix(hour.beam, grey, 0.5) if not hour.is_dark else hour.beam,
            wet=weather in ("rain", "storm"),
            snow=weather == "snow",
        )
    return hour


def light_of(time_of_day: str, weather: str, mood: str, *, inside: bool, warm: bool = True) -> Light:
    """How people are lit; `warm` is the light of bulbs and candles, its opposite that of tubes."""
    light = _LIGHTS[time_of_day, inside]
    if not warm and time_of_day == "night":
        light = replace(light, lit=times(light.lit, COOL_LAMPS))
    tint = _MOOD_TINT.get(mood, (1.0, 1.0, 1.0))
    if weather in ("rain", "storm") and not inside:
        tint = times(tint, (0.86, 0.90, 0.97))
        light = replace(light, rim=(0.78, 0.86, 1.0), rim_strength=min(0.8, light.rim_strength + 0.1))
    return replace(light, lit=times(light.lit, tint), shade=times(light.shade, tint))


def silhouetted(light: Light) -> Light:
    """The same light with everybody against it: dark shapes with a bright edge."""
    return replace(light, lit=(0.13, 0.12, 0.17), shade=(0.08, 0.07, 0.12), rim_strength=1.0)


def flashed(light: Light) -> Light:
    """The same light while lightning stands in the sky: people against it, their edges white."""
    return replace(
        light,
        lit=times((0.80, 0.89, 1.0), mix(light.lit, (1.0, 1.0, 1.0), 0.7)),
        shade=(0.22, 0.24, 0.40),
        rim=(0.90, 0.95, 1.0),
        rim_strength=1.0,
    )


def stormlit(hour: Hour) -> Hour:
    """The hour while lightning stands in the sky: everything the sky reaches is cold and bright."""
    white = rgb("#eef4ff")
    return replace(
        hour,
        name="lightning",
        sky=tuple(mix(color, white, 0.86) for color in hour.sky),
        haze=mix(hour.haze, white, 0.9),
        inside=(0.40, 0.56, 0.94),
        outside=(0.62, 0.76, 1.0),
        lamps=0.51 if hour.is_dark else hour.lamps,
    )
