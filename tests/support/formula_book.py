"""The formula cases as a compiled model and as a workbook for other engines."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.formula_cases import CASES, CELLS, FORMULAS, NAMES, OTHER_SHEETS, SHEET
from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel
from toolkit.model import Value

SIZES = {SHEET: (20, 8), **dict.fromkeys(OTHER_SHEETS, (1, 1))}
ALL = [(formula, answer) for cases in CASES.values() for formula, answer in cases]


def place(address: str) -> tuple[int, int]:
    """Row and column of an address of one letter."""
    match = re.fullmatch(r"([A-Z])(\d+)", address)
    assert match
    return int(match[2]), ord(match[1]) - 64


def calculated(formula: str) -> Value:
    """The toolkit's answer to one formula that stands on the sheet of the data."""
    return calculated_all([formula])[0]


def calculated_all(formulas: list[str]) -> list[Value]:
    """The toolkit's answers to formulas, compiled together."""
    cells = {CellRef(SHEET, *place(address)): text for address, text in FORMULAS.items()}
    asked = {CellRef("Q", row, 1): on_data(text) for row, text in enumerate(formulas, 1)}
    model = FormulaModel.compile({**SIZES, "Q": (1, 1)}, {**cells, **asked}, NAMES)
    values: list[Value] = [None] * model.size
    for address, value in CELLS.items():
        values[model.slot(SHEET, *place(address))] = value
    for title in OTHER_SHEETS:
        values[model.slot(title, 1, 1)] = 7.0
    model.calculate(values)
    return [values[model.slot(*at)] for at in asked]


def on_data(formula: str) -> str:
    """The formula with the data's sheet written before every plain reference outside strings."""
    pieces = re.split(r'("(?:[^"]|"")*"|\'[^\']*\'!\$?[A-Z]+\$?\d+|[^\W\d]\w*!\$?[A-Z]+\$?\d+)', formula)
    reference = re.compile(
        r"(?<![\w$!:])(\$?[A-Z]\$?\d+(?::\$?[A-Z]\$?\d+)?|\$?[A-Z]:\$?[A-Z]|\d+:\d+)(?![\w(])", re.IGNORECASE
    )
    return "".join(
        piece if number % 2 else reference.sub(rf"{SHEET}!\1", piece) for number, piece in enumerate(pieces)
    )


def with_dollars(formula: str) -> str:
    """The formula with every reference fixed, as defined names are."""
    pieces = re.split(r'("(?:[^"]|"")*"|\'[^\']*\'!)', formula)
    reference = re.compile(r"(?<![\w$!])\$?([A-Z])\$?(\d+)(?![\w(])", re.IGNORECASE)
    return "".join(
        piece if number % 2 else reference.sub(r"$\1$\2", piece) for number, piece in enumerate(pieces)
    )


def write_book(path: Path) -> list[tuple[str, tuple[str, int, int], Value]]:
    """Write every case into a workbook; formula, its place and Excel's answer of each."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        data = book.add_worksheet(SHEET)
        for address, value in CELLS.items():
            _write(data, place(address), value)
        for address, formula in FORMULAS.items():
            row, column = place(address)
            data.write_formula(row - 1, column - 1, formula)
        for title in OTHER_SHEETS:
            book.add_worksheet(title).write_number(0, 0, 7)
        for name, target in NAMES.items():
            book.define_name(name, f"={target}")
        asked = book.add_worksheet("Q")
        for row, (formula, _) in enumerate(ALL):
            asked.write_formula(row, 0, f"={on_data(formula).strip()}")
    return [(formula, ("Q", row, 1), answer) for row, (formula, answer) in enumerate(ALL, 1)]


def _write(sheet: object, at: tuple[int, int], value: Value) -> None:
    row, column = at[0] - 1, at[1] - 1
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, float):
        sheet.write_number(row, column, value)  # type: ignore[attr-defined]
    elif value:
        sheet.write_string(row, column, str(value))  # type: ignore[attr-defined]
    else:
        sheet.write_formula(row, column, '=""', None, "")  # type: ignore[attr-defined]


def same(one: Value, other: Value) -> bool:
    """Equal in type and value, numbers to 12 digits; no value and an empty text are alike in a file."""
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-12 * max(1.0, abs(one))
    return type(one) is type(other) and one == other
