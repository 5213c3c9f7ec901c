"""Maps of worksheet parts: rows that are not wanted are passed over, and nothing else is seen otherwise."""

from __future__ import annotations

import random
import zipfile

import pytest
from msgspec.structs import asdict

from tests.support.packages import MAIN
from tests.support.samples import CLEAN
from toolkit.errors import UnusableInput
from toolkit.io.sheet_map import SheetMap, map_sheet

COMMENT = b"<!-- looked into row by row -->"
HEAD = f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="3" style="7"/></cols><sheetData>'.encode()
TAIL = b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'


def facts(found: SheetMap, wanted: set[int]) -> dict[str, object]:
    """All that a patch may ask of a map."""
    rows = [
        (row.number, row.start, found.stop(row), asdict(row) if row.number in wanted else None)
        for row in found.rows
    ]
    assert found.table is not None
    frame = found.dimension, found.merged, found.arrays, found.column_styles
    return {"table": (found.table.start, found.stop(found.table)), "rows": rows, "frame": frame}


def test_real_sheets_are_mapped_alike_with_rows_passed_over() -> None:
    draw = random.Random(7)
    with zipfile.ZipFile(CLEAN) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    for part in parts:
        for count in (0, 1, 5, 40):
            wanted = {draw.randint(1, 140) for _ in range(count)}
            assert facts(map_sheet(part, wanted), wanted) == facts(map_sheet(part + COMMENT, wanted), wanted)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"/></row><row r="2"/><row r="3"><c r="A3"/></row>',
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">1</f></c></row><row r="2"><c r="A2"/></row>',
        '<row r="1" spans="1:3" x="a>b"><c r="A1"/></row><row r="2"><c r="A2"/></row>',
        '<row r="1" x="a>b"/><row r="2"><c r="A2"/></row><row r="4"><c r="A4"/></row>',
        '<row><c/></row><row r="2"><c r="A2"/></row><row><c/></row>',
        '<o:row xmlns:o="urn:x"><row r="9"></row></o:row><row r="2"><c r="A2"/></row>',
        "<row r='1'><c r='A1'/></row><row r=\"2\"><c r=\"A2\"/></row>",
        '<row r="1"><!-- <row r="2"> --></row><row r="2"><c r="A2"/></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;/row></t></is></c></row><row r="2"><c r="A2"/></row>',
    ],
)
@pytest.mark.parametrize("wanted", [set(), {2}, {1, 2, 3}, {4}])
def test_strange_rows_are_mapped_alike(rows: str, wanted: set[int]) -> None:
    part = HEAD + rows.encode() + TAIL
    assert facts(map_sheet(part, wanted), wanted) == facts(map_sheet(part + COMMENT, wanted), wanted)


@pytest.mark.parametrize(
    "rows", ['<row r="1"><c r="A1"/>', '<row r="2"><c r="A2"/><c r="A2"/></row>', "</row>"]
)
def test_unsound_parts_are_refused(rows: str) -> None:
    with pytest.raises(UnusableInput):
        map_sheet(HEAD + rows.encode() + TAIL, {2})
