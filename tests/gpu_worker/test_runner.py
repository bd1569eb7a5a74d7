"""The child: dies with its parent, survives what engines raise, keeps engines warm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from gpu_worker import runner
from gpu_worker.host import Child
from projects.briefs import Expression, LineBrief, Voice, to_json


def _work(release: str, scratch: Path, text: str = "你好") -> runner.Work:
    brief = LineBrief("lin_1", "S_T01", "林晚", "dialogue", text, Voice(), Expression(), 7)
    return runner.Work(release, "line", to_json(brief), {}, str(scratch))


def _last_word(child: Child):
    while True:
        if child.pipe.poll(10) and not isinstance(word := child.pipe.recv(), runner.Report):
            return word


def test_one_child_renders_refuses_breaks_and_renders_again(tmp_path):
    child = Child("tests.gpu_worker.fake_engines:load")
    words = []
    for release in ("copies@1", "refuses@1", "breaks@1", "copies@1", "unknown@1"):
        child.pipe.send(_work(release, tmp_path))
        words.append(_last_word(child))
    first, refused, broke, again, unknown = words
    assert first.rendered.files[0].facts == again.rendered.files[0].facts
    assert refused == runner.Refused("input.unspeakable", "nothing to say")
    assert broke.message == "ZeroDivisionError: by zero"
    assert "Traceback" in broke.trace
    assert unknown.message.startswith("KeyError")
    assert child.is_alive()
    child.kill()


def test_a_closed_pipe_ends_the_child():
    child = Child("tests.gpu_worker.fake_engines:load")
    child.pipe.close()
    child._process.join(10)
    assert child._process.exitcode == 0
    child._process.close()


PARENT = """
import sys, time
from pathlib import Path
from gpu_worker.host import Child
from tests.gpu_worker.test_runner import _work

if __name__ == "__main__":
    child = Child("tests.gpu_worker.fake_engines:load")
    child.pipe.send(_work("hangs@1", Path(sys.argv[1]), sys.argv[1] + "/pids"))
    time.sleep(60)
"""


def test_a_parent_killed_with_9_takes_its_child_along(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=env) as parent:
        pids = tmp_path / "pids"
        until = time.monotonic() + 20
        while not (pids.exists() and " " in pids.read_text()):
            assert time.monotonic() < until
            time.sleep(0.05)
        child, own = map(int, pids.read_text().split())
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 5
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, "the child outlived its parent"
        time.sleep(0.05)
    if psutil.pid_exists(own):
        os.kill(own, signal.SIGKILL)
