"""PostgreSQL 18 from the binaries of a wheel: made, started, provided with roles, stopped.

It listens on a unix socket only, in a folder no other user can enter, so `trust` means "who may enter this folder": the
same people who could read the data files anyway. No password exists that could leak.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from infra.embedded import processes
from infra.embedded.errors import DataInUse, ServerFailed
from infra.embedded.premises import Account, Premises

PORT = 5432
DATABASE = "shotwright"
OWNER_ROLE = "shotwright_owner"
APP_ROLE = "shotwright_app"
SUPERUSER = "postgres"

START_SECONDS = 60
STOP_STEPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
"""Fast shutdown (roll back, checkpoint), then immediate (recover at the next start), then SIGKILL."""

CONFIGURATION = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "wal_level": "minimal",  # nobody replicates a desk
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}

_CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
"""PGDATA, PGOPTIONS and their kin in the caller's environment must not reach our server."""


def url(role: str, database: str, sockets: Path) -> str:
    """A libpq URL for `role` over the unix socket in `sockets`."""
    return f"postgresql://{role}@/{database}?host={sockets}&port={PORT}"


def answers(sockets: Path) -> bool:
    """True when the server in `sockets` accepts a connection now."""
    try:
        psycopg.connect(url(SUPERUSER, "postgres", sockets), connect_timeout=15).close()
    except psycopg.OperationalError:
        return False
    return True


def find_postmaster(*, stack: str, uid: int) -> int | None:
    """The pid of the stack's postmaster, told from its children by its own command line, or None."""
    for process in processes.find("postgres", stack=stack, uid=uid):
        if "-D" in process.cmdline():
            return process.pid
    return None


def start(premises: Premises, *, sockets: Path, stack: str) -> None:
    """Make the cluster if there is none, clear what a crash left behind, start, and wait until it answers."""
    data, log = premises.data / "postgres", premises.data / "postgres.log"
    stop(stack=stack, uid=premises.account.uid)  # a server that runs but does not answer, or orphans of a killed one
    if not data.exists():
        _initialise(premises, data)
    _clear_stale_locks(data, sockets)
    settings = CONFIGURATION | {"unix_socket_directories": str(sockets), "cluster_name": stack}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    command: list[str | Path] = [
        premises.postgres_bin / "pg_ctl",
        "-D",
        data,
        "-l",
        log,
        "-w",
        "-t",
        str(START_SECONDS),
        "-o",
        options,
    ]
    # pg_ctl and not Popen: the server must outlive us and must not become our zombie
    started = _run([*command, "start"], premises.account, cwd=premises.data)
    if started.returncode != 0 or not answers(sockets):
        raise ServerFailed(f"PostgreSQL did not start; the end of {log}:\n{tail(log) or started.stdout}")


def provide_roles(sockets: Path) -> None:
    """Make the owner role, the application role and the database; a no-op when the database exists.

    Default privileges are set in template1, so that test databases made from it grant the same to the application role.
    The database comes last: once it exists, everything before it does too.
    """
    with psycopg.connect(url(SUPERUSER, "postgres", sockets), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, right in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
            if role not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {}").format(
                        sql.Identifier(role), sql.SQL(right)
                    )
                )
    with psycopg.connect(url(SUPERUSER, "template1", sockets)) as connection:
        for right in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
            connection.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(
                    sql.Identifier(OWNER_ROLE), sql.SQL(right), sql.Identifier(APP_ROLE)
                )
            )
    with psycopg.connect(url(SUPERUSER, "postgres", sockets), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE))
        )


def stop(*, stack: str, uid: int) -> bool:
    """Stop the stack's server within half a minute, whatever it takes; True when one ran."""
    running = processes.find("postgres", stack=stack, uid=uid)
    if not running:
        return False
    postmaster = find_postmaster(stack=stack, uid=uid)
    if postmaster is not None:
        processes.end([process for process in running if process.pid == postmaster], steps=STOP_STEPS)
    # without a postmaster the others notice and leave by themselves, unless they are busy
    left = processes.find("postgres", stack=stack, uid=uid)
    if not processes.wait_gone(left, 1.0):
        processes.end(left, steps=((signal.SIGQUIT, 3.0),))
    return True


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a server's log, empty when there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def _initialise(premises: Premises, data: Path) -> None:
    """Make the cluster beside its place and move it there when whole: a killed initdb leaves nothing half-made."""
    draft = data.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    command: list[str | Path] = [
        premises.postgres_bin / "initdb",
        "-D",
        draft,
        "-U",
        SUPERUSER,
        "--encoding=UTF8",
        "--data-checksums",
    ]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
    made = _run(command, premises.account, cwd=premises.data)
    if made.returncode != 0:
        raise ServerFailed(f"initdb failed:\n{made.stdout}")
    draft.rename(data)


def _clear_stale_locks(data: Path, sockets: Path) -> None:
    """Remove `postmaster.pid` and the socket's lock when their process is gone, a zombie or somebody else's.

    The server itself refuses to start while the number in them can be signalled: true of zombies and of strangers too.
    """
    for left in sockets.glob(".s.PGSQL.*"):  # in our own folder, and nothing of ours runs any more
        left.unlink()
    lock = data / "postmaster.pid"
    try:
        pid, folder = lock.read_text().splitlines()[:2]
        if Path(folder) == data and processes.is_alive(int(pid)) and processes.runs(int(pid), "postgres"):
            raise DataInUse(
                f"{data} is already served by process {pid} of another checkout: stop it there with "
                "`manage.py stack down`, or point SHOTWRIGHT_VAR to another folder."
            )
    except FileNotFoundError:
        return
    except ValueError:  # an empty or torn file says nothing
        pass
    lock.unlink(missing_ok=True)


def _run(command: list[str | Path], account: Account, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=cwd,
        env=_CLEAN_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **account.start_options(),
    )
