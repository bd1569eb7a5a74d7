"""Script text in, `Screenplay` out: standard library only, deterministic, with a source range for everything."""

from projects.screenplay.model import (
    Diagnostic,
    Element,
    EpisodeText,
    SceneText,
    Screenplay,
    SourceRange,
    StructuralLine,
)
from projects.screenplay.parser import parse
from projects.screenplay.source import MAX_BYTES, ScriptUnreadable, SourceText, read_text

__all__ = [
    "MAX_BYTES",
    "Diagnostic",
    "Element",
    "EpisodeText",
    "SceneText",
    "Screenplay",
    "ScriptUnreadable",
    "SourceRange",
    "SourceText",
    "StructuralLine",
    "parse",
    "read_text",
]
