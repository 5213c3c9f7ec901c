"""Writing in blocks: what Excel would misread stays what it is, and every block is read back."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.buttons.conftest import Desk, Opener
from tests.support.samples import CLEAN
from toolkit.addresses import CellRef
from toolkit.io import excel_write
from toolkit.io.excel_memory import last_scoring, remember_scoring
from toolkit.io.excel_write import Block, Content, FormulaText, WriteMismatch, blocks, write_contents
from toolkit.model import ExcelError

SHEET = "校验结果"


def at(row: int, column: int) -> CellRef:
    return CellRef(SHEET, row, column)


@pytest.fixture
def desk(opened: Opener) -> Desk:
    desk = opened(CLEAN)
    desk.book.workbook[SHEET].protection.sheet = False
    return desk


TEXTS = [
    "001", "5%", "1,234.50", "=SUM(A1:A3)", "+1", "-", "@甲", "'引号", "2023-3-5", "2023年3月5日", "TRUE",
    "false", "Mar 5", "DEC12", "1E5", "#N/A", "￥5", ".5", "E24", "普通文字", "（1）说明", "一、总体",
]  # fmt: skip


@pytest.mark.parametrize("number_format", ["General", "@"])
def test_texts_stay_texts(desk: Desk, number_format: str) -> None:
    """In a plain cell and in a text cell."""
    contents: dict[CellRef, Content] = {at(40 + i, 16): text for i, text in enumerate(TEXTS)}
    for cell in contents:
        desk.at(cell).number_format = number_format
    write_contents(desk.front, contents, dict.fromkeys(contents), ExitStack())
    assert [desk.at(cell).value for cell in contents] == TEXTS
    assert {desk.at(cell).data_type for cell in contents} == {"s"}


@pytest.mark.parametrize("content", [1.25, -0.1, 1e15, True, False, None, "文字"])
def test_contents_come_back_as_written(desk: Desk, content: Content) -> None:
    write_contents(desk.front, {at(40, 16): content}, {at(40, 16): None}, ExitStack())
    assert desk.at(at(40, 16)).value == content


def test_number_in_a_text_cell_stays_a_number(desk: Desk) -> None:
    contents: dict[CellRef, Content] = {
        at(40 + i, 16): content for i, content in enumerate([1.0, "001", 2.5, "x"])
    }
    for cell in contents:
        desk.at(cell).number_format = "@"
    write_contents(desk.front, contents, dict.fromkeys(contents), ExitStack())
    assert [desk.at(cell).value for cell in contents] == [1.0, "001", 2.5, "x"]
    assert [desk.at(cell).number_format for cell in contents] == ["General", "@", "General", "@"]


def test_something_else_in_the_cell_is_noticed_and_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = desk.at(at(40, 16))
    cell.value, cell.number_format = "原来的", "@"
    monkeypatch.setattr(excel_write, "_raw", lambda content: 2.0 if content == 1.0 else content)
    with pytest.raises(WriteMismatch, match="P40"), ExitStack() as undo:
        write_contents(desk.front, {at(40, 16): 1.0}, {at(40, 16): "原来的"}, undo)
    assert (cell.value, cell.number_format) == ("原来的", "@")


def test_neighbouring_columns_are_one_block() -> None:
    contents: dict[CellRef, Content] = {
        at(row, column): float(row) for row in (9, 10) for column in (3, 4, 5)
    }
    assert list(blocks(contents, {}, lambda _: False)) == [
        Block(SHEET, 9, 3, ((9.0, 9.0, 9.0), (10.0, 10.0, 10.0)))
    ]


def test_holes_are_filled_only_with_cells_that_may_be() -> None:
    contents: dict[CellRef, Content] = {at(9, 3): 1.0, at(10, 3): 2.0, at(9, 4): 3.0}
    before: dict[CellRef, Content] = {at(10, 4): "旧"}
    assert list(blocks(contents, before, before.__contains__)) == [
        Block(SHEET, 9, 3, ((1.0, 3.0), (2.0, "旧")))
    ]
    assert list(blocks(contents, before, lambda _: False)) == [
        Block(SHEET, 9, 3, ((1.0,), (2.0,))),
        Block(SHEET, 9, 4, ((3.0,),)),
    ]


def test_gaps_between_rows_and_columns_are_kept() -> None:
    contents: dict[CellRef, Content] = {at(9, 3): 1.0, at(11, 3): 2.0, at(9, 6): 3.0}
    assert [(block.row, block.column) for block in blocks(contents, {}, lambda _: False)] == [
        (9, 3), (11, 3), (9, 6),
    ]  # fmt: skip


def test_memory_gives_back_every_kind_of_content(desk: Desk) -> None:
    kinds: list[Content] = [
        None,
        0.1 + 0.2,
        "",
        "]]>&<\n\u3000文",
        True,
        FormulaText('=A1&"x"'),
        ExcelError.NA,
    ]
    before = {at(40 + i, 16): content for i, content in enumerate(kinds)}
    remember_scoring(desk.front, before, dict.fromkeys(before, 1.0), ExitStack())
    assert [change.before for change in last_scoring(desk.front)] == kinds
    assert {type(change.before) for change in last_scoring(desk.front)} == {type(kind) for kind in kinds}


def test_formula_that_stood_in_a_cell_comes_back_as_formula(desk: Desk) -> None:
    write_contents(desk.front, {at(40, 16): FormulaText("=1+1")}, {at(40, 16): None}, ExitStack())
    cell = desk.at(at(40, 16))
    assert (cell.value, cell.data_type) == ("=1+1", "f")
