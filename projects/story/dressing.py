"""From a state to what is drawn: the look a member has in a shot, what they hold, and what has become of the place."""

from __future__ import annotations

from dataclasses import replace

from projects.briefs import Look
from projects.story.unfolding import LOCATION_ATTRIBUTES, State, bare, place_key, values_of

_UNDER = {"coat": "modern_casual", "suit": "shirt", "hoodie": "shirt", "doctor": "shirt"}
"""What shows when the garment one is cast in is taken off."""
_LOOSE = {"bun": "long_wavy", "ponytail": "long_wavy", "braid": "long_wavy", "long_straight": "long_wavy"}


def dressed(look: Look, state: State, member_id: str) -> Look:
    """A member's own look as the state has it: clothes, hair, what is worn, and wounds among the accessories."""
    outfit, color = _outfit(look, values_of(state, member_id, "outfit"))
    worn = values_of(state, member_id, "accessory")
    off = {bare(value) for value in worn if value.startswith("-")}
    kept = [own for own in look.accessories if own not in off]
    added = [bare(value) for value in worn if not value.startswith("-")]
    wounds = values_of(state, member_id, "injury")
    return replace(
        look,
        hair_style=_hair(look, values_of(state, member_id, "hair")),
        outfit=outfit,
        outfit_color=color,
        accessories=tuple(dict.fromkeys([*kept, *added, *wounds])),
    )


def _outfit(look: Look, layers: tuple[str, ...]) -> tuple[str, str]:
    """The outermost layer with its colour; what one is cast in keeps its own."""
    over = [value for value in layers if not value.startswith("-")]
    if over:
        outfit, _, color = over[-1].partition("/")
        return outfit, color or (look.outfit_color if outfit == look.outfit else "")
    if f"-{look.outfit}" in layers:
        return _UNDER.get(look.outfit, "modern_casual"), ""
    return look.outfit, look.outfit_color


def _hair(look: Look, values: tuple[str, ...]) -> str:
    """The hair style; wet or dishevelled hair is the nearest style that can be drawn."""
    style = values[-1] if values else ""
    if style == "disheveled":
        return "short_messy" if look.sex == "male" else _LOOSE.get(look.hair_style, look.hair_style)
    if style == "wet":
        return "long_straight" if look.hair_style == "long_wavy" else look.hair_style
    return style or look.hair_style


def held_by(state: State, member_id: str) -> tuple[str, ...]:
    """The ids of what a member holds."""
    return tuple(bare(value) for value in values_of(state, member_id, "prop"))


def dressing_of(state: State, location: str) -> tuple[str, ...]:
    """What has become of a place: damage, set dressing, what the weather left."""
    return tuple(value for name in LOCATION_ATTRIBUTES for value in values_of(state, place_key(location), name))
