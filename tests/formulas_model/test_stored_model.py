"""The compiled model as JSON: the same answers again, no library to load it, damaged ones refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.models import SHEET, answers, model_of
from toolkit.formulas_model import FormulaModel
from toolkit.model import ExcelError, Value

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("part", ["names", "steps", "programs"])
def test_damaged_parts_are_refused(part: str) -> None:
    data = json.loads(json.dumps(model_of({"A1": "=率"}).to_json()))
    data[part] = {"率": ["表", "1", 1, 1, 1]} if part == "names" else [[7, 0, 1]]
    with pytest.raises(ValueError, match="not a"):
        FormulaModel.from_json(data)


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
