"""Writes what ships beside the master: the button workbook, the add-in, the list of own macros."""

from __future__ import annotations

from macros.build.addin import build_addin
from macros.build.register import register
from macros.build.sources import WORKBOOKS
from macros.build.workbook import build_workbook


def ship(master: bytes) -> None:
    """Build from the master's bytes and write into workbooks/."""
    workbook = build_workbook(master)
    register(workbook, WORKBOOKS / "macros.json")
    (WORKBOOKS / "self-evaluation.xlsm").write_bytes(workbook)
    (WORKBOOKS / "jixiao.xlam").write_bytes(build_addin())
