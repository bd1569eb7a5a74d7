"""Finding and ending the servers' processes on this machine.

Every server carries its stack's name (`shotwright-<hash>`) in its command line, so that it can be found without a pid
file: a pid file can be stale, a process list cannot. Command lines are readable for every user, unlike the working
directory, which root cannot read in a container without CAP_SYS_PTRACE.
"""

from __future__ import annotations

import contextlib
import signal
import time

import psutil


def is_alive(pid: int) -> bool:
    """True while `pid` runs. A zombie is dead: where nobody reaps, a killed server stays one for ever."""
    try:
        return psutil.Process(pid).status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.NoSuchProcess:
        return False


def runs(pid: int, program: str) -> bool:
    """True when process `pid` is an instance of `program`."""
    try:
        return psutil.Process(pid).name() == program
    except psutil.Error:
        return False


def find(program: str, *, stack: str, uid: int) -> list[psutil.Process]:
    """Live processes of `program` that `uid` runs for the stack named `stack`, oldest first."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if (
                process.name() == program
                and process.uids().effective == uid
                and any(stack in part for part in process.cmdline())
                and process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
            ):
                found.append(process)
    return sorted(found, key=lambda process: (process.create_time(), process.pid))


def end(processes: list[psutil.Process], *, steps: tuple[tuple[signal.Signals, float], ...]) -> None:
    """Send each signal in turn, waiting its seconds for all to go, then SIGKILL whatever is left."""
    for signum, seconds in (*steps, (signal.SIGKILL, 5.0)):
        if not any(is_alive(process.pid) for process in processes):
            return
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signum)
        wait_gone(processes, seconds)


def wait_gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Wait until none of `processes` is alive; False when `seconds` passed first."""
    deadline = time.monotonic() + seconds
    while any(is_alive(process.pid) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
