"""How a round stands: issued, returned, clean, outstanding, overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from toolkit.desk.returns import Dossier, Returned, sort_returns
from toolkit.desk.roster import Roster, Unit
from toolkit.errors import UnusableInput
from toolkit.io.register_read import THIS_YEAR, RegisterReader
from toolkit.model import VERDICT_LABELS, Verdict

CLEAN_STATES = frozenset({VERDICT_LABELS[Verdict.CLEAN], VERDICT_LABELS[Verdict.WARNINGS]})


class Standings(Struct, frozen=True):
    """The round in numbers, and the units that are still awaited."""

    issued: int
    returned: int
    clean: int
    with_errors: int
    outstanding: tuple[Dossier, ...]

    @property
    def overdue(self) -> tuple[Dossier, ...]:
        """The awaited units past their due date."""
        return tuple(dossier for dossier in self.outstanding if dossier.days_overdue)

    @property
    def awaited(self) -> tuple[Dossier, ...]:
        """The awaited units, the longest overdue first."""
        return tuple(sorted(self.outstanding, key=lambda d: (-d.days_overdue, d.unit.code)))


def standings(path: Path, today: date) -> Standings:
    """Read a register, which stays as it is; raises UnusableInput where there is none or nothing in it."""
    if not path.is_file():
        raise UnusableInput(f"找不到登记簿“{path}”，请核对 --register。")
    with RegisterReader(path) as register:
        issued = register.issued()
        units = {i.code: Unit(i.code, i.name, "", row, i.due) for row, i in enumerate(issued.values(), 1)}
        if not units:
            units = {unit.code: unit for unit in register.roster()}
        if not units:
            raise UnusableInput(f"登记簿“{path}”里还没有下发或收表的记录。")
        files = register.returned(THIS_YEAR, register.latest_context())
        year = register.latest_year()
        portfolio = sort_returns(Roster(tuple(units.values())), files, issued, today=today, year=year)
        concluded = register.concluded()
    found = [
        _is_clean(dossier, version.file, concluded)
        for dossier in portfolio.dossiers
        if (version := dossier.in_force)
    ]
    return Standings(
        issued=len({record.code for record in issued.values()}),
        returned=len(found),
        clean=sum(found),
        with_errors=len(found) - sum(found),
        outstanding=tuple(dossier for dossier in portfolio.dossiers if not dossier.in_force),
    )


def _is_clean(dossier: Dossier, file: Returned, concluded: Mapping[tuple[str, str], str]) -> bool:
    """Whether the return has no error, by the roll-up too where one was made since it came."""
    state = concluded.get((dossier.unit.code, file.sha256))
    return file.acceptable if state is None else state in CLEAN_STATES
