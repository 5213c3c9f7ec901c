"""Rules over many returns by id and part; the rule sheet decides which run, and how severe they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from typing import Protocol

from toolkit.desk.case import Case
from toolkit.rules.hit import Hit

Check = Callable[[Case], Iterable[Hit]]
Told = tuple[str, Hit]
"""A hit with the code of the unit that it concerns; ``""`` for the whole collection."""


class Scope(Enum):
    """What a rule judges: by this it is counted how often it was passed and how often not."""

    RETURN = auto()
    """Each return in force."""
    UNIT = auto()
    """Each unit of the roster, whether it returned anything or not."""
    COLLECTION = auto()
    """The collection as a whole, once."""


class BulkRule(Protocol):
    """A rule that sees one unit after the other and concludes at the end."""

    def observe(self, case: Case) -> None:
        """Take in one unit; raises NotRun where there is nothing to compare with."""

    def conclude(self) -> Iterator[Told]:
        """Everything found, once all units have been seen."""


class PerUnit:
    """A rule that needs no other unit."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._found: list[Told] = []

    def observe(self, case: Case) -> None:
        """Check one unit."""
        self._found += [(case.code, hit) for hit in self._check(case)]

    def conclude(self) -> Iterator[Told]:
        """The hits in the order of the units."""
        yield from self._found


FACTORIES: dict[tuple[str, str], Callable[[], BulkRule]] = {}
SCOPES: dict[tuple[str, str], Scope] = {}


def per_unit(rule_id: str, part: str = "", scope: Scope = Scope.RETURN) -> Callable[[Check], Check]:
    """Mark a function over one unit as the bulk rule of that id and part."""

    def mark(check: Check) -> Check:
        FACTORIES[rule_id, part] = lambda: PerUnit(check)
        SCOPES[rule_id, part] = scope
        return check

    return mark


def across(rule_id: str, part: str = "", scope: Scope = Scope.RETURN) -> Callable[[type], type]:
    """Mark a class as the bulk rule of that id and part."""

    def mark(kind: type) -> type:
        FACTORIES[rule_id, part] = kind
        SCOPES[rule_id, part] = scope
        return kind

    return mark
