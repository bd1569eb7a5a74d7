"""Child side: a warm process that renders one order after another and dies with its parent.

It knows nothing of Redis, HTTP or leases: files come in as paths, messages go out over one pipe. It leads its own
process group, so that killing the group also ends whatever an engine has started.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import logging
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gpu_worker.engines.base import Engine, Rendered, RenderRefused
from projects import briefs

log = logging.getLogger(__name__)

REPORT_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Work:
    """What the parent asks for. `inputs` are checked files by name; everything written goes below `scratch`."""

    release: str
    kind: str
    brief: dict[str, Any]
    inputs: dict[str, str]
    scratch: str


@dataclass(frozen=True, slots=True)
class Report:
    """How far it is, 0..1, and in which stage."""

    fraction: float
    stage: str


@dataclass(frozen=True, slots=True)
class Done:
    """It worked."""

    rendered: Rendered
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The engine will never render this brief."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Broke:
    """The engine raised; the process itself is fine."""

    message: str
    trace: str = field(repr=False)


Message = Report | Done | Refused | Broke


def serve(pipe: Connection, parent: int, loader: str) -> None:
    """Render what arrives on `pipe` until it closes. `loader` names the function release -> Engine ("module:name")."""
    _die_with(parent)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    module, _, name = loader.partition(":")
    load = getattr(importlib.import_module(module), name)
    engines: dict[str, Engine] = {}
    while True:
        try:
            work = pipe.recv()
        except (EOFError, OSError):
            return
        answer = _render(work, engines, load, pipe)
        try:
            pipe.send(answer)
        except (BrokenPipeError, OSError):
            return


def _die_with(parent: int) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was told to watch it
            os._exit(1)


def _render(work: Work, engines: dict[str, Engine], load: Any, pipe: Connection) -> Done | Refused | Broke:
    before = _cpu_seconds()
    try:
        brief = briefs.from_json(briefs.BRIEF_BY_KIND[work.kind], work.brief)
        engine = engines.get(work.release)
        if engine is None:
            engine = load(work.release)
            engine.warm()
            engines[work.release] = engine
        inputs = {name: Path(path) for name, path in work.inputs.items()}
        rendered = engine.render(brief, inputs=inputs, scratch=Path(work.scratch), report=_Reports(pipe))
        return Done(rendered, _cpu_seconds() - before)
    except RenderRefused as refused:
        return Refused(refused.code, refused.message)
    except (briefs.BriefMalformed, KeyError) as malformed:
        if isinstance(malformed, KeyError) and work.kind in briefs.BRIEF_BY_KIND:
            return _broke(malformed)
        return Refused("brief.malformed", str(malformed))
    except Exception as error:  # noqa: BLE001 - whatever an engine raises becomes a failure of this attempt
        return _broke(error)


def _broke(error: Exception) -> Broke:
    trace = traceback.format_exc()
    log.error("the engine raised\n%s", trace)
    return Broke(f"{type(error).__name__}: {error}"[:500], trace[-4000:])


class _Reports:
    """An engine's `report`: cheap, at most five messages a second, every change of stage told."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._last = 0.0
        self._stage = ""

    def __call__(self, fraction: float, stage: str) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._last < REPORT_SECONDS:
            return
        self._last, self._stage = now, stage
        with contextlib.suppress(OSError):
            self._pipe.send(Report(min(1.0, max(0.0, float(fraction))), stage))


def _cpu_seconds() -> float:
    own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime
