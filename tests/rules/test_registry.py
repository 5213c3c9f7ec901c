"""Python rules find their rows of the rule sheet."""

from types import ModuleType, SimpleNamespace
from typing import cast

import pytest

from toolkit.form import Rule
from toolkit.rules.hit import NotRun
from toolkit.rules.registry import Registry, rule


def module_with(*checks: object) -> ModuleType:
    module = ModuleType("rules_of_a_test")
    for number, check in enumerate(checks):
        setattr(module, f"check{number}", check)
    return module


def row(rule_id: str, part: str = "") -> Rule:
    return cast(Rule, SimpleNamespace(id=rule_id, part=part))


def test_the_most_exact_part_wins() -> None:
    @rule("XX01")
    def whole(*_: object) -> list[object]:
        return []

    @rule("XX01", part="细")
    def fine(*_: object) -> list[object]:
        return []

    registry = Registry.of(module_with(whole, fine))
    assert registry.check(row("XX01", "细")) is fine
    assert registry.check(row("XX01", "粗")) is whole
    assert registry.ids == {"XX01"}


def test_a_rule_without_a_function_is_not_run() -> None:
    with pytest.raises(NotRun):
        Registry.of().check(row("XX02"))


def test_two_functions_cannot_claim_one_rule() -> None:
    @rule("XX01")
    def one(*_: object) -> list[object]:
        return []

    @rule("XX01")
    def other(*_: object) -> list[object]:
        return []

    with pytest.raises(ValueError, match="XX01"):
        Registry.of(module_with(one, other))
