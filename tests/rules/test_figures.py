"""Figures at the edge of a rule."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model import ExcelError
from toolkit.rules.figures import compare, figure_of, show

NONE = Decimal(0)


def test_a_double_becomes_the_decimal_that_a_person_sees() -> None:
    assert figure_of(0.1 + 0.2, "万元", exact=False) == Decimal("0.30")
    assert figure_of(1.005, "万元", exact=False) == Decimal("1.01")
    assert figure_of(2246.07, "万元", exact=True) == Decimal("2246.07")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("  文 ", "文"), (True, "TRUE"), (ExcelError.DIV0, "#DIV/0!")],
)
def test_other_values_stay_what_they_are(value: object, expected: object) -> None:
    assert figure_of(value, "万元", exact=False) == expected  # type: ignore[arg-type]


def test_a_tie_may_be_apart_by_its_slack() -> None:
    assert not compare(Decimal("10.03"), "＝", Decimal("10.00"), Decimal("0.02")).holds
    within = compare(Decimal("10.02"), "＝", Decimal("10.00"), Decimal("0.02"))
    assert (within.holds, within.difference) == (True, Decimal("0.02"))


@pytest.mark.parametrize(
    ("left", "relation", "right", "holds"),
    [
        ("3", "≤", "3", True),
        ("3.01", "≤", "3", False),
        ("3", "＜", "3", False),
        ("2.99", "＜", "3", True),
        ("3", "≥", "3", True),
        ("2.99", "≥", "3", False),
        ("3", "≠", "3", False),
        ("3.01", "≠", "3", True),
        ("3", "＝", "3.00", True),
    ],
)
def test_relations_of_numbers(left: str, relation: str, right: str, holds: bool) -> None:
    assert compare(Decimal(left), relation, Decimal(right), NONE).holds is holds


@pytest.mark.parametrize(
    ("figure", "holds"), [(None, False), ("", False), ("  ", False), ("因", True), (Decimal(0), True)]
)
def test_not_blank(figure: Decimal | str | None, holds: bool) -> None:
    assert compare(figure, "非空", None, NONE).holds is holds


def test_texts_are_equal_or_not_and_never_ordered() -> None:
    assert compare("优", "＝", "优", NONE).holds
    assert compare("≤", "≠", "≥", NONE).holds
    with pytest.raises(ValueError, match="≤"):
        compare("优", "≤", "良", NONE)


def test_an_unknown_relation_is_no_pass() -> None:
    with pytest.raises(ValueError, match="relation"):
        compare(Decimal(1), "==", Decimal(1), NONE)


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        ("1708.4600", "万元", "1708.46"),
        ("0.98", "%", "98%"),
        ("45443", "日期", "2024-05-31"),
        ("110", "分", "110"),
        ("2.350", "分", "2.35"),
    ],
)
def test_figures_are_printed_as_the_form_prints_them(figure: str, unit: str, text: str) -> None:
    assert show(Decimal(figure), unit) == text


def test_a_missing_figure_is_called_blank() -> None:
    assert show(None, "万元") == "空"


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(0, 100))
def test_slack_against_its_definition(a: int, b: int, slack: int) -> None:
    result = compare(Decimal(a) / 100, "＝", Decimal(b) / 100, Decimal(slack) / 1000)
    assert result.holds is (10 * abs(a - b) <= slack)
    assert result.difference == Decimal(a - b) / 100
