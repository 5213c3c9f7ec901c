"""``python -m macros.build`` writes the button workbook, the add-in and the list of own macros."""

from __future__ import annotations

from macros.build.addin import build_addin
from macros.build.register import register
from macros.build.sources import WORKBOOKS
from macros.build.workbook import build_workbook

if __name__ == "__main__":
    workbook = build_workbook((WORKBOOKS / "master.xlsx").read_bytes())
    register(workbook, WORKBOOKS / "macros.json")
    (WORKBOOKS / "self-evaluation.xlsm").write_bytes(workbook)
    (WORKBOOKS / "jixiao.xlam").write_bytes(build_addin())
