"""From a state to what is drawn: the look a member has in a shot, what they hold, and what has become of the place."""

from __future__ import annotations

from dataclasses import replace

from projects.briefs import Look
from projects.performance.looks import looks
from projects.story.unfolding import LOCATION_ATTRIBUTES, State, bare, place_key, values_of

_LOOSENED = frozenset({"bun", "low_bun", "top_bun", "chignon", "palace_updo", "ponytail", "low_ponytail", "braid"})
"""What comes undone when hair is dishevelled; other styles only lose single locks."""
_CONDITIONS = {"wet": ("wet_hair", "wet_clothes"), "disheveled": ("dishevelled_hair",)}
"""How the engines name what has happened to hair that is still the same style; whoever is wet is wet all over."""


def dressed(look: Look, state: State, member_id: str) -> Look:
    """A member's own look as the state has it: clothes, hair, what is worn, and wounds among the accessories."""
    outfit, color = _outfit(look, values_of(state, member_id, "outfit"))
    worn = values_of(state, member_id, "accessory")
    off = {bare(value) for value in worn if value.startswith("-")}
    kept = [own for own in look.accessories if own not in off]
    added = [bare(value) for value in worn if not value.startswith("-")]
    wounds = values_of(state, member_id, "injury")
    hair, condition = _hair(look, values_of(state, member_id, "hair"))
    return replace(
        look,
        hair_style=hair,
        outfit=outfit,
        outfit_color=color,
        accessories=tuple(dict.fromkeys([*kept, *added, *condition, *wounds])),
    )


def _outfit(look: Look, layers: tuple[str, ...]) -> tuple[str, str]:
    """The outermost layer with its colour; what one is cast in keeps its own."""
    over = [value for value in layers if not value.startswith("-")]
    if over:
        outfit, _, color = over[-1].partition("/")
        return outfit, color or (look.outfit_color if outfit == look.outfit else "")
    if f"-{look.outfit}" in layers:
        return looks().under(look.outfit), ""
    return look.outfit, look.outfit_color


def _hair(look: Look, values: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The hair style, and what has happened to it: wet or dishevelled hair is still somebody's own."""
    style = values[-1] if values else ""
    if style not in _CONDITIONS:
        return style or look.hair_style, ()
    loosened = style == "disheveled" and look.hair_style in _LOOSENED
    return "long_dishevelled" if loosened else look.hair_style, _CONDITIONS[style]


def held_by(state: State, member_id: str) -> tuple[str, ...]:
    """The ids of what a member holds."""
    return tuple(bare(value) for value in values_of(state, member_id, "prop"))


def dressing_of(state: State, location: str) -> tuple[str, ...]:
    """What has become of a place: damage, set dressing, what the weather left."""
    return tuple(value for name in LOCATION_ATTRIBUTES for value in values_of(state, place_key(location), name))
