"""Returns by the thousand: really filled workbooks, each then given to many units in turn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.commands.fill import fill_workbook
from toolkit.io.data_file import read_data
from toolkit.io.masters import load_form
from toolkit.io.package import Package, open_package
from toolkit.io.package_write import replace_parts
from workbooks.build.returned import CLEAN, MASTER
from workbooks.build.returned_data import data_of
from workbooks.build.returned_tables import ROSTER, save_tables
from workbooks.build.returned_units import UNITS

DISTINCT = 60
"""Workbooks that are really filled in; more returns are these with another unit's code and name."""
FAULTY, BROKEN = 0.10, 0.02
CODE, NAME = "987654", "占位示范单位"
"""What stands in the filled workbooks where a unit's own code and name go."""


def make_returns(count: int, folder: Path) -> None:
    """Write so many returns into a folder, and their roster beside it as ``名录.xlsx``."""
    chance = random.Random(2023)
    filled = list(_filled(min(count, DISTINCT)))
    rows: list[tuple[Any, ...]] = [ROSTER]
    for number in range(count):
        unit = UNITS[number % len(UNITS)]
        code, name = f"{100001 + number}", f"示范单位{number:05d}"
        rows.append((code, name, unit.department, None, None, None, "2024-05-31"))
        made = _given(*filled[number % len(filled)], code, name)
        if chance.random() < BROKEN:
            made = made[: len(made) // 2]
        (folder / f"{code}_{name}.xlsx").write_bytes(made)
    save_tables(folder.parent / "名录.xlsx", {"名录": rows})


def _filled(count: int) -> Iterator[tuple[Package, dict[str, bytes]]]:
    """Filled workbooks that vary in text and amounts, and those of their parts that name the unit."""
    form, clean, master = load_form(MASTER), read_data(CLEAN), MASTER.read_bytes()
    for number in range(count):
        unit = replace(UNITS[number % len(UNITS)], code=CODE, name=NAME, scale=1 + number % 9)
        data = data_of(unit, clean)
        if number < FAULTY * count:
            data["自评_综合得分"] = 99.9
        package = open_package(fill_workbook(data, form, master))
        parts = {part: package.read(part) for part in sorted(package.parts)}
        named = {part: text for part, text in parts.items() if NAME.encode() in text or CODE.encode() in text}
        yield package, named


def _given(package: Package, named: dict[str, bytes], code: str, name: str) -> bytes:
    """A filled workbook as one unit's."""
    return replace_parts(
        package,
        {
            part: text.replace(CODE.encode(), code.encode()).replace(NAME.encode(), name.encode())
            for part, text in named.items()
        },
    )
