"""Cells of the double: values, colours and notes with Excel's manners."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import to_excel
from xlwings import base_classes as base

from toolkit.io.excel_native import ComError

CODES = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
_NUMBER = re.compile(r"[-+]?(\d+(,\d{3})*\.?\d*|\.\d+)([eE][-+]?\d+)?%?")
_DAY = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?")
_EPOCH = datetime.datetime(1899, 12, 30, tzinfo=datetime.UTC)


def taken_as(value: Any, number_format: str) -> Any:
    """What Excel makes of a value assigned to a cell."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if not isinstance(value, str):
        return f"{value:.15g}" if number_format == "@" else float(value)
    if value == "" or number_format == "@":
        return value or None
    if value.startswith("'"):
        return value[1:]
    text = value.strip()
    if value.startswith("="):
        return value
    if _NUMBER.fullmatch(text):
        number = float(text.rstrip("%").replace(",", ""))
        return number / 100 if text.endswith("%") else number
    if day := _DAY.fullmatch(text):
        return datetime.datetime(*map(int, day.groups()))
    return {"TRUE": True, "FALSE": False}.get(text.upper(), value)


class Range(base.Range):
    """A rectangle of cells; corners included."""

    sheet, row, column = None, 0, 0

    def __init__(self, sheet: Any, row: int, column: int, last_row: int, last_column: int) -> None:
        self.sheet, self.row, self.column = sheet, row, column
        self.last_row, self.last_column = max(row, last_row), max(column, last_column)

    @property
    def api(self) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"Range.{name}")

    @property
    def shape(self) -> tuple[int, int]:
        return self.last_row - self.row + 1, self.last_column - self.column + 1

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        return (self.sheet, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        row, column = self.row + row - 1, self.column + column - 1
        return Range(self.sheet, row, column, row, column)

    @property
    def address(self) -> str:
        first, last = (self.sheet.page.cell(*at).coordinate for at in (self._first_at, self._last_at))
        return f"${first}:${last}"

    @property
    def _first_at(self) -> tuple[int, int]:
        return self.row, self.column

    @property
    def _last_at(self) -> tuple[int, int]:
        return self.last_row, self.last_column

    @property
    def _first(self) -> Any:
        return self.sheet.page.cell(self.row, self.column)

    def _cells(self) -> Iterator[Any]:
        for row in range(self.row, self.last_row + 1):
            for column in range(self.column, self.last_column + 1):
                yield self.sheet.page.cell(row, column)

    def _block(self, of: Any) -> Any:
        rows = tuple(
            tuple(of(row, column) for column in range(self.column, self.last_column + 1))
            for row in range(self.row, self.last_row + 1)
        )
        return rows[0][0] if len(self) == 1 else rows

    @property
    def raw_value(self) -> Any:
        return self._block(self._value_at)

    def _value_at(self, row: int, column: int) -> Any:
        cell = self.sheet.page._cells.get((row, column))
        if cell is None:
            return None
        value = cell.value
        if cell.data_type == "f":
            value = self.sheet.book.results.get((self.sheet.name, cell.coordinate), "")
        elif cell.data_type == "s":
            return value
        if isinstance(value, datetime.datetime | datetime.date | datetime.time):
            return _EPOCH + datetime.timedelta(days=to_excel(value))
        if isinstance(value, bool) or value is None:
            return value
        return float(value) if isinstance(value, int | float) else CODES.get(value, value)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.sheet.book.failing(self):
            raise ComError("the call was rejected")
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        targets = [
            (self.sheet.page.cell(self.row + down, self.column + across), value)
            for down, line in enumerate(rows)
            for across, value in enumerate(line)
        ]
        for cell, _ in targets:
            if self.sheet.page.protection.sheet and cell.protection.locked:
                raise ComError(f"{cell.coordinate} is locked")
        for cell, value in targets:
            self._put(cell, value)

    def _put(self, cell: Cell | MergedCell, value: Any) -> None:
        if isinstance(cell, MergedCell):
            return
        taken = taken_as(value, cell.number_format)
        cell.value = taken
        if isinstance(taken, str) and not (
            isinstance(value, str) and value.startswith("=") and taken == value
        ):
            cell.data_type = "s"
        if isinstance(taken, str) and cell.number_format == "@":
            cell.data_type = "s"

    @property
    def formula(self) -> Any:
        return self._block(self._formula_at)

    def _formula_at(self, row: int, column: int) -> str:
        cell = self.sheet.page._cells.get((row, column))
        value = None if cell is None else cell.value
        if isinstance(value, datetime.datetime | datetime.date):
            value = to_excel(value)
        return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)

    @property
    def number_format(self) -> str | None:
        formats = {cell.number_format for cell in self._cells()}
        return formats.pop() if len(formats) == 1 else None

    @number_format.setter
    def number_format(self, wanted: str) -> None:
        self._refuse_if_protected()
        for cell in self._cells():
            cell.number_format = wanted

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = self._first.fill
        if fill.fill_type != "solid":
            return None
        text = fill.fgColor.rgb[-6:]
        return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)

    @color.setter
    def color(self, colour: tuple[int, int, int] | None) -> None:
        self._refuse_if_protected()
        fill = (
            PatternFill("solid", fgColor="FF{:02X}{:02X}{:02X}".format(*colour)) if colour else PatternFill()
        )
        for cell in self._cells():
            cell.fill = fill

    @property
    def note(self) -> Note | None:
        return Note(self._first) if self._first.comment else None

    def add_note(self, text: str) -> Note:
        self._refuse_if_protected()
        if self._first.comment:
            raise ComError("the cell has a note")
        self._first.comment = Comment(text, "Excel")
        return Note(self._first)

    def autofit(self, axis: str | None = None) -> None:
        """Rows of the height of their text: none is stated then."""
        self._refuse_if_protected()
        assert axis == "r"
        for row in range(self._first_at[0], self._last_at[0] + 1):
            self.sheet.page.row_dimensions[row].height = None

    def _refuse_if_protected(self) -> None:
        if self.sheet.page.protection.sheet:
            raise ComError("the sheet is protected")


class Note(base.Note):
    """A note of one cell."""

    def __init__(self, cell: Any) -> None:
        self.cell = cell

    @property
    def text(self) -> str:
        return str(self.cell.comment.text)

    def delete(self) -> None:
        if self.cell.parent.protection.sheet:
            raise ComError("the sheet is protected")
        self.cell.comment = None
