"""How high a row must be for its texts to be seen whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LINE: Final = 14.5
"""Height of a line of ten-point text."""
PADDING: Final = 2
LEAST_LINES: Final = 2
"""Of a row in a list: those of one line and of two are as high."""
MOST_POINTS: Final = 409.0
"""The highest row that Excel has."""
WIDE: Final = 0x2E7F
"""Characters beyond this one are as wide as two digits."""


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column so wide; a Chinese character counts as two."""
    room = max(1, int(width - 1))
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    lines = 0
    for part in text.split("\n"):
        taken = len(part) + sum(map(WIDE.__lt__, map(ord, part)))
        lines += max(1, -(-taken // room))
    return lines


def list_row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points of a list's row in which all of these texts can be read, each in a column so wide."""
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(LINE * max(LEAST_LINES, lines) + PADDING, MOST_POINTS)
