"""The model as a whole: runs of rows, order, JSON, row functions, precedents."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel, UnsupportedFormula
from toolkit.model import ExcelError, Value

SHEET = "表"
ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("formula", ["=NOW()", "=A99", "=ROW()", "=没有", "=A1:A2"])
def test_row_function_refuses_what_it_cannot_calculate(formula: str) -> None:
    with pytest.raises(UnsupportedFormula, match="无法计算"):
        model_of({}).row_function(SHEET, formula)


@pytest.mark.parametrize("part", ["names", "steps", "programs"])
def test_damaged_parts_are_refused(part: str) -> None:
    data = json.loads(json.dumps(model_of({"A1": "=率"}).to_json()))
    data[part] = {"率": ["表", "1", 1, 1, 1]} if part == "names" else [[7, 0, 1]]
    with pytest.raises(ValueError, match="not a"):
        FormulaModel.from_json(data)


def test_precedents_are_inputs_however_far() -> None:
    model = model_of({"B1": "=A1+A2", "C1": "=B1*$F$1", "D1": "=SUM(B1:C1)+E1", "E1": "=1"})
    assert model.precedents(at("D1")) == {model.slot(*at(cell)) for cell in ("A1", "A2", "F1")}
    assert model.precedents(at("A1")) == frozenset()


def test_json_comes_back_with_the_same_answers() -> None:
    formulas = {f"C{row}": f'=IF(A{row}="","",ROUND(A{row}*率,2)&"（元）")' for row in range(1, 8)}
    formulas |= {"D1": "=SUMPRODUCT(--(A1:A8>2))", "D2": "=IFERROR(1/0,#N/A)", "D3": "=IF(TRUE,,1)"}
    model = model_of(formulas)
    model.row_function(SHEET, "=$A1*2")
    data = json.loads(json.dumps(model.to_json(), ensure_ascii=False))
    again = FormulaModel.from_json(data)
    cells: dict[str, Value] = {"A1": 1.005, "A2": 3.0, "F1": 1.0}
    wanted = ("C1", "C2", "C7", "D1", "D2", "D3")
    assert answers(again, cells, *wanted) == answers(model, cells, *wanted)
    assert answers(again, cells, *wanted) == ["1.01（元）", "3（元）", "", 1.0, ExcelError.NA, 0.0]
    assert again.to_json() == data
    assert again.row_function(SHEET, "=$A1*2")([2.0] * again.size, [1]) == [4.0]


def test_loading_needs_no_library() -> None:
    model = model_of({"A1": "=SUM(B1:B3)", "A2": "=$B1"})
    code = (
        "import json, sys; from toolkit.formulas_model import FormulaModel\n"
        "model = FormulaModel.from_json(json.loads(sys.stdin.read()))\n"
        "values = [2.0] * model.size; model.calculate(values)\n"
        "model.row_function('表', '=$B1')(values, [1])\n"
        "heavy = {'formulas', 'numpy', 'openpyxl', 'schedula', 'regex', 'lxml'} & set(sys.modules)\n"
        "print(values[0], sorted(heavy))"
    )
    command = [sys.executable, "-c", code]
    text = json.dumps(model.to_json())
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
    assert done.stdout == "6.0 []\n"


def damaged(change: object) -> object:
    """The JSON data of a small model, with its only tree replaced."""
    data = json.loads(json.dumps(model_of({"A1": "=1+1"}).to_json()))
    data["programs"][0][4] = change
    return data


@pytest.mark.parametrize(
    "tree",
    [
        ["f", "__import__", ["c", "os"]],
        ["f", "EXEC", ["c", "1"]],
        ["f", "SUM"],
        ["f", "IF", ["c", 1.0]],
        ["c", [1]],
        ["c", float("inf")],
        ["c", float("nan")],
        ["e", "#BOOM!"],
        ["r", SHEET, 1, 1, 99999, 1, 0, 0],
        ["r", SHEET, "1+exit()", 1, 1, 1, 0, 0],
        ["r", "没有", 1, 1, 1, 1, 0, 0],
        ["f", "TEXT", ["c", 1.0], ["c", "[h]:mm"]],
        ["x"],
        [],
        "V[0]",
        None,
    ],
)
def test_damaged_or_hostile_trees_are_refused(tree: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        FormulaModel.from_json(damaged(tree))


def test_text_in_a_tree_stays_text() -> None:
    model = FormulaModel.from_json(damaged(["c", "');raise SystemExit('"]))
    assert answers(model, {}, "A1") == ["');raise SystemExit('"]


def test_endless_tree_is_refused() -> None:
    tree: list[object] = ["c", 1.0]
    for _ in range(5000):
        tree = ["f", "u-", tree]
    with pytest.raises(ValueError, match="not a"):
        FormulaModel.from_json(damaged(tree))


@pytest.mark.parametrize("data", [None, [], {}, {"format": 1}, {"format": 99}])
def test_other_data_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="not a formula model"):
        FormulaModel.from_json(data)


def test_long_sum_is_calculated() -> None:
    formula = "=" + "+".join(["A1"] * 120)
    assert answers(model_of({"B1": formula}), {"A1": 1.0}, "B1") == [120.0]


@pytest.mark.parametrize(
    "formula", ["=" + "ABS(" * 180 + "A1" + ")" * 180, "=" + "SUM(1," * 140 + "A1" + ")" * 140]
)
def test_too_deep_formula_is_refused(formula: str) -> None:
    with pytest.raises(UnsupportedFormula, match="表!B1 嵌套太深"):
        model_of({"B1": formula})


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


def test_formulas_of_one_kind_keep_their_own_parameters() -> None:
    formulas = {"B1": '=IF(A1="甲",1,2.5)', "C1": '=IF(A2="乙",3,#N/A)', "D1": "=COUNTIF(A1:A2,1)"}
    formulas |= {"E1": "=COUNTIF(A2:A3,TRUE)"}
    model = FormulaModel.from_json(json.loads(json.dumps(model_of(formulas).to_json())))
    cells: dict[str, Value] = {"A1": "甲", "A2": "丙", "A3": True}
    assert answers(model, cells, "B1", "C1", "D1", "E1") == [1.0, ExcelError.NA, 0.0, 1.0]


@pytest.mark.parametrize(
    "change", [[7, None, []], ["0", 0, []], [0, "1", []], [0, 0, [[1]]], [1, 0, []], [], 1]
)
def test_a_damaged_recipe_is_refused(change: object) -> None:
    data = json.loads(json.dumps(model_of({"A1": "=B1", "A2": "=C1"}).to_json()))
    data["recipes"][0] = change
    with pytest.raises(ValueError, match="not a"):
        FormulaModel.from_json(data)


def test_a_tree_is_looked_at_when_it_is_needed() -> None:
    data = json.loads(json.dumps(model_of({"A1": "=B1", "A2": "=C1+D1", "A5": "=E1+F1"}).to_json()))
    data["programs"][2][4] = ["x"]
    model = FormulaModel.from_json(data)
    assert answers(model, {"E1": 2.0, "F1": 3.0}, "A5") == [5.0]
    with pytest.raises(ValueError, match="not a formula tree"):
        model.row_function(SHEET, "=E1+F1")
