"""A copy of a package with some parts replaced and every other byte of its members as it came."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from toolkit.io.package import Package
from toolkit.io.zip_directory import CENTRAL, DEFLATED, END, LOCAL, Entry

_LEVEL: Final = 6
_VERSION_NEEDED: Final = 20
_NAME_IS_UTF8: Final = 0x0800


def replace_parts(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts' content replaced; the same input gives the same bytes.

    Members keep their order, names, dates and attributes; unchanged ones keep their packed bytes, headers
    and extra fields. A part that the package does not have is an error (KeyError): nothing is added.
    """
    missing = parts.keys() - package.entries.keys()
    if missing:
        raise KeyError(*missing)
    members = sorted(package.directory.members, key=lambda entry: entry.local_offset)
    stops = [entry.local_offset for entry in members[1:]] + [package.directory.span.start]
    output = bytearray(package.data[: members[0].local_offset])
    records: dict[str, bytes] = {}
    for entry, stop in zip(members, stops, strict=True):
        offset = len(output)
        if entry.name in parts:
            local, records[entry.name] = _new_member(package, entry, parts[entry.name], offset)
            output += local
        else:
            output += package.data[entry.local_offset : stop]
            records[entry.name] = _moved_record(package, entry, offset)
    start = len(output)
    output += b"".join(records[entry.name] for entry in package.directory.members)
    return bytes(output) + _end_record(package, start, len(output) - start)


def _moved_record(package: Package, entry: Entry, offset: int) -> bytes:
    """The central record with the local offset changed, nothing else."""
    record = bytearray(package.data[entry.record])
    field = slice(entry.offset_field.start - entry.record.start, entry.offset_field.stop - entry.record.start)
    record[field] = offset.to_bytes(field.stop - field.start, "little")
    return bytes(record)


def _new_member(package: Package, entry: Entry, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """Local header with packed content, and the central record, of a replaced part."""
    old = CENTRAL.unpack_from(package.data, entry.record.start)
    flags, time, date = old[3] & _NAME_IS_UTF8, old[5], old[6]
    name_start = entry.record.start + CENTRAL.size
    name = package.data[name_start : name_start + old[10]]
    note = package.data[entry.record.stop - old[12] : entry.record.stop]
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(content) + deflater.flush()
    common = (flags, DEFLATED, time, date, zlib.crc32(content), len(packed), len(content), len(name), 0)
    local = LOCAL.pack(b"PK\3\4", _VERSION_NEEDED, *common)
    central = CENTRAL.pack(
        b"PK\1\2", old[1], _VERSION_NEEDED, *common, len(note), 0, old[14], old[15], offset
    )
    return local + name + packed, central + name + note


def _end_record(package: Package, start: int, size: int) -> bytes:
    """The end record; a zip64 one is not needed at the sizes that are admitted."""
    at = package.data.rfind(b"PK\5\6")
    count, comment = len(package.directory.members), package.data[at + END.size :]
    return struct.pack(END.format, b"PK\5\6", 0, 0, count, count, size, start, len(comment)) + comment
