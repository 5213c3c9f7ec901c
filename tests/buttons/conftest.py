"""A desk with Excel's stand-in: a sample opened, its button ready to be pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.support import xlwings_double as double
from tests.support.samples import master_form, place
from tests.support.xlwings_double_book import Book
from toolkit import buttons
from toolkit.addresses import CellRef
from toolkit.commands.check import Checked, check_file
from toolkit.io import masters
from toolkit.submission import bind, formula_results


@dataclass(frozen=True, slots=True)
class Desk:
    """The application, the open workbook as the stand-in and as xlwings show it."""

    app: double.App
    book: Book
    front: xw.Book

    def cell(self, name: str) -> openpyxl.cell.cell.Cell:
        """The cell of ``字段`` or, counted from 1, of ``字段[行]``."""
        return self.at(place(master_form(), name))

    def at(self, at: CellRef) -> openpyxl.cell.cell.Cell:
        return self.book.workbook[at.sheet].cell(at.row, at.column)

    def contents(self) -> dict[tuple[str, str], tuple[object, str]]:
        """Value and fill of every cell that has one."""
        fills = [fill.fgColor.rgb if fill.fill_type else "" for fill in self.book.workbook._fills]
        return {
            (sheet.title, cell.coordinate): (cell.value, fills[cell._style.fillId])
            for sheet in self.book.workbook.worksheets
            for cell in sheet._cells.values()
            if cell.value is not None or fills[cell._style.fillId]
        }

    def notes(self) -> dict[tuple[str, str], str]:
        """Every note of the workbook."""
        return {
            (sheet.title, cell.coordinate): cell.comment.text
            for sheet in self.book.workbook.worksheets
            for cell in sheet._cells.values()
            if cell.comment
        }

    def protection(self) -> dict[str, dict[str, object]]:
        """Every sheet's protection with its options."""
        return {sheet.title: dict(sheet.protection) for sheet in self.book.workbook.worksheets}

    def recalculate(self) -> None:
        """Let the workbook's formulas come to new results, as Excel does after every writing."""
        from toolkit.io.excel_live import read_live

        submission = bind(read_live(self.front), master_form())
        for at, value in formula_results(submission).items():
            key = (at.sheet, at.a1)
            self.book.results[key] = "" if value is None else value


Opener = Callable[..., Desk]
_LOADED = lru_cache(masters.load_form)
"""Each press is a process of its own; here they share the master."""


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Opens a copy of a sample, under another name if wanted, and makes it the calling workbook."""
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "log"))
    monkeypatch.setattr(masters, "load_form", _LOADED)

    def open_copy(sample: Path, name: str = "") -> Desk:
        engine = double.install()
        path = tmp_path / (name or sample.name)
        path.write_bytes(sample.read_bytes())
        book = engine.app.books.open(str(path))
        return Desk(engine.app, book, double.press_in(engine, book))

    return open_copy


@cache
def filed(sample: Path) -> Checked:
    """What the command makes of a file."""
    return check_file(sample)


def scored(desk: Desk) -> None:
    """Press the button that writes the scores, and agree."""
    desk.app.answers = ["ok"]
    buttons.score()
