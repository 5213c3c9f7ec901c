"""A value keeps what has been worked out of it, each time for itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from toolkit.kept import Keeper


class Number(Keeper, frozen=True):
    value: int


def test_work_is_done_once_for_each_value() -> None:
    asked = []

    def double(number: Number) -> int:
        asked.append(number.value)
        return number.value * 2

    one = Number(1)
    assert [one.kept(double), one.kept(double), replace(one, value=3).kept(double)] == [2, 2, 6]
    assert asked == [1, 3]


def test_work_that_fails_fails_again() -> None:
    asked = []

    def broken(number: Number) -> int:
        asked.append(number.value)
        raise KeyError(number.value)

    one = Number(1)
    for _ in range(2):
        with pytest.raises(KeyError):
            one.kept(broken)
    assert asked == [1, 1]
