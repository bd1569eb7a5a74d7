"""A small real HTTP server in place of the control plane and the store: it remembers, and fails when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from projects.briefs import Expression, LineBrief, Voice, to_json
from render.contracts import InputFile, RenderOrder


class ControlPlane:
    """`answers[path]` may hold functions body -> (status, json) that answer instead, one call each."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.stored: dict[str, bytes] = {}
        self.media: dict[str, bytes] = {}
        self.once: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.always: dict[str, Callable[[Any], tuple[int, dict[str, Any]]]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def order(
        self,
        release: str,
        *,
        text: str = "你好",
        inputs: tuple[InputFile, ...] = (),
        lease: int = 30,
        deadline: int = 30,
    ) -> RenderOrder:
        brief = LineBrief("lin_1", "SER_EP01_L010_T01", "林晚", "dialogue", text, Voice(), Expression(), 7)
        return RenderOrder(
            job_id="job_1",
            attempt=1,
            kind="line",
            release=release,
            brief=json.loads(json.dumps(to_json(brief))),
            inputs=inputs,
            progress_url=f"{self.url}/progress",
            uploads_url=f"{self.url}/uploads",
            receipt_url=f"{self.url}/receipt",
            lease_seconds=lease,
            deadline_seconds=deadline,
        )

    def said(self, path: str) -> list[Any]:
        return [body for at, body in self.calls if at == path]

    @property
    def receipt(self) -> dict[str, Any]:
        (receipt,) = self.said("/receipt")
        return receipt

    def _answer(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        self.calls.append((path, body))
        if self.once.get(path):
            return self.once[path].pop(0)
        if path in self.always:
            return self.always[path](body)
        match path:
            case "/progress":
                return 200, {"may_keep_running": True, "reason": "", "lease_seconds": 30}
            case "/uploads":
                rows = [
                    {
                        "name": o["name"],
                        "url": f"{self.url}/put/{o['filename']}",
                        "method": "PUT",
                        "headers": {"x-a": "b"},
                    }
                    for o in body["outputs"]
                ]
                return 200, {"uploads": rows}
        return 200, {"accepted": True}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        plane = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = plane.media.get(self.path)
                self._send(200 if body is not None else 404, body or b"")

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = plane._answer(self.path, json.loads(data))
                self._send(status, json.dumps(answer).encode())

            def do_PUT(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                status, _ = plane._answer(self.path, {"bytes": len(data), "x-a": self.headers["x-a"]})
                if status == 200:
                    plane.stored[self.path] = data
                self._send(status, b"")

            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler
