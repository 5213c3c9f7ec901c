"""Formulas of rules, calculated for rows of their own: references that move, areas that end."""

from __future__ import annotations

import json

import pytest

from tests.support.models import SHEET, answers, at, filled, model_of
from toolkit.formulas_model import FormulaModel, UnsupportedFormula
from toolkit.model import ExcelError, Value


def test_row_function_shifts_relative_rows() -> None:
    model = model_of({})
    values = filled(model, {"A2": 1.0, "A3": 2.0, "A4": 3.0, "B2": 10.0, "F1": 100.0})
    function = model.row_function(SHEET, "=$A2+B$2+率")
    assert function(values, range(3)) == [111.0, 112.0, 113.0]
    assert function(tuple(values), [0]) == [111.0]


def test_row_function_reads_another_sheet_and_counts() -> None:
    model = model_of({})
    values = filled(model, {"A1": "甲", "A2": "乙", "A3": "甲"})
    function = model.row_function("另", "=COUNTIF(表!A$1:A$3,表!$A1)")
    assert function(values, range(3)) == [2.0, 1.0, 2.0]


def test_counts_and_sums_over_the_same_columns_are_kept_apart() -> None:
    formulas = {
        "D1": "=COUNTIFS(A$1:A$3,1,B$1:B$3,1)",
        "D2": "=SUMIFS(A$1:A$3,B$1:B$3,1)",
        "D3": "=COUNTIF(C$1:C$3,2)",
        "D4": "=SUMIF(C$1:C$3,2)",
    }
    cells: dict[str, Value] = {"A1": 1.0, "A2": 5.0, "B1": 1.0, "B2": 1.0, "C1": 2.0, "C2": 2.0}
    assert answers(model_of(formulas), cells, *formulas) == [1.0, 6.0, 2.0, 4.0]


def test_row_functions_answer_other_values_anew() -> None:
    model = model_of({})
    function = model.row_function(SHEET, "=COUNTIF(A$1:A$3,$A1)")
    first = tuple(filled(model, {"A1": "甲", "A2": "乙", "A3": "甲"}))
    second = filled(model, {"A1": "甲", "A2": "乙", "A3": "丙"})
    assert [function(tuple(values), [0]) for values in (first, second, first)] == [[2.0], [1.0], [2.0]]
    assert function(second, [0]) == [1.0]
    second[model.slot(*at("A3"))] = "甲"
    assert function(second, [0]) == [2.0]


def test_row_function_with_an_area_that_shrinks_ends_where_it_is_used_up() -> None:
    model = model_of({})
    function = model.row_function(SHEET, "=SUM(A1:A$3)")
    values = filled(model, {"A1": 1.0, "A2": 2.0, "A3": 4.0})
    assert function(values, range(3)) == [7.0, 6.0, 4.0]
    with pytest.raises(IndexError):
        function(values, [2, 3])
    with pytest.raises(IndexError):
        function(values, [-1, 0])


def test_row_function_gives_errors_and_blanks_as_cells_do() -> None:
    model = model_of({})
    assert model.row_function(SHEET, "1/A1")([None] * model.size, [0]) == [ExcelError.DIV0]
    assert model.row_function(SHEET, "A1")([None] * model.size, [0]) == [0.0]
    values = filled(model, {"A1": 2.0, "A3": 4.0})
    assert model.row_function(SHEET, "1/A1")(values, range(3)) == [0.5, ExcelError.DIV0, 0.25]


def test_row_function_outside_the_model_is_an_index_error() -> None:
    model = model_of({})
    function = model.row_function(SHEET, "=A10")
    with pytest.raises(IndexError):
        function([None] * model.size, [1])


@pytest.mark.parametrize("formula", ["=NOW()", "=A99", "=ROW()", "=没有", "=A1:A2"])
def test_row_function_refuses_what_it_cannot_calculate(formula: str) -> None:
    with pytest.raises(UnsupportedFormula, match="无法计算"):
        model_of({}).row_function(SHEET, formula)


def test_a_formula_in_a_cell_is_read_further_down() -> None:
    model = model_of({"C2": "=SUM(A1:A2)*B$1", "D1": "=ROW()", "E2": "=A5", "E3": "=A6"})
    again = FormulaModel.from_json(json.loads(json.dumps(model.to_json())))
    values: list[Value] = [float(number) for number in range(model.size)]
    for one in (model, again):
        function = one.cell_function(at("C2"))
        assert function is not None
        assert function(values, (0, 3)) == [10.0, 70.0]
        for beyond in (9, -1):
            with pytest.raises(IndexError):
                function(values, (0, beyond))
        assert [one.cell_function(at(cell)) for cell in ("A1", "D1", "E3")] == [None] * 3
