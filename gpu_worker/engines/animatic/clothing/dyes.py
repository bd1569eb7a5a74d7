"""What colour a garment gets: the colour words of both languages, and the palette nearest to what was asked for."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

from gpu_worker.engines.animatic.clothing.wardrobe import DATA, ROLES, Outfit
from gpu_worker.engines.animatic.raster import Color, darker, rgb

HEX_DIGITS = frozenset("0123456789abcdef")


@functools.cache
def _words() -> Mapping[str, str]:
    rows = json.loads((DATA / "colors.json").read_text(encoding="utf-8"))["colors"]
    return {_plain(word): row["hex"] for row in rows for word in (row["id"], *row["words"])}


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_").removesuffix("色").removesuffix("_")


def read_color(wanted: str) -> Color | None:
    """A colour given as `#rgb`, `#rrggbb` or a word of either language; None where nobody knows it."""
    word = wanted.strip().lower()
    if word.startswith("#") and len(word) in (4, 7) and set(word[1:]) <= HEX_DIGITS:
        return rgb("#" + "".join(digit * 2 for digit in word[1:]) if len(word) == 4 else word)
    code = _words().get(_plain(wanted))
    return rgb(code) if code else None


def dye(outfit: Outfit, wanted: Color | None, key: int) -> dict[str, Color]:
    """The colours of an outfit by role: those of the palette that a person's `key` or the wanted colour chooses."""
    palettes = outfit.palettes or ({},)
    if wanted is None:
        chosen = palettes[key % len(palettes)]
    else:
        own = outfit.colors.get("main", "#808080")
        chosen = min(palettes, key=lambda palette: _distance(rgb(palette.get("main", own)), wanted))
    codes = {**outfit.colors, **chosen}
    main = wanted or rgb(codes["main"])
    dyed = {role: rgb(codes[role]) for role in ROLES if codes.get(role)}
    dyed["main"] = main
    dyed.setdefault("lower", darker(main, 0.96))
    if wanted is not None and codes.get("lower") and codes["lower"] == codes["main"]:
        dyed["lower"] = main
    return dyed


def _distance(a: Color, b: Color) -> float:
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
