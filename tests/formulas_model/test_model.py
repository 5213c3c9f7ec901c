"""The model as a whole: runs of rows, order, errors, conditions, precedents, what is refused."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from tests.support.models import SHEET, answers, at, filled, model_of
from toolkit.formulas_model import UnsupportedFormula
from toolkit.model import ExcelError, Value


def test_cells_are_laid_out_column_after_column() -> None:
    model = model_of({})
    assert model.size == 10 * 6 + 10 * 3
    assert [model.slot(SHEET, 1, 1), model.slot(SHEET, 2, 1), model.slot(SHEET, 1, 2)] == [0, 1, 10]
    assert model.slot("另", 1, 1) == 60
    with pytest.raises(IndexError):
        model.slot(SHEET, 11, 1)


def test_formula_filled_down_is_one_program_with_its_runs() -> None:
    model = model_of({f"C{row}": f"=A{row}*$B$1" for row in (1, 2, 3, 6, 7)})
    data = json.loads(json.dumps(model.to_json()))
    assert [program[5] for program in data["programs"]] == [[[0, 3], [5, 7]]]
    cells: dict[str, Value] = {"A1": 1.0, "A3": 3.0, "A4": 4.0, "A7": 7.0, "B1": 10.0}
    assert answers(model, cells, "C1", "C2", "C3", "C4", "C7") == [10.0, 0.0, 30.0, None, 70.0]


def test_running_total_reads_the_rows_above() -> None:
    formulas = {"B1": "=A1", **{f"B{row}": f"=B{row - 1}+A{row}" for row in range(2, 6)}}
    formulas |= {f"C{row}": f"=SUM($A$1:A{row})" for row in range(1, 6)}
    model = model_of(formulas)
    cells: dict[str, Value] = {f"A{row}": float(row) for row in range(1, 6)}
    assert answers(model, cells, "B5", "C1", "C5") == [15.0, 1.0, 15.0]


def test_formulas_that_read_below_run_upwards() -> None:
    model = model_of({**{f"B{row}": f"=B{row + 1}+A{row}" for row in range(1, 5)}, "B5": "=A5"})
    assert answers(model, {f"A{row}": 1.0 for row in range(1, 6)}, "B1", "B5") == [5.0, 1.0]


def test_columns_that_need_each_other_row_by_row_are_calculated() -> None:
    opening = {f"B{row}": f"=C{row - 1}" for row in range(2, 6)}
    closing = {f"C{row}": f"=B{row}+A{row}" for row in range(1, 6)}
    model = model_of({**opening, **closing})
    cells: dict[str, Value] = {"B1": 100.0, **{f"A{row}": 1.0 for row in range(1, 6)}}
    assert answers(model, cells, "C1", "B5", "C5") == [101.0, 104.0, 105.0]


def test_circle_inside_a_column_names_its_cells() -> None:
    with pytest.raises(UnsupportedFormula) as refused:
        model_of({"A1": "=SUM($A$1:$A$3)", "A2": "=B2"})
    assert str(refused.value) == "公式循环引用：表!A1。"


def test_every_bad_cell_is_listed() -> None:
    with pytest.raises(UnsupportedFormula) as refused:
        model_of({"A1": "=NOW()", "A2": "=NOW()", "B1": "=1", "C5": "=没有"})
    assert str(refused.value) == (
        "母版里有无法计算的公式，请改写：表!A1 不支持函数 NOW；表!A2 不支持函数 NOW；"
        "表!C5 名称“没有”没有定义，或不是单元格区域。"
    )


def test_result_that_is_a_blank_cell_is_zero() -> None:
    assert answers(model_of({"B1": "=A1", "B2": '=A1=""', "B3": "=B1"}), {}, "B1", "B2", "B3") == [
        0.0,
        True,
        0.0,
    ]


def test_error_stays_an_error_and_spreads() -> None:
    model = model_of({"B1": "=1/A1", "B2": "=B1+1", "B3": "=IFERROR(B2,7)"})
    assert answers(model, {}, "B1", "B2", "B3") == [ExcelError.DIV0, ExcelError.DIV0, 7.0]


def test_calculating_again_sees_new_inputs_only() -> None:
    model = model_of({"C1": '=SUMIFS(B1:B3,A1:A3,"甲")', "C2": '=COUNTIF(A1:A3,"甲")'})
    values = filled(model, {"A1": "甲", "B1": 5.0})
    model.calculate(values)
    values[model.slot(*at("A2"))] = "甲"
    values[model.slot(*at("B2"))] = 2.0
    model.calculate(values)
    assert [values[model.slot(*at(cell))] for cell in ("C1", "C2")] == [7.0, 2.0]


def test_errors_leave_no_trace_in_memory() -> None:
    model = model_of({f"B{row}": f"=IFERROR(1/A{row},B{row - 1}+1/A{row})" for row in range(2, 10)})
    values = filled(model, {})
    model.calculate(values)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(300):
        model.calculate(values)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert values[model.slot(*at("B9"))] is ExcelError.DIV0
    assert grown < 5_000


def test_conditions_of_every_kind_are_answered_from_one_grouping() -> None:
    wanted: dict[str, tuple[float, float]] = {
        '"甲"': (2.0, 3.0),
        '"=TRUE"': (1.0, 4.0),
        '"FALSE"': (0.0, 0.0),
        '"#N/A"': (1.0, 8.0),
        '"5"': (2.0, 48.0),
        "5": (2.0, 48.0),
        '""': (1.0, 64.0),
        '"<>甲"': (5.0, 124.0),
        '"甲*"': (2.0, 3.0),
    }
    formulas = {f"C{row}": f"=COUNTIF($A$1:$A$7,{text})" for row, text in enumerate(wanted, 1)}
    formulas |= {f"D{row}": f"=SUMIFS($B$1:$B$7,$A$1:$A$7,{text})" for row, text in enumerate(wanted, 1)}
    cells: tuple[Value, ...] = ("甲", "甲", True, ExcelError.NA, 5.0, "5.0", None)
    values: dict[str, Value] = {f"A{row}": value for row, value in enumerate(cells, 1)}
    values |= {f"B{row}": 2.0 ** (row - 1) for row in range(1, 8)}
    rows = range(1, len(wanted) + 1)
    assert answers(model_of(formulas), values, *(f"C{row}" for row in rows)) == [
        n for n, _ in wanted.values()
    ]
    assert answers(model_of(formulas), values, *(f"D{row}" for row in rows)) == [
        n for _, n in wanted.values()
    ]


def test_moving_condition_ranges_are_counted_for_each_row() -> None:
    model = model_of({f"B{row}": f"=COUNTIF(A$1:A{row},A{row})" for row in range(1, 5)})
    cells: dict[str, Value] = {"A1": "甲", "A2": "乙", "A3": "甲", "A4": "甲"}
    assert answers(model, cells, "B1", "B2", "B3", "B4") == [1.0, 1.0, 2.0, 3.0]


def test_own_row_and_column() -> None:
    formulas = {f"C{row}": "=ROW()*10+COLUMN()+ROW(A$1)" for row in range(2, 5)}
    assert answers(model_of(formulas), {}, "C2", "C4") == [24.0, 44.0]


def test_reference_beyond_the_sheet_reads_blanks() -> None:
    model = model_of({"A1": "=SUM(B1:B50)+J2"})
    values = filled(model, {"B1": 4.0})
    model.calculate(values)
    assert values[model.slot(*at("A1"))] == 4.0
    assert model.slot(SHEET, 50, 10) > 0


def test_far_reference_is_refused() -> None:
    with pytest.raises(UnsupportedFormula, match="表!A1 引用范围过大"):
        model_of({"A1": "=SUM(B1:B200000)"})


@pytest.mark.parametrize(
    "formula",
    [
        "=A1:A2*2",
        "=SUM((A1:A2)*2)",
        "=AND(A1:A2>1)",
        "=SUMPRODUCT(IF(A1:A2>1,1,0))",
        "=SUMPRODUCT(IFERROR(1/A1:A2,0))",
        "=SUMPRODUCT(A1:A2,A1:A3)",
        "=SUMPRODUCT(A1:A2*B1:B3)",
        "=SUMPRODUCT(N(A1:A2))",
        "=SUMIFS(A1:A3,B1:B2,1)",
        "=SUMIFS(A1:A3,B1:B3)",
        "=COUNTIF(1,1)",
        "=MATCH(1,A1:B2,0)",
        "=LOOKUP(1,A1:A2,B1:B3)",
        "=INDEX(A1:B2,1)",
        "=INDEX(A1:A3,0)",
        "=ROUND(1)",
        "=TEXT(1,A1)",
        '=TEXT(1,"mmmm")',
        '=TEXT(1,"0;0;0;0")',
        "=1E999",
        "=没有!A1",
        "=ROW(A1:A3)",
        "=COLUMN(A1:C1)",
        "=SUMIF(A1:A3,1,2)",
        "=COUNTIFS(A1:A3,1,B1:B3)",
        "=SUMPRODUCT(A1:A$3*1)",
        "=IFS(A1)",
        "=SUM(A1 B1)",
        "=另!名称",
        "=SUM(表1[列])",
        "=[1]表!A1",
        "=表:另!A1",
        "=A1#",
        "={1;2}",
        "=1，2",
    ],
)
def test_what_excel_does_otherwise_is_refused(formula: str) -> None:
    with pytest.raises(UnsupportedFormula, match="表!D1 "):
        model_of({"D1": formula})


def test_precedents_are_inputs_however_far() -> None:
    model = model_of({"B1": "=A1+A2", "C1": "=B1*$F$1", "D1": "=SUM(B1:C1)+E1", "E1": "=1"})
    assert model.precedents(at("D1")) == {model.slot(*at(cell)) for cell in ("A1", "A2", "F1")}
    assert model.precedents(at("A1")) == frozenset()


def test_long_sum_is_calculated() -> None:
    formula = "=" + "+".join(["A1"] * 120)
    assert answers(model_of({"B1": formula}), {"A1": 1.0}, "B1") == [120.0]


@pytest.mark.parametrize(
    "formula", ["=" + "ABS(" * 180 + "A1" + ")" * 180, "=" + "SUM(1," * 140 + "A1" + ")" * 140]
)
def test_too_deep_formula_is_refused(formula: str) -> None:
    with pytest.raises(UnsupportedFormula, match="表!B1 嵌套太深"):
        model_of({"B1": formula})
