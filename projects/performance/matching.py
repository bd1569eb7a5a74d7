"""From a writer's words to catalogue ids, always with the words that decided."""

from __future__ import annotations

import re

from projects.performance.catalogue import catalogue
from projects.performance.lexicon import Match

_CLOCK = re.compile(
    r"[0-9零一二三四五六七八九十两半]{1,4}[点时刻更](?:[0-9零一二三四五六七八九十]{0,3}[分刻半]?)|[初末前后]|正"
)
_EITHER_SIDE = frozenset({"parking_lot"})
"""Places that are built under a roof as often as in the open."""
_SAME_TIME = frozenset(
    {"同时", "同上", "同前", "接上", "接上场", "承前", "continuous", "same", "later", "moments later"}
)


def match_expression(words: str) -> Match | None:
    """The expression a parenthetical or an action names, or None when it names none."""
    return catalogue().lexicons["expressions"].best(words)


def match_action(text: str) -> list[Match]:
    """Every action the text names, in reading order."""
    return catalogue().lexicons["actions"].all(text)


def match_set(location: str, interior: bool | None) -> str:
    """The kind of place to build for a written location; the last and longest word decides, the heading's side rules.

    A place that contradicts the heading's interior/exterior falls back to the generic set of that side.
    """
    sets = catalogue().sets
    found = sorted(catalogue().lexicons["sets"].all(location), key=lambda match: (len(match.words), match.start))
    agreeing = [m.id for m in found if interior is None or sets[m.id].interior == interior or m.id in _EITHER_SIDE]
    if agreeing:
        return agreeing[-1]
    return "generic_exterior" if interior is False else "generic_interior"


def match_time(words: str) -> Match | None:
    """The time of day that a heading's words mean."""
    return catalogue().lexicons["times_of_day"].best(words)


def read_time_token(token: str) -> Match | None:
    """The time of day when the whole token is a time ("夜", "亥时三刻", "晚上八点"), else None: `内心` is not `内`."""
    lexicon = catalogue().lexicons["times_of_day"]
    exact = lexicon.exact(token)
    if exact:
        return exact
    for cut in range(min(len(token) - 1, 3), 0, -1):
        head = lexicon.exact(token[:cut])
        if head and _CLOCK.fullmatch(token[cut:]):
            return Match(head.id, 0.95, token)
    return None


def means_same_time(token: str) -> bool:
    """Whether the words say that the time of the scene before goes on."""
    return token.strip().lower() in _SAME_TIME


def match_weather(text: str) -> Match | None:
    """The weather a text speaks of; a storm outweighs rain."""
    found = catalogue().lexicons["weathers"].all(text)
    order = ("clear", "rain", "snow", "storm")
    return max(found, key=lambda match: order.index(match.id), default=None)


def match_camera(family: str, words: str) -> Match | None:
    """A framing, angle or camera move that a mark such as 特写 or 推近 asks for."""
    return catalogue().lexicons[family].best(words)


def match_props(text: str) -> list[Match]:
    """The objects a text names, in reading order."""
    return catalogue().lexicons["props"].all(text)


def match_sounds(text: str) -> list[Match]:
    """The sounds a text names (雷声, a door slams), in reading order."""
    return catalogue().lexicons["sounds"].all(text)


def match_moods(text: str) -> list[Match]:
    """The mood words of a text, in reading order."""
    return catalogue().lexicons["moods"].all(text)
