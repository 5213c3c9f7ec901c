"""Roster and ledger of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from workbooks.build.returned_units import UNITS, Unit

ROSTER = ("预算编码", "单位名称", "主管部门", "年初预算", "全年预算", "执行数", "截止日期")
AMOUNTS = ("预算_年初预算", "预算_全年预算", "预算_全年执行")
LEDGER = ("预算编码", "单位名称", "年初预算", "全年预算", "执行数")
ACCOUNTS = (
    "预算编码",
    "单位名称",
    "支出汇总_合计",
    "支出汇总_基本支出",
    "支出汇总_项目支出",
    "三公汇总_合计",
)
DUE = {"132010": "2024-05-10"}
USUAL_DUE = "2024-05-31"
LEDGER_FAULT = Decimal("0.60")
"""The ledger's printed total of actual spending is off by this much."""
ACCOUNTS_FAULT = ("132012", "三公汇总_合计", Decimal("1.20"))


def amount(clean: Mapping[str, Any], name: str, unit: Unit) -> Decimal:
    """A unit's amount in 万元."""
    return Decimal(str(clean[name])) * unit.scale


def save_roster(path: Path, clean: Mapping[str, Any]) -> None:
    """Write the roster, its title above the headings."""
    rows = [
        (u.code, u.name, u.department, *(amount(clean, n, u) for n in AMOUNTS), DUE.get(u.code, USUAL_DUE))
        for u in UNITS
    ]
    save_tables(path, {"单位名录": [("2023 年度绩效自评单位名录",), ROSTER, *rows]})


def save_ledger(path: Path, clean: Mapping[str, Any]) -> None:
    """Write the budget ledger with its total, and the final accounts."""
    budget = [(u.code, u.name, *(amount(clean, n, u) for n in AMOUNTS)) for u in UNITS]
    original, final, actual = (sum((amount(clean, n, u) for u in UNITS), Decimal(0)) for n in AMOUNTS)
    total = ("", "合计", original, final, actual + LEDGER_FAULT)
    accounts = [(u.code, u.name, *(_accounts(clean, n, u) for n in ACCOUNTS[2:])) for u in UNITS]
    save_tables(path, {"预算台账": [LEDGER, *budget, total], "部门决算": [ACCOUNTS, *accounts]})


def _accounts(clean: Mapping[str, Any], name: str, unit: Unit) -> Decimal:
    code, field, gap = ACCOUNTS_FAULT
    return amount(clean, name, unit) + (gap if (unit.code, name) == (code, field) else 0)


def save_tables(path: Path, sheets: Mapping[str, list[tuple[Any, ...]]]) -> None:
    """Write plain tables: sheet title → rows; decimals as numbers, texts as texts."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    book.set_properties({"created": datetime(2024, 1, 1), "author": ""})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        sheet.set_column(0, 6, 18)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(number, column, float(value))
                elif value:
                    sheet.write_string(number, column, value)
    book.close()
