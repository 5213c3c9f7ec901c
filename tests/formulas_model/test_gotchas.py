"""What the library ``formulas`` is known to answer wrongly: each answered as Excel does, or refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.formula_book import calculated
from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel, UnsupportedFormula
from toolkit.model import ExcelError, Value

VALUE = ExcelError.VALUE


def over_column(formula: str, *cells: Value) -> Value:
    """The answer to a formula that stands in B1 beside these values of column A."""
    at = CellRef("表", 1, 2)
    model = FormulaModel.compile({"表": (len(cells), 2)}, {at: formula}, {})
    values: list[Value] = [*cells, *[None] * len(cells)]
    model.calculate(values)
    return values[model.slot(*at)]


@pytest.mark.parametrize(
    ("number", "formula", "cells", "answer"),
    [
        (1, "=SUMPRODUCT(--(A1:A3>=2))", (1.0, 2.0, 3.0), 2.0),
        (1, "=--TRUE", (None,), 1.0),
        (2, "=SUM(A1:A2)", (4.0, "5"), 4.0),
        (3, "=COUNT(A1:A2)", (4.0, "5"), 1.0),
        (3, "=ISNUMBER(A2)", (4.0, "5"), False),
        (4, "=MAX(A1:A2)", (4.0, "5"), 4.0),
        (4, "=AVERAGE(A1:A2)", (4.0, "5"), 4.0),
        (5, "=SUMPRODUCT(A1:A2)", (4.0, "5"), 4.0),
        (6, '=COUNTIF(A1:A3,"?")', ("甲", "甲乙", None), 1.0),
        (6, '=COUNTIF(A1:A3,"*好")', ("良好", "好的", None), 1.0),
        (6, '=COUNTIF(A1:A3,"*")', ("甲", "甲乙", None), 2.0),
        (7, '=COUNTIF(A1:A3,"<>")', ("甲", 1.0, None), 2.0),
        (7, '=COUNTIF(A1:A3,"<>甲")', ("甲", 1.0, "乙"), 2.0),
        (8, '=COUNTIF(A1:A2,">1")', (5.0, "6"), 1.0),
        (8, '=SUMIF(A1:A2,">1")', (5.0, "6"), 5.0),
        (9, '=SUMPRODUCT((COUNTIF(A1:A4,A1:A4&"")>1)*1)', ("甲", "乙", "甲", "丙"), 2.0),
        (10, "=0.1+0.2=0.3", (None,), True),
        (10, "=1-0.9=0.1", (None,), True),
        (11, "=ROUND(1.005,2)", (None,), 1.01),
        (11, "=ROUND(0.285,2)", (None,), 0.29),
        (12, '=TEXT(2.5,"0")', (None,), "3"),
        (12, '=TEXT(1.005,"0.00")', (None,), "1.01"),
        (13, '=VALUE("1,234")', (None,), 1234.0),
        (13, '="12%"*1', (None,), 0.12),
        (13, '="1,234"*1', (None,), 1234.0),
        (13, '="2025-03-01"+1', (None,), 45718.0),
        (14, '=TRIM("a  b")', (None,), "a b"),
        (14, '=SEARCH("A?","xxabc")', (None,), 3.0),
        (14, '=1/3&""', (None,), "0.333333333333333"),
        (14, "=N(TRUE)", (None,), 1.0),
        (14, '=IF("TRUE",1,2)', (None,), 1.0),
        (14, '=AND("真",TRUE)', (None,), VALUE),
        (16, "=INDEX(A:A,2)", ("甲", "乙"), "乙"),
        (18, "=5%%", (None,), 0.0005),
        (22, "=A1+1", (None,), 1.0),
        (23, '=A1&"."', (None,), "."),
    ],
)
def test_answer_is_excels(number: int, formula: str, cells: tuple[Value, ...], answer: Value) -> None:
    result = over_column(formula, *cells)
    assert (type(result), result) == (type(answer), answer)


@pytest.mark.parametrize(
    ("number", "formula", "reason"),
    [
        (14, '=LENB("绩效")', "不支持函数 LENB"),
        (15, '=DATEDIF(45000,45100,"d")', "不支持函数 DATEDIF"),
        (16, "=SUM(INDEX(B1:C4,0,2))", "不支持用 INDEX 取整行或整列"),
        (17, "=IFERROR(SUBTOTAL(9,A1:A5),0)", "不支持函数 SUBTOTAL"),
        (17, "=IFERROR(OFFSET(A1,0,0),0)", "不支持函数 OFFSET"),
        (17, '=IFERROR(INDIRECT("A1"),0)', "不支持函数 INDIRECT"),
        (18, "=IF(A1,", "公式写法有误"),
        (19, "=IFERROR(没有这个名称,0)", "名称“没有这个名称”没有定义，或不是单元格区域"),
    ],
)
def test_what_cannot_be_calculated_is_refused(number: int, formula: str, reason: str) -> None:
    with pytest.raises(UnsupportedFormula) as refused:
        FormulaModel.compile({"表": (5, 5)}, {CellRef("表", 7, 1): formula}, {})
    assert str(refused.value) == f"母版里有无法计算的公式，请改写：表!A7 {reason}。"


def test_sumif_widens_its_sum_range() -> None:
    assert calculated('SUMIF(B1:B5,"甲",C1)') == 40.0


def test_circle_is_named() -> None:
    formulas = {CellRef("表", 1, 1): "=B1+1", CellRef("表", 1, 2): "=A1*2"}
    with pytest.raises(UnsupportedFormula) as refused:
        FormulaModel.compile({"表": (1, 2)}, formulas, {})
    assert str(refused.value) in ("公式循环引用：表!A1、表!B1。", "公式循环引用：表!B1、表!A1。")


def test_whole_columns_cost_what_is_used() -> None:
    formula = "=SUM(A:A)+COUNTA(A:A)+COUNTIF(A:A,1)"
    assert over_column(formula, *[1.0] * 50) == 150.0
    assert FormulaModel.compile({"表": (50, 2)}, {CellRef("表", 1, 2): formula}, {}).size == 100


def test_sheet_titles_keep_their_case_and_match_in_any() -> None:
    at = CellRef("lower表", 1, 1)
    model = FormulaModel.compile({"lower表": (1, 2)}, {at: "=LOWER表!B1"}, {})
    values: list[Value] = [None, 3.0]
    model.calculate(values)
    assert values[model.slot("lower表", 1, 1)] == 3.0


def test_compiling_prints_nothing() -> None:
    code = (
        "from toolkit.formulas_model import FormulaModel; from toolkit.model import CellRef;"
        "FormulaModel.compile({'表': (1, 1)}, {CellRef('表', 1, 1): '=1+1'}, {})"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
