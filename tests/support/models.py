"""Small formula models for tests: one sheet of a few cells, another beside it."""

from __future__ import annotations

from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel
from toolkit.model import Value

SHEET = "表"


def at(address: str, sheet: str = SHEET) -> CellRef:
    return CellRef(sheet, int(address[1:]), ord(address[0]) - 64)


def model_of(formulas: dict[str, str], rows: int = 10, columns: int = 6) -> FormulaModel:
    cells = {at(address): text for address, text in formulas.items()}
    return FormulaModel.compile({SHEET: (rows, columns), "另": (10, 3)}, cells, {"率": "表!$F$1"})


def filled(model: FormulaModel, cells: dict[str, Value]) -> list[Value]:
    values: list[Value] = [None] * model.size
    for address, value in cells.items():
        values[model.slot(*at(address))] = value
    return values


def answers(model: FormulaModel, cells: dict[str, Value], *wanted: str) -> list[Value]:
    values = filled(model, cells)
    model.calculate(values)
    return [values[model.slot(*at(address))] for address in wanted]
