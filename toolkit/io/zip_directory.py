"""The directory of a zip file, proven: places, sizes and names, before a single member is believed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from toolkit.errors import UnusableInput
from toolkit.io.recognise import DAMAGED

MAX_PARTS: Final = 20_000
MAX_UNPACKED_BYTES: Final = 512 << 20
"""All parts together, as the directory states them."""
MAX_RATIO: Final = 250
"""Unpacked over packed size of a part above ``RATIO_FREE_BYTES``; deflate itself can reach 1,030."""
RATIO_FREE_BYTES: Final = 4 << 20

BOMB: Final = "文件解压后异常庞大，为安全起见未予读取，请把内容复制到空白的工作簿里再用。"
UNSAFE_NAME: Final = "文件内部含有不安全或重复的部件名，未予读取，请用 Excel 打开，另存为 .xlsx。"
ZIP_PASSWORD: Final = "文件被压缩软件加了密码，请取消密码后再用。"

STORED: Final = 0
DEFLATED: Final = 8
END = struct.Struct("<4s4H2IH")
_END64_LOCATOR = struct.Struct("<4sIQI")
_END64 = struct.Struct("<4sQ2H2I4Q")
CENTRAL = struct.Struct("<4s6H3I5H2I")
LOCAL = struct.Struct("<4s5H3I2H")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000


class Entry(Struct, frozen=True):
    """One member as the central directory states it; offsets are absolute in the file."""

    name: str
    method: int
    crc: int
    packed_size: int
    size: int
    local_offset: int
    data_offset: int
    record: slice
    """Its record in the central span."""
    offset_field: slice
    """Where its local offset is written: 4 bytes, or 8 in a zip64 record."""


class Directory(Struct, frozen=True):
    """Every member in the directory's order, and where the central records stand."""

    members: tuple[Entry, ...]
    span: slice


def read_directory(data: bytes) -> Directory:
    """The proven directory of a zip file, zip64 included; nothing may stand before, between or after it.

    Raises UnusableInput where it is damaged, a member is encrypted, packed by another method than deflate,
    named twice (letter case aside) or outside the package, overlaps another, or a limit is passed.
    """
    try:
        span, count = _locate(data)
        members = tuple(_members(data, span, count))
    except (struct.error, UnicodeDecodeError) as fault:
        raise UnusableInput(DAMAGED) from fault
    _refuse_bombs(members)
    _refuse_overlaps(members, span)
    _refuse_names(members)
    return Directory(members, span)


def _locate(data: bytes) -> tuple[slice, int]:
    """The central directory's place and number of records; nothing may follow the end record."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - END.size - _FULL16))
    if end < 0:
        raise UnusableInput(DAMAGED)
    _, disk, first_disk, here, count, size, offset, comment = END.unpack_from(data, end)
    stop = end
    if _FULL16 in (here, count) or _FULL32 in (size, offset):
        stop, disk, first_disk, here, count, size, offset = _locate64(data, end)
    if disk or first_disk or here != count or offset + size != stop or end + END.size + comment != len(data):
        raise UnusableInput(DAMAGED)
    if count > MAX_PARTS:
        raise UnusableInput(BOMB)
    return slice(offset, offset + size), count


def _locate64(data: bytes, end: int) -> tuple[int, int, int, int, int, int, int]:
    """Where the zip64 end record starts, and its figures."""
    locator = end - _END64_LOCATOR.size
    if locator < 0:
        raise UnusableInput(DAMAGED)
    signature, _, at, _ = _END64_LOCATOR.unpack_from(data, locator)
    record = _END64.unpack_from(data, at) if signature == b"PK\6\7" and at < locator else (b"",)
    if record[0] != b"PK\6\6" or at + 12 + record[1] != locator:
        raise UnusableInput(DAMAGED)
    _, _, _, _, disk, first_disk, here, count, size, offset = record
    return at, disk, first_disk, here, count, size, offset


def _members(data: bytes, span: slice, count: int) -> Iterator[Entry]:
    at = span.start
    for _ in range(count):
        entry = _member(data, at)
        yield entry
        at = entry.record.stop
    if at != span.stop:
        raise UnusableInput(DAMAGED)


def _member(data: bytes, at: int) -> Entry:
    """The member whose central record starts at ``at``, compared with its local header."""
    fields = CENTRAL.unpack_from(data, at)
    signature, _, _, flags, method, _, _, crc, packed, size, name_size, extra_size, note_size = fields[:13]
    offset = fields[16]
    name_at = at + CENTRAL.size
    extra = slice(name_at + name_size, name_at + name_size + extra_size)
    if signature != b"PK\1\2" or extra.stop + note_size > len(data):
        raise UnusableInput(DAMAGED)
    if flags & _ENCRYPTED:
        raise UnusableInput(ZIP_PASSWORD)
    if method not in (STORED, DEFLATED):
        raise UnusableInput(DAMAGED)
    offset_field = slice(at + 42, at + 46)
    if _FULL32 in (packed, size, offset):
        size, packed, offset, offset_field = _wide(data, extra, size, packed, offset, offset_field)
    raw_name = data[name_at : extra.start]
    data_offset = _data_offset(data, offset, raw_name)
    if data_offset + packed > len(data):
        raise UnusableInput(DAMAGED)
    name = raw_name.decode("utf-8" if flags & 0x0800 else "cp437")
    record = slice(at, extra.stop + note_size)
    return Entry(name, method, crc, packed, size, offset, data_offset, record, offset_field)


def _wide(
    data: bytes, extra: slice, size: int, packed: int, offset: int, offset_field: slice
) -> tuple[int, int, int, slice]:
    """Sizes and offset with those that are 0xFFFFFFFF taken from the zip64 field."""
    at = extra.start
    while at + 4 <= extra.stop:
        kind, length = struct.unpack_from("<2H", data, at)
        if kind == 1:
            break
        at += 4 + length
    else:
        raise UnusableInput(DAMAGED)
    at += 4
    figures = [size, packed, offset]
    for index, figure in enumerate(figures):
        if figure == _FULL32:
            (figures[index],) = struct.unpack_from("<Q", data, at)
            if index == 2:
                offset_field = slice(at, at + 8)
            at += 8
    return figures[0], figures[1], figures[2], offset_field


def _data_offset(data: bytes, offset: int, raw_name: bytes) -> int:
    """Where a member's packed bytes start; its local header must carry the same name."""
    header = LOCAL.unpack_from(data, offset)
    start = offset + LOCAL.size
    if header[0] != b"PK\3\4" or data[start : start + header[9]] != raw_name:
        raise UnusableInput(DAMAGED)
    return start + int(header[9]) + int(header[10])


def _refuse_bombs(members: tuple[Entry, ...]) -> None:
    if sum(entry.size for entry in members) > MAX_UNPACKED_BYTES:
        raise UnusableInput(BOMB)
    for entry in members:
        if entry.size > RATIO_FREE_BYTES and entry.size > MAX_RATIO * entry.packed_size:
            raise UnusableInput(BOMB)


def _refuse_overlaps(members: tuple[Entry, ...], span: slice) -> None:
    """No two members may share bytes, nor reach into the span."""
    spans = sorted((entry.local_offset, entry.data_offset + entry.packed_size) for entry in members)
    starts = [start for start, _ in spans[1:]] + [span.start]
    if any(stop > following for (_, stop), following in zip(spans, starts, strict=False)):
        raise UnusableInput(DAMAGED)


def _refuse_names(members: tuple[Entry, ...]) -> None:
    """Part names are relative, slash-separated, without ``..``, and unique, letter case aside."""
    if len({entry.name.casefold() for entry in members}) != len(members):
        raise UnusableInput(UNSAFE_NAME)
    for entry in members:
        segments = entry.name.removesuffix("/").split("/")
        if "\\" in entry.name or ":" in entry.name or any(s in ("", ".", "..") for s in segments):
            raise UnusableInput(UNSAFE_NAME)
        if any(ord(character) < 32 for character in entry.name):
            raise UnusableInput(UNSAFE_NAME)
        if entry.name.endswith("/") and entry.size:
            raise UnusableInput(UNSAFE_NAME)
