"""Returns by the thousand: workbooks really filled in, given to many units, each with words of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from toolkit.collector import keep_for_good
from toolkit.commands.fill import edits_of
from toolkit.io.data_file import read_data
from toolkit.io.masters import load_form
from toolkit.io.package import Package, open_package
from toolkit.io.package_write import replace_parts
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.submission import bind, edited, formula_results
from workbooks.build.returned import CLEAN, MASTER
from workbooks.build.returned_data import data_of
from workbooks.build.returned_tables import ROSTER, save_tables
from workbooks.build.returned_units import UNITS

DISTINCT = 240
"""Workbooks that are really filled in: twelve trades, budgets of 20 sizes, faults by turns."""
FAULTY, BROKEN = 0.10, 0.02
FAULTS: tuple[dict[str, Any], ...] = (
    {"自评_综合得分": 99.9},
    {"预算_执行率": 0.5},
    {"综述_基本支出": 1.0},
    {"自评_评价等次": "良"},
    {"支出汇总_当年结余": 0},
    {"四本_一般公共": 1.0},
    {"综述_产出得分率": 0.9},
    {"概况_实有人数": None},
)
CODE, NAME, OPENING = "987654", "占位示范单位", "占位用语，"
"""What stands in the filled workbooks where a unit's own code and name, and its words, go."""
OPENINGS = tuple(
    f"{how}{what}{manner}，"
    for how, what, manner in product(
        ("按照", "围绕", "结合", "根据", "对照", "立足", "着眼"),
        (
            "年度计划", "重点任务", "部门职责", "群众需求", "工作方案", "考核要求", "上级部署", "行业标准",
            "财政纪律", "单位实际", "民生实事",
        ),
        (
            "稳步推进", "细化分工", "逐项落实", "按月调度", "统筹安排", "持续改进", "专人负责", "定期通报",
            "压实责任", "分类施策", "倒排工期", "加强协作", "从严把关",
        ),
    )
)  # fmt: skip
"""With what a unit begins its sentences: 1,001, so that among 12 trades no two of 12,012 write the same."""


def make_returns(count: int, folder: Path) -> None:
    """Write so many returns into a folder, and their roster beside it as ``名录.xlsx``."""
    chance = random.Random(2023)
    filled = list(_filled(min(count, DISTINCT)))
    rows: list[tuple[Any, ...]] = [ROSTER]
    for number in range(count):
        unit = UNITS[number % len(UNITS)]
        code, name = f"{100001 + number}", f"示范单位{number:05d}"
        rows.append((code, name, unit.department, None, None, None, "2024-05-31"))
        own = {CODE: code, NAME: name, OPENING: OPENINGS[number % len(OPENINGS)]}
        made = _given(*filled[number % len(filled)], own)
        if chance.random() < BROKEN:
            made = made[: len(made) // 2]
        (folder / f"{code}_{name}.xlsx").write_bytes(made)
    save_tables(folder.parent / "名录.xlsx", {"名录": rows})


def _filled(count: int) -> Iterator[tuple[Package, dict[str, bytes]]]:
    """Filled workbooks that vary in text and amounts, and their parts that hold a unit's own words."""
    form, clean, master = load_form(MASTER), read_data(CLEAN), MASTER.read_bytes()
    blank = bind(read_book_bytes(master), form)
    keep_for_good()
    for number in range(count):
        size, trade = divmod(number, len(UNITS))
        unit = replace(UNITS[trade], code=CODE, name=NAME, habit=OPENING, scale=1 + size)
        data = data_of(unit, clean)
        if number < FAULTY * count:
            data |= FAULTS[number % len(FAULTS)]
        edits = list(edits_of(data, form))
        results = formula_results(edited(blank, edits))
        package = open_package(patch_workbook(master, edits, results, blank.book))
        parts = {part: package.read(part) for part in sorted(package.parts)}
        own = {
            part: text
            for part, text in parts.items()
            if any(w.encode() in text for w in (CODE, NAME, OPENING))
        }
        yield package, own


def _given(package: Package, parts: Mapping[str, bytes], own: Mapping[str, str]) -> bytes:
    """A filled workbook as one unit's."""
    made = dict(parts)
    for place, word in own.items():
        made = {part: text.replace(place.encode(), word.encode()) for part, text in made.items()}
    return replace_parts(package, made)
