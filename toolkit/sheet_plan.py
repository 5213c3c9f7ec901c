"""What each sheet of a return has to hold, worked out once for a master and compared with every return."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from toolkit.model import Sheet, Value

Place = tuple[int, int]
"""Row and column."""


class FormulaCell(NamedTuple):
    """A formula cell of the master."""

    at: Place
    text: str
    """As the master spells it; another spelling may say the same."""
    slot: int
    """Where its result stands among all values."""
    open: bool
    """Whether the master itself leaves the cell unlocked."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The cells of one sheet of a master by what may be in them."""

    formulas: tuple[FormulaCell, ...]
    constants: tuple[tuple[Place, Value], ...]
    """Cells whose content is fixed."""
    entries: tuple[Place, ...]
    """Cells that people or the toolkit fill in."""
    own: tuple[tuple[Place, Value], ...]
    """Cells in which each issued copy has its own identity, with the master's."""
    places: frozenset[Place]
    """All of these."""


def plan_sheet(
    sheet: Sheet,
    entries: Collection[Place],
    own: Collection[Place],
    unlocked: Collection[int],
    top: Callable[[int], int],
) -> SheetPlan:
    """The plan of one of the master's sheets.

    ``unlocked`` are the style numbers that may be typed in; ``top`` gives the slot of a column's first cell.
    """
    tops = cache(top)
    formulas = {at: cell for at, cell in sheet.cells.items() if cell.formula}
    own = [at for at in own if at not in formulas and at not in entries]
    return SheetPlan(
        formulas=tuple(
            FormulaCell(at, cell.formula, tops(at[1]) + at[0] - 1, cell.style in unlocked)
            for at, cell in formulas.items()
            if cell.formula
        ),
        constants=tuple(
            (at, cell.value)
            for at, cell in sheet.cells.items()
            if at not in formulas and at not in entries and at not in own
        ),
        entries=tuple(sorted(at for at in entries if at not in formulas)),
        own=tuple((at, sheet.cells[at].value if at in sheet.cells else None) for at in own),
        places=frozenset((*sheet.cells, *entries, *own)),
    )
