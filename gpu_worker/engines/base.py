"""What every engine promises: a brief and its inputs in, finished files out, in the child process of one attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from projects.briefs import Brief

Report = Callable[[float, str], None]
"""Called by an engine as `report(fraction, stage)`, at least twice a second while it works; cheap to call."""


class RenderRefused(Exception):
    """The brief cannot be rendered by this engine and never will be; not retryable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file an engine wrote into its scratch folder; `facts` are measured from the bytes, not copied."""

    name: str
    path: Path
    content_type: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """All files of one attempt, and warnings a person should see on the take (a stated fallback, say)."""

    files: tuple[RenderedFile, ...]
    warnings: tuple[str, ...] = ()


class Engine(Protocol):
    """One engine release. `warm` may load fonts and tables; `render` may be called many times in one process."""

    release: str

    def warm(self) -> None: ...

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered: ...
