"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from toolkit import expression as lazily
from toolkit.expression import METHODS, compile_all, expression

TEXT = "共10场，计200人"


@pytest.fixture(autouse=True)
def states_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No expression of a test is compiled with those of the toolkit."""
    monkeypatch.setattr(lazily, "_stated", [])


def test_expression_does_as_the_compiled_one_when_used_first_and_again() -> None:
    lazy, compiled = expression(r"(\d+)([场人])"), re.compile(r"(\d+)([场人])")
    for _ in range(2):
        assert lazy.findall(TEXT) == compiled.findall(TEXT)
        assert lazy.sub("", TEXT) == compiled.sub("", TEXT)
        assert [match[0] for match in lazy.finditer(TEXT)] == ["10场", "200人"]
    assert set(METHODS) <= vars(lazy).keys()


def test_expression_is_not_compiled_before_it_is_used() -> None:
    broken = expression("(")
    with pytest.raises(re.error):
        broken.search(TEXT)


def test_all_expressions_are_compiled_at_once_where_that_is_wanted() -> None:
    lazy = expression("共"), expression("^b", re.MULTILINE)
    compile_all()
    assert all(set(METHODS) <= vars(one).keys() for one in lazy)
    assert lazy[1].search("a\nb")


def test_expression_keeps_its_flags() -> None:
    assert expression("^b", re.MULTILINE).search("a\nb")


def test_expression_has_only_its_methods() -> None:
    with pytest.raises(AttributeError):
        expression("a").scanner  # type: ignore[attr-defined]  # noqa: B018
