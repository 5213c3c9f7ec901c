"""How a round stands: issued, returned, clean, outstanding, overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.desk.returns import Dossier, sort_returns
from toolkit.desk.roster import Roster, Unit
from toolkit.errors import UnusableInput
from toolkit.io.register import THIS_YEAR, Register


@dataclass(frozen=True, slots=True)
class Standings:
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
    """Read a register; raises UnusableInput where it is not there or nothing was issued from it."""
    if not path.is_file():
        raise UnusableInput(f"找不到登记簿“{path}”，请核对 --register。")
    with Register(path) as register:
        issued = register.issued()
        units = {i.code: Unit(i.code, i.name, "", row, i.due) for row, i in enumerate(issued.values(), 1)}
        if not units:
            units = {unit.code: unit for unit in register.roster()}
        if not units:
            raise UnusableInput(f"登记簿“{path}”里还没有下发或收表的记录。")
        files = register.returned(THIS_YEAR, register.latest_context())
        portfolio = sort_returns(Roster(tuple(units.values())), files, issued, today=today)
    found = [(dossier, dossier.in_force) for dossier in portfolio.dossiers]
    return Standings(
        issued=len({record.code for record in issued.values()}),
        returned=sum(version is not None for _, version in found),
        clean=sum(version is not None and version.file.acceptable for _, version in found),
        with_errors=sum(version is not None and not version.file.acceptable for _, version in found),
        outstanding=tuple(dossier for dossier, version in found if version is None),
    )
