"""Copies patched at random: what was written is there, all other parts keep their bytes, Calc opens them."""

from __future__ import annotations

import io
import random
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support.office import cached_values, resave
from tests.support.packages import (
    MAIN,
    small_workbook,
    unzipped,
    written_by_openpyxl,
    written_by_xlsxwriter,
)
from toolkit.addresses import CellRef
from toolkit.io.proof import prove_patch
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit, ExcelError

SHEET = "xl/worksheets/sheet1.xml"

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-(10**9), 10**9, places=2),
    st.text(max_size=12),
    st.sampled_from(list(ExcelError)),
)


CELLS = st.tuples(st.integers(1, 14), st.integers(1, 30))


@settings(max_examples=120)
@given(st.dictionaries(CELLS, VALUES, max_size=25), st.dictionaries(CELLS, VALUES, max_size=25))
def test_random_edits_leave_what_a_dict_would_hold(start, later):
    """Two patches on top of each other; the model is a dict of what each value is stored as."""
    data = small_workbook('<row r="3" spans="1:2"/><row r="7"><c r="C7" s="1"/></row>')
    model = {}
    for grid in (start, later):
        edits = [CellEdit(CellRef("表1", *cell), value) for cell, value in grid.items()]
        before, data = read_book_bytes(data), patch_workbook(data, edits, {})
        after = prove_patch(before, data, edits, {})
        model |= {cell: expected(value) for cell, value in grid.items()}
    found = after.sheets[0].cells
    assert {cell: found[cell].value for cell in found} == {k: v for k, v in model.items() if v is not None}
    assert_in_order(unzipped(data)[SHEET])


def expected(value):
    if isinstance(value, ExcelError) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")) or None
    return float(value)


def assert_in_order(part: bytes) -> None:
    """Well-formed XML with rows, and the cells of each row, in strictly rising order."""
    names = {"m": MAIN}
    rows = etree.fromstring(part).xpath("//m:sheetData/m:row", namespaces=names)
    numbers = [int(row.get("r")) for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        places = [
            openpyxl.utils.cell.coordinate_to_tuple(c.get("r")) for c in row.xpath("m:c", namespaces=names)
        ]
        assert places == sorted(set(places))
        assert {number for number, _ in places} <= {int(row.get("r"))}


def random_changes(book, choose):
    """Edits of free cells and results for formula cells of a workbook, in one of its sheets."""
    sheet = choose.choice(book.sheets)
    formulas = [CellRef(sheet.title, *place) for place, cell in sheet.cells.items() if cell.formula]
    results = ("新", 2.25, True, ExcelError.NA, "", " ")
    caches = {ref: choose.choice(results) for ref in choose.sample(formulas, min(4, len(formulas)))}
    values = ("新 <&>", 3, Decimal("7.10"), False, None, "两\n行")
    places = {(choose.randint(1, 60), choose.choice((1, 2, 5, 8, 9, 40))) for _ in range(8)}
    free = [place for place in places if place not in sheet.cells or sheet.cells[place].formula is None]
    return sheet, [CellEdit(CellRef(sheet.title, *place), choose.choice(values)) for place in free], caches


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("seed", range(60))
def test_only_the_touched_sheet_differs(seed):
    choose = random.Random(seed)
    data = written_by_openpyxl(seed) if seed % 2 else written_by_xlsxwriter(seed, macros=seed % 4 == 0)
    before = read_book_bytes(data)
    sheet, edits, caches = random_changes(before, choose)
    copy = patch_workbook(data, edits, caches)
    prove_patch(before, copy, edits, caches)
    assert patch_workbook(data, edits, caches) == copy
    number = before.sheets.index(sheet) + 1
    old, new = unzipped(data), unzipped(copy)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {f"xl/worksheets/sheet{number}.xml"}
    assert_same_members(data, copy, f"xl/worksheets/sheet{number}.xml")
    assert_in_order(new[f"xl/worksheets/sheet{number}.xml"])
    assert openpyxl.load_workbook(io.BytesIO(copy)).sheetnames == [s.title for s in before.sheets]


def assert_same_members(data: bytes, copy: bytes, changed: str) -> None:
    """Dates and attributes of all members, and packed bytes of all but one, are the same."""
    fields = ("filename", "date_time", "compress_type", "external_attr", "create_system", "comment")
    members = [zipfile.ZipFile(io.BytesIO(content)).infolist() for content in (data, copy)]
    for old, new in zip(*members, strict=True):
        assert [getattr(old, field) for field in fields] == [getattr(new, field) for field in fields]
        if old.filename != changed:
            assert packed(data, old) == packed(copy, new)


def packed(data: bytes, member: zipfile.ZipInfo) -> bytes:
    at = member.header_offset
    start = at + 30 + int.from_bytes(data[at + 26 : at + 28], "little")
    start += int.from_bytes(data[at + 28 : at + 30], "little")
    return data[at:start] + data[start : start + member.compress_size]


@pytest.mark.office
@pytest.mark.parametrize("seed", [3, 4])
def test_patched_copy_opens_in_libreoffice(tmp_path, seed):
    data = written_by_xlsxwriter(seed)
    book = read_book_bytes(data)
    title = book.sheets[0].title
    edits = [CellEdit(CellRef(title, 50, 2), "新 <&>"), CellEdit(CellRef(title, 51, 30), Decimal("7.10"))]
    copy, saved = tmp_path / "copy.xlsx", tmp_path / "saved.xlsx"
    copy.write_bytes(patch_workbook(data, edits, {}))
    resave(copy, saved)
    values = cached_values(saved)
    assert (values[title, 50, 2], values[title, 51, 30]) == ("新 <&>", 7.1)
    resaved = read_book_bytes(saved.read_bytes())
    again = [CellEdit(CellRef(title, 52, 1), 1)]
    prove_patch(resaved, patch_workbook(saved.read_bytes(), again, {}), again, {})
