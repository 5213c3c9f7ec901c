"""Reads the streams of a compound file, [MS-CFB] version 3; refuses anything unusual."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

SECTOR: Final = 512
MINI_SECTOR: Final = 64
MINI_CUTOFF: Final = 4096
LAST_SECTOR: Final = 0xFFFFFFFA
"""Numbers above are marks: end of chain, free, table sector."""
HEADER_TABLE_SLOTS: Final = 109
NO_ENTRY: Final = 0xFFFFFFFF
STREAM: Final = 2
_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ENTRY = struct.Struct("<64sHBBIII36xIQ")


class _Entry(Struct, frozen=True):
    name: str
    kind: int
    links: tuple[int, int]
    child: int
    start: int
    size: int


class CompoundFile:
    """The directory of a compound file and the chains of its streams; every fault is a ValueError."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != _MAGIC or len(data) < SECTOR or struct.unpack_from("<H", data, 30)[0] != 9:
            raise ValueError("not a compound file of version 3")
        self._data = data
        tables, directory = struct.unpack_from("<II", data, 44)
        mini_start, more_tables = struct.unpack_from("<I", data, 60)[0], struct.unpack_from("<I", data, 72)[0]
        if more_tables or tables > HEADER_TABLE_SLOTS:
            raise ValueError("too large a compound file")
        slots = struct.unpack_from(f"<{tables}I", data, 76)
        self._fat = [number for slot in slots for number in _numbers(self._sector(slot))]
        self._entries = [_entry(raw) for raw in _pieces(self._chain(directory), _ENTRY.size)]
        self._mini_fat = _numbers(self._chain(mini_start))
        self._small = self._chain(self._entries[0].start)

    def streams(self, storage: str) -> dict[str, bytes]:
        """The streams of one storage of the root, by name; empty where there is no such storage."""
        for entry in self._children(self._entries[0]):
            if entry.name == storage:
                return {
                    child.name: self._read(child) for child in self._children(entry) if child.kind == STREAM
                }
        return {}

    def _children(self, parent: _Entry) -> Iterator[_Entry]:
        waiting, seen = [parent.child], set[int]()
        while waiting:
            number = waiting.pop()
            if number == NO_ENTRY:
                continue
            if number in seen or number >= len(self._entries):
                raise ValueError("a damaged directory")
            seen.add(number)
            entry = self._entries[number]
            waiting += entry.links
            yield entry

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= MINI_CUTOFF:
            content = self._chain(entry.start)
        else:
            pieces = _pieces(self._small, MINI_SECTOR)
            content = b"".join(_follow(entry.start, self._mini_fat, pieces))
        if len(content) < entry.size:
            raise ValueError("a stream ends early")
        return content[: entry.size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _numbers_of_chain(start, self._fat))

    def _sector(self, number: int) -> bytes:
        sector = self._data[(number + 1) * SECTOR : (number + 2) * SECTOR]
        if len(sector) != SECTOR:
            raise ValueError("a sector is missing")
        return sector


def _entry(raw: bytes) -> _Entry:
    name, length, kind, _, left, right, child, start, size = _ENTRY.unpack(raw)
    text = name[: max(0, length - 2)].decode("utf-16-le")
    return _Entry(text, kind, (left, right), child, start, size & 0xFFFFFFFF)


def _follow(start: int, table: list[int], pieces: list[bytes]) -> Iterator[bytes]:
    for number in _numbers_of_chain(start, table):
        if number >= len(pieces):
            raise ValueError("a sector is missing")
        yield pieces[number]


def _numbers_of_chain(start: int, table: list[int]) -> Iterator[int]:
    number, length = start, 0
    while number < LAST_SECTOR:
        length += 1
        if number >= len(table) or length > len(table):
            raise ValueError("a chain runs astray")
        yield number
        number = table[number]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data))


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data) - size + 1, size)]
