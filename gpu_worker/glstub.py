"""Lets skia's CPU rasteriser load on machines without OpenGL: `from gpu_worker.glstub import skia`, nowhere else.

The skia wheel links libGL.so.1 and libEGL.so.1 although its raster back end never calls them. Where the system has
neither, a few kilobytes of shared object with those names and only no-op functions are written and loaded first.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import platform
import re
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

_LIBRARIES = ("libGL.so.1", "libEGL.so.1")
_MACHINE = {"x86_64": 62, "aarch64": 183}
_RETURN_ZERO = {"x86_64": b"\x31\xc0\xc3", "aarch64": struct.pack("<II", 0xD2800000, 0xD65F03C0)}
_GL_NAME = re.compile(r"(gl|egl)[A-Z]\w*")
_PAGE = 0x10000
_DT_STRTAB, _DT_SYMTAB, _DT_STRSZ = 5, 6, 10


def stand_in() -> tuple[str, ...]:
    """Load a stand-in for each OpenGL library this machine lacks; answers which ones were needed."""
    if not sys.platform.startswith("linux"):
        return ()
    missing = tuple(name for name in _LIBRARIES if not _loads(name))
    if missing:
        spec = importlib.util.find_spec("skia")
        if spec is None or spec.origin is None:
            raise ImportError("the worker needs skia-python; install the project with its worker extra")
        symbols = wanted_symbols(Path(spec.origin).read_bytes())
        with tempfile.TemporaryDirectory(prefix="shotwright-gl-") as folder:
            for name in missing:
                path = Path(folder) / name
                path.write_bytes(build(name, symbols, platform.machine()))
                ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)  # stays mapped after the file is gone
    return missing


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def wanted_symbols(elf: bytes) -> list[str]:
    """The undefined gl… and egl… functions in the dynamic symbol table of a 64-bit little-endian ELF file."""
    (program_at,) = struct.unpack_from("<Q", elf, 32)
    (program_count,) = struct.unpack_from("<H", elf, 56)
    segments: list[tuple[int, int, int]] = []
    dynamic = (0, 0)
    for i in range(program_count):
        kind, _, offset, address, _, length, _, _ = struct.unpack_from("<IIQQQQQQ", elf, program_at + 56 * i)
        if kind == 1:
            segments.append((address, offset, length))
        elif kind == 2:
            dynamic = (offset, length)

    def offset_of(address: int) -> int:
        return next(address - start + offset for start, offset, size in segments if start <= address < start + size)

    table: dict[int, int] = {}
    for i in range(dynamic[1] // 16):
        tag, value = struct.unpack_from("<QQ", elf, dynamic[0] + 16 * i)
        if tag == 0:
            break
        table.setdefault(tag, value)
    symbols, strings, strings_size = offset_of(table[_DT_SYMTAB]), offset_of(table[_DT_STRTAB]), table[_DT_STRSZ]
    found = []
    # the symbol table has no length of its own; in every linker's layout the string table follows it
    for at in range(symbols + 24, min(strings if strings > symbols else len(elf), len(elf) - 24), 24):
        name, _, _, section, _, _ = struct.unpack_from("<IBBHQQ", elf, at)
        if section == 0 and 0 < name < strings_size:
            text = elf[strings + name : elf.index(b"\0", strings + name)].decode("latin1")
            if _GL_NAME.fullmatch(text):
                found.append(text)
    return found


def build(soname: str, symbols: list[str], machine: str) -> bytes:
    """A complete ELF shared object named `soname` whose `symbols` all return zero."""
    strings = b"\0" + b"\0".join(name.encode() for name in [soname, *symbols]) + b"\0"
    name_at, at = [], 1
    for name in [soname, *symbols]:
        name_at.append(at)
        at += len(name) + 1
    code = _RETURN_ZERO[machine]
    code_at = 64 + 56 * 3
    symbols_at = _align(code_at + len(code), 8)
    entries = b"\0" * 24 + b"".join(
        struct.pack("<IBBHQQ", n, (1 << 4) | 2, 0, 1, code_at, len(code)) for n in name_at[1:]
    )
    hash_at = symbols_at + len(entries)
    hashes = _hash_table(symbols)
    strings_at = _align(hash_at + len(hashes), 8)
    text_end = strings_at + len(strings)
    dynamic_at = _align(text_end, 16)
    dynamic_address = (dynamic_at // _PAGE + 1) * _PAGE + dynamic_at % _PAGE
    tags = [(14, name_at[0]), (4, hash_at), (5, strings_at), (6, symbols_at), (10, len(strings)), (11, 24), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags)
    identity = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    header = identity + struct.pack("<HHIQQQIHHHHHH", 3, _MACHINE[machine], 1, 0, 64, 0, 0, 64, 56, 3, 0, 0, 0)
    writable = (dynamic_at, dynamic_address, dynamic_address, len(dynamic), len(dynamic))
    programs = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, text_end, text_end, _PAGE)
    programs += struct.pack("<IIQQQQQQ", 1, 6, *writable, _PAGE) + struct.pack("<IIQQQQQQ", 2, 6, *writable, 8)
    image = bytearray(dynamic_at + len(dynamic))
    for offset, part in (
        (0, header + programs),
        (code_at, code),
        (symbols_at, entries),
        (hash_at, hashes),
        (strings_at, strings),
        (dynamic_at, dynamic),
    ):
        image[offset : offset + len(part)] = part
    return bytes(image)


def _align(value: int, to: int) -> int:
    return -(-value // to) * to


def _hash_table(symbols: list[str]) -> bytes:
    buckets, chains = [0] * 16, [0] * (len(symbols) + 1)
    for index, name in enumerate(symbols, 1):
        bucket = _elf_hash(name) % len(buckets)
        chains[index], buckets[bucket] = buckets[bucket], index
    return struct.pack(f"<II{len(buckets)}I{len(chains)}I", len(buckets), len(chains), *buckets, *chains)


def _elf_hash(name: str) -> int:
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high & 0xFFFFFFFF
    return value


stand_in()
skia: Any = importlib.import_module("skia")
