"""The one-machine stack: PostgreSQL, Redis and a media folder in `var/`, for a desk and for tests.

`locations` says where everything is, running or not; `up`, `down`, `status` and `erase` act on it. Two checkouts never
meet: sockets lie in a folder named after the checkout's own path (and the user), and nothing listens on a port.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.embedded import postgres, premises, redis_server
from infra.embedded.errors import StackBusy, StackError

POSTGRES, REDIS, MEDIA = "postgres", "redis", "media"
PARTS = (POSTGRES, REDIS, MEDIA)
LOCK_SECONDS = 120

_STOPS = {REDIS: redis_server.stop, POSTGRES: postgres.stop}


@dataclass(frozen=True, slots=True)
class Locations:
    """Where the stack of one `var` folder is found. Deterministic: the same before, while and after it runs."""

    var: Path
    name: str
    sockets: Path
    servers: Path
    media: Path
    database_url: str
    owner_database_url: str
    redis_url: str


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part of the stack as it is now. `pid` is None for what is no process or does not run."""

    part: str
    running: bool
    pid: int | None
    where: str


@dataclass(frozen=True, slots=True)
class Status:
    """What of the stack runs now."""

    parts: tuple[PartStatus, ...]

    @property
    def is_up(self) -> bool:
        """True when every part is there."""
        return all(part.running for part in self.parts)


def locations(var: Path) -> Locations:
    """Where the parts below `var` are, for the current user; touches nothing."""
    var = Path(var).resolve()
    # a socket's path may have 107 bytes, so it cannot lie in an arbitrarily deep checkout; the user is in the hash
    # because root and a user cannot share one stack
    digest = hashlib.sha256(f"{os.geteuid()}:{var}".encode()).hexdigest()[:12]
    name = f"shotwright-{digest}"
    sockets = _temporary_folder() / name
    return Locations(
        var=var,
        name=name,
        sockets=sockets,
        servers=var / "servers",
        media=var / "media",
        database_url=postgres.url(postgres.APP_ROLE, postgres.DATABASE, sockets),
        owner_database_url=postgres.url(postgres.OWNER_ROLE, postgres.DATABASE, sockets),
        redis_url=redis_server.url(sockets),
    )


def embedded_parts(*, database_url: str, redis_url: str, media_store: str) -> tuple[str, ...]:
    """The parts this machine has to provide: those for which no address was given."""
    given = {POSTGRES: database_url, REDIS: redis_url, MEDIA: media_store}
    return tuple(part for part in PARTS if not given[part])


def up(var: Path, *, parts: tuple[str, ...] = PARTS) -> list[str]:
    """Bring up `parts` and wait until they answer; returns those that had to be started (none when all ran)."""
    at = locations(var)
    at.var.mkdir(parents=True, exist_ok=True)
    started: list[str] = []
    with _alone(at):
        try:
            _start_missing(at, parts, started)
        except BaseException:  # an interrupt too: what we began must not be left running
            for part in started:
                _STOPS[part](stack=at.name, uid=premises.owner_of(at.servers))
            raise
    return started


def down(var: Path) -> list[str]:
    """Stop whatever runs of this stack and leave no process behind; returns what was stopped. Data stays."""
    at = locations(var)
    if not at.var.exists():
        return []
    with _alone(at):
        return _stop(at)


def erase(var: Path) -> None:
    """Stop the stack and delete its data: databases, messages, media."""
    at = locations(var)
    if not at.var.exists():
        return
    with _alone(at):
        _stop(at)
        premises.vacate(at.servers)
        shutil.rmtree(at.media, ignore_errors=True)
        _lock_file(at).unlink(missing_ok=True)


def status(var: Path) -> Status:
    """What runs now, part by part."""
    at = locations(var)
    uid = premises.owner_of(at.servers)
    postmaster = postgres.find_postmaster(stack=at.name, uid=uid)
    redis = redis_server.find_server(stack=at.name, uid=uid)
    return Status(
        (
            PartStatus(POSTGRES, postgres.answers(at.sockets), postmaster, at.database_url),
            PartStatus(REDIS, redis_server.answers(at.sockets), redis, at.redis_url),
            PartStatus(MEDIA, at.media.is_dir(), None, str(at.media)),
        )
    )


def _start_missing(at: Locations, parts: tuple[str, ...], started: list[str]) -> None:
    if MEDIA in parts:
        at.media.mkdir(exist_ok=True)
    if POSTGRES in parts:
        if not postgres.answers(at.sockets):
            started.append(POSTGRES)
            postgres.start(_settle(at), sockets=at.sockets, stack=at.name)
        postgres.provide_roles(at.sockets)
    if REDIS in parts and not redis_server.answers(at.sockets):
        started.append(REDIS)
        redis_server.start(_settle(at), sockets=at.sockets, stack=at.name)


def _temporary_folder() -> Path:
    """Always /tmp where there is one: two shells with different TMPDIR must mean the same stack."""
    usual = Path("/tmp")  # noqa: S108 - the folder made in it is checked for its owner before use
    return usual if usual.is_dir() else Path(tempfile.gettempdir())


def _settle(at: Locations) -> premises.Premises:
    if os.geteuid() == 0:
        at.var.chmod(0o755)  # whatever the umask: the servers' account has to pass through
    settled = premises.settle(at.servers, stack=at.name)
    _make_socket_folder(at, settled.account)
    return settled


def _make_socket_folder(at: Locations, account: premises.Account) -> None:
    with contextlib.suppress(FileExistsError):
        at.sockets.mkdir(mode=0o700)
    facts = at.sockets.lstat()
    if at.sockets.is_symlink() or facts.st_uid not in {account.uid, os.geteuid()}:
        raise StackError(f"{at.sockets} was made by somebody else (user {facts.st_uid}); remove it and try again")
    at.sockets.chmod(0o700)
    if account.switched:
        os.chown(at.sockets, account.uid, account.gid)


def _stop(at: Locations) -> list[str]:
    uid = premises.owner_of(at.servers)
    stopped = [part for part, stop in _STOPS.items() if stop(stack=at.name, uid=uid)]
    shutil.rmtree(at.sockets, ignore_errors=True)
    return stopped


def _lock_file(at: Locations) -> Path:
    return at.var / "stack.lock"


@contextlib.contextmanager
def _alone(at: Locations) -> Iterator[None]:
    """Hold the stack's file lock: starting and stopping happen one after the other. It ends with its process."""
    deadline = time.monotonic() + LOCK_SECONDS
    with _lock_file(at).open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StackBusy(
                        f"another process has been starting or stopping the stack in {at.var} for {LOCK_SECONDS} s"
                    ) from None
                time.sleep(0.05)
        yield
