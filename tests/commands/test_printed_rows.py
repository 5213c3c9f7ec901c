"""The result sheet is printed as far as it is filled, however often the copy is scored again."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.office import resave, to_pdf
from tests.support.samples import CLEAN, MASTER, YUNXI, master_form
from toolkit.commands.check import Checked, check_data, check_file
from toolkit.commands.score import scored_copy
from toolkit.io.xlsx_read import read_book_bytes

TABLE = master_form().names["结果_说明"]


def rescored(data: bytes, findings: int) -> bytes:
    """A copy scored again, with that many findings, all alike."""
    checked = check_data(YUNXI, data, lambda _: master_form())
    return scored_copy(with_findings(checked, findings))


def with_findings(checked: Checked, count: int) -> Checked:
    first = check_file(YUNXI).report.findings[0]
    return replace(checked, report=replace(checked.report, findings=(first,) * count))


def printed_rows(data: bytes) -> int:
    """How many rows of the table of findings are printed, to the end of the print area."""
    area = read_book_bytes(data).print_areas[TABLE.sheet]
    found = re.fullmatch(r"校验结果!\$B\$2:\$N\$(\d+)", area)
    assert found
    return int(found[1]) - TABLE.row1 + 1


def test_scored_copy_prints_a_row_a_finding() -> None:
    checked = check_file(YUNXI)
    assert printed_rows(MASTER.read_bytes()) == TABLE.rows
    assert printed_rows(YUNXI.read_bytes()) == 1
    assert printed_rows(scored_copy(checked)) == len(checked.report.findings)


def test_copy_without_findings_prints_one_row() -> None:
    assert check_file(CLEAN).report.findings == ()
    assert printed_rows(scored_copy(check_file(CLEAN))) == 1


def test_copy_scored_again_prints_what_it_holds_then() -> None:
    data = CLEAN.read_bytes()
    for findings, rows in ((12, 12), (3, 3), (299, 299), (1000, 300), (0, 1), (40, 40)):
        data = rescored(data, findings)
        assert printed_rows(data) == rows


def test_only_the_area_changes_in_the_workbook_part() -> None:
    parts = []
    for data in (YUNXI.read_bytes(), scored_copy(check_file(YUNXI))):
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts.append(package.read("xl/workbook.xml"))
    rows = len(check_file(YUNXI).report.findings)
    assert parts[1] == parts[0].replace(b"$B$2:$N$%d" % TABLE.row1, b"$B$2:$N$%d" % (TABLE.row1 + rows - 1))


@pytest.mark.office
def test_pages_as_an_office_program_prints_them(tmp_path: Path) -> None:
    """About thirty findings fit a page; saved by another program and scored again it prints right too."""
    path = tmp_path / "copy.xlsx"
    path.write_bytes(rescored(YUNXI.read_bytes(), 20))
    assert pages(path) == 1
    resaved = tmp_path / "saved.xlsx"
    resave(path, resaved)
    assert printed_rows(resaved.read_bytes()) == 20
    path.write_bytes(rescored(resaved.read_bytes(), 70))
    assert pages(path) == 3
    path.write_bytes(rescored(path.read_bytes(), 0))
    assert pages(path) == 1


def pages(path: Path) -> int:
    """How many pages the result sheet takes."""
    pdf = path.with_suffix(".pdf")
    to_pdf(path, pdf)
    drawn = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return drawn.stdout.count(f"自评 · {TABLE.sheet}")
