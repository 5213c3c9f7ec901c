"""Compression of VBA streams, [MS-OVBA] 2.4.1: chunks of 4096 bytes, each a run of literals and copies."""

from __future__ import annotations

import struct

CHUNK = 4096
GROUP = 8
SHORTEST_COPY = 3
SIGNATURE = 1
_COMPRESSED_CHUNK = 0xB000
_RAW_CHUNK = 0x3FFF


def compress(data: bytes) -> bytes:
    """The compressed container; always the same for the same bytes."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return bytes([SIGNATURE]) + b"".join(_compress_chunk(chunk) for chunk in chunks)


def copy_bits(position: int) -> int:
    """Bits of a copy token that hold the offset, at that position of a chunk ([MS-OVBA] 2.4.1.3.19.1)."""
    return max(4, (position - 1).bit_length())


def _compress_chunk(chunk: bytes) -> bytes:
    tokens = bytearray()
    earlier: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(GROUP):
            if position >= len(chunk):
                break
            offset, length = _longest_copy(chunk, position, earlier)
            if length:
                flags |= 1 << bit
                shift = 16 - copy_bits(position)
                group += struct.pack("<H", (offset - 1) << shift | length - SHORTEST_COPY)
            else:
                group.append(chunk[position])
            step = length or 1
            for start in range(position, position + step):
                earlier.setdefault(chunk[start : start + SHORTEST_COPY], []).append(start)
            position += step
        tokens.append(flags)
        tokens += group
    if len(tokens) <= CHUNK:
        return struct.pack("<H", _COMPRESSED_CHUNK | len(tokens) - 1) + bytes(tokens)
    if len(chunk) < CHUNK:
        raise ValueError("a last chunk that does not shrink cannot be stored without padding")
    return struct.pack("<H", _RAW_CHUNK) + chunk


def _longest_copy(chunk: bytes, position: int, earlier: dict[bytes, list[int]]) -> tuple[int, int]:
    """Offset and length of the longest earlier run that starts the same; length 0 where there is none."""
    candidates = earlier.get(chunk[position : position + SHORTEST_COPY], ())
    if not candidates or position + SHORTEST_COPY > len(chunk):
        return 0, 0
    longest = min((0xFFFF >> copy_bits(position)) + SHORTEST_COPY, len(chunk) - position)
    best_offset = best_length = 0
    for start in reversed(candidates):
        length = SHORTEST_COPY
        while length < longest and chunk[start + length] == chunk[position + length]:
            length += 1
        if length > best_length:
            best_offset, best_length = position - start, length
            if length == longest:
                break
    return best_offset, best_length
