"""Other engines on the same formulas: they agree with Excel's answers, but for what is listed as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.formula_book import same, write_book
from tests.support.formula_cases import BETTEROFFICE_DEVIATES, OFFICE_DEVIATES
from tests.support.office import recalculate
from toolkit.model import ExcelError, Value


def answers_listed(deviations: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    return {formula: answer for group in deviations.values() for formula, answer in group.items()}


def disagreements(
    cases: list[tuple[str, tuple[str, int, int], Value]],
    theirs: Mapping[tuple[str, int, int], Value],
    deviations: Mapping[str, Mapping[str, Value]],
) -> list[tuple[str, Value, Value]]:
    """Formula, expected and actual answer of every case in which the engine surprises."""
    known = answers_listed(deviations)
    return [
        (formula, known.get(formula, answer), theirs.get(at))
        for formula, at, answer in cases
        if not same(known.get(formula, answer), theirs.get(at))
    ]


@pytest.mark.office
def test_libreoffice_agrees(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    cases = write_book(path)
    assert disagreements(cases, recalculate(path), OFFICE_DEVIATES) == []


def test_betteroffice_agrees(tmp_path: Path) -> None:
    engine = pytest.importorskip("betteroffice_xlsx")
    path = tmp_path / "cases.xlsx"
    cases = write_book(path)
    book = engine.Workbook.open_recalculated(path.read_bytes())
    theirs: dict[tuple[str, int, int], Value] = {}
    for _, at, _ in cases:
        value = book.value(at[0], f"A{at[1]}")
        theirs[at] = ExcelError(value.code) if isinstance(value, engine.CellError) else value
    assert disagreements(cases, theirs, BETTEROFFICE_DEVIATES) == []


def test_every_formula_has_a_second_opinion() -> None:
    """Where both engines deviate, only Excel's documentation stands behind the answer: these few."""
    both = set(answers_listed(OFFICE_DEVIATES)) & set(answers_listed(BETTEROFFICE_DEVIATES))
    assert both == {"0^0", 'TEXT(3,"0.##")', '"2025年3月1日"+0', "COUNTIF(G1:G4,G1)", 'TEXT(-1,"yyyy")'}
