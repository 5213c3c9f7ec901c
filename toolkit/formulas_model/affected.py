"""Which rows of which formulas can have another result after some cells have changed.

Changed cells are told by one integer a column; its bit ``n`` stands for the cell ``n`` rows below the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.order import Step
from toolkit.formulas_model.programs import Program
from toolkit.formulas_model.tree import Reference, references

TALLEST = 8
"""A moving area of more rows counts as read whole from every row."""


class Columns:
    """The columns of all sheets, numbered as they follow each other in a model's list of values."""

    def __init__(self, layout: Layout) -> None:
        self.starts = [
            layout.starts[sheet] + column * rows
            for sheet, (rows, columns) in layout.sizes.items()
            for column in range(columns)
        ]
        """The slot of the first cell of each."""
        firsts: dict[str, int] = {}
        count = 0
        for sheet, (_, columns) in layout.sizes.items():
            firsts[sheet] = count
            count += columns
        self._firsts = firsts
        self._of_slot = [
            firsts[sheet] + column
            for sheet, (rows, columns) in layout.sizes.items()
            for column in range(columns)
            for _ in range(rows)
        ]

    def number(self, sheet: str, column: int) -> int:
        """The number of a sheet's column, which is counted from 1."""
        return self._firsts[sheet] + column - 1

    def mask(self, slots: Iterable[int]) -> list[int]:
        """The changed cells of every column, from their slots."""
        masks = [0] * len(self.starts)
        starts, of_slot = self.starts, self._of_slot
        for slot in slots:
            column = of_slot[slot]
            masks[column] |= 1 << slot - starts[column]
        return masks


@dataclass(frozen=True, slots=True)
class Reading:
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


def reading_of(program: Program, step: Step, layout: Layout, columns: Columns) -> Reading:
    """What a run of a program's rows reads."""
    _, first, stop = step
    own = columns.number(program.sheet, program.column)
    whole: dict[int, int] = {}
    beside: set[tuple[int, int]] = set()
    for area in references(program.tree):
        for column in range(area.column1, area.column2 + 1):
            number = columns.number(area.sheet, column)
            if number != own and area.moves1 and area.moves2 and area.height <= TALLEST:
                beside.update((number, row - 1 + first) for row in range(area.row1, area.row2 + 1))
            else:
                whole[number] = whole.get(number, 0) | _bits(area, first, stop)
    return Reading(
        own,
        program.row - 1 + first,
        (1 << stop - first) - 1,
        tuple(whole.items()),
        tuple(sorted(beside)),
        own in whole,
    )


def _bits(area: Reference, first: int, stop: int) -> int:
    """All rows that an area reads from the rows of a run."""
    top, bottom = area.moved(first), area.moved(stop - 1)
    low, high = min(top.row1, bottom.row1), max(top.row2, bottom.row2)
    return (1 << high) - (1 << low - 1)


def rows_of(bits: int) -> Iterator[int]:
    """The places of the bits, in ascending order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
