"""Print areas: read by sheet, their last row moved, every other byte of the workbook part as it was."""

from __future__ import annotations

import pytest

from tests.support.packages import MAIN, small_parts, unzipped, zipped
from toolkit.errors import UnusableInput
from toolkit.io.print_area import ending_at, with_print_areas
from toolkit.io.proof import UnprovenPatch, prove_patch
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes

PART = "xl/workbook.xml"
AREA = '<definedName name="_xlnm.Print_Area" localSheetId="0">表1!$B$2:$N$308</definedName>'
OTHERS = (
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">表1!$8:$8</definedName>'
    '<definedName name="_xlnm.Print_Area" localSheetId="9">表9!$A$1:$B$2</definedName>'
    '<definedName name="_xlnm.Print_Area">表1!$A$1:$B$2</definedName>'
    '<definedName name="结果_级别">表1!$C$9:$C$308</definedName>'
)


def workbook(names: str) -> bytes:
    parts = small_parts()
    parts[PART] = parts[PART].replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")
    return zipped(parts)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("表1!$B$2:$N$308", "表1!$B$2:$N$20"),
        ("$B$2:$N$308", "$B$2:$N$20"),
        ("'表 1'!B2:N10", "'表 1'!B2:N20"),
        ("表1!$B$20:$N$20", "表1!$B$20:$N$20"),
        ("表1!$B$21:$N$30", "表1!$B$21:$N$30"),
        ("表1!$B$2:$N$9,表1!$B$12:$N$308", "表1!$B$2:$N$9,表1!$B$12:$N$308"),
        ("表1!$B:$N", "表1!$B:$N"),
        ("OFFSET(表1!$B$2,0,0,9,9)", "OFFSET(表1!$B$2,0,0,9,9)"),
        ("#REF!", "#REF!"),
        ("", ""),
    ],
)
def test_only_a_single_rectangle_above_the_row_gets_another_end(area: str, expected: str) -> None:
    assert ending_at(area, 20) == expected


def test_area_is_moved_and_every_other_byte_stays() -> None:
    data = workbook(OTHERS + AREA)
    before = read_book_bytes(data)
    assert before.print_areas == {"表1": "表1!$B$2:$N$308"}
    copy = patch_workbook(data, [], {}, before, {"表1": range(1, 21), "表8": range(1, 6)})
    after = prove_patch(before, copy, [], {}, data, {"表1": range(1, 21)})
    assert after == prove_patch(before, copy, [], {}, None, {"表1": range(1, 21)})
    assert after.print_areas == {"表1": "表1!$B$2:$N$20"}
    old, new = unzipped(data), unzipped(copy)
    assert {part for part in old if old[part] != new[part]} == {PART}
    assert new[PART] == old[PART].replace(b"$N$308</", b"$N$20</")
    assert patch_workbook(copy, [], {}, None, {"表1": range(1, 21)}) == copy


@pytest.mark.parametrize("names", ["", OTHERS, AREA.replace("$B$2:$N$308", "$B:$N")])
def test_workbook_without_such_an_area_is_left_as_it_is(names: str) -> None:
    data = workbook(names)
    assert patch_workbook(data, [], {}, None, {"表1": range(1, 21)}) == data


@pytest.mark.parametrize(
    "tag",
    [
        '<definedName function="false" localSheetId="0" name="_xlnm.Print_Area" vbProcedure="false">',
        "<definedName  localSheetId = '0'\n name='_xlnm.Print_Area' comment='a>b' >",
    ],
)
def test_tag_may_be_written_otherwise(tag: str) -> None:
    data = workbook(f"{tag}'甲&amp;乙'!$A$1:$B$9</definedName>")
    copy = patch_workbook(data, [], {}, None, {"表1": range(1, 8)})
    assert f"{tag}'甲&amp;乙'!$A$1:$B$7</definedName>" in unzipped(copy)[PART].decode()


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefix_and_encoding_are_kept(codec: str, prefix: str) -> None:
    def part(end: int) -> bytes:
        xml = (
            f'<?xml version="1.0" encoding="{codec}"?>'
            f'<{prefix}workbook xmlns{":x" if prefix else ""}="{MAIN}"><{prefix}definedNames>'
            f'<{prefix}definedName name="_xlnm.Print_Area" localSheetId="0">表1!$B$2:$N${end}'
            f"</{prefix}definedName></{prefix}definedNames></{prefix}workbook>"
        )
        return xml.encode(codec)

    assert with_print_areas(part(308), {0: "表1!$B$2:$N$20"}) == part(20)


def test_part_that_is_not_in_its_encoding_is_refused() -> None:
    with pytest.raises(UnusableInput):
        with_print_areas(b'<?xml version="1.0" encoding="gb18030"?>\xff\xff', {0: "x"})


def test_proof_finds_an_area_that_should_be_another() -> None:
    data = workbook(AREA)
    before = read_book_bytes(data)
    with pytest.raises(UnprovenPatch, match="print_areas"):
        prove_patch(before, data, [], {}, data, {"表1": range(1, 21)})
    with pytest.raises(UnprovenPatch, match="print_areas"):
        prove_patch(before, patch_workbook(data, [], {}, None, {"表1": range(1, 21)}), [], {}, data)
