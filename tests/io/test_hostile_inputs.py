"""Whatever the parts of a workbook say: a Book or one clear sentence, in short time, and nothing else."""

from __future__ import annotations

import time

import pytest

from tests.support.packages import (
    MAIN,
    OFFICE,
    relationships,
    small_parts,
    small_workbook,
    with_parts,
    worksheet,
    zipped,
)
from tests.support.refusals import SECONDS, sentence
from toolkit.addresses import CellRef, column_letters
from toolkit.io import recognise, xml_parts
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit

WORKBOOK = "xl/workbook.xml"


SHEET = "xl/worksheets/sheet1.xml"


CONTENTS = "[Content_Types].xml"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


ENTITIES = f'<!DOCTYPE worksheet [<!ENTITY l0 "笑">{LAUGHS}]>'


EXTERNAL = '<!DOCTYPE worksheet [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", [SHEET, WORKBOOK, "xl/sharedStrings.xml", "_rels/.rels"])
@pytest.mark.parametrize("doctype", [ENTITIES, EXTERNAL, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_wherever_they_stand(part, doctype, encoding):
    rows = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    xml = small_parts(rows)[part].rpartition("?>")[2]
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 3000} -->{doctype}{xml.strip()}'
    data = with_parts(small_workbook(), {part: xml.encode(encoding)})
    assert sentence(data) == xml_parts.DECLARATION_FORBIDDEN


@pytest.mark.parametrize("encoding", ["gb2312", "cp037", "utf-7", "rot13", "no-such", "utf-32"])
def test_unheard_of_encodings_are_refused_or_read(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + worksheet("").partition("?>")[2].strip()
    assert sentence(with_parts(small_workbook(), {SHEET: xml + "<!-- \u4e2d -->"})) == recognise.DAMAGED


def test_deep_nesting_neither_crashes_nor_hangs():
    deep = "<row>" * 200_000 + "</row>" * 200_000
    assert dict(read_book_bytes(small_workbook(deep)).sheets[0].cells) == {}
    edits = [CellEdit(CellRef("表1", 3, 3), 1)]
    assert read_book_bytes(patch_workbook(small_workbook(deep), edits, {})).sheets[0].cells[3, 3].value == 1.0


def test_widest_row_is_patched_in_short_time():
    cells = "".join(f'<c r="{column_letters(n)}1"/>' for n in range(1, 16_384))
    data = small_workbook(f'<row r="1">{cells}</row>')
    edits = [CellEdit(CellRef("表1", 1, column), column) for column in range(1, 16_385)]
    start = time.monotonic()
    copy = patch_workbook(data, edits, {})
    assert time.monotonic() - start < SECONDS
    assert {at: c.value for at, c in read_book_bytes(copy).sheets[0].cells.items()} == {
        (1, column): float(column) for column in range(1, 16_385)
    }


def test_ten_thousand_sheets_are_read():
    names = range(10_000)
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in names)
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts = {f"xl/worksheets/s{n}.xml": worksheet("") for n in names}
    links = relationships(*((f"r{n}", "worksheet", f"worksheets/S{n}.xml") for n in names))
    start = time.monotonic()
    data = with_parts(small_workbook(), {WORKBOOK: workbook, "xl/_rels/workbook.xml.rels": links, **parts})
    assert len(read_book_bytes(data).sheets) == 10_000
    assert time.monotonic() - start < 3 * SECONDS


def test_missing_parts_are_refused():
    parts = small_parts()
    for missing, expected in (
        (WORKBOOK, recognise.DAMAGED),
        (SHEET, recognise.DAMAGED),
        ("xl/_rels/workbook.xml.rels", recognise.DAMAGED),
        ("_rels/.rels", recognise.DAMAGED),
    ):
        assert sentence(zipped({name: xml for name, xml in parts.items() if name != missing})) == expected


@pytest.mark.parametrize(
    "link",
    [
        ("rId1", "worksheet", "/etc/passwd"),
        ("rId1", "worksheet", "../../../etc/passwd"),
        ("rId1", "worksheet", "file:///etc/passwd"),
        ("rId1", "worksheet", ""),
        ("rId9", "worksheet", "worksheets/sheet1.xml"),
    ],
)
def test_relationships_lead_nowhere_outside(link):
    data = with_parts(small_workbook(), {"xl/_rels/workbook.xml.rels": relationships(link)})
    assert sentence(data) == recognise.DAMAGED


def test_external_target_is_no_sheet():
    links = relationships(("rId1", "worksheet", "worksheets/sheet1.xml"))
    links = links.replace("/></Rel", ' TargetMode="External"/></Rel')
    assert sentence(with_parts(small_workbook(), {"xl/_rels/workbook.xml.rels": links})) == recognise.DAMAGED


@pytest.mark.parametrize(
    "sheets",
    [
        "",
        '<sheet name="" r:id="rId1"/>',
        '<sheet name="表" state="gone" r:id="rId1"/>',
        '<sheet name="a" r:id="rId1"/><sheet name="A" r:id="rId1"/>',
        '<sheet name="甲" r:id="rId1"/><sheet name="乙" r:id="rId1"/>',
    ],
)
def test_impossible_sheet_lists_are_refused(sheets):
    xml = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    assert sentence(with_parts(small_workbook(), {WORKBOOK: xml})) == recognise.DAMAGED
