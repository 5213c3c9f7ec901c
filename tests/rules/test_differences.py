"""A sheet told to be sound from its blocks is sound cell by cell, whatever is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.samples import CLEAN, master_form, place
from toolkit.addresses import CellRef
from toolkit.blocks import Block, BlockCells, Place, Shape
from toolkit.io.xlsx_read import read_book
from toolkit.model import Book, Cell, ExcelError, Sheet
from toolkit.rules import differences
from toolkit.rules.differences import Differences, compare_with_master
from toolkit.submission import bind

Change = Callable[[Cell], Cell | None]
VALUES = (None, "", " ", "公式", 0.0, 1.0, -0.0, 1.5, True, False, ExcelError.NA, "1")
FORMULAS = (None, "1+1", "SUM(A1:A2)", "sum( a1:A2 )")


@cache
def clean() -> Book:
    return read_book(CLEAN)


@cache
def shape(places: tuple[Place, ...], formulas: tuple[str | None, ...], styles: tuple[int, ...]) -> Shape:
    """One object for alike rows, as the reader gives it."""
    return Shape(places, formulas, styles)


def in_rows(cells: Mapping[Place, Cell]) -> BlockCells:
    """The same cells, a block a row."""
    blocks = []
    for _, row in groupby(sorted(cells.items()), key=lambda item: item[0][0]):
        places, contents = zip(*row, strict=True)
        values, formulas, styles = zip(*contents, strict=True)
        blocks.append(Block(shape(places, formulas, styles), values))
    return BlockCells(blocks)


def changed(at: CellRef, change: Change) -> Book:
    """The clean return with one cell changed, in rows."""

    def edit(sheet: Sheet) -> Sheet:
        cells = dict(sheet.cells)
        if sheet.title == at.sheet:
            new = change(cells.pop((at.row, at.column), Cell(None, None, 0)))
            if new:
                cells[at.row, at.column] = new
        return replace(sheet, cells=in_rows(cells))

    return replace(clean(), sheets=tuple(map(edit, clean().sheets)))


def told_by_blocks_and_by_cells(book: Book) -> tuple[Differences, Differences]:
    submission = bind(book, master_form())
    by_blocks = compare_with_master(submission)
    with patch.object(differences, "_is_sound", lambda *_: False):
        return by_blocks, compare_with_master(submission)


@cache
def places() -> list[CellRef]:
    """Every cell of the clean return, and one beside each."""
    return [
        CellRef(sheet.title, row, column + beside)
        for sheet in clean().sheets
        for row, column in sheet.cells
        for beside in (0, 40)
    ]


@given(
    at=st.deferred(lambda: st.sampled_from(places())),
    value=st.sampled_from(VALUES),
    formula=st.sampled_from(FORMULAS),
    style=st.sampled_from((None, 0, 20)),
    part=st.sampled_from(("value", "formula", "style", "all", "none")),
)
@settings(max_examples=150)
def test_blocks_and_cells_tell_the_same(
    at: CellRef, value: object, formula: str | None, style: int | None, part: str
) -> None:
    def change(cell: Cell) -> Cell | None:
        if part == "none":
            return None
        new = Cell(value, formula, cell.style if style is None else style)  # type: ignore[arg-type]
        return new if part == "all" else cell._replace(**{part: getattr(new, part)})

    by_blocks, by_cells = told_by_blocks_and_by_cells(changed(at, change))
    assert by_blocks == by_cells


def test_the_clean_return_is_told_from_its_blocks() -> None:
    book = changed(CellRef("_", 1, 1), lambda cell: cell)
    with patch.object(differences, "_compare_formulas", side_effect=AssertionError):
        assert compare_with_master(bind(book, master_form())) == Differences()


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("自评_得分合计", lambda cell: cell._replace(value=cell.value + 1e-6), "stale"),
        ("自评_得分合计", lambda cell: cell._replace(value=None), "uncached"),
        ("自评_得分合计", lambda cell: cell._replace(formula="1+1"), "formulas"),
        ("自评_得分合计", lambda cell: cell._replace(formula=None), "formulas"),
        ("自评_得分合计", lambda cell: None, "formulas"),
        ("参数_执行率封顶", lambda cell: cell._replace(value="分档封顶"), "constants"),
        ("参数_执行率封顶", lambda cell: None, "constants"),
        ("预算_全年执行", lambda cell: cell._replace(formula="1+1"), "entered_formulas"),
    ],
)
def test_one_change_is_one_difference(name: str, change: Change, field: str) -> None:
    at = place(master_form(), name)
    for found in told_by_blocks_and_by_cells(changed(at, change)):
        filled = {key: told for key in Differences.__struct_fields__ if (told := getattr(found, key))}
        assert list(filled) == [field]
        assert [getattr(item, "at", item) for item in filled[field]] == [at]


def test_a_result_within_another_programs_rounding_is_sound() -> None:
    at = place(master_form(), "自评_得分合计")
    book = changed(at, lambda cell: cell._replace(value=cell.value * (1 + 1e-13)))  # type: ignore[operator]
    with patch.object(differences, "_compare_formulas", side_effect=AssertionError):
        assert compare_with_master(bind(book, master_form())) == Differences()


def test_an_unlocked_formula_is_told_though_the_shape_was_met_before() -> None:
    at = place(master_form(), "自评_得分合计")
    book = changed(at, lambda cell: cell)
    style = next(sheet for sheet in book.sheets if sheet.title == at.sheet).cells[at.row, at.column].style
    assert compare_with_master(bind(book, master_form())) == Differences()
    opened = replace(book, unlocked_styles=book.unlocked_styles | {style})
    by_blocks, by_cells = told_by_blocks_and_by_cells(opened)
    assert at in by_blocks.unlocked
    assert by_blocks == by_cells
