"""A workbook's formulas, compiled once and calculated many times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from toolkit.addresses import Area, CellRef
from toolkit.formulas_model import recipes
from toolkit.formulas_model import tree as trees
from toolkit.formulas_model.affected import Columns, Reading, reading_of
from toolkit.formulas_model.codegen import Generator, RowFunction, fill, refill
from toolkit.formulas_model.criteria import Cache
from toolkit.formulas_model.faults import CellFault, Unparsed, UnsupportedFormula
from toolkit.formulas_model.layout import Layout, padded
from toolkit.formulas_model.order import CircularFormulas, Step, ordered
from toolkit.formulas_model.parse import Surroundings, parse
from toolkit.formulas_model.precedents import Precedents
from toolkit.formulas_model.programs import Outline, Program, Programs, grouped
from toolkit.formulas_model.recipes import Recipe
from toolkit.formulas_model.tokens import normalise, tokenise
from toolkit.formulas_model.tree import Node, Reference
from toolkit.model import Value

FORMAT = 3
"""Version of the JSON data."""
FURTHEST = (10_000, 512)
"""Rows and columns that a formula may refer to beyond a sheet's own size."""


class FormulaModel:
    """All formulas of a workbook over one flat list of values, sheet after sheet, column after column."""

    def __init__(
        self,
        layout: Layout,
        surroundings: Surroundings,
        programs: Programs,
        steps: Sequence[Step],
        row_trees: Mapping[tuple[str, str], Node],
        recipes: Sequence[Recipe] = (),
    ) -> None:
        """Use ``compile`` or ``from_json``."""
        self._layout = layout
        self._surroundings = surroundings
        self._programs = programs
        self._steps = tuple(steps)
        self._row_trees = dict(row_trees)
        self._row_functions: dict[tuple[str, str], RowFunction] = {}
        self._generator = Generator(layout)
        self._recipes = tuple(recipes) or tuple(self._generator.recipes(programs))
        self._formulas = self._generator.formulas(programs, self._recipes)
        self._slots = [layout.slot(sheet, row, column) for sheet, row, column, *_ in programs.outlines]
        self._calls = [(self._formulas[n], self._slots[n], range(*run)) for n, *run in self._steps]
        self.size = layout.size
        """How many values there are."""

    @classmethod
    def compile(
        cls,
        sizes: Mapping[str, tuple[int, int]],
        formulas: Mapping[CellRef, str],
        names: Mapping[str, str],
    ) -> FormulaModel:
        """The model of a workbook: rows and columns of each sheet, formulas, and what global names refer to.

        Raises ``UnsupportedFormula``, listing every cell whose formula cannot be calculated and why.
        """
        sizes = {sheet: (max(rows, 1), max(columns, 1)) for sheet, (rows, columns) in sizes.items()}
        surroundings = _surroundings(sizes, names)
        programs = _parsed(formulas, surroundings)
        layout = Layout(padded(sizes, (area for program in programs for area in program.reaches())))
        _check_all(programs, layout)
        try:
            steps = ordered(programs, layout)
        except CircularFormulas as circle:
            cells = [(at, "公式循环引用") for at in circle.cells]
            raise UnsupportedFormula(f"公式循环引用：{'、'.join(map(str, circle.cells))}。", cells) from None
        return cls(layout, surroundings, Programs.of(programs, layout), steps, {})

    def to_json(self) -> object:
        """Plain JSON data: the trees, never code."""
        return {
            "format": FORMAT,
            "sizes": [[sheet, *size] for sheet, size in self._layout.sizes.items()],
            "known": [list(known) for known in self._surroundings.sizes.values()],
            "names": {name: list(area) for name, area in self._surroundings.names.items()},
            "programs": self._programs.to_json(),
            "recipes": [recipes.to_json(one) for one in self._recipes],
            "steps": [list(step) for step in self._steps],
            "rows": [[*key, trees.to_json(tree)] for key, tree in self._row_trees.items()],
        }

    @classmethod
    def from_json(cls, data: object) -> FormulaModel:
        """The model of such data, without parsing a formula; raises ``ValueError`` where it is damaged.

        A tree that is not needed to calculate the model is only looked at when it is.
        """
        try:
            return cls._from_json(data)
        except (ValueError, LookupError, TypeError, RecursionError, Unparsed) as fault:
            raise ValueError(f"not a formula model: {fault}") from fault

    @classmethod
    def _from_json(cls, data: object) -> FormulaModel:
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError("not a formula model of this version")
        layout = Layout({str(sheet): (int(rows), int(columns)) for sheet, rows, columns in data["sizes"]})
        known = {str(item[0]).upper(): (str(item[0]), int(item[1]), int(item[2])) for item in data["known"]}
        names = {str(name): _area(item) for name, item in data["names"].items()}
        programs = Programs(data["programs"], layout)
        made = [recipes.from_json(item, len(programs)) for item in data["recipes"]]
        if len(made) != len(programs):
            raise ValueError("not a recipe for each program")
        steps = [_step(item, programs.outlines) for item in data["steps"]]
        row_trees = {(str(item[0]), str(item[1])): trees.from_json(item[2]) for item in data["rows"]}
        return cls(layout, Surroundings(known, names), programs, steps, row_trees, made)

    def slot(self, sheet: str, row: int, column: int) -> int:
        """Position of a cell in the list of values; raises ``IndexError`` for one outside the model."""
        return self._layout.slot(sheet, row, column)

    def calculate(self, values: list[Value]) -> None:
        """Overwrite every formula's slot in ``values``, in the order of dependence."""
        cache: Cache = {}
        for formula, slot, rows in self._calls:
            fill(formula, values, cache, slot, rows)

    def recalculate(self, values: list[Value], changed: Iterable[int]) -> None:
        """As ``calculate``, where every formula's slot holds its result as it was before some cells changed.

        ``changed`` are the slots of these cells, none of them a formula's. Only what depends on them is
        calculated, and goes on only where the result is another one.
        """
        cache: Cache = {}
        masks = self._columns.mask(changed)
        for (formula, slot, rows), reading in zip(self._calls, self._readings, strict=True):
            affected = reading.affected(masks)
            if affected:
                found = refill(formula, values, cache, slot + rows.start, rows.start, affected)
                masks[reading.column] |= found << reading.row

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self._layout)

    @cached_property
    def _readings(self) -> list[Reading]:
        reads, slots, columns = self._recipes, self._slots, self._columns
        return [
            reading_of(reads[number].reads, slots[number], first, stop, columns)
            for number, first, stop in self._steps
        ]

    def precedents(self, at: CellRef) -> frozenset[int]:
        """The slots without formula on which a cell depends, directly or not."""
        return self._precedents.of(self.slot(*at))

    @cached_property
    def _precedents(self) -> Precedents:
        return Precedents(self._recipes, self._slots, self._owners)

    @cached_property
    def _owners(self) -> Mapping[int, int]:
        """The program of every slot that holds a formula."""
        return {
            slot + down: number
            for number, (slot, outline) in enumerate(zip(self._slots, self._programs.outlines, strict=True))
            for run in outline.runs
            for down in range(*run)
        }

    def cell_function(self, at: CellRef) -> RowFunction | None:
        """``row_function`` of the formula in a cell; ``None`` where none is at hand."""
        slot = self.slot(*at)
        number = self._owners.get(slot)
        if number is None or slot != self._slots[number]:
            return None
        room = self._recipes[number].room
        if room is None:
            return None
        return self._generator.shifted(self._formulas[number], room, partial(self._areas, number))

    def _areas(self, number: int) -> list[Reference]:
        return list(trees.references(self._programs[number].tree))

    def row_function(self, sheet: str, formula: str) -> RowFunction:
        """A formula that stands on ``sheet`` as a function of all values and rows: its value in each.

        References whose row has no ``$`` are read as many rows further down. Raises
        ``UnsupportedFormula`` where it cannot be calculated, and when called ``IndexError`` for a shift
        that leaves the model.
        """
        key = (sheet, normalise(formula))
        if key not in self._row_functions:
            try:
                self._row_functions[key] = self._generator.row_function(self._row_tree(key, formula))
            except Unparsed as fault:
                raise UnsupportedFormula(f"公式“{formula}”无法计算：{fault}。") from None
        return self._row_functions[key]

    def _row_tree(self, key: tuple[str, str], formula: str) -> Node:
        """The formula's tree: that of a cell with the same formula, or parsed anew and kept."""
        if key not in self._row_trees:
            number = self._numbers.get(key)
            known = None if number is None else self._programs[number].tree
            self._row_trees[key] = known or parse(formula, key[0], self._surroundings)
        return self._row_trees[key]

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], int]:
        """The first program of every sheet and text."""
        outlines = list(enumerate(self._programs.outlines))
        return {(one.sheet, one.text): number for number, one in reversed(outlines)}


def _surroundings(sizes: Mapping[str, tuple[int, int]], names: Mapping[str, str]) -> Surroundings:
    known = {sheet.upper(): (sheet, *size) for sheet, size in sizes.items()}
    areas: dict[str, Area] = {}
    for name, text in names.items():
        tokens = tokenise(text)
        area = tokens[0].area if len(tokens) == 1 else None
        if (
            area is None
            or area.sheet is None
            or area.sheet.upper() not in known
            or not area.row1 * area.column1
        ):
            continue
        title = known[area.sheet.upper()][0]
        areas[name.upper()] = Area(title, area.row1, area.column1, area.row2, area.column2)
    return Surroundings(known, areas)


def _parsed(formulas: Mapping[CellRef, str], surroundings: Surroundings) -> list[Program]:
    """A program for each distinct formula; raises ``UnsupportedFormula`` listing those that are not."""
    programs: list[Program] = []
    faults: list[CellFault] = []
    for at, runs in grouped(formulas):
        try:
            tree = parse(formulas[at], at.sheet, surroundings)
        except Unparsed as fault:
            cells = [at._replace(row=at.row + down) for run in runs for down in range(*run)]
            faults.extend((cell, str(fault)) for cell in cells)
            continue
        programs.append(Program(at.sheet, at.row, at.column, normalise(formulas[at]), tree, runs))
        faults.extend(_too_far(programs[-1], surroundings))
    _raise(faults)
    return programs


def _too_far(program: Program, surroundings: Surroundings) -> list[CellFault]:
    for area in program.reaches():
        _, rows, columns = surroundings.sizes[area.sheet.upper()]
        beyond = area.row2 > max(rows, FURTHEST[0]) or area.column2 > max(columns, FURTHEST[1])
        if beyond or not 1 <= area.row1 <= area.row2:
            return [(program.cell(0), "引用范围过大或上下颠倒")]
    return []


def _check_all(programs: Sequence[Program], layout: Layout) -> None:
    """Raises ``UnsupportedFormula`` listing every program for which no code can be written."""
    faults: list[CellFault] = []
    generator = Generator(layout)
    for program in programs:
        try:
            generator.check(program)
        except Unparsed as fault:
            faults.extend((program.cell(down), str(fault)) for down in program.places())
    _raise(faults)


def _raise(faults: Sequence[CellFault]) -> None:
    if faults:
        listed = "；".join(f"{at} {reason}" for at, reason in faults)
        raise UnsupportedFormula(f"母版里有无法计算的公式，请改写：{listed}。", faults)


def _area(data: Any) -> Area:
    sheet, *corners = data
    if type(sheet) is str and len(corners) == 4 and all(type(corner) is int for corner in corners):
        return Area(sheet, *corners)
    raise ValueError("not an area")


def _step(data: Any, programs: Sequence[Outline]) -> Step:
    number, first, stop = data
    if 0 <= number < len(programs) and programs[number].covers(first, stop):
        return number, first, stop
    raise ValueError("not a step of the calculation")
