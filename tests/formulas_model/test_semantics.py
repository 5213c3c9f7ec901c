"""Excel's answers, formula by formula."""

from __future__ import annotations

import pytest

from tests.support.formula_book import ALL, calculated, with_dollars
from toolkit.model import Value


@pytest.mark.parametrize(("formula", "answer"), ALL)
def test_formula_gives_excels_answer(formula: str, answer: Value) -> None:
    result = calculated(formula)
    assert type(result) is type(answer)
    assert result == answer


@pytest.mark.parametrize(("formula", "answer"), ALL)
def test_answer_is_the_same_with_fixed_references(formula: str, answer: Value) -> None:
    result = calculated(with_dollars(formula))
    assert (type(result), result) == (type(answer), answer)


def test_references_are_fixed_outside_strings() -> None:
    assert with_dollars("SUM(C1:C$2,\"A1\")+'有 空格'!A1") == "SUM($C$1:$C$2,\"A1\")+'有 空格'!$A$1"
