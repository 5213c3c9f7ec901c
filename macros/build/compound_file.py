"""Writer of compound files, [MS-CFB] version 3: the container of a VBA project."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

Storage = Mapping[str, "bytes | Storage"]
SECTOR, MINI_SECTOR, MINI_CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NO_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
HEADER_FAT_SLOTS = 109
_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(slots=True)
class _Entry:
    """One directory entry; the links number other entries."""

    name: str
    kind: int
    data: bytes = b""
    left: int = NO_ENTRY
    right: int = NO_ENTRY
    child: int = NO_ENTRY
    colour: int = BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """The 128 bytes of the entry; no class id, no times."""
        name = self.name.encode("utf-16-le")
        head = (name + b"\0\0").ljust(64, b"\0")
        head += struct.pack("<HBB", len(name) + 2, self.kind, self.colour)
        head += struct.pack("<III", self.left, self.right, self.child)
        return head + bytes(36) + struct.pack("<IQ", self.start, self.size)


@dataclass(slots=True)
class _Sectors:
    """The file's sectors and the table that chains them."""

    blocks: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def add(self, data: bytes, padding: bytes = b"\0") -> int:
        """Append data in a chain of its own; number of its first sector, END where there is no data."""
        if not data:
            return END
        first = len(self.blocks)
        self.blocks += [data[i : i + SECTOR].ljust(SECTOR, padding) for i in range(0, len(data), SECTOR)]
        self.fat += [*range(first + 1, len(self.blocks)), END]
        return first


def write_compound_file(tree: Storage) -> bytes:
    """The bytes of a compound file; ``tree`` maps names to streams or to further storages.

    Raises ValueError where it would need more than the 109 allocation sectors that the header holds.
    """
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add_storage(entries, tree)
    sectors = _Sectors()
    mini_table = _place_streams(entries, sectors)
    mini_start = sectors.add(_numbers(mini_table), b"\xff")
    directory_start = sectors.add(_directory(entries))
    tables = _table_sectors(sectors)
    first_table = len(sectors.blocks)
    fat = sectors.fat + [FAT_SECTOR] * tables
    header = _MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    mini_sectors = -(-len(mini_table) * 4 // SECTOR)
    header += struct.pack("<6I", 0, tables, directory_start, 0, MINI_CUTOFF, mini_start)
    header += struct.pack("<3I", mini_sectors, END, 0)
    slots = [*range(first_table, first_table + tables)]
    header += _numbers(slots + [FREE] * (HEADER_FAT_SLOTS - tables))
    return header + b"".join(sectors.blocks) + _numbers(fat).ljust(tables * SECTOR, b"\xff")


def _place_streams(entries: list[_Entry], sectors: _Sectors) -> list[int]:
    """Give every stream its place; the table that chains the small ones, which the root keeps together."""
    small, table = bytearray(), list[int]()
    for entry in entries:
        entry.size = len(entry.data)
        if entry.kind != STREAM:
            continue
        if not entry.data:
            entry.start = END
        elif len(entry.data) >= MINI_CUTOFF:
            entry.start = sectors.add(entry.data)
        else:
            entry.start = len(table)
            small += entry.data.ljust(-(-len(entry.data) // MINI_SECTOR) * MINI_SECTOR, b"\0")
            table += [*range(entry.start + 1, len(small) // MINI_SECTOR), END]
    entries[0].start, entries[0].size = sectors.add(bytes(small)), len(small)
    return table


def _add_storage(entries: list[_Entry], children: Storage) -> int:
    """Append the children and their descendants; number of the root of their search tree."""
    names = sorted(children, key=_order)
    numbers = range(len(entries), len(entries) + len(names))
    for name in names:
        child = children[name]
        stream = child if isinstance(child, bytes) else b""
        entries.append(_Entry(name, STREAM if isinstance(child, bytes) else STORAGE, stream))
    full_levels = (len(names) + 1).bit_length() - 1
    root = _link(entries, numbers, 0, full_levels)
    for name, number in zip(names, numbers, strict=True):
        child = children[name]
        if not isinstance(child, bytes):
            entries[number].child = _add_storage(entries, child)
    return root


def _link(entries: list[_Entry], numbers: range, level: int, full_levels: int) -> int:
    """Link sorted siblings into a balanced tree; only a last level that is not full is red."""
    if not numbers:
        return NO_ENTRY
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _link(entries, numbers[:middle], level + 1, full_levels)
    entry.right = _link(entries, numbers[middle + 1 :], level + 1, full_levels)
    entry.colour = BLACK if level < full_levels else RED
    return numbers[middle]


def _order(name: str) -> tuple[int, str]:
    return len(name.encode("utf-16-le")), name.upper()


def _directory(entries: list[_Entry]) -> bytes:
    blank = bytes(68) + struct.pack("<III", NO_ENTRY, NO_ENTRY, NO_ENTRY) + bytes(48)
    per_sector = SECTOR // len(blank)
    return b"".join(entry.packed() for entry in entries) + blank * (-len(entries) % per_sector)


def _table_sectors(sectors: _Sectors) -> int:
    """How many sectors the allocation table needs, itself included."""
    per_sector, tables = SECTOR // 4, 1
    while tables * per_sector < len(sectors.blocks) + tables:
        tables += 1
    if tables > HEADER_FAT_SLOTS:
        raise ValueError("the project is too large for this writer")
    return tables


def _numbers(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)
