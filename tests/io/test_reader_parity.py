"""Both readers, the fast and the strict, must give the same Book for every workbook that a program wrote."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.office import resave
from tests.support.packages import small_workbook, written_by_openpyxl, written_by_xlsxwriter
from toolkit.io import xlsx_read
from toolkit.io.sheet_strict import read_strict
from toolkit.io.text import SharedStrings
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import Book

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTS = st.text(CHARACTERS, max_size=20).filter(lambda text: not text.startswith("="))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e300, 1e300),
    TEXTS,
    st.sampled_from(
        ["a\nb", " x ", "_x000D_", "_xD800_", "&amp;", "<c r='A1'>", "]]>", '=A1&"<"', "=SUM(B:B)"]
    ),
)
STRINGS = SharedStrings({"0": "文字"})
GRIDS = st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 30)), VALUES, max_size=40)
PIECES = (
    *("<v>", "</v>", "</c>", '<c r="B1">', "<v/>", "<f/>", '<row r="9">', "</row>", '<c r="E5" s="2"/>'),
    *("<!--", "-->", "<![CDATA[", "]]>", "<is><t>q</t></is>", "&lt;", " ", "\n", '"', "x:", "t", "1", ""),
)
PROPERTY = settings(max_examples=60)


def strict_book(data: bytes) -> Book:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_read, "read_fast", lambda *_: None)
        return read_book_bytes(data)


def fast_book(data: bytes) -> Book:
    """Read with the fast reader alone: a sheet that it leaves to the strict one is an error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_read, "read_strict", None)
        return read_book_bytes(data)


def assert_same(data: bytes, *, fast_only: bool = True) -> Book:
    book = fast_book(data) if fast_only else read_book_bytes(data)
    strict = strict_book(data)
    assert book == strict
    for sheet, twin in zip(book.sheets, strict.sheets, strict=True):
        kinds = {at: type(cell.value) for at, cell in sheet.cells.items()}
        assert kinds == {at: type(cell.value) for at, cell in twin.cells.items()}
    return book


def openpyxl_bytes(grid: dict[tuple[int, int], object]) -> bytes:
    book = openpyxl.Workbook()
    for at, value in grid.items():
        cell = book.active.cell(*at, value)
        if isinstance(value, str) and not value.startswith("="):
            cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsxwriter_bytes(grid: dict[tuple[int, int], object]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for (row, column), value in grid.items():
        if isinstance(value, str) and value and not value.startswith("="):
            sheet.write_string(row - 1, column - 1, value)
        else:
            sheet.write(row - 1, column - 1, value)
    book.close()
    return stream.getvalue()


def as_written(value: object) -> object:
    """XlsxWriter keeps 16 digits of a number."""
    return float(f"{value:.16G}") if isinstance(value, float) else value


@PROPERTY
@given(GRIDS)
def test_readers_agree_on_what_openpyxl_writes(grid):
    assert_same(openpyxl_bytes(grid), fast_only=False)


@PROPERTY
@given(GRIDS)
def test_readers_agree_on_what_xlsxwriter_writes(grid):
    book = assert_same(xlsxwriter_bytes(grid), fast_only=False)
    expected = {at: as_written(v) for at, v in grid.items() if v is not None and not str(v).startswith("=")}
    expected = {at: value for at, value in expected.items() if value != ""}
    cells = book.sheets[0].cells
    assert {at: cells[at].value for at in expected} == expected
    assert {at: c.formula for at, c in cells.items() if c.formula} == {
        at: v[1:] for at, v in grid.items() if isinstance(v, str) and v.startswith("=")
    }


@pytest.mark.parametrize("seed", range(25))
def test_readers_agree_on_rich_workbooks(seed):
    assert_same(written_by_openpyxl(seed), fast_only=False)
    assert_same(written_by_xlsxwriter(seed, macros=seed % 2 == 0), fast_only=False)


def test_fast_reader_reads_ordinary_sheets_itself():
    grid = {(1, 1): 1, (1, 2): "文 字", (2, 1): True, (2, 2): '=IF(A1>1,"<",1)', (3, 3): 2.5}
    assert len(assert_same(openpyxl_bytes(grid)).sheets[0].cells) == 5
    assert len(assert_same(xlsxwriter_bytes(grid)).sheets[0].cells) == 5


def test_readers_agree_on_thirty_thousand_rows():
    grid = {(row, column): row * column for row in range(1, 30_001) for column in (1, 2, 3)}
    book = assert_same(xlsxwriter_bytes(grid))
    assert len(book.sheets[0].cells) == 90_000
    assert book.sheets[0].cells[30_000, 3].value == 90_000.0


@pytest.mark.office
@pytest.mark.parametrize("seed", [1, 2])
def test_readers_agree_on_what_libreoffice_saves(tmp_path, seed):
    source, saved = tmp_path / "source.xlsx", tmp_path / "saved.xlsx"
    source.write_bytes(written_by_xlsxwriter(seed))
    resave(source, saved)
    before, after = read_book_bytes(source.read_bytes()), assert_same(saved.read_bytes(), fast_only=False)
    assert [sheet.title for sheet in after.sheets] == [sheet.title for sheet in before.sheets]
    for old, new in zip(before.sheets, after.sheets, strict=True):
        spilt = {(row, 10) for row in (4, 5)}  # values of an array formula, which are recalculated
        inputs = {
            at: c.value
            for at, c in old.cells.items()
            if c.formula is None and c.value != "" and at not in spilt
        }
        assert {at: new.cells[at].value for at in inputs} == pytest.approx(inputs)


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_readers_agree_wherever_a_mutated_sheet_is_still_sound(seed):
    """Characters and whole tags are exchanged: where both readers accept the result, they read the same."""
    choose = random.Random(seed)
    rows = (
        '<row r="1" spans="1:3"><c r="A1" s="1"/><c r="B1" t="s"><v>0</v></c><c r="C1"><f>A1&amp;B1</f>'
        '<v>2</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2" t="str">'
        '<f>"a"</f><v>a</v></c><c r="C2" t="b"><v>1</v></c><c r="D2"><f/><v></v></c></row>'
    )
    for _ in range(choose.randint(1, 4)):
        at = choose.randrange(len(rows))
        rows = rows[:at] + choose.choice(PIECES) + rows[at + choose.choice((0, 0, 1, 3)) :]
    data = small_workbook(rows, "<si><t>文字</t></si>")
    part = xlsx_read.open_package(data).read("xl/worksheets/sheet1.xml")
    fast = xlsx_read.read_fast(part, STRINGS, False)
    if fast is None:
        return
    try:
        strict = read_strict(part, STRINGS, False)
    except xlsx_read.UnusableInput:
        return
    assert (fast.cells, fast.protected) == (strict.cells, strict.protected)
