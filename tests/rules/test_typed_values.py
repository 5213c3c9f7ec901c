"""Numbers as people type them."""

from decimal import Decimal

import pytest

from toolkit.rules.typed_values import parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２", "12"),
        (" 187.90 ", "187.90"),
        ("187.90万元", "187.90"),
        ("1,234.5", "1234.5"),
        ("１，２３４", "1234"),
        ("98%", "98"),
        ("-3.5", "-3.5"),
        ("12次", "12"),
    ],
)
def test_the_number_that_is_meant(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "按期完成", "1次2场", "50-60", "约820场左右很多", "一二"])
def test_no_number_is_guessed(text: str) -> None:
    assert parse_number(text) is None
