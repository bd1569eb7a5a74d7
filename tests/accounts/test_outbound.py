"""The door to customers' addresses: what it refuses, where it really connects, and how long it lets itself be held."""

from __future__ import annotations

import importlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from accounts import outbound
from config import env as environment

NAME = "hooks.lantern.example"
PUBLIC = "93.184.215.14"

REFUSED_TEXTS = [
    "",
    "hooks.lantern.example",
    "//hooks.lantern.example/",
    "http://hooks.lantern.example/",
    "HTTP://hooks.lantern.example/",
    "ftp://hooks.lantern.example/",
    "file:///etc/passwd",
    "gopher://hooks.lantern.example/_x",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://printer/",
    "https://a.localhost/",
    "https://db.internal/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://nas.local/",
    "https://router.home.arpa/",
    "https://service.onion/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://127.0.0.0x1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://8.8.8.8/",
    "https://1.2.3.0x4/",
    "https://1.2.3.4.5/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://[2606:4700::1111]/",
    "https://[::1/",
    "https://127.0.0.1.nip.io@10.0.0.1/",
    "https://user@hooks.lantern.example/",
    "https://user:secret@hooks.lantern.example/",
    "https://hooks.lantern.example@127.0.0.1/",
    "https://hooks.lantern.example:443@127.0.0.1/",
    "https://hooks.lantern.example%40127.0.0.1/",
    "https://127.0.0.1\\@hooks.lantern.example/",
    "https://hooks.lantern.example\\.evil.example/",
    "https:\\\\hooks.lantern.example/",
    "https://hooks.lantern.example#@127.0.0.1/",
    "https://hooks.lantern.example/#frag",
    "https://hooks.lantern.example:22/",
    "https://hooks.lantern.example:80/",
    "https://hooks.lantern.example:6379/",
    "https://hooks.lantern.example:5432/",
    "https://hooks.lantern.example:0/",
    "https://hooks.lantern.example:65536/",
    "https://hooks.lantern.example:-443/",
    "https://hooks.lantern.example:0443/",
    "https://hooks.lantern.example:４４３/",
    "https://hooks.lantern.example:443:80/",
    "https://hooks.lantern.example:/",
    "https://hooks.lantern.example./",
    "https://hooks..lantern.example/",
    "https://.lantern.example/",
    "https://-hooks.lantern.example/",
    "https://hooks_.lantern.example/",
    "https://*.lantern.example/",
    "https://ｌocalhost/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://回调.lantern.example/",
    "https://hooks.lantern.example/路径",
    "https://hooks.lan\u00adtern.example/",
    "https://hooks.lantern.example/ HTTP/1.1",
    "https://hooks.lantern.example/\r\nX-Injected: 1",
    "https://hooks.lantern.example/\tx",
    "https://hooks.lantern.example\x00.evil.example/",
    " https://hooks.lantern.example/",
    "https://hooks.lantern.example/\n",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/",
    "https://hooks.lantern.example/" + "x" * 2048,
]
REFUSED_ADDRESSES = [
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "64:ff9b::10.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:5ef5:79fd:0:59d:a0e5:ba1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "5f00::1",
    "not an address",
]


def leads_to(*answers: list[str]) -> tuple[Callable[[str, int], list[str]], list[str]]:
    """A resolver that gives one answer after the other, and what it was asked."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return look_up, asked


@pytest.mark.parametrize("url", REFUSED_TEXTS)
def test_an_address_that_is_not_plain_https_to_a_public_name_is_refused(url: str) -> None:
    with pytest.raises(outbound.AddressRefused) as refused:
        outbound.read(url)
    assert (refused.value.code, refused.value.pointer) == ("address_refused", "/url")
    assert refused.value.zh


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://hooks.lantern.example", outbound.Target("https", NAME, 443, "/")),
        ("HTTPS://Hooks.Lantern.Example:443/a?b=c", outbound.Target("https", NAME, 443, "/a?b=c")),
        ("https://hooks.lantern.example:8443/a%20b", outbound.Target("https", NAME, 8443, "/a%20b")),
        ("https://xn--fsq.example/", outbound.Target("https", "xn--fsq.example", 443, "/")),
        ("https://1.lantern.example/", outbound.Target("https", "1.lantern.example", 443, "/")),
    ],
)
def test_an_ordinary_address_is_taken_apart(url: str, target: outbound.Target) -> None:
    assert outbound.read(url) == target


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[str] = []
    monkeypatch.setattr(outbound, "_dial", lambda address, port, seconds: dialled.append(address))
    for answer in ([address], [PUBLIC, address], [address, PUBLIC]):
        monkeypatch.setattr(outbound, "_lookup", leads_to(answer)[0])
        with pytest.raises(outbound.Unanswered) as refused:
            outbound.post(f"https://{NAME}/", body=b"{}", headers={})
        assert refused.value.code == "refused"
        assert address not in refused.value.detail
    assert dialled == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_an_address_of_the_public_internet_is_let_through(address: str) -> None:
    outbound.refuse_inside(address)


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_very_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up, asked = leads_to([PUBLIC, "8.8.4.4"], ["127.0.0.1"])
    dialled: list[tuple[str, int]] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        dialled.append((address, port))
        raise ConnectionRefusedError

    monkeypatch.setattr(outbound, "_lookup", look_up)
    monkeypatch.setattr(outbound, "_dial", dial)
    with pytest.raises(outbound.Unanswered) as nobody:
        outbound.post(f"https://{NAME}:8443/", body=b"{}", headers={})
    assert nobody.value.code == "connect"
    assert (asked, dialled) == ([NAME], [(PUBLIC, 8443), ("8.8.4.4", 8443)])


def test_a_name_that_does_not_resolve_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(outbound, "_lookup", look_up)
    with pytest.raises(outbound.Unanswered) as nobody:
        outbound.post(f"https://{NAME}/", body=b"{}", headers={})
    assert nobody.value.code == "dns"


def test_loopback_is_for_desks_and_tests_and_never_for_production(settings: Any, tmp_path: Path) -> None:
    urls = ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x", "https://localhost:9/x"]
    for url in urls:
        with pytest.raises(outbound.AddressRefused):
            outbound.read(url)
    settings.WEBHOOK_LOOPBACK = True
    assert [outbound.read(url).is_loopback for url in urls] == [True] * 4
    for url in ("http://10.0.0.1/", "http://hooks.lantern.example/", "https://127.0.0.2/", "http://127.1/"):
        with pytest.raises(outbound.AddressRefused):
            outbound.read(url)
    values = {
        "SHOTWRIGHT_VAR": str(tmp_path),
        "SHOTWRIGHT_ENV": "production",
        "DATABASE_URL": "postgresql://a@db/x",
        "DATABASE_OWNER_URL": "postgresql://b@db/x",
        "REDIS_URL": "redis://queue",
        "SHOTWRIGHT_SECRET_KEY": "k" * 50,
        "SHOTWRIGHT_PUBLIC_URL": "https://studio.example",
    }
    assert environment.load(values).webhook_loopback is False
    with pytest.raises(environment.EnvironmentInvalid, match="SHOTWRIGHT_WEBHOOK_LOOPBACK"):
        environment.load(values | {"SHOTWRIGHT_WEBHOOK_LOOPBACK": "1"})


class Receiver(BaseHTTPRequestHandler):
    """Answers as its path says."""

    seen: list[tuple[str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append((self.path, dict(self.headers), body))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            self._pour(b"x" * 8192, pause=0)
        elif self.path == "/dripping":
            self.send_response(200)
            self.end_headers()
            self._pour(b"x", pause=0.05)
        elif self.path == "/nonsense":
            self.wfile.write(b"\x00\x01 not HTTP at all\r\n\r\n")
        else:
            self.send_response(200)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"well")

    def _pour(self, piece: bytes, *, pause: float) -> None:
        try:
            while True:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[ThreadingHTTPServer, type[Receiver]]]:
    handler = type("Handler", (Receiver,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server, handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def here(receiver: Any, settings: Any) -> str:
    settings.WEBHOOK_LOOPBACK = True
    return f"http://127.0.0.1:{receiver[0].server_address[1]}"


def test_a_call_says_its_name_and_brings_back_the_answer(receiver: Any, here: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    answer = outbound.post(f"{here}/hook?a=1", body=b'{"a":1}', headers={"X-One": "1"})
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"well", "4")
    ((path, headers, body),) = receiver[1].seen
    assert (path, headers["Host"], headers["X-One"], body) == (
        "/hook?a=1",
        here.removeprefix("http://"),
        "1",
        b'{"a":1}',
    )


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Any, here: str) -> None:
    answer = outbound.post(f"{here}/moved", body=b"{}", headers={})
    assert (answer.status, len(receiver[1].seen)) == (302, 1)


def test_no_more_than_64_kib_of_an_endless_body_are_read(here: str) -> None:
    assert len(outbound.post(f"{here}/endless", body=b"{}", headers={}).body) == 64 * 1024


def test_the_clock_runs_over_the_whole_call_however_steadily_it_drips(here: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(outbound.Unanswered) as late:
        outbound.post(f"{here}/dripping", body=b"{}", headers={})
    assert late.value.code == "timeout"
    assert time.monotonic() - began < 2


def test_what_is_not_http_is_no_answer(here: str) -> None:
    with pytest.raises(outbound.Unanswered) as broken:
        outbound.post(f"{here}/nonsense", body=b"{}", headers={})
    assert broken.value.code == "protocol"


def test_an_address_where_nobody_listens_is_no_answer(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(outbound.Unanswered) as nobody:
        outbound.post(f"http://127.0.0.1:{port}/", body=b"{}", headers={})
    assert nobody.value.code == "connect"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of its own authority for the receiver's name, with its key."""
    load = pytest.importorskip("cryptography.x509") and importlib.import_module
    x509, hashes = load("cryptography.x509"), load("cryptography.hazmat.primitives.hashes")
    curves = load("cryptography.hazmat.primitives.asymmetric.ec")
    forms = load("cryptography.hazmat.primitives.serialization")
    key, now = curves.generate_private_key(curves.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "receiver.pem"
    private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    path.write_bytes(private + built.public_bytes(forms.Encoding.PEM))
    return path


def test_tls_is_verified_against_the_name_while_the_connection_goes_to_the_judged_address(
    receiver: Any, certificate: Path, monkeypatch: Any
) -> None:
    server, handler = receiver
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(certificate)
    server.socket = inside.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    dialled: list[str] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        dialled.append(address)
        return socket.create_connection(server.server_address, timeout=seconds)

    monkeypatch.setattr(outbound, "_lookup", leads_to([PUBLIC])[0])
    monkeypatch.setattr(outbound, "_dial", dial)
    with pytest.raises(outbound.Unanswered) as stranger:
        outbound.post(f"https://{NAME}/hook", body=b"{}", headers={})
    assert stranger.value.code == "tls"
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(outbound, "_trust", lambda: trusting)
    assert outbound.post(f"https://{NAME}/hook", body=b"{}", headers={}).body == b"well"
    assert handler.seen[0][1]["Host"] == NAME
    with pytest.raises(outbound.Unanswered) as wrong_name:
        outbound.post("https://other.lantern.example/hook", body=b"{}", headers={})
    assert wrong_name.value.code == "tls"
    assert dialled == [PUBLIC] * 3
