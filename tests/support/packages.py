"""Workbooks as bytes: small ones from raw XML, varied ones from two writers, and parts exchanged in any."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def relationships(*relations: tuple[str, str, str]) -> str:
    """A relationships part of (id, last word of the type, target)."""
    items = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{t}" Target="{g}"/>' for i, t, g in relations)
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def worksheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part with these rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def small_parts(rows: str = "", strings: str = "", before: str = "", after: str = "") -> dict[str, str]:
    """All parts of a workbook of one sheet, 表1."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": worksheet(rows, before, after),
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{MAIN}">{strings}</sst>',
    }


def small_workbook(rows: str = "", strings: str = "", before: str = "", after: str = "") -> bytes:
    """A workbook of one sheet, 表1, from raw XML."""
    return zipped(small_parts(rows, strings, before, after))


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """The workbook with some parts exchanged or added."""
    return zipped({**unzipped(data), **changes})


def written_by_openpyxl(seed: int, *, rows: int = 30) -> bytes:
    """A workbook with values of all kinds, merges, validation, comments, names and locks."""
    choose = random.Random(seed)
    book = openpyxl.Workbook()
    for number in range(choose.randint(1, 4)):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = f"表 {number}'&<{seed}"
        sheet.protection.sheet = choose.random() < 0.5
        sheet.sheet_state = "visible" if number == 0 else choose.choice(("visible", "hidden", "veryHidden"))
        for row in range(1, rows):
            for column in range(1, 9):
                sheet.cell(row, column).value = any_value(choose, row)
                if choose.random() < 0.3:
                    sheet.cell(row, column).protection = openpyxl.styles.Protection(locked=False)
        sheet.merge_cells("K2:M4")
        sheet["A1"].comment = Comment("批注", "评价人员甲")
        validation = DataValidation(type="list", formula1='"是,否"')
        validation.add("B2:B9")
        sheet.add_data_validation(validation)
    book.defined_names["合计"] = openpyxl.workbook.defined_name.DefinedName("合计", attr_text="$A$1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def any_value(choose: random.Random, row: int) -> object:
    """A blank, number, text, logical value or formula."""
    return choose.choice(
        (
            None,
            choose.randint(-99, 10**9),
            choose.random() * 10 ** choose.randint(-20, 20),
            choose.choice((" 前空格", "a\nb", "<&>\"'", "_x000D_", "指标", "1", "𠮷", "")),
            choose.random() < 0.5,
            f'=IF(A{row}>1,"<是> & 否",B{row + 1}*2)',
            f"=SUM($A$1:A{row})",
        )
    )


def written_by_xlsxwriter(seed: int, *, rows: int = 30, macros: bool = False) -> bytes:
    """A workbook with cached results, drawings, x14 data bars, rich text, arrays and column formats."""
    choose = random.Random(seed)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    bold, unlocked = book.add_format({"bold": True}), book.add_format({"locked": False})
    for number in range(choose.randint(1, 4)):
        sheet = book.add_worksheet(f"表{number}&'{seed}")
        sheet.set_column("C:E", 12, unlocked)
        for row in range(rows):
            for column in range(8):
                _write_any(sheet, choose, row, column, unlocked)
        sheet.write_rich_string("J1", "普通", bold, "加粗", "完")
        sheet.write_array_formula("J3:J5", "{=A1:A3*2}", None, 7)
        sheet.merge_range("L1:M3", "合并")
        sheet.data_validation("A1:A9", {"validate": "list", "source": ["是", "否"]})
        sheet.conditional_format("B1:B9", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_comment("A2", "批注")
        sheet.insert_textbox("O2", "文本框")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"={quoted(sheet.get_name())}!$A$1:$A$5"})
        sheet.insert_chart("O8", chart)
    book.define_name("合计", f"={quoted(book.worksheets()[0].get_name())}!$A$1")
    book.close()
    data = stream.getvalue()
    return with_parts(data, {"xl/vbaProject.bin": b"stub"}) if macros else data


def quoted(title: str) -> str:
    """A sheet's title as a reference spells it."""
    return "'" + title.replace("'", "''") + "'"


def _write_any(sheet: object, choose: random.Random, row: int, column: int, unlocked: object) -> None:
    value = any_value(choose, row + 1)
    style = choose.choice((None, unlocked))
    if isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, column, value, style, choose.choice((0, 1.5, "文<字", "", True, "#N/A")))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, unlocked)
    else:
        sheet.write(row, column, value, style)
