"""Assembles the master: draws all sheets, calculates every cached value, puts in the fingerprint."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.addresses import CellRef, parse_area
from toolkit.form import fingerprint
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import Book, ExcelError, Value
from toolkit.specification import calculated, compile_model
from workbooks.build import frame
from workbooks.build.canvas import CREATED, Board
from workbooks.build.identity import TEMPLATE
from workbooks.build.package import lock_structure
from workbooks.build.sheets import (
    accounts,
    cover,
    evaluators,
    field_sheet,
    grade_sheet,
    guide,
    meta,
    narrative,
    parameter_sheet,
    profile,
    results,
    rule_sheet,
)
from workbooks.build.sources import Sources, load

SHEETS = (
    guide, cover, profile, accounts, grade_sheet, evaluators, narrative, results,
    rule_sheet, parameter_sheet, field_sheet,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished workbook with what was put into it."""

    data: bytes
    board: Board


def draw(sources: Sources, fingerprint: str) -> Drawing:
    """Draw the whole workbook once with this fingerprint; formulas have no results yet."""
    board = Board(sources)
    for module in SHEETS:
        module.draw(board)
    meta.draw(board, fingerprint)
    board.workbook.set_properties({"title": "部门整体支出绩效自评工作簿", "author": "", "created": CREATED})
    board.workbook.set_custom_property("模板标识", TEMPLATE)
    board.workbook.set_size(2400, 1500)
    board.sheets[frame.PAGES[0]].ws.activate()
    return Drawing(lock_structure(board.finish()), board)


def build() -> bytes:
    """The master's bytes: drawn once to be calculated and fingerprinted, then with both patched in.

    Raises MasterFault where a formula cannot be compiled, ValueError where one gives an error value.
    """
    sources = load()
    draft = read_book_bytes(draw(sources, "").data)
    return patch_workbook(draw(sources, fingerprint(draft)).data, (), cached_values(draft))


def cached_values(book: Book) -> dict[CellRef, Value]:
    """The value of every formula cell of the blank master; raises ValueError naming cells in error."""
    names = {name: area for name, text in book.names.items() if (area := parse_area(text))}
    model = compile_model(book, names)
    values = calculated(book, model)
    found = {
        CellRef(sheet.title, row, column): values[model.slot(sheet.title, row, column)]
        for sheet in book.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.formula is not None
    }
    faults = [str(at) for at, value in found.items() if isinstance(value, ExcelError)]
    if faults:
        raise ValueError(f"空白母版里有错误值：{'、'.join(faults[:9])}")
    return found
