"""The register as a workbook: long reasons can be read whole, on the screen and on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.support.desk import unit
from toolkit.desk.returns import Issued
from toolkit.io.register import Register
from toolkit.io.register_read import THIS_YEAR
from toolkit.io.register_view import save_register_view


def test_rows_are_as_high_as_their_texts(tmp_path: Path) -> None:
    fault = "文件已损坏或不完整，请用 Excel 打开修复并另存为 .xlsx，或重新取得完好的文件。" * 2
    with Register(tmp_path / "登记簿.sqlite") as register:
        register.start_run("", [unit("132001")], "")
        register.add_issued(Issued("1-a", "132001", "甲局", "132001_甲局.xlsx", date(2024, 5, 31), {}))
        for name, reason in (("坏.xlsx", fault), ("空.xlsx", "文件是空的。")):
            register.add_file(THIS_YEAR, name, "", "2024-05-01 09:00", reason, name, ())
        save_register_view(tmp_path / "登记簿.xlsx", register)
    book = openpyxl.load_workbook(tmp_path / "登记簿.xlsx")
    sheet = book["收回"]
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    assert sheet.row_dimensions[rows["坏.xlsx"]].height == 4 * 14.5 + 2
    assert sheet.row_dimensions[rows["空.xlsx"]].height is None
    assert book["下发"].row_dimensions[2].height is None
