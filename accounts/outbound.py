"""The one door through which the house calls an address that a customer wrote: nothing else may.

An address is judged three times: its text (https, a plain host name, no tricks), then every address its name resolves
to, and then the connection is made to one of those very addresses, so that a name that answers differently a moment
later changes nothing. TLS is verified against the name. No redirect is followed, no proxy of the environment is used,
no more than 64 KiB are read, and a clock runs over the whole call, not over each read.

Ports are 443 and 8443. Names with letters outside ASCII are written in their `xn--` form. Where the desk's setting
`WEBHOOK_LOOPBACK` is on (never in production), `http` and `https` to 127.0.0.1, ::1 and localhost are let through.
"""

from __future__ import annotations

import functools
import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings

from accounts import errors

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
READ_MOST = 64 * 1024
URL_LENGTH = 2048
PORTS = (443, 8443)
ADDRESSES_TRIED = 4
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

_VISIBLE = re.compile(r"[\x21-\x7e]+\Z", re.ASCII)
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z", re.ASCII)
_INSIDE = ("localhost", "local", "internal", "localdomain", "home.arpa", "onion", "invalid", "in-addr.arpa", "ip6.arpa")
"""Names that never mean a host of the public internet."""

# https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry, and what clouds hide inside
_REFUSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # a cloud's host agent behind a public number
        ),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        # Teredo and the protocol assignments, documentation, 6to4, more documentation, the AS112 sinks
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(errors.Invalid):
    """An address we do not call, whoever asks."""

    code, title = "address_refused", "Address refused"


class Unanswered(Exception):
    """The call ended without an HTTP answer; `code` says how: dns, refused, connect, tls, timeout, protocol."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Target:
    """An address whose text may be called."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_loopback(self) -> bool:
        return self.host in LOOPBACK_HOSTS

    @property
    def host_header(self) -> str:
        """The host as a `Host` header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: at most 64 KiB of the body, header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read(url: str) -> Target:
    """The target behind an address, or `AddressRefused` with the reason; nothing is resolved yet."""
    if len(url) > URL_LENGTH or not _VISIBLE.match(url):
        _refuse("An address is plain ASCII without spaces, 2,048 characters at most.", "Write a name as xn--….")
    if "\\" in url or "#" in url:
        _refuse("An address has neither a backslash nor a fragment.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse("That is not an address.")
    if "@" in parts.netloc:
        _refuse("An address carries no user name or password.", "Verify our signature instead.")
    host, port_text = parts.hostname or "", "" if "[" in parts.netloc else parts.netloc.partition(":")[2]
    if settings.WEBHOOK_LOOPBACK and host in LOOPBACK_HOSTS and parts.scheme in ("http", "https"):
        return Target(parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], _path(parts))
    if parts.scheme != "https":
        _refuse("An address starts with https://.")
    if not host or not _HOST.match(host):
        _refuse("The host is a full name such as hooks.example.com, not a number, a short name or an address.")
    if any(host == name or host.endswith("." + name) for name in _INSIDE):
        _refuse("That name does not belong to the public internet.")
    if port_text and (not port_text.isdecimal() or port_text.startswith("0")):
        _refuse("That port is not a number.")
    if (port or 443) not in PORTS or parts.netloc.endswith(":"):
        _refuse(f"The port is one of {', '.join(map(str, PORTS))}.")
    return Target("https", host, port or 443, _path(parts))


def refuse_inside(address: str) -> None:
    """Refuse an IP address that is not an ordinary one of the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        found = None
    if found is None or "%" in address or not _is_public(found):
        raise AddressRefused(
            "The host's name leads to an address that is not of the public internet.",
            zh="该主机名指向非公网地址。",
            pointer="/url",
        )


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST to a customer's address; raises `Unanswered` when no HTTP answer came within the time."""
    clock = _Deadline(TOTAL_SECONDS)
    try:
        target = read(url)
        addresses = resolve(target)
    except AddressRefused as refused:
        raise Unanswered("refused", refused.message) from refused
    sock = _connect(target, addresses, clock)
    connection = _connection(target, sock, clock)
    try:
        connection.request("POST", target.path, body=body, headers={"Host": target.host_header, **headers})
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, _some_of(answer))
    except TimeoutError as late:
        raise Unanswered("timeout", f"no whole answer within {TOTAL_SECONDS:.0f} s") from late
    except (OSError, http.client.HTTPException, ValueError) as broken:
        raise Unanswered("protocol", f"the answer broke off: {type(broken).__name__}") from broken
    finally:
        connection.close()
        sock.close()


def resolve(target: Target) -> list[str]:
    """Every address of the target's name, looked up once; one bad address among them refuses them all."""
    try:
        found = _resolver().submit(_lookup, target.host, target.port).result(CONNECT_SECONDS)
    except (OSError, UnicodeError) as unknown:  # the waiting's own TimeoutError is an OSError too
        reason = "in time" if isinstance(unknown, TooSlow) else ""
        raise Unanswered("dns", f"the host's name does not resolve {reason}".strip()) from unknown
    if not found:
        raise Unanswered("dns", "the host's name does not resolve")
    for address in found:
        if target.is_loopback:
            if not ipaddress.ip_address(address).is_loopback:
                raise AddressRefused("A loopback name must lead to a loopback address.", pointer="/url")
        else:
            refuse_inside(address)
    return found[:ADDRESSES_TRIED]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _REFUSED_4)
    if address in _NAT64:
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _REFUSED_6)


def _refuse(message: str, cure: str = "") -> NoReturn:
    raise AddressRefused(message, zh="该地址不可用作回调地址。", pointer="/url", cure=cure)


def _path(parts: Any) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _lookup(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _dial(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)  # a number: nothing is looked up again


@functools.cache
def _resolver() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16, thread_name_prefix="resolve")


@functools.cache
def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _Deadline:
    """The one clock over a call."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, most: float = TOTAL_SECONDS) -> float:
        """Seconds left, at most `most`; raises TimeoutError when there are none."""
        left = min(most, self._ends - time.monotonic())
        if left <= 0:
            raise TimeoutError
        return left


def _connect(target: Target, addresses: list[str], clock: _Deadline) -> socket.socket:
    connecting, failure = _Deadline(CONNECT_SECONDS), Unanswered("connect", "no address of the host answers")
    for address in addresses:
        try:
            raw = _dial(address, target.port, clock.left(connecting.left()))
        except TimeoutError:
            failure = Unanswered("timeout", f"no connection within {CONNECT_SECONDS:.0f} s")
            continue
        except OSError:
            continue
        try:
            if target.scheme == "http":
                return raw
            raw.settimeout(clock.left(connecting.left()))
            return _trust().wrap_socket(raw, server_hostname=target.host)
        except TimeoutError:
            raw.close()
            failure = Unanswered("timeout", f"no connection within {CONNECT_SECONDS:.0f} s")
        except ssl.SSLCertVerificationError as untrusted:
            raw.close()
            raise Unanswered("tls", f"the certificate is not good: {untrusted.verify_message}") from untrusted
        except OSError as broken:
            raw.close()
            raise Unanswered("tls", "the TLS handshake failed") from broken
    raise failure


class _Timed(io.RawIOBase):
    """A socket's reading side, every read of which is given only what is left of the call's time."""

    def __init__(self, sock: socket.socket, clock: _Deadline) -> None:
        self._sock, self._clock = sock, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._clock.left())
        return self._sock.recv_into(buffer)


class _Socket:
    """What `http.client` asks of a socket, under the call's clock."""

    def __init__(self, sock: socket.socket, clock: _Deadline) -> None:
        self._sock, self._clock = sock, clock

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._clock.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Timed(self._sock, self._clock))

    def close(self) -> None:
        """Nothing: `http.client` closes as soon as it has read the headers; the caller closes after the body."""


def _connection(target: Target, sock: socket.socket, clock: _Deadline) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # the socket is the one that was judged; there is no second
    connection.sock = _Socket(sock, clock)
    return connection


def _some_of(answer: http.client.HTTPResponse) -> bytes:
    """The first 64 KiB of the body; one that is not whole when the time is up is no answer."""
    found = bytearray()
    try:
        while len(found) < READ_MOST:
            piece = answer.read1(READ_MOST - len(found))
            if not piece:
                break
            found += piece
    except (ConnectionError, http.client.HTTPException):
        pass  # the status is what counts; a body cut short is shown as far as it came
    return bytes(found)
