"""Redis from the binary of a wheel, with its append-only file: started, asked, stopped.

Without the append-only file a killed Redis loses every waiting message; with `noeviction` it refuses a write rather
than forget one. It listens on a unix socket only, beside PostgreSQL's.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from infra.embedded import processes
from infra.embedded.errors import ServerFailed
from infra.embedded.postgres import tail
from infra.embedded.premises import Premises

SOCKET = "redis.sock"
START_SECONDS = 30
STOP_STEPS = ((signal.SIGTERM, 10.0),)


def url(sockets: Path) -> str:
    """A redis-py URL for the server in `sockets`."""
    return f"unix://{sockets / SOCKET}?db=0"


def answers(sockets: Path) -> bool:
    """True when the server in `sockets` answers PING and has finished reading its append-only file."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(15)
            connection.connect(str(sockets / SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def find_server(*, stack: str, uid: int) -> int | None:
    """The pid of the stack's Redis, or None."""
    found = processes.find("redis-server", stack=stack, uid=uid)
    return found[0].pid if found else None


def start(premises: Premises, *, sockets: Path, stack: str) -> None:
    """Start the server on its data and wait until it answers."""
    data, log = premises.data / "redis", premises.data / "redis.log"
    stop(stack=stack, uid=premises.account.uid)
    subprocess.run(["mkdir", "-p", str(data)], check=True, cwd=premises.data, **premises.account.start_options())
    options = {
        "port": "0",
        "unixsocket": str(sockets / SOCKET),
        "unixsocketperm": "700",
        "dir": str(data),
        "logfile": str(log),
        "daemonize": "yes",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "maxmemory-policy": "noeviction",
        "save": "",
    }
    command = [str(premises.redis_server)]
    for name, value in options.items():
        command += [f"--{name}", value]
    subprocess.run(
        command,
        check=False,
        cwd=premises.data,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **premises.account.start_options(),
    )
    deadline = time.monotonic() + START_SECONDS
    while not answers(sockets):
        if time.monotonic() > deadline or (
            find_server(stack=stack, uid=premises.account.uid) is None
            and time.monotonic() > deadline - START_SECONDS + 3
        ):
            raise ServerFailed(f"Redis did not start; the end of {log}:\n{tail(log)}")
        time.sleep(0.02)


def stop(*, stack: str, uid: int) -> bool:
    """Stop the stack's server, its append-only file written; True when one ran."""
    running = processes.find("redis-server", stack=stack, uid=uid)
    processes.end(running, steps=STOP_STEPS)
    return bool(running)
