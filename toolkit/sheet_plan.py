"""What each sheet of a return has to hold, worked out once for a master and compared with every return."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from toolkit.formulas_model import normalise
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


@dataclass(frozen=True)
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

    # The same by columns, so that a sheet that is as it should be is compared without a loop over its cells.

    @cached_property
    def formula_places(self) -> list[Place]:
        """Where the formulas are."""
        return [cell.at for cell in self.formulas]

    @cached_property
    def formula_texts(self) -> list[str]:
        """As the master spells them."""
        return [cell.text for cell in self.formulas]

    @cached_property
    def canonical_texts(self) -> list[str]:
        """In the form in which formulas are compared."""
        return [normalise(cell.text) for cell in self.formulas]

    @cached_property
    def result_slots(self) -> list[int]:
        """Where the formulas' results stand among all values."""
        return [cell.slot for cell in self.formulas]

    @cached_property
    def open_formulas(self) -> list[bool]:
        """Which formulas the master leaves unlocked."""
        return [cell.open for cell in self.formulas]

    @cached_property
    def constant_places(self) -> list[Place]:
        """Where the fixed cells are."""
        return [at for at, _ in self.constants]

    @cached_property
    def constant_values(self) -> list[Value]:
        """What the fixed cells hold."""
        return [value for _, value in self.constants]

    @cached_property
    def constant_types(self) -> list[type]:
        """Of which type that is: ``TRUE`` equals 1 in Python."""
        return [type(value) for _, value in self.constants]

    @cached_property
    def no_formulas(self) -> list[None]:
        """The formulas of the fixed cells."""
        return [None] * len(self.constants)


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
