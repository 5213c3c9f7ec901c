"""Where a line of Chinese with figures and words is broken, as a printer would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from toolkit.expression import expression

OPENING: Final = "（“‘《〈【「『〔〖｛［([{￥¥"
"""Signs that never end a line."""
CLOSING: Final = "，。、；：？！）”’》〉】」』〕〗｝］…—％‰·～,.;:?!)]}%"
"""Signs that never begin a line."""
UNITS: Final = "万元|亿元|万|亿|元|分|笔|项|行|次|个|条|份|处|格|人|年|月|日|字|家|台|倍"
"""Words that stay on the line of the figure before them."""
_OTHERS: Final = "[!-\u2013\u2015-\u2017\u201e-\u2025\u2027-\u2e7f]"
"""What is no Chinese, no sign of it and no blank."""
_PIECE: Final = expression(
    rf"\s*[{re.escape(OPENING)}]*(?:{_OTHERS}+(?:(?<=\d)\s?(?:{UNITS}))?|\S)?[{re.escape(CLOSING)}]*\s*"
)
"""What is not broken: a Chinese character or a run of others, with the signs that stick to it."""


def line_breaks(line: str, width: int, columns_of: Callable[[str], int]) -> Iterator[int]:
    """Where a line goes on in the next one: between Chinese characters, and at blanks.

    ``columns_of`` says how many columns a text takes. Blanks at a break may reach beyond the width. A piece
    that fits no line is cut.
    """
    filled = 0
    for match in _PIECE.finditer(line):
        start, piece = match.start(), match[0]
        needed = columns_of(piece.rstrip())
        if filled and filled + needed > width:
            yield start
            filled = 0
        if needed <= width:
            filled += columns_of(piece)
            continue
        for part in _parts(piece, width, columns_of):
            if filled:
                yield start
            filled = columns_of(part)
            start += len(part)


def _parts(piece: str, width: int, columns_of: Callable[[str], int]) -> Iterator[str]:
    """A piece cut where it fills the width."""
    start, filled = 0, 0
    for place, letter in enumerate(piece):
        taken = columns_of(letter)
        if filled + taken > width and place > start:
            yield piece[start:place]
            start, filled = place, 0
        filled += taken
    yield piece[start:]
