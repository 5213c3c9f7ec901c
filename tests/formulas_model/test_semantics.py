"""Excel's answers, formula by formula."""

from __future__ import annotations

import pytest

from tests.support.formula_book import ALL, calculated
from toolkit.model import Value


@pytest.mark.parametrize(("formula", "answer"), ALL)
def test_formula_gives_excels_answer(formula: str, answer: Value) -> None:
    result = calculated(formula)
    assert type(result) is type(answer)
    assert result == answer
