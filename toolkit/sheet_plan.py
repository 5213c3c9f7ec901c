"""What each sheet of a return has to hold, worked out once for a master and compared with every return."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from toolkit.blocks import BlockCells, Place, Shape
from toolkit.formulas_model import normalise
from toolkit.model import Cell, Sheet, Value

SPELLINGS_KEPT = 1 << 14
READINGS_KEPT = 8
"""For each shape; more only where many masters are used in turn."""


class FormulaCell(NamedTuple):
    """A formula cell of the master."""

    at: Place
    text: str
    """As the master spells it; another spelling may say the same."""
    slot: int
    """Where its result stands among all values."""
    open: bool
    """Whether the master itself leaves the cell unlocked."""


class SheetPlan(Struct, frozen=True, eq=False, dict=True):
    """The cells of one sheet of a master by what may be in them."""

    formulas: tuple[FormulaCell, ...]
    constants: tuple[tuple[Place, Value], ...]
    """Cells whose content is fixed."""
    entries: Mapping[Place, int]
    """Cells that people or the toolkit fill in, with where they stand among all values."""
    own: tuple[tuple[Place, Value], ...]
    """Cells in which each issued copy has its own identity, with the master's."""

    @cached_property
    def places(self) -> frozenset[Place]:
        """All of these."""
        constants, own = (at for at, _ in self.constants), (at for at, _ in self.own)
        return frozenset((*self.formula_places, *constants, *self.entries, *own))

    @cached_property
    def held(self) -> int:
        """How many cells a return has to have: all but entries, and identities that the master lacks."""
        identities = [identity for _, identity in self.own if identity is not None]
        return len(self.formulas) + len(self.constants) + len(identities)

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
        return [canonical_form(cell.text) for cell in self.formulas]

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
    entries: Mapping[Place, int],
    own: Collection[Place],
    unlocked: Collection[int],
    top: Callable[[int], int],
) -> SheetPlan:
    """The plan of one of the master's sheets.

    ``entries`` are the cells that people or the toolkit fill in, with their slots; ``unlocked`` the style
    numbers that may be typed in; ``top`` gives the slot of a column's first cell.
    """
    tops = cache(top)
    formulas = tuple(
        [
            FormulaCell(at, cell.formula, tops(at[1]) + at[0] - 1, cell.style in unlocked)
            for at, cell in sheet.cells.items()
            if cell.formula
        ]
    )
    calculated = {cell.at for cell in formulas}
    entries = {at: slot for at, slot in entries.items() if at not in calculated}
    own = [at for at in own if at not in calculated and at not in entries]
    varying = calculated.union(entries, own)
    return SheetPlan(
        formulas=formulas,
        constants=tuple([(at, cell.value) for at, cell in sheet.cells.items() if at not in varying]),
        entries=entries,
        own=tuple([(at, sheet.cells[at].value if at in sheet.cells else None) for at in own]),
    )


Pick = Callable[[Sequence[Value]], tuple[Value, ...]]


class ShapeReading(NamedTuple):
    """What a shape means to a plan."""

    entries: tuple[tuple[int, int], ...]
    """Of each cell that people or the toolkit fill in: its number among the cells, its slot."""
    is_sound: bool
    """Whether nothing but values can be wrong: no formula, lock or place departs from the plan."""
    held: int
    """How many of the cells the plan asks for."""
    stored: Pick
    """From the values of the cells to those that are not for the unit to say: fixed ones, then results."""
    fixed: tuple[Value, ...]
    """What the fixed ones should be."""
    results: Pick
    """From all values of the form to what the results should be."""


class ShapeReader:
    """Reads shapes by a plan, each once."""

    def __init__(self, plan: SheetPlan, unlocked: frozenset[int]) -> None:
        self.unlocked = unlocked
        """The style numbers that may be typed in."""
        self.formulas = {cell.at: cell for cell in plan.formulas}
        self.constants = dict(plan.constants)
        self.entries = plan.entries
        self.own = {at: identity is not None for at, identity in plan.own}

    def read(self, shape: Shape) -> ShapeReading:
        """What the shape means; kept with it, so that who asks often looks there first."""
        found = shape.readings.get(self)
        if not isinstance(found, ShapeReading):
            if len(shape.readings) >= READINGS_KEPT:
                shape.readings.clear()
            found = shape.readings[self] = self._read(shape)
        return found

    def _read(self, shape: Shape) -> ShapeReading:
        entries: list[tuple[int, int]] = []
        results: list[tuple[int, int]] = []
        constants: list[tuple[int, Value]] = []
        held, is_sound = 0, True
        for number, (at, formula, style) in enumerate(
            zip(shape.places, shape.formulas, shape.styles, strict=True)
        ):
            if planned := self.formulas.get(at):
                results.append((number, planned.slot))
                is_sound &= self._is_as_planned(planned, formula, style)
            elif at in self.own:
                held += self.own[at]
            elif at in self.constants:
                constants.append((number, self.constants[at]))
                is_sound &= formula is None
            elif at in self.entries:
                entries.append((number, self.entries[at]))
                is_sound &= formula is None
            else:
                is_sound = False
        return ShapeReading(
            tuple(entries),
            is_sound,
            held + len(constants) + len(results),
            _pick([number for number, _ in (*constants, *results)]),
            tuple(value for _, value in constants),
            _pick([slot for _, slot in results]),
        )

    def _is_as_planned(self, planned: FormulaCell, formula: str | None, style: int) -> bool:
        if style in self.unlocked and not planned.open:
            return False
        return formula == planned.text or (
            formula is not None and canonical_form(formula) == canonical_form(planned.text)
        )


@lru_cache(maxsize=256)
def shape_reader(plan: SheetPlan, unlocked: frozenset[int]) -> ShapeReader:
    """The reader for returns with these unlocked styles: nearly always the master's own."""
    return ShapeReader(plan, unlocked)


def entered(
    cells: Mapping[Place, Cell], plan: SheetPlan, unlocked: frozenset[int]
) -> Iterator[tuple[int, Value]]:
    """The cells of a sheet that people or the toolkit fill in: slot and value of each that is there."""
    if not isinstance(cells, BlockCells):
        yield from ((slot, cells[at].value) for at, slot in plan.entries.items() if at in cells)
        return
    reader = shape_reader(plan, unlocked)
    for shape, values in cells.blocks:
        for number, slot in (shape.readings.get(reader) or reader.read(shape)).entries:
            yield slot, values[number]


@lru_cache(maxsize=SPELLINGS_KEPT)
def canonical_form(formula: str) -> str:
    """``normalise``, kept for the next return: a program spells a formula in one way."""
    return normalise(formula)


def _pick(numbers: Sequence[int]) -> Pick:
    """The items of these numbers."""
    if not numbers:
        return lambda values: ()
    if len(numbers) == 1:
        only = numbers[0]
        return lambda values: (values[only],)
    picked: Pick = itemgetter(*numbers)
    return picked
