"""The stand-in for OpenGL, loaded into a process that has none of its own."""

import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from gpu_worker import glstub

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in ("x86_64", "aarch64"), reason="Linux only"
)


def test_a_stand_in_loads_and_every_function_answers_zero(tmp_path):
    spec = importlib.util.find_spec("skia")
    assert spec is not None
    assert spec.origin is not None
    symbols = glstub.wanted_symbols(Path(spec.origin).read_bytes())
    assert len(symbols) > 50
    assert {"eglGetProcAddress", "glGetString"} <= set(symbols)
    path = tmp_path / "libStandIn.so.1"
    path.write_bytes(glstub.build("libStandIn.so.1", symbols, platform.machine()))
    program = (
        "import ctypes, sys\n"
        "library = ctypes.CDLL(sys.argv[1])\n"
        "assert [getattr(library, name)() for name in sys.argv[2:]] == [0] * len(sys.argv[2:])\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path), *symbols], check=True, timeout=30)
