"""The embedded store: objects as files in a folder, served under signed URLs by `projects.api.store_urls`.

An object is one file: its bytes, then a footer of fixed length with content type, length and SHA-256. So an object and
what is known of it appear together, by one atomic rename, and the file still opens in any player. Writers work in a
hidden file beside the target and fsync before the rename; what a crash leaves is hidden files that `sweep` removes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from projects.storage import signing
from projects.storage.objects import (
    STALE_SECONDS,
    DigestMismatch,
    KeyMalformed,
    ObjectFacts,
    ObjectMissing,
    PartFacts,
    SignedRequest,
    checked_key,
)

FOOTER = 512
_MAGIC = "shotwright-object-1"
_CHUNK = 1024 * 1024


class EmbeddedStore:
    """A `Store` in a folder."""

    def __init__(self, root: Path, *, base_url: str, secret: str) -> None:
        self.root = root.absolute()
        self.signer = signing.Signer(secret)
        self._base_url = base_url

    # --- signed requests ---------------------------------------------------------------------------------------

    def presign_get(self, key: str, *, seconds: int, filename: str = "") -> str:
        permit = signing.Permit("GET", checked_key(key), _expiry(seconds), filename=filename)
        return self.signer.url(self._base_url, permit)

    def presign_put(self, key: str, *, content_type: str, length: int, sha256: str, seconds: int) -> SignedRequest:
        permit = signing.Permit(
            "PUT", checked_key(key), _expiry(seconds), length=length, content_type=content_type, sha256=sha256
        )
        headers = {"Content-Type": content_type, "Content-Length": str(length)}
        return SignedRequest(self.signer.url(self._base_url, permit), "PUT", headers)

    def multipart_presign(
        self, key: str, multipart_id: str, number: int, *, length: int, seconds: int
    ) -> SignedRequest:
        permit = signing.Permit(
            "PUT", checked_key(key), _expiry(seconds), length=length, upload=multipart_id, part=number
        )
        return SignedRequest(self.signer.url(self._base_url, permit), "PUT", {"Content-Length": str(length)})

    # --- objects -----------------------------------------------------------------------------------------------

    def head(self, key: str) -> ObjectFacts | None:
        try:
            with self._opened(key) as file:
                return _footer(file)
        except ObjectMissing:
            return None

    def open(self, key: str) -> BinaryIO:
        file = self._opened(key)
        facts = _footer(file)
        if facts is None:
            file.close()
            raise ObjectMissing(key)
        return io.BufferedReader(Span(file, 0, facts.length), _CHUNK)

    def span(self, key: str, start: int, length: int) -> Span:
        """`length` bytes of an object from `start`, for a range read."""
        return Span(self._opened(key), start, length)

    def write(self, key: str, source: BinaryIO, *, content_type: str) -> ObjectFacts:
        return self._write(self._path(key), source, content_type=content_type)

    def receive(self, permit: signing.Permit, source: BinaryIO) -> ObjectFacts:
        """Store what a signed PUT carries, if it is exactly what was signed; otherwise nothing."""
        path = self._part_path(permit) if permit.part else self._path(permit.key)
        return self._write(path, source, content_type=permit.content_type, length=permit.length, sha256=permit.sha256)

    def delete(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self._path(key).unlink()

    def list(self, prefix: str) -> Iterator[str]:
        found = []
        for folder, folders, names in os.walk(self._objects):
            folders[:] = [name for name in folders if not name.startswith(".")]
            relative = Path(folder).relative_to(self._objects)
            found += [(relative / name).as_posix() for name in names if not name.startswith(".")]
        return iter(sorted(key for key in found if key.startswith(prefix)))

    def is_ready(self) -> bool:
        try:
            self._objects.mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        return os.access(self._objects, os.R_OK | os.W_OK | os.X_OK)

    def sweep(self, *, now: float | None = None) -> int:
        oldest, removed = (time.time() if now is None else now) - STALE_SECONDS, 0
        for folder, _, names in os.walk(self._objects):
            for path in (Path(folder, name) for name in names if name.startswith(".")):
                if path.lstat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
                    removed += 1
        for folder_path in self._multiparts.glob("*"):
            if folder_path.lstat().st_mtime < oldest:
                shutil.rmtree(folder_path, ignore_errors=True)
                removed += 1
        return removed

    # --- objects in parts --------------------------------------------------------------------------------------

    def multipart_start(self, key: str, *, content_type: str) -> str:
        multipart_id = secrets.token_hex(16)
        folder = self._multiparts / multipart_id
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"key": checked_key(key), "content_type": content_type}))
        return multipart_id

    def multipart_parts(self, key: str, multipart_id: str) -> Sequence[PartFacts]:
        folder, _ = self._multipart(key, multipart_id)
        parts = []
        for path in sorted(folder.glob("[0-9]*")):
            with path.open("rb") as file:
                facts = _footer(file)
            if facts is not None:
                parts.append(PartFacts(int(path.name), facts.length, facts.sha256))
        return parts

    def multipart_complete(self, key: str, multipart_id: str) -> None:
        folder, content_type = self._multipart(key, multipart_id)
        parts = self.multipart_parts(key, multipart_id)
        if not parts:
            raise ObjectMissing(f"{key}: no part has arrived")
        joined = _Joined([folder / f"{part.number:05d}" for part in parts], [part.length for part in parts])
        self._write(self._path(key), io.BufferedReader(joined, _CHUNK), content_type=content_type)
        shutil.rmtree(folder, ignore_errors=True)

    def multipart_abort(self, key: str, multipart_id: str) -> None:
        with contextlib.suppress(ObjectMissing):
            folder, _ = self._multipart(key, multipart_id)
            shutil.rmtree(folder, ignore_errors=True)

    # --- files -------------------------------------------------------------------------------------------------

    @property
    def _objects(self) -> Path:
        return self.root / "objects"

    @property
    def _multiparts(self) -> Path:
        return self.root / "multipart"

    def _path(self, key: str) -> Path:
        path = self._objects / checked_key(key)
        # a symbolic link planted inside the folder must not lead a key out of it
        if not path.parent.resolve().is_relative_to(self._objects.resolve()):
            raise KeyMalformed(f"leads out of the store: {key!r}")
        return path

    def _opened(self, key: str) -> BinaryIO:
        try:
            handle = os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as missing:
            raise ObjectMissing(key) from missing
        try:
            return os.fdopen(handle, "rb")
        except IsADirectoryError as folder:
            os.close(handle)
            raise ObjectMissing(key) from folder

    def _multipart(self, key: str, multipart_id: str) -> tuple[Path, str]:
        folder = self._multiparts / checked_key(multipart_id)
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
        except FileNotFoundError:
            raise ObjectMissing(f"{key}: no such upload in parts") from None
        if manifest["key"] != key:
            raise ObjectMissing(f"{key}: no such upload in parts")
        return folder, str(manifest["content_type"])

    def _part_path(self, permit: signing.Permit) -> Path:
        folder, _ = self._multipart(permit.key, permit.upload)
        return folder / f"{permit.part:05d}"

    def _write(
        self, path: Path, source: BinaryIO, *, content_type: str, length: int | None = None, sha256: str = ""
    ) -> ObjectFacts:
        path.parent.mkdir(parents=True, exist_ok=True)
        hidden = path.parent / f".{path.name}.{secrets.token_hex(8)}"
        try:
            with hidden.open("xb") as target:
                facts = _copied(source, target, content_type=content_type, length=length, sha256=sha256)
                target.flush()
                os.fsync(target.fileno())
            hidden.replace(path)
        finally:
            hidden.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return facts


class Span(io.RawIOBase):
    """Part of an open file as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._file.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Joined(io.RawIOBase):
    """Files one after the other."""

    def __init__(self, paths: list[Path], lengths: list[int]) -> None:
        self._waiting = list(zip(paths, lengths, strict=True))
        self._current: Span | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._current is None:
                if not self._waiting:
                    return 0
                path, length = self._waiting.pop(0)
                self._current = Span(path.open("rb"), 0, length)
            if count := self._current.readinto(buffer):
                return count
            self._current.close()
            self._current = None

    def close(self) -> None:
        if self._current is not None:
            self._current.close()
        super().close()


def _expiry(seconds: int) -> int:
    return int(time.time()) + seconds


def _copied(source: BinaryIO, target: BinaryIO, *, content_type: str, length: int | None, sha256: str) -> ObjectFacts:
    total, running = 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        total += len(chunk)
        if length is not None and total > length:
            raise DigestMismatch(f"more than the {length} bytes announced")
        running.update(chunk)
        target.write(chunk)
    found = running.hexdigest()
    if length is not None and total != length:
        raise DigestMismatch(f"{total} bytes came, {length} were announced")
    if sha256 and found != sha256:
        raise DigestMismatch(f"SHA-256 is {found}, {sha256} was announced")
    footer = json.dumps({"magic": _MAGIC, "length": total, "sha256": found, "content_type": content_type}).encode()
    if len(footer) > FOOTER:
        raise DigestMismatch("the content type is too long")
    target.write(footer.ljust(FOOTER))
    return ObjectFacts(total, found, content_type)


def _footer(file: BinaryIO) -> ObjectFacts | None:
    """What the footer says, or None when the file has no whole footer that agrees with its length."""
    size = os.fstat(file.fileno()).st_size
    if size < FOOTER:
        return None
    file.seek(size - FOOTER)
    try:
        values = json.loads(file.read(FOOTER))
    except ValueError:
        return None
    if not isinstance(values, dict) or values.get("magic") != _MAGIC or values.get("length") != size - FOOTER:
        return None
    return ObjectFacts(values["length"], values["sha256"], values["content_type"])
