"""Calculating only what depends on the changed cells gives what calculating everything gives."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fillings import random_filling
from tests.support.samples import CLEAN, MASTER, YUNXI, master_form, submission_of
from toolkit.addresses import CellRef
from toolkit.formulas_model import FormulaModel
from toolkit.formulas_model import model as models
from toolkit.model import CellEdit, ExcelError, Value
from toolkit.submission import edited

ROWS = 6
SHAPES = {
    "beside": "=$A{row}*2+$B{row}",
    "above and below": "=SUM($A{above}:$A{below})",
    "grows": "=SUM($A$1:$A{row})",
    "shrinks": "=COUNT($A{row}:$A$6)",
    "whole column": "=$A{row}-MAX($A$1:$B$6)",
    "running total": '=N({own}{above})+IF($B{row}="","",$A{row})',
    "chain": '=IF({before}{row}="","",{before}{row}&"x")',
    "one cell": "=IFERROR($A$3/$B{row},$A{row})",
    "condition": '=SUMIFS($B$1:$B$6,$A$1:$A$6,$A{row})&COUNTIF($B$1:$B$6,">1")',
    "place": "=ROWS($A$1:$A{row})+COLUMN()",
    "index": "=INDEX($B$1:$B$6,ROWS($A$1:$A{row}))",
    "logical": "=$A{row}=$B{row}",
}
CONTENTS = st.sampled_from([None, "", "甲", 0.0, 1.0, -2.5, 3.0, True, False, ExcelError.NA])
CHANGES = st.lists(st.tuples(st.integers(1, 2), st.integers(1, ROWS), CONTENTS), max_size=8)


def same(one: Sequence[Value], other: Sequence[Value]) -> bool:
    return all(a == b and type(a) is type(b) for a, b in zip(one, other, strict=True))


def model_of(names: Sequence[str]) -> FormulaModel:
    """Inputs in A1:B6, and in each column from C on one of the shapes, filled down from row 2 to 5."""
    formulas: dict[CellRef, str] = {}
    for column, name in enumerate(names, start=3):
        own, before = (chr(64 + c) for c in (column, column - 1))
        for row in range(2, ROWS):
            places: Mapping[str, object] = {
                "row": row, "above": row - 1, "below": row + 1, "own": own, "before": before,
            }  # fmt: skip
            formulas[CellRef("表", row, column)] = SHAPES[name].format(**places).removeprefix("=")
    return FormulaModel.compile({"表": (ROWS, 2 + len(names))}, formulas, {})


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=60)
@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_each_shape_of_formula_follows_its_cells(name: str, changes: list) -> None:
    follows([name], changes)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(sorted(SHAPES)), min_size=2, max_size=5), st.lists(CHANGES, max_size=4))
def test_formulas_that_read_formulas_follow_too(names: list[str], changes: list) -> None:
    follows(names, changes)


def follows(names: Sequence[str], rounds: list) -> None:
    model = model_of(names)
    values: list[Value] = [None] * model.size
    model.calculate(values)
    for changes in rounds:
        slots = set()
        for column, row, content in changes:
            slot = model.slot("表", row, column)
            values[slot] = content
            slots.add(slot)
        expected = list(values)
        model.calculate(expected)
        model.recalculate(values, slots)
        assert same(values, expected)


def test_only_what_depends_on_the_change_is_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(["beside", "chain", "grows"])
    values: list[Value] = [None] * model.size
    model.calculate(values)
    done: list[tuple[int, int]] = []
    refill = models.refill

    def noted(formula, values, cache, slot, first, affected):
        done.append((slot, affected))
        return refill(formula, values, cache, slot, first, affected)

    monkeypatch.setattr(models, "refill", noted)
    values[model.slot("表", 3, 1)] = 7.0
    model.recalculate(values, [model.slot("表", 3, 1)])
    beside, chain, grows = (model.slot("表", 2, column) for column in (3, 4, 5))
    assert sorted(done) == [(beside, 0b0010), (chain, 0b0010), (grows, 0b1111)]
    done.clear()
    values[model.slot("表", 3, 1)] = 0.0
    values[model.slot("表", 3, 2)] = 14.0
    model.recalculate(values, [model.slot("表", 3, 1), model.slot("表", 3, 2)])
    assert sorted(done) == [(beside, 0b0010), (grows, 0b1111)], "the same result goes no further"


@pytest.mark.parametrize("seed", range(12))
def test_returns_are_as_if_everything_were_calculated(seed: int) -> None:
    form = master_form()
    start = submission_of((MASTER, CLEAN, YUNXI)[seed % 3])
    edits = random_filling(form, seed)
    for some in (edits, random.Random(seed).sample(edits, min(5, len(edits))), _emptied(edits)):
        start = edited(start, some)
        expected = list(start.values)
        form.model.calculate(expected)
        assert same(start.values, expected)


def _emptied(edits: list[CellEdit]) -> list[CellEdit]:
    return [CellEdit(at, None) for at, _ in edits[::2]]


def test_an_area_is_read_by_whole_columns_where_it_spans_sheets() -> None:
    formulas = {CellRef("乙", row, 1): f"SUM(甲!$A$2:$C$3)+甲!B{row}" for row in (1, 2, 3)}
    model = FormulaModel.compile({"甲": (4, 3), "乙": (3, 1)}, formulas, {})
    values: list[Value] = [1.0] * model.size
    model.calculate(values)
    assert [values[model.slot("乙", row, 1)] for row in (1, 2, 3)] == [7.0, 7.0, 7.0]
    for at, expected in (((3, 3), [16.0] * 3), ((1, 2), [25.0, 16.0, 16.0]), ((1, 1), [25.0, 16.0, 16.0])):
        slot = model.slot("甲", *at)
        values[slot] = 10.0
        model.recalculate(values, [slot])
        assert [values[model.slot("乙", row, 1)] for row in (1, 2, 3)] == expected
