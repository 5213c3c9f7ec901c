"""Python functions generated from trees: one for all formulas that differ in places and constants only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import CellType, FunctionType
from typing import Any

from toolkit.formulas_model.affected import rows_of
from toolkit.formulas_model.criteria import Cache
from toolkit.formulas_model.emitter import Emitter
from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.namespace import NAMESPACE
from toolkit.formulas_model.programs import Program
from toolkit.formulas_model.recipes import Recipe, recipe
from toolkit.formulas_model.tree import Node, Reference, references
from toolkit.formulas_model.values import ExcelFault
from toolkit.formulas_model.writers import WRITERS
from toolkit.model import Value

Formula = Callable[[Sequence[Value], Cache, int], Value]
"""Values, cache and rows below the formula's own place to its value; raises ``ExcelFault``."""
Written = tuple[str, Sequence[object]]
"""The text of an expression, and its parameters."""
RowFunction = Callable[[Sequence[Value], Sequence[int]], list[Value]]
"""Values and rows to the values of a formula there."""
Maker = Callable[..., Formula]
"""From a formula's parameters to the formula."""


class Generator:
    """Makes functions of trees of one model, and keeps them by their text."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._makers: dict[str, Maker] = {}
        self._cached: tuple[Sequence[Value], Cache] = (), {}

    def recipes(self, programs: Sequence[Program]) -> list[Recipe]:
        """A recipe for each program, in their order; raises ``Unparsed``."""
        first: dict[str, int] = {}
        found = []
        for number, program in enumerate(programs):
            text, parameters = self._written(program.tree, (program.row, program.column))
            like = first.setdefault(text, number)
            found.append(recipe(program.tree, like, tuple(parameters), self.layout))
        return found

    def formulas(self, programs: Sequence[Program], recipes: Sequence[Recipe]) -> list[Formula]:
        """A function for each program, in their order, looking at one tree of each kind; raises ``Unparsed``.

        Raises ``IndexError`` for a recipe with fewer parameters than the text it names.
        """
        written = {}
        for number in {one.like for one in recipes}:
            program = programs[number]
            written[number] = self._written(program.tree, (program.row, program.column))
        self._make(written.values())
        made = []
        for number, one in enumerate(recipes):
            text, own = written[one.like]
            made.append(self._makers[text](*(own if one.like == number else one.parameters)))
        return made

    def check(self, program: Program) -> None:
        """Raises ``Unparsed`` where no function can be made of a program's formula."""
        self._make([self._written(program.tree, (program.row, program.column))])

    def row_function(self, tree: Node) -> RowFunction:
        """A function of all values and the rows by which row-relative references are shifted down.

        Raises ``Unparsed``; when called, ``IndexError`` for a shift that leaves the model.
        """
        areas = list(references(tree))
        if not all(self.layout.holds(area) for area in areas):
            raise Unparsed("引用超出了工作表的范围")
        text, parameters = written = self._written(tree, None)
        self._make([written])
        room = min((self.layout.room_below(area) for area in areas), default=0)
        return self.shifted(self._makers[text](*parameters), room, lambda: areas)

    def shifted(self, formula: Formula, room: int, areas: Callable[[], Sequence[Reference]]) -> RowFunction:
        """A formula as a function of all values and the rows by which it is shifted down.

        All that it reads lies in the model for ``room`` rows; further on its areas decide.
        """

        def in_rows(values: Sequence[Value], rows: Sequence[int]) -> list[Value]:
            for down in (min(rows, default=0), max(rows, default=0)):
                if not 0 <= down <= room and not all(self.layout.holds(area, down) for area in areas()):
                    raise IndexError(f"{down} rows down is outside the model")
            return results(formula, values, self._cache_of(values), rows)

        return in_rows

    def _cache_of(self, values: Sequence[Value]) -> Cache:
        """What has been grouped of these values; kept for values that cannot change, until others come."""
        if type(values) is not tuple:
            return {}
        if self._cached[0] is not values:
            self._cached = values, {}
        return self._cached[1]

    def _written(self, tree: Node, cell: tuple[int, int] | None) -> Written:
        """The expression that a formula is, and its parameters."""
        emitter = Emitter(self.layout, cell, WRITERS)
        return emitter.value(tree), emitter.parameters

    def _make(self, written: Iterable[Written]) -> None:
        """Compile the texts that are not yet known; they can name nothing outside the namespace."""
        fresh = {text: len(parameters) for text, parameters in written if text not in self._makers}
        count = max(fresh.values(), default=0)
        names = ",".join(f"a{number}" for number in range(count))
        functions = ",".join(f"lambda V,C,k:{text}" for text in fresh)
        try:
            made = eval(f"lambda {names}:[{functions}]", dict[str, Any](NAMESPACE))(*range(count))
        except (SyntaxError, RecursionError, MemoryError):
            raise Unparsed("嵌套太深") from None
        self._makers.update(zip(fresh, map(_maker, made), strict=True))


def _maker(pattern: FunctionType) -> Maker:
    """Makes the like of a function with parameters of its own: to compile one for each would take longer."""
    places = [int(name[1:]) for name in pattern.__code__.co_freevars]

    def make(*parameters: object) -> Formula:
        cells = tuple(CellType(parameters[place]) for place in places)
        return FunctionType(pattern.__code__, pattern.__globals__, None, None, cells)

    return make


def result(formula: Formula, values: Sequence[Value], cache: Cache, down: int) -> Value:
    """The value that a cell gets from a formula: an error as a value, for a blank cell 0."""
    try:
        value = formula(values, cache, down)
    except ExcelFault as fault:
        return fault.error
    return 0.0 if value is None else value


def results(formula: Formula, values: Sequence[Value], cache: Cache, rows: Iterable[int]) -> list[Value]:
    """As ``result``, of each of several rows."""
    try:
        found = [formula(values, cache, down) for down in rows]
    except ExcelFault:
        found = [result(formula, values, cache, down) for down in rows]
    return [0.0 if value is None else value for value in found]


def fill(formula: Formula, values: list[Value], cache: Cache, slot: int, rows: range) -> None:
    """Calculate a formula for a run of rows; ``slot`` is that of the formula's own place."""
    for down in rows:
        try:
            value = formula(values, cache, down)
        except ExcelFault as fault:
            value = fault.error
        values[slot + down] = 0.0 if value is None else value


def refill(formula: Formula, values: list[Value], cache: Cache, slot: int, first: int, affected: int) -> int:
    """Calculate a formula in the affected rows of a run that begins at ``slot``, ``first`` rows down.

    ``affected`` has one bit a row; the answer has those of the rows whose result is another one.
    """
    different = 0
    for place in rows_of(affected):
        try:
            value = formula(values, cache, first + place)
        except ExcelFault as fault:
            value = fault.error
        if value is None:
            value = 0.0
        before = values[slot + place]
        if value != before or type(value) is not type(before):
            values[slot + place] = value
            different |= 1 << place
    return different
