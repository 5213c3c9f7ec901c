"""Python rules by id and part; the rule sheet of a master decides which run, and how severe they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from toolkit.form import Rule
from toolkit.rules.hit import Evidence, Hit, NotRun

Check = Callable[[Evidence, Rule], Iterable[Hit]]


def rule(rule_id: str, part: str = "") -> Callable[[Check], Check]:
    """Mark a function as the Python rule of that id; title, severity, basis and fix are the rule sheet's.

    A check without a part serves every row of its id for which there is no more exact one.
    """

    def mark(check: Check) -> Check:
        marks: list[tuple[str, str]] = check.__dict__.setdefault("rule_keys", [])
        marks.append((rule_id, part))
        return check

    return mark


class Registry:
    """The marked functions of some modules."""

    def __init__(self, checks: dict[tuple[str, str], Check]) -> None:
        self._checks = checks

    @classmethod
    def of(cls, *modules: ModuleType) -> Registry:
        """Collect the marked functions of modules; raises ValueError where two claim the same rule."""
        checks: dict[tuple[str, str], Check] = {}
        for module in modules:
            for check in vars(module).values():
                for key in getattr(check, "rule_keys", ()):
                    if checks.setdefault(key, check) is not check:
                        raise ValueError(f"two functions claim rule {key}")
        return cls(checks)

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """Every id and part that has a Python rule; without a part it serves all rows of its id."""
        return frozenset(self._checks)

    @property
    def ids(self) -> frozenset[str]:
        """Every rule id that has a Python rule."""
        return frozenset(rule_id for rule_id, _ in self._checks)

    def check(self, rule: Rule) -> Check:
        """The function for a row of the rule sheet; raises NotRun where this version has none."""
        found = self._checks.get((rule.id, rule.part)) or self._checks.get((rule.id, ""))
        if found is None:
            raise NotRun("本版本工具没有这条规则的程序")
        return found
