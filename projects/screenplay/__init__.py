"""Script text in, `Screenplay` out: standard library only, deterministic, with a source range for everything."""

from projects.screenplay.fountain_form import write_fountain
from projects.screenplay.model import (
    Diagnostic,
    Element,
    EpisodeText,
    SceneText,
    Screenplay,
    SourceRange,
    StructuralLine,
)
from projects.screenplay.reading import parse
from projects.screenplay.source import MAX_BYTES, ScriptUnreadable, SourceText, read_text
from projects.screenplay.standard import write_standard
from projects.screenplay.writing import content

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
    "content",
    "parse",
    "read_text",
    "write_fountain",
    "write_standard",
]
