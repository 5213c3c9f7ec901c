"""Reads the modules of a VBA project, to tell the macros that ship with the toolkit from any others."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from toolkit.io.compound_read import CompoundFile
from toolkit.io.resources import own_macros_list
from toolkit.model import Sheet

SETTINGS_SHEET: Final = "xlwings.conf"
LARGEST_PROJECT: Final = 4 << 20
LARGEST_MODULE: Final = 1 << 20
CHUNK: Final = 4096
CODE_PAGE, STREAM_NAME, TEXT_OFFSET, VERSION = 0x03, 0x1A, 0x31, 0x09


def is_own_project(data: bytes, settings: Sheet) -> bool:
    """Whether a project and its settings sheet are ones that the toolkit ships; damaged ones are not."""
    try:
        return (project_digest(read_modules(data)), settings_digest(settings)) in _shipped()
    except (ValueError, struct.error, IndexError, LookupError):
        return False


def has_shipped_settings(settings: Sheet) -> bool:
    """Whether a settings sheet is one that the toolkit ships, where its project cannot be looked at."""
    return settings_digest(settings) in {shipped for _, shipped in _shipped()}


def settings_digest(sheet: Sheet) -> str:
    """SHA-256 over the settings sheet's cells: they name the program that the buttons start."""
    cells = [[*at, cell.formula or cell.value] for at, cell in sorted(sheet.cells.items())]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def project_digest(modules: Mapping[str, str]) -> str:
    """SHA-256 over what all modules with code say.

    Letter case, blanks and ``Attribute`` lines are left out: Excel writes them its own way on saving.
    """
    texts = sorted(text for source in modules.values() if (text := _essence(source)))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def read_modules(data: bytes) -> dict[str, str]:
    """Source text of every module by name, as a project stores it beside any compiled code.

    Raises ValueError, struct.error, IndexError or LookupError where the project is damaged or too large.
    """
    if len(data) > LARGEST_PROJECT:
        raise ValueError("too large a project")
    streams = {name.casefold(): stream for name, stream in CompoundFile(data).streams("VBA").items()}
    encoding, modules = "cp1252", list[tuple[str, int]]()
    for number, content in _records(decompress(streams["dir"])):
        if number == CODE_PAGE:
            encoding = f"cp{struct.unpack('<H', content)[0]}"
        elif number == STREAM_NAME:
            modules.append((content.decode(encoding), 0))
        elif number == TEXT_OFFSET:
            modules[-1] = (modules[-1][0], struct.unpack("<I", content)[0])
    return {
        name: decompress(streams[name.casefold()][offset:]).decode(encoding, "replace")
        for name, offset in modules
    }


def decompress(data: bytes) -> bytes:
    """The bytes of a compressed container, [MS-OVBA] 2.4.1; raises ValueError where it is none."""
    if data[:1] != b"\1":
        raise ValueError("not a compressed stream")
    out, at = bytearray(), 1
    while at + 2 <= len(data) and len(out) <= LARGEST_MODULE:
        (head,) = struct.unpack_from("<H", data, at)
        if head >> 12 & 7 != 3:
            raise ValueError("not a compressed stream")
        end = min(len(data), at + (head & 0xFFF) + 3)
        if head & 0x8000:
            out += _unpacked(data[at + 2 : end])
        else:
            out += data[at + 2 : at + 2 + CHUNK]
        at = end
    return bytes(out)


def _unpacked(tokens: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(tokens):
        flags = tokens[at]
        at += 1
        for bit in range(8):
            if at >= len(tokens):
                break
            if not flags >> bit & 1:
                out.append(tokens[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", tokens, at)
            bits = max(4, (len(out) - 1).bit_length())
            offset, length = (token >> (16 - bits)) + 1, (token & 0xFFFF >> bits) + 3
            for _ in range(length):
                out.append(out[-offset])
            at += 2
    return bytes(out)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the dir stream; the version's stated size leaves out its last two bytes."""
    at = 0
    while at + 6 <= len(data):
        number, size = struct.unpack_from("<HI", data, at)
        size += 2 if number == VERSION else 0
        yield number, data[at + 6 : at + 6 + size]
        at += 6 + size


def _essence(source: str) -> str:
    lines = (line for line in source.splitlines() if not line.startswith("Attribute "))
    return "".join("".join(lines).split()).lower()


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """Digests of every project, and of its settings, that a version of the toolkit has shipped."""
    try:
        listed = json.loads(own_macros_list().read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset((entry["code"], entry["settings"]) for entry in listed["projects"])
