"""The master's own formulas, blank and filled at random, against LibreOffice's recalculation."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.support.formula_book import same
from tests.support.office import recalculate_all
from tests.support.samples import MASTER, master_form
from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel
from toolkit.model import ExcelError, Field, Role, Value

FILLINGS = 2
ODD: tuple[Value, ...] = ("不详", "12.5", " 3", "－", "1,234.56", -1.0, 1e9)
"""What people type where a figure is meant."""
YEAR = "封面_评价年度"
"""Not filled with small numbers, which LibreOffice takes for years of this century."""


@lru_cache
def formulas() -> dict[CellRef, str]:
    book = master_form().book
    return {
        CellRef(sheet.title, row, column): cell.formula
        for sheet in book.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.formula
    }


def random_value(field: Field, dice: random.Random) -> Value:
    """A value for a field, now and then an odd one."""
    if field.name == YEAR:
        return dice.choice((2022.0, 2023.0, "二〇二三"))
    if dice.random() < 0.08:
        return dice.choice(ODD)
    choices = master_form().lists.get(field.choices, ())
    if choices:
        return dice.choice(choices)
    match field.type:
        case "整数":
            return float(dice.choice((0, 1, 12, 100, 2023)))
        case "数值":
            return round(dice.uniform(0, 2000), dice.choice((0, 2, 2, 3)))
        case "百分比":
            return dice.choice((0.0, 0.5, 0.98, 1.0, 1.2))
        case "日期":
            return float(dice.randint(45000, 45600))
        case _:
            return dice.choice(("甲", "乙", "产出", "数量指标", "已完成"))


def random_filling(seed: int) -> dict[CellRef, Value]:
    """Values for a part of all cells that people or the toolkit fill in."""
    dice = random.Random(seed)
    filled: dict[CellRef, Value] = {}
    for field in master_form().fields.values():
        if field.role in (Role.INPUT, Role.AUDIT, Role.WRITTEN):
            for index in range(dice.randint(0, field.area.rows) if field.area.rows > 1 else 1):
                if dice.random() < 0.8:
                    filled[field.area.cell(index)] = random_value(field, dice)
    return {at: value for at, value in filled.items() if at not in formulas()}


def calculated(filling: dict[CellRef, Value]) -> dict[CellRef, Value]:
    """The toolkit's result of every formula cell."""
    form = master_form()
    values = list(form.blank)
    for at, value in filling.items():
        values[form.slot(at)] = value
    form.model.calculate(values)
    return {at: values[form.slot(at)] for at in formulas()}


def write_fillings(folder: Path, fillings: list[dict[CellRef, Value]]) -> Iterator[Path]:
    """A copy of the master for each filling."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(MASTER)
    for number, filling in enumerate(fillings):
        _put(book, filling)
        path = folder / f"filling{number}.xlsx"
        book.save(path)
        _put(book, dict.fromkeys(filling))
        yield path


def _put(book: Workbook, filling: dict[CellRef, Value]) -> None:
    for at, value in filling.items():
        cell = book[at.sheet].cell(at.row, at.column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def test_blank_master_has_no_error_value() -> None:
    wrong = {str(at): value for at, value in calculated({}).items() if isinstance(value, ExcelError)}
    assert wrong == {}


def test_master_survives_json() -> None:
    form = master_form()
    again = FormulaModel.from_json(json.loads(json.dumps(form.model.to_json())))
    values = list(form.blank)
    again.calculate(values)
    assert tuple(values) == form.blank


@pytest.mark.office
def test_every_formula_agrees_with_libreoffice(tmp_path: Path) -> None:
    fillings = [{}, *(random_filling(seed) for seed in range(FILLINGS))]
    theirs = recalculate_all(list(write_fillings(tmp_path, fillings)))
    for filling, office in zip(fillings, theirs, strict=True):
        ours = calculated(filling)
        different = [
            (str(at), formulas()[at], value, office.get(tuple(at)))
            for at, value in ours.items()
            if not same(value, office.get(tuple(at)))
        ]
        assert different == []
