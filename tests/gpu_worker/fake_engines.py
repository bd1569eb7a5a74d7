"""Tiny engines for the worker's own tests: each shows one way in which a render can end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from projects.briefs import Brief, LineBrief


class _Tiny:
    release = "tiny@1"

    def warm(self) -> None:
        self.warmed = os.getpid()


class Copies(_Tiny):
    """Writes its text and its inputs into one file; facts name the process it ran in."""

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        assert isinstance(brief, LineBrief)
        report(0.0, "voice")
        path = scratch / "sound.wav"
        path.write_bytes(brief.text.encode() + b"".join(inputs[name].read_bytes() for name in sorted(inputs)))
        report(0.5, "voice")
        report(1.0, "mux")
        return Rendered((RenderedFile("sound", path, "audio/wav", {"pid": self.warmed}),), ("a stated fallback",))


class Refuses(_Tiny):
    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        raise RenderRefused("input.unspeakable", "nothing to say")


class Breaks(_Tiny):
    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        raise ZeroDivisionError("by zero")


class Dies(_Tiny):
    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


class Hangs(_Tiny):
    """Starts a process of its own, says both pids in `brief.text`'s file, and never ends."""

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        assert isinstance(brief, LineBrief)
        report(0.1, "voice")
        own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(brief.text).write_text(f"{os.getpid()} {own.pid}")
        time.sleep(60)
        raise AssertionError("unreachable")


ENGINES = {"copies@1": Copies, "refuses@1": Refuses, "breaks@1": Breaks, "dies@1": Dies, "hangs@1": Hangs}


def load(release: str) -> _Tiny:
    return ENGINES[release]()
