"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from toolkit.expression import METHODS, expression

TEXT = "共10场，计200人"


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


def test_expression_keeps_its_flags() -> None:
    assert expression("^b", re.MULTILINE).search("a\nb")


def test_expression_has_only_its_methods() -> None:
    with pytest.raises(AttributeError):
        expression("a").scanner  # type: ignore[attr-defined]  # noqa: B018
