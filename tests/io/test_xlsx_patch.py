"""Patched cells: written in place and in order, every other byte as it was, refusals name the cell."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from tests.support.packages import (
    MAIN,
    small_workbook,
    unzipped,
    with_parts,
    worksheet,
)
from toolkit.addresses import CellRef
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io.proof import UnprovenPatch, prove_patch
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit, ExcelError

SHEET = "xl/worksheets/sheet1.xml"


def at(a1: str, sheet: str = "表1") -> CellRef:
    row, column = openpyxl.utils.cell.coordinate_to_tuple(a1)
    return CellRef(sheet, row, column)


def patched_sheet(rows: str, edits=(), caches=(), **frame: str) -> str:
    """The worksheet part of a small workbook after patching, proven."""
    data = small_workbook(rows, "<si><t>旧</t></si>", **frame)
    edits, caches = [CellEdit(at(a1), value) for a1, value in edits], {at(a1): v for a1, v in caches}
    copy = patch_workbook(data, edits, caches)
    assert prove_patch(read_book_bytes(data), copy, edits, caches) == prove_patch(
        read_book_bytes(data), copy, edits, caches, data
    )
    return unzipped(copy)[SHEET].decode()


def table(xml: str) -> str:
    return xml.partition("<sheetData>")[2].partition("</sheetData>")[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, '<c r="B2" s="4"><v>1</v></c>'),
        (-0.1, '<c r="B2" s="4"><v>-0.1</v></c>'),
        (1e21, '<c r="B2" s="4"><v>1e+21</v></c>'),
        (Decimal("12.50"), '<c r="B2" s="4"><v>12.5</v></c>'),
        (Decimal("1E+3"), '<c r="B2" s="4"><v>1000</v></c>'),
        (True, '<c r="B2" s="4" t="b"><v>1</v></c>'),
        (ExcelError.NA, '<c r="B2" s="4" t="e"><v>#N/A</v></c>'),
        ("新<&>", '<c r="B2" s="4" t="inlineStr"><is><t>新&lt;&amp;&gt;</t></is></c>'),
        (" 新\x00\x1f\r\n", '<c r="B2" s="4" t="inlineStr"><is><t xml:space="preserve"> 新\n</t></is></c>'),
        ("_x000D_", '<c r="B2" s="4" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>'),
        (None, '<c r="B2" s="4"/>'),
        ("", '<c r="B2" s="4"/>'),
        ("\x07", '<c r="B2" s="4"/>'),
    ],
)
def test_value_is_written_in_place(value, expected):
    rows = '<row r="2" ht="20"><c r="A2" t="s"><v>0</v></c><c r="B2" s="4" t="s"><v>0</v></c></row>'
    xml = table(patched_sheet(rows, [("B2", value)]))
    assert xml == f'<row r="2" ht="20"><c r="A2" t="s"><v>0</v></c>{expected}</row>'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.5, '<c r="A1" s="1"><f>B1</f><v>2.5</v></c>'),
        ("甲<", '<c r="A1" s="1" t="str"><f>B1</f><v>甲&lt;</v></c>'),
        ("", '<c r="A1" s="1" t="str"><f>B1</f><v></v></c>'),
        (False, '<c r="A1" s="1" t="b"><f>B1</f><v>0</v></c>'),
        (ExcelError.DIV0, '<c r="A1" s="1" t="e"><f>B1</f><v>#DIV/0!</v></c>'),
        (None, '<c r="A1" s="1"><f>B1</f></c>'),
    ],
)
def test_result_of_a_formula_is_refreshed(value, expected):
    rows = '<row r="1"><c r="A1" s="1" t="str"><f>B1</f><v>旧</v></c></row>'
    assert table(patched_sheet(rows, caches=[("A1", value)])) == f'<row r="1">{expected}</row>'


def test_result_keeps_shared_and_array_formulas_and_extensions_as_written():
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1">B1#</f><v>1</v>'
        '<extLst><ext uri="u"/></extLst></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    xml = table(patched_sheet(rows, caches=[("A1", 5.0), ("A3", "x")]))
    assert xml == rows.replace("B1#</f><v>1</v>", "B1#</f><v>5</v>").replace(
        '<c r="A3"><f t="shared" si="0"/><v>1</v>', '<c r="A3" t="str"><f t="shared" si="0"/><v>x</v>'
    )


def test_missing_cells_and_rows_are_put_in_order():
    rows = (
        '<row r="2" spans="2:4"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="4" ht="9"/>'
        '<row r="6"><c r="A6"/></row>'
    )
    edits = [
        ("C2", 7),
        ("A2", 6),
        ("AA2", 8),
        ("A1", 1),
        ("B4", 4),
        ("A4", 3),
        ("C5", 5),
        ("A9", 9),
        ("Z3", None),
    ]
    xml = patched_sheet(rows, edits, before='<dimension ref="B2:D6"/>')
    assert table(xml) == (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>6</v></c><c r="B2"><v>1</v></c><c r="C2"><v>7</v></c><c r="D2"><v>2</v></c>'
        '<c r="AA2"><v>8</v></c></row><row r="4" ht="9"><c r="A4"><v>3</v></c><c r="B4"><v>4</v></c></row>'
        '<row r="5"><c r="C5"><v>5</v></c></row><row r="6"><c r="A6"/></row>'
        '<row r="9"><c r="A9"><v>9</v></c></row>'
    )
    assert '<dimension ref="A1:AA9"/>' in xml


def test_new_cell_takes_the_style_of_its_row_or_column():
    columns = '<cols><col min="2" max="3" width="9" style="7"/></cols>'
    rows = '<row r="1" s="5" customFormat="1"><c r="A1"/></row><row r="2" s="5"><c r="A2"/></row>'
    xml = table(patched_sheet(rows, [("B1", 1), ("B2", 2), ("C3", 3), ("D3", 4)], before=columns))
    assert xml == (
        '<row r="1" s="5" customFormat="1"><c r="A1"/><c r="B1" s="5"><v>1</v></c></row>'
        '<row r="2" s="5"><c r="A2"/><c r="B2" s="7"><v>2</v></c></row>'
        '<row r="3"><c r="C3" s="7"><v>3</v></c><c r="D3"><v>4</v></c></row>'
    )


def test_listed_rows_are_as_high_as_their_texts_and_nothing_else_changes():
    rows = (
        '<row r="1" ht="20" customHeight="1"><c r="A1"/></row>'
        "<row r='2' spans='1:1' ht='32.25' customHeight='1' s='5'><c r='A2'/></row>"
        '<row r="3" ht="9" customHeight="1"/><row r="4" ht="9"  hidden="1" ><c r="A4"/></row>'
        '<row r="5" ht="9"/>'
    )
    data = small_workbook(rows, before='<cols><col min="2" max="3" width="21.7"/></cols>')
    edits = [CellEdit(at("B2"), "十个字一行写在这里啊" * 3 + "完"), CellEdit(at("A4"), "四字一行" * 2)]
    copy = patch_workbook(data, edits, {}, None, {"表1": range(2, 5)})
    assert table(unzipped(copy)[SHEET].decode()) == (
        '<row r="1" ht="20" customHeight="1"><c r="A1"/></row>'
        "<row r='2' s='5' ht=\"60\" customHeight=\"1\"><c r='A2'/>"
        f'<c r="B2" t="inlineStr"><is><t>{edits[0].value}</t></is></c></row>'
        '<row r="3" ht="31" customHeight="1"/><row r="4"  hidden="1" ht="45.5" customHeight="1">'
        f'<c r="A4" t="inlineStr"><is><t>{edits[1].value}</t></is></c></row><row r="5" ht="9"/>'
    )
    assert patch_workbook(copy, [], {}, None, {"表1": range(2, 5)}) == copy
    assert patch_workbook(data, [], {}, None, {"表8": range(2, 5)}) == data


def test_empty_table_and_self_closing_rows_are_opened():
    xml = worksheet("").replace("<sheetData></sheetData>", "<sheetData/>")
    data = with_parts(small_workbook(), {SHEET: xml})
    copy = patch_workbook(data, [CellEdit(at("B2"), 1)], {})
    assert unzipped(copy)[SHEET].decode() == xml.replace(
        "<sheetData/>", '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'
    )


def test_comments_prefixes_and_other_encodings_stay_as_they_are():
    xml = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><!-- 注 --><x:sheetData>'
        '<x:row r="1"><!-- <c> --><x:c r="A1" t="str"><x:v>é</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = with_parts(small_workbook(), {SHEET: xml.encode("utf-16")})
    edits = [CellEdit(at("A1"), "新"), CellEdit(at("B1"), 2)]
    copy = patch_workbook(data, edits, {})
    prove_patch(read_book_bytes(data), copy, edits, {})
    assert unzipped(copy)[SHEET].decode("utf-16") == xml.replace(
        '<x:c r="A1" t="str"><x:v>é</x:v></x:c>',
        '<x:c r="A1" t="inlineStr"><x:is><x:t>新</x:t></x:is></x:c><x:c r="B1"><x:v>2</x:v></x:c>',
    )


def test_rows_without_numbers_are_counted():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert table(patched_sheet(rows, [("B1", 9), ("B2", 8)])) == (
        '<row><c><v>1</v></c><c><v>9</v></c></row><row><c><v>3</v></c><c r="B2"><v>8</v></c></row>'
    )


REFUSED_ROWS = (
    '<row r="1"><c r="A1"><f>B1</f><v>1</v></c><c r="B1"><v>1</v></c></row>'
    '<row r="5"><c r="A5"><f t="array" ref="A5:A6">B1:B2</f><v>1</v></c></row>'
    '<row r="6"><c r="A6"><v>1</v></c></row>'
)


NOT_FINITE = "表1!B1 的数值无法写入 Excel（不是有限的数），请检查数据后再试。"


MERGED = '<mergeCells count="1"><mergeCell ref="C2:D3"/></mergeCells>'


@pytest.mark.parametrize(
    ("edits", "caches", "sentence"),
    [
        ([("A1", 2)], [], "表1!A1 含公式，不能用数值覆盖，请核对要写的单元格。"),
        ([("A1", 1)], [], "表1!A1 含公式，不能用数值覆盖，请核对要写的单元格。"),
        ([("D3", 2)], [], "表1!D3 被合并在 C2 里，不能写入，请改写 C2。"),
        ([("A6", 2)], [], "表1!A6 属于数组公式的区域，不能写入，请核对要写的单元格。"),
        ([("B1", float("nan"))], [], NOT_FINITE),
        (
            [("B1", Decimal("Infinity"))],
            [],
            NOT_FINITE,
        ),
        ([("B1", Decimal("1E+400"))], [], NOT_FINITE),
        ([("B1", 10**400)], [], NOT_FINITE),
        ([("B1", "字" * 32_768)], [], "表1!B1 的文字超过 32767 个字符，Excel 单元格放不下，请缩短后再试。"),
        ([], [("B1", 2.0)], "表1!B1 的公式已不在，计算结果无法写入，请先恢复公式。"),
        ([], [("B9", 2.0)], "表1!B9 的公式已不在，计算结果无法写入，请先恢复公式。"),
    ],
)
def test_refusal_names_the_cell(edits, caches, sentence):
    with pytest.raises(OutputRefused) as refusal:
        patched_sheet(REFUSED_ROWS, edits, caches, after=MERGED)
    assert str(refusal.value) == sentence


def test_anchor_of_a_merged_cell_and_longest_text_are_written():
    xml = table(patched_sheet(REFUSED_ROWS, [("C2", "字" * 32_767)], after=MERGED))
    assert xml.count("字") == 32_767


def test_unknown_sheet_and_signed_file_are_refused():
    with pytest.raises(UnusableInput, match=r"^工作簿里没有工作表“表9”，无法写入，请使用下发的工作簿。$"):
        patch_workbook(small_workbook(), [CellEdit(at("A1", "表9"), 1)], {})
    signed = with_parts(small_workbook(), {"_xmlsignatures/origin.sigs": b""})
    with pytest.raises(OutputRefused, match="数字签名"):
        patch_workbook(signed, [CellEdit(at("A1"), 1)], {})


def test_equal_values_leave_the_file_as_it_is():
    rows = '<row r="1"><c r="A1"><f>B1</f><v>1.50</v></c><c r="B1" t="s"><v>0</v></c></row>'
    data = small_workbook(rows, "<si><t>旧</t></si>")
    edits = [CellEdit(at("B1"), "旧"), CellEdit(at("C1"), None)]
    assert patch_workbook(data, edits, {at("A1"): 1.5}) == data


def test_proof_finds_what_was_not_written_and_what_else_was():
    data = small_workbook('<row r="1"><c r="A1"><v>1</v></c></row>')
    before, edits = read_book_bytes(data), [CellEdit(at("A1"), 2)]
    with pytest.raises(UnprovenPatch, match="1 differences, first 表1!A1"):
        prove_patch(before, data, edits, {})
    copy = patch_workbook(data, [*edits, CellEdit(at("B7"), 3)], {})
    with pytest.raises(UnprovenPatch, match="1 differences, first 表1!B7"):
        prove_patch(before, copy, edits, {})
    with pytest.raises(UnprovenPatch, match="parts"):
        prove_patch(before, with_parts(copy, {"xl/extra.xml": "<a/>"}), [*edits, CellEdit(at("B7"), 3)], {})


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_proof_against_the_original_reads_whatever_part_is_not_the_same(part):
    data = small_workbook(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>', "<si><t>旧</t></si>"
    )
    changed = unzipped(data)[part].decode().replace("<v>1<", "<v>7<").replace("旧", "新")
    with pytest.raises(UnprovenPatch, match="1 differences, first 表1!"):
        prove_patch(read_book_bytes(data), with_parts(data, {part: changed}), [], {}, data)
