"""How a trace prints figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.scoring.figures import half_up, percent, quotient


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        ("1", "100%"),
        ("0.9876", "98.76%"),
        ("0.98765", "98.77%"),
        ("0.99999", "99.999%"),
        ("0.8000001", "80.00001%"),
    ],
)
def test_percent(ratio: str, text: str) -> None:
    assert percent(Decimal(ratio)) == text


@pytest.mark.parametrize(
    ("dividend", "divisor", "text"),
    [("98", "100", "98÷100=98%"), ("2", "3", "2÷3≈66.67%"), ("2246.4", "2280", "2246.4÷2280≈98.53%")],
)
def test_quotient(dividend: str, divisor: str, text: str) -> None:
    assert quotient(Decimal(dividend), Decimal(divisor)) == text


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [("2.345", 2, "2.35"), ("-2.345", 2, "-2.35"), ("-0.004", 2, "0.00"), ("2.5", 0, "3")],
)
def test_half_up(number: str, decimals: int, text: str) -> None:
    assert str(half_up(Decimal(number), decimals)) == text
