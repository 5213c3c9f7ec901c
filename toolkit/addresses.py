"""Where cells are: one cell, an area, and how Excel writes both."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.expression import expression


class CellRef(NamedTuple):
    """One cell: sheet title, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address without its sheet, ``E24``."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


class Area(NamedTuple):
    """A rectangle of cells on one sheet, both corners included, counted from 1."""

    sheet: str
    row1: int
    column1: int
    row2: int
    column2: int

    @property
    def first(self) -> CellRef:
        """The top left cell."""
        return CellRef(self.sheet, self.row1, self.column1)

    @property
    def rows(self) -> int:
        """How many rows high."""
        return self.row2 - self.row1 + 1

    def cell(self, index: int) -> CellRef:
        """The cell of the first column, ``index`` rows below the top (0 is the first row)."""
        return CellRef(self.sheet, self.row1 + index, self.column1)


_AREA = expression(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


def parse_area(text: str) -> Area | None:
    """The area that a defined name refers to, ``绩效自评表!$M$30:$M$89``; ``None`` for anything else."""
    match = _AREA.fullmatch(text.strip().removeprefix("="))
    if match is None:
        return None
    quoted, plain, column1, row1, column2, row2 = match.groups()
    sheet = quoted.replace("''", "'") if quoted else plain
    return Area(
        sheet, int(row1), column_number(column1), int(row2 or row1), column_number(column2 or column1)
    )


def column_number(letters: str) -> int:
    """Number of a column from its letters: ``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(column: int) -> str:
    """Letters of a column counted from 1: 1 is ``A``, 27 is ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
