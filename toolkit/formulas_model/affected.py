"""Which rows of which formulas can have another result after some cells have changed.

Changed cells are told by one integer a column; its bit ``n`` stands for the cell ``n`` rows below the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.recipes import Span

TALLEST = 8
"""A moving area of more rows counts as read whole from every row."""


class Columns:
    """The columns of all sheets, numbered as they follow each other in a model's list of values."""

    def __init__(self, layout: Layout) -> None:
        heights = [rows for rows, columns in layout.sizes.values() for _ in range(columns)]
        self.starts = [0, *accumulate(heights)][:-1]
        """The slot of the first cell of each."""
        self.of_slot = [column for column, rows in enumerate(heights) for _ in range(rows)]
        """The column of each slot."""

    def mask(self, slots: Iterable[int]) -> list[int]:
        """The changed cells of every column, from their slots."""
        masks = [0] * len(self.starts)
        starts, of_slot = self.starts, self.of_slot
        for slot in slots:
            column = of_slot[slot]
            masks[column] |= 1 << slot - starts[column]
        return masks


class Reading(Struct, frozen=True):
    """What one step of a calculation reads, and where it writes."""

    column: int
    """Number of the column that it fills."""
    row: int
    """Bit of the first row that it fills."""
    all_rows: int
    """One bit for each of its rows, the first row is bit 0."""
    whole: tuple[tuple[int, int], ...]
    """Column and bits that every row may depend on."""
    beside: tuple[tuple[int, int], ...]
    """Column and the bit that the first row depends on; the next row depends on the next bit."""
    reads_itself: bool
    """Whether a row may depend on rows above it in the same run."""

    def affected(self, changed: Sequence[int]) -> int:
        """The rows that have to be calculated, the first row as bit 0."""
        for column, bits in self.whole:
            if changed[column] & bits:
                return self.all_rows
        rows = 0
        for column, bit in self.beside:
            rows |= changed[column] >> bit
        rows &= self.all_rows
        return self.all_rows if rows and self.reads_itself else rows


def reading_of(reads: Iterable[Span], slot: int, first: int, stop: int, columns: Columns) -> Reading:
    """What a run of a program's rows reads, ``first`` to ``stop`` down from its own cell at ``slot``."""
    own = columns.of_slot[slot]
    whole: dict[int, int] = {}
    beside: set[tuple[int, int]] = set()
    for start, end, moves1, moves2 in reads:
        column = columns.of_slot[start]
        low, high = start - columns.starts[column], end - columns.starts[column]
        if column != own and moves1 and moves2 and high - low <= TALLEST:
            beside.update((column, bit + first) for bit in range(low, high))
        else:
            top = min(low + moves1 * first, low + moves1 * (stop - 1))
            bottom = max(high + moves2 * first, high + moves2 * (stop - 1))
            whole[column] = whole.get(column, 0) | (1 << bottom) - (1 << top)
    return Reading(
        own,
        slot - columns.starts[own] + first,
        (1 << stop - first) - 1,
        tuple(whole.items()),
        tuple(sorted(beside)),
        own in whole,
    )


def rows_of(bits: int) -> Iterator[int]:
    """The places of the bits, in ascending order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
