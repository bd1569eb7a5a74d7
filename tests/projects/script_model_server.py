"""A language model of a few lines on this machine, which answers what a test tells it to, and misbehaves on request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


class FakeModel:
    """`replies` are given one after the other, the last for ever; `asked` are the requests' bodies and headers."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[tuple[dict[str, Any], dict[str, str]]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fake.asked.append((json.loads(body), dict(self.headers)))
                reply = fake.replies.pop(0) if len(fake.replies) > 1 else fake.replies[0]
                try:
                    reply(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: Any, *, finish: str = "stop", usage: Any = (1000, 200), **message: Any) -> bytes:
    told = content if isinstance(content, str) else json.dumps(content)
    counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1]} if usage else None
    choice = {"message": {"role": "assistant", "content": told, **message}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": counted}).encode()


def says(content: Any, **facts: Any) -> Reply:
    """A proper answer."""
    return lambda handler: send(handler, 200, completion(content, **facts))


def fails(status: int, **headers: str) -> Reply:
    """An error status."""
    return lambda handler: send(handler, status, b'{"error": "no"}', **headers)


def raw(body: bytes) -> Reply:
    """Any bytes at all, with status 200."""
    return lambda handler: send(handler, 200, body)


def hangs(seconds: float) -> Reply:
    """No answer for a while."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        send(handler, 200, completion({}))

    return reply


def drips(seconds: float) -> Reply:
    """An answer that arrives byte by byte and would take this long."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return reply


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    """Half an answer, and the connection is gone."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.close_connection = True
