"""The versioned catalogue of expressions, actions, framings, camera moves and places, and how words find them."""

from projects.performance.catalogue import (
    ActionTerm,
    Catalogue,
    ExpressionTerm,
    FramingTerm,
    MoodTerm,
    SetTerm,
    Term,
    catalogue,
)
from projects.performance.lexicon import Match
from projects.performance.matching import (
    match_action,
    match_camera,
    match_expression,
    match_moods,
    match_props,
    match_set,
    match_sounds,
    match_time,
    match_weather,
)

__all__ = [
    "ActionTerm",
    "Catalogue",
    "ExpressionTerm",
    "FramingTerm",
    "Match",
    "MoodTerm",
    "SetTerm",
    "Term",
    "catalogue",
    "match_action",
    "match_camera",
    "match_expression",
    "match_moods",
    "match_props",
    "match_set",
    "match_sounds",
    "match_time",
    "match_weather",
]
