"""The only reader of the worker's environment: a Redis address, the lanes it serves, and its name. Nothing secret."""

from __future__ import annotations

import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")


class ConfigInvalid(SystemExit):
    """A setting is missing or cannot be right; the worker does not start."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"worker environment: {name} {problem}")


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What the environment says. `drain_seconds`: how long a stopping worker lets its attempt go on."""

    redis_url: str
    lanes: tuple[str, ...]
    worker_id: str
    drain_seconds: float


def load(environ: Mapping[str, str] | None = None) -> WorkerConfig:
    """Read and check everything once."""
    values = os.environ if environ is None else environ  # noqa: TID251 - the worker's one reader
    redis_url = values.get("REDIS_URL", "")
    if not redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigInvalid("REDIS_URL", "must be a redis://, rediss:// or unix:// address")
    lanes = tuple(lane.strip() for lane in (values.get("WORKER_LANES") or "cpu").split(","))
    for lane in lanes:
        if not _NAME.match(lane):
            raise ConfigInvalid("WORKER_LANES", f"must be lane names separated by commas, not {lane!r}")
    # a container's first process always has pid 1: without the random part a restarted worker would seem the dead one
    born = f"{re.sub('[^A-Za-z0-9._-]', '-', socket.gethostname())[:48] or 'host'}-{secrets.token_hex(2)}-{os.getpid()}"
    worker_id = values.get("WORKER_ID") or born
    if not _NAME.match(worker_id):
        raise ConfigInvalid("WORKER_ID", "must be 1 to 80 letters, digits, dots, dashes or underscores")
    drain = values.get("WORKER_DRAIN_SECONDS") or "5"
    if not drain.isdecimal() or int(drain) > 3600:
        raise ConfigInvalid("WORKER_DRAIN_SECONDS", "must be a whole number from 0 to 3600")
    return WorkerConfig(redis_url=redis_url, lanes=lanes, worker_id=worker_id, drain_seconds=float(drain))
