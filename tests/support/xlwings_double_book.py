"""Workbooks of the double with their sheets and defined names, held by openpyxl."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from xlwings import base_classes as base

from tests.support.xlwings_double_cells import Note, Range
from tests.support.xlwings_double_native import NativeBook, NativeSheet
from toolkit.io.excel_native import ComError

_PICKLED: dict[str, bytes] = {}
_RESULTS: dict[str, dict[tuple[str, str], Any]] = {}
"""Stored results of formulas by the file's digest: reading them takes as long as reading the workbook."""


class Book(base.Book):
    """A workbook."""

    app = None

    def __init__(self, app: base.App, path: Path | None, name: str, data: bytes) -> None:
        self.app, self.path, self._name = app, path, name
        self.workbook = _workbook(data)
        self._data = data
        self.kept: list[str] = []
        self.activated: list[str] = []
        self.has_printer = True
        self.failing: Callable[[Range], bool] = lambda _: False
        """Writes for which this is true fail, as Excel's do when it is busy."""

    @cached_property
    def results(self) -> dict[tuple[str, str], Any]:
        """What the formulas came to, as the file stores it."""
        return dict(_results(self._data))

    @property
    def api(self) -> NativeBook:
        return NativeBook(self)

    @property
    def name(self) -> str:
        return self._name

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self._name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        pass

    def save(self, path: Any = None, password: Any = None) -> None:
        self.path = Path(path or self.path).resolve()
        self._name = self.path.name
        self.workbook.save(self.path)


def _workbook(data: bytes) -> openpyxl.Workbook:
    """A workbook of its own; unpickling one is four times as fast as reading the file again."""
    if b"xl/vbaProject.bin" in data:
        return openpyxl.load_workbook(io.BytesIO(data), keep_vba=True)
    digest = hashlib.sha256(data).hexdigest()
    if digest not in _PICKLED:
        _PICKLED[digest] = pickle.dumps(openpyxl.load_workbook(io.BytesIO(data)))
    workbook: openpyxl.Workbook = pickle.loads(_PICKLED[digest])
    return workbook


def _results(data: bytes) -> dict[tuple[str, str], Any]:
    digest = hashlib.sha256(data).hexdigest()
    if digest not in _RESULTS:
        stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        _RESULTS[digest] = {
            (sheet.title, cell.coordinate): cell.value
            for sheet in stored.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
    return _RESULTS[digest]


class Sheets(base.Sheets):
    """The sheets in tab order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, key: int | str) -> Sheet:
        pages = self.book.workbook.worksheets
        if isinstance(key, int):
            return Sheet(self.book, pages[key - 1])
        for page in pages:
            if page.title.lower() == key.lower():
                return Sheet(self.book, page)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.book.workbook.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, page) for page in self.book.workbook.worksheets)


class Sheet(base.Sheet):
    """One sheet."""

    book = None

    def __init__(self, book: Book, page: Any) -> None:
        self.book, self.page = book, page

    @property
    def api(self) -> NativeSheet:
        return NativeSheet(self.page)

    @property
    def name(self) -> str:
        return str(self.page.title)

    @property
    def index(self) -> int:
        return int(self.book.workbook.worksheets.index(self.page)) + 1

    @property
    def used_range(self) -> Range:
        return Range(self, self.page.min_row, self.page.min_column, self.page.max_row, self.page.max_column)

    @property
    def notes(self) -> list[Note]:
        return [Note(cell) for row in self.page.iter_rows() for cell in row if cell.comment]

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            left, top, right, bottom = openpyxl.utils.range_boundaries(first.replace("$", ""))
            return Range(self, top, left, bottom, right)
        if isinstance(first, Range):
            end = last or first
            return Range(self, first.row, first.column, end.last_row, end.last_column)
        if len(first) == 4:
            row, column, rows, columns = first
            return Range(self, row, column, row + rows - 1, column + columns - 1)
        row, column = last or first
        if 0 in (*first, row, column):
            raise ComError("rows and columns count from 1")
        return Range(self, *first, row, column)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    def activate(self) -> None:
        self.book.activated.append(self.name)


class PageSetup(base.PageSetup):
    """How a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def _refuse_without_printer(self) -> None:
        if not self.sheet.book.has_printer:
            raise ComError("there is no printer")

    @property
    def print_area(self) -> str | None:
        self._refuse_without_printer()
        return self.sheet.page.print_area.rpartition("!")[2] or None

    @print_area.setter
    def print_area(self, area: str | None) -> None:
        self._refuse_without_printer()
        self.sheet.page.print_area = area


class Names(base.Names):
    """Global names, and those of the sheets with the sheet before them."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def _all(self) -> list[Name]:
        workbook = self.book.workbook
        found = [Name(key, name.attr_text) for key, name in workbook.defined_names.items()]
        for page in workbook.worksheets:
            found += [Name(f"{page.title}!{key}", name.attr_text) for key, name in page.defined_names.items()]
        return found

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._all()]

    def __call__(self, key: int | str) -> Name:
        names = self._all()
        if isinstance(key, int):
            return names[key - 1]
        return next(name for name in names if name.name == key)

    def contains(self, key: int | str) -> bool:
        names = self._all()
        return key <= len(names) if isinstance(key, int) else any(name.name == key for name in names)


class Name(base.Name):
    """A defined name."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return f"={self._text}"
