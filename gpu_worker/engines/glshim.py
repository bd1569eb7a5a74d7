"""The one way to import skia: on a machine without libGL or libEGL, empty stand-ins are loaded first.

skia-python links both libraries although its CPU raster never calls them. A stand-in is a shared object of a few kilobytes,
written here byte by byte: the library's name, the gl* and egl* symbols that skia asks for, and one function returning 0.
"""

from __future__ import annotations

import ctypes
import importlib.util
import platform
import re
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

SONAMES = ("libGL.so.1", "libEGL.so.1")
MACHINES = {
    "x86_64": (62, b"\x31\xc0\xc3"),  # xor eax, eax; ret
    "aarch64": (183, struct.pack("<II", 0xD2800000, 0xD65F03C0)),  # mov x0, 0; ret
}
PAGE = 0x10000
DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_SONAME = 4, 5, 6, 10, 11, 14


def load_skia(*, always_stand_in: bool = False) -> Any:
    """The skia module, importable with or without the system's GL libraries (`always_stand_in` hides them)."""
    if "skia" not in sys.modules and sys.platform.startswith("linux"):
        for soname in SONAMES:
            if always_stand_in or not _is_installed(soname):
                _load_stand_in(soname)
    return importlib.import_module("skia")


def _is_installed(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _load_stand_in(soname: str) -> None:
    spec = importlib.util.find_spec("skia")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("skia-python is not installed; install the `worker` extra")
    symbols = wanted_symbols(Path(spec.origin).read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, soname)
        path.write_bytes(stand_in(soname, symbols))
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)


def wanted_symbols(library: bytes) -> list[str]:
    """The gl* and egl* functions that a 64-bit little-endian ELF `library` expects others to provide."""
    header_at, count = struct.unpack_from("<Q", library, 32)[0], struct.unpack_from("<H", library, 56)[0]
    loads, dynamic = [], (0, 0)
    for i in range(count):
        kind, _flags, offset, address, _physical, size = struct.unpack_from("<IIQQQQ", library, header_at + 56 * i)
        if kind == 1:
            loads.append((address, offset, size))
        elif kind == 2:
            dynamic = (offset, size)

    def offset_of(address: int) -> int:
        return next(address - base + offset for base, offset, size in loads if base <= address < base + size)

    tags: dict[int, int] = {}
    for i in range(dynamic[1] // 16):
        tag, value = struct.unpack_from("<QQ", library, dynamic[0] + 16 * i)
        tags.setdefault(tag, value)
    symbols, strings = offset_of(tags[DT_SYMTAB]), offset_of(tags[DT_STRTAB])
    names = []
    for at in range(symbols + 24, strings - 23, 24):
        name, _info, _other, section, _value, _size = struct.unpack_from("<IBBHQQ", library, at)
        if name >= tags[DT_STRSZ]:
            break
        if section == 0 and name:
            text = library[strings + name : library.index(b"\0", strings + name)].decode("latin1")
            if re.fullmatch(r"(gl|egl)[A-Z]\w*", text):
                names.append(text)
    return names


def stand_in(soname: str, symbols: list[str]) -> bytes:
    """A loadable ELF shared object called `soname` in which every symbol is a function that returns 0."""
    machine, code = MACHINES[platform.machine()]
    strings, name_at = bytearray(b"\0"), []
    for text in (soname, *symbols):
        name_at.append(len(strings))
        strings += text.encode() + b"\0"
    code_at = 64 + 3 * 56
    symbols_at = _aligned(code_at + len(code), 8)
    hash_at = symbols_at + 24 * (len(symbols) + 1)
    table = _hash_table(symbols)
    strings_at = _aligned(hash_at + len(table), 8)
    text_end = strings_at + len(strings)
    dynamic_at = _aligned(text_end, 16)
    dynamic_va = (dynamic_at // PAGE + 1) * PAGE + dynamic_at % PAGE
    tags = (
        (DT_SONAME, name_at[0]),
        (DT_HASH, hash_at),
        (DT_STRTAB, strings_at),
        (DT_SYMTAB, symbols_at),
        (DT_STRSZ, len(strings)),
        (DT_SYMENT, 24),
        (0, 0),
    )
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags)
    entries = bytes(24) + b"".join(
        struct.pack("<IBBHQQ", at, (1 << 4) | 2, 0, 1, code_at, len(code)) for at in name_at[1:]
    )
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    header = ident + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, 3, 0, 0, 0)
    size = len(dynamic)
    header += struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, text_end, text_end, PAGE)
    header += struct.pack("<IIQQQQQQ", 1, 6, dynamic_at, dynamic_va, dynamic_va, size, size, PAGE)
    header += struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_va, dynamic_va, size, size, 8)
    image = bytearray(dynamic_at + size)
    for at, part in (
        (0, header),
        (code_at, code),
        (symbols_at, entries),
        (hash_at, table),
        (strings_at, bytes(strings)),
        (dynamic_at, dynamic),
    ):
        image[at : at + len(part)] = part
    return bytes(image)


def _aligned(offset: int, to: int) -> int:
    return (offset + to - 1) // to * to


def _hash_table(symbols: list[str]) -> bytes:
    """The SysV hash section over `symbols` (index 0 is the reserved null symbol)."""
    buckets, chains = [0] * 16, [0] * (len(symbols) + 1)
    for index, name in enumerate(symbols, 1):
        value = 0
        for byte in name.encode():
            value = (value << 4) + byte
            high = value & 0xF0000000
            value = (value ^ (high >> 24)) & ~high & 0xFFFFFFFF
        bucket = value % len(buckets)
        chains[index], buckets[bucket] = buckets[bucket], index
    counts = (len(buckets), len(chains))
    return struct.pack(f"<II{counts[0]}I{counts[1]}I", *counts, *buckets, *chains)
