"""Outfits as data: which cut each garment has and in which colours it comes.

`colors` are main, second (shirt, blouse, collar) and accent (tie, belt, trim); `lower` covers the legs, empty for the
main colour. `palette` offers other main colours to a look that names none, so that two people rarely match.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Neck = Literal["lapels", "collar", "round", "scoop", "strapless", "mandarin", "hood", "crossed", "sailor"]
Sleeve = Literal["long", "short", "bare", "wide", "cap"]
Lower = Literal["trousers", "pencil", "flared", "gown", "robe", "shorts"]


@dataclass(frozen=True, slots=True)
class Outfit:
    """One outfit template."""

    neck: Neck
    sleeve: Sleeve
    legs: Lower
    colors: tuple[str, str, str]
    lower: str = ""
    shoes: str = "#2a2429"
    colors_male: tuple[str, str, str] | None = None
    legs_male: Lower | None = None
    palette: tuple[str, ...] = ()
    extras: frozenset[str] = field(default_factory=frozenset)
    opens_at: float = 0.40


def _with(*extras: str) -> frozenset[str]:
    return frozenset(extras)


OUTFITS: dict[str, Outfit] = {
    "modern_casual": Outfit(
        "round",
        "long",
        "trousers",
        ("#e9dfd2", "#f7f3ee", "#8a6f5c"),
        lower="#56657f",
        shoes="#e8e4df",
        colors_male=("#6d7f8f", "#f4f2ee", "#3c4450"),
        palette=("#e6d3cc", "#c9d4de", "#e9e2d0", "#b9c4b0", "#d9c0c4"),
    ),
    "dress": Outfit(
        "scoop",
        "cap",
        "flared",
        ("#c9899a", "#f6ece6", "#8d5566"),
        shoes="#d9b8a8",
        colors_male=("#5a6478", "#f4f2ee", "#3c4450"),
        legs_male="trousers",
        palette=("#c9899a", "#8fa8c9", "#d8b27c", "#9db694", "#b59bc9"),
        extras=_with("belt"),
    ),
    "evening_gown": Outfit(
        "strapless",
        "bare",
        "gown",
        ("#8d1f36", "#f6e9e2", "#d9b46a"),
        shoes="#c9a25a",
        colors_male=("#1f1d26", "#f6f5f4", "#1f1d26"),
        legs_male="trousers",
        palette=("#8d1f36", "#22304f", "#3f2a4d", "#1f4a44"),
        extras=_with("belt", "slit"),
    ),
    "suit": Outfit(
        "lapels",
        "long",
        "trousers",
        ("#34405f", "#f6f5f4", "#8a2b3a"),
        colors_male=("#2b3148", "#f6f5f4", "#8a2b3a"),
        palette=("#2b3148", "#3a3b45", "#4a3f3a", "#26262f", "#39475a"),
        extras=_with("tie", "pocket", "buttons"),
        opens_at=0.34,
    ),
    "business_skirt": Outfit(
        "lapels",
        "long",
        "pencil",
        ("#e7ddd0", "#fbf7f2", "#3a3440"),
        lower="#3a3440",
        shoes="#33282e",
        colors_male=("#3f4658", "#f6f5f4", "#6a3140"),
        legs_male="trousers",
        palette=("#e7ddd0", "#cfd6e2", "#3f4258", "#b8848c", "#dcc6c0"),
        extras=_with("buttons"),
    ),
    "shirt": Outfit(
        "collar",
        "long",
        "trousers",
        ("#f4f3f1", "#f4f3f1", "#3d4a63"),
        lower="#3a3d49",
        palette=("#f4f3f1", "#cfdcec", "#e6d8d8", "#d9dfe6"),
        extras=_with("placket", "belt"),
    ),
    "school_uniform": Outfit(
        "sailor",
        "long",
        "flared",
        ("#f6f5f3", "#2f3c63", "#b3303c"),
        lower="#2f3c63",
        shoes="#2d2428",
        colors_male=("#2f3c63", "#f6f5f3", "#b3303c"),
        legs_male="trousers",
        extras=_with("bow"),
    ),
    "doctor": Outfit(
        "lapels",
        "long",
        "trousers",
        ("#f7f8fa", "#bcd6e6", "#4d7f9b"),
        lower="#5c6674",
        extras=_with("open_coat", "stethoscope", "badge", "pocket_pen", "buttons"),
        opens_at=0.20,
    ),
    "nurse_uniform": Outfit(
        "collar",
        "short",
        "trousers",
        ("#dcebf3", "#f7fbfd", "#8fb6cf"),
        lower="#e9f0f4",
        shoes="#f2f2f2",
        palette=("#dcebf3", "#f3d9dd"),
        extras=_with("placket", "badge", "nurse_cap"),
    ),
    "security_uniform": Outfit(
        "collar",
        "long",
        "trousers",
        ("#3a4a63", "#3a4a63", "#c9a25a"),
        lower="#262b38",
        extras=_with("placket", "belt", "badge", "epaulettes", "tie", "peaked_cap"),
    ),
    "housekeeper": Outfit(
        "collar",
        "long",
        "pencil",
        ("#4a4752", "#f6f4f0", "#f6f4f0"),
        lower="#4a4752",
        legs_male="trousers",
        extras=_with("apron", "white_collar"),
    ),
    "traditional_robe": Outfit(
        "crossed",
        "wide",
        "robe",
        ("#c7d7d3", "#f5f2ea", "#7c2f3a"),
        shoes="#3a2c30",
        colors_male=("#3b4a66", "#efe9dc", "#b08a4a"),
        palette=("#c7d7d3", "#e5c3c4", "#d9cdb0", "#b7c0dd"),
        extras=_with("sash"),
    ),
    "qipao": Outfit(
        "mandarin",
        "cap",
        "pencil",
        ("#7c2338", "#d9b46a", "#d9b46a"),
        shoes="#3a2c30",
        colors_male=("#33405c", "#d9b46a", "#d9b46a"),
        legs_male="trousers",
        palette=("#7c2338", "#22473f", "#2c3560", "#5a2f5f"),
        extras=_with("frog_buttons"),
    ),
    "hoodie": Outfit(
        "hood",
        "long",
        "trousers",
        ("#8fa3b8", "#f4f2ee", "#5d6c7e"),
        lower="#454a57",
        shoes="#ece9e4",
        palette=("#8fa3b8", "#e2a79f", "#b0b89a", "#6b6f86", "#d8c08a"),
        extras=_with("pouch", "strings"),
    ),
    "coat": Outfit(
        "lapels",
        "long",
        "trousers",
        ("#b89a78", "#f4efe8", "#5a4438"),
        lower="#3d3a44",
        colors_male=("#3d3f4b", "#e9e6e2", "#2f3038"),
        palette=("#b89a78", "#6b5a63", "#9aa0a8", "#8a5a50"),
        extras=_with("long_coat", "belt", "buttons"),
        opens_at=0.50,
    ),
    "village": Outfit(
        "mandarin",
        "long",
        "trousers",
        ("#9c5b52", "#e9d9c0", "#e9d9c0"),
        lower="#4b5566",
        shoes="#4a3a34",
        colors_male=("#5c6b74", "#d8d2c4", "#d8d2c4"),
        palette=("#9c5b52", "#7d8a6b", "#8a7a9a", "#b08a5a"),
        extras=_with("frog_buttons", "patches"),
    ),
}
JACKETS = frozenset({"lapels"})
