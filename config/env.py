"""The only reader of the process environment: typed, and failing at boot with the variable's name.

Every value has a default that makes the one-machine product run from a fresh clone; production sets
`SHOTWRIGHT_ENV=production` and then the values marked so must be given.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class EnvironmentInvalid(SystemExit):
    """A setting is missing or cannot be right; the process does not start."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"environment: {name} {problem}")


@dataclass(frozen=True, slots=True)
class Env:
    """What the environment says. Empty URLs mean: the embedded stack's."""

    production: bool
    debug: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    public_url: str
    var: Path
    database_url: str
    database_owner_url: str
    redis_url: str
    media_store: str
    render_lease_seconds: int
    script_model_url: str
    script_model_key: str = field(repr=False)
    script_model_name: str
    script_model_seconds: int
    script_model_prices: tuple[str, int, int] | None
    webhook_key: str = field(repr=False)
    webhook_loopback: bool


def load(environ: Mapping[str, str] | None = None) -> Env:
    """Read and check everything once."""
    values = os.environ if environ is None else environ  # noqa: TID251 - the one reader
    production = _choice(values, "SHOTWRIGHT_ENV", ("development", "production")) == "production"
    var = Path(values.get("SHOTWRIGHT_VAR") or ROOT / "var").absolute()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SHOTWRIGHT_SECRET_KEY", "SHOTWRIGHT_PUBLIC_URL"):
        if production and not values.get(name):
            raise EnvironmentInvalid(name, "must be set when SHOTWRIGHT_ENV=production")
    public_url = values.get("SHOTWRIGHT_PUBLIC_URL") or "http://127.0.0.1:8000"
    if urlsplit(public_url).scheme not in ("http", "https") or not urlsplit(public_url).netloc:
        raise EnvironmentInvalid("SHOTWRIGHT_PUBLIC_URL", "must be an http(s) address such as https://api.example.com")
    host = urlsplit(public_url).hostname or "127.0.0.1"
    for name, other in (("SCRIPT_MODEL_URL", "SCRIPT_MODEL_KEY"), ("SCRIPT_MODEL_KEY", "SCRIPT_MODEL_URL")):
        if values.get(other) and not values.get(name):
            raise EnvironmentInvalid(name, f"must be set when {other} is")
    loopback = _choice(values, "SHOTWRIGHT_WEBHOOK_LOOPBACK", ("0", "1")) == "1"
    if production and loopback:
        raise EnvironmentInvalid("SHOTWRIGHT_WEBHOOK_LOOPBACK", "is for desks and tests, never for production")
    return Env(
        production=production,
        debug=_choice(values, "SHOTWRIGHT_DEBUG", ("0", "1")) == "1" and not production,
        secret_key=values.get("SHOTWRIGHT_SECRET_KEY") or _kept_secret(var),
        allowed_hosts=tuple(filter(None, values.get("SHOTWRIGHT_ALLOWED_HOSTS", "").split(",")))
        or tuple(dict.fromkeys([host, "127.0.0.1", "localhost"])),
        public_url=public_url.rstrip("/"),
        var=var,
        database_url=_database(values, "DATABASE_URL"),
        database_owner_url=_database(values, "DATABASE_OWNER_URL") or _database(values, "DATABASE_URL"),
        redis_url=values.get("REDIS_URL", ""),
        media_store=values.get("MEDIA_STORE", ""),
        render_lease_seconds=_whole(values, "RENDER_LEASE_SECONDS", default=30, least=5, most=300),
        script_model_url=_address(values, "SCRIPT_MODEL_URL"),
        script_model_key=values.get("SCRIPT_MODEL_KEY", ""),
        script_model_name=values.get("SCRIPT_MODEL_NAME") or "default",
        script_model_seconds=_whole(values, "SCRIPT_MODEL_SECONDS", default=60, least=1, most=600),
        script_model_prices=_prices(values, "SCRIPT_MODEL_PRICES"),
        webhook_key=values.get("SHOTWRIGHT_WEBHOOK_KEY", ""),
        webhook_loopback=loopback,
    )


def inherited() -> dict[str, str]:
    """This process's whole environment, for the processes it starts."""
    return dict(os.environ)  # noqa: TID251 - the one reader


def database_settings(url: str) -> dict[str, object]:
    """A `postgresql://user:password@host:port/name?host=/socket/folder` address as Django wants it."""
    parts = urlsplit(url)
    query = {key: value[-1] for key, value in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "OPTIONS": query,
    }


def _choice(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = values.get(name) or allowed[0]
    if value not in allowed:
        raise EnvironmentInvalid(name, f"must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _whole(values: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    text = values.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise EnvironmentInvalid(name, f"must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _database(values: Mapping[str, str], name: str) -> str:
    url = values.get(name, "")
    if url and urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise EnvironmentInvalid(name, "must be a postgresql:// address (no other database is supported)")
    return url


def _address(values: Mapping[str, str], name: str) -> str:
    url = values.get(name, "").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.username or parts.query):
        raise EnvironmentInvalid(name, "must be a plain http(s) address such as https://models.example.com/v1")
    return url


def _prices(values: Mapping[str, str], name: str) -> tuple[str, int, int] | None:
    text = values.get(name, "")
    found = re.fullmatch(r"([A-Z]{3}) (\d{1,9}) (\d{1,9})", text)
    if text and not found:
        raise EnvironmentInvalid(name, "must be a currency and minor units for a million tokens, such as CNY 200 800")
    return (found[1], int(found[2]), int(found[3])) if found else None


def _kept_secret(var: Path) -> str:
    """The one-machine product's signing secret: made once, readable by its owner only, kept under `var/`."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # the first of several processes wins; link never overwrites
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
