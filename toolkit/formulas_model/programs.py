"""Formulas filled down a column, kept as one tree with the runs of rows that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, overload

from msgspec import Struct
from msgspec.structs import replace

from toolkit.addresses import CellRef
from toolkit.formulas_model import tree as trees
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.tokens import relative_text
from toolkit.formulas_model.tree import Node, Reference

Run = tuple[int, int]
"""First and one past the last row, counted from the row of the program's own cell."""


class Program(Struct, frozen=True):
    """One formula in ``sheet``'s ``column``, written for ``row``, that also serves the rows of ``runs``."""

    sheet: str
    row: int
    column: int
    text: str
    """Canonical text at ``row``."""
    tree: Node
    runs: tuple[Run, ...]

    def cell(self, down: int) -> CellRef:
        """The cell that is ``down`` rows below the program's own."""
        return CellRef(self.sheet, self.row + down, self.column)

    def places(self) -> Iterator[int]:
        """All rows served, counted from the program's own."""
        for first, stop in self.runs:
            yield from range(first, stop)

    def reaches(self) -> Iterator[Reference]:
        """Every area read, as it reads from the first and from the last row served."""
        for area in trees.references(self.tree):
            for first, stop in self.runs:
                yield area.moved(first)
                yield area.moved(stop - 1)

    def split(self) -> Program:
        """The same program with every row a run of its own."""
        return replace(self, runs=tuple((down, down + 1) for down in self.places()))


class Outline(NamedTuple):
    """All of a program but its tree."""

    sheet: str
    row: int
    column: int
    text: str
    runs: tuple[Run, ...]

    def covers(self, first: int, stop: int) -> bool:
        """Whether the program serves all these rows, counted from its own."""
        return first < stop and any(start <= first and stop <= end for start, end in self.runs)


class Programs(Sequence[Program]):
    """The programs of a model in their stored form; a tree is made, and checked, when it is asked for."""

    def __init__(self, data: Sequence[Any], layout: Layout, made: Sequence[Program] = ()) -> None:
        """``data`` holds what ``to_json`` gives, ``made`` the same programs where they are at hand.

        Raises ``ValueError`` for data without the outline of a program.
        """
        self._data = data
        self._layout = layout
        self._made = dict(enumerate(made))
        self.outlines = [_outline(item) for item in data]

    @classmethod
    def of(cls, programs: Sequence[Program], layout: Layout) -> Programs:
        """These programs."""
        return cls([to_json(program) for program in programs], layout, programs)

    def to_json(self) -> list[Any]:
        """Plain lists."""
        return list(self._data)

    def __len__(self) -> int:
        return len(self._data)

    @overload
    def __getitem__(self, number: int) -> Program: ...

    @overload
    def __getitem__(self, number: slice) -> list[Program]: ...

    def __getitem__(self, number: int | slice) -> Program | list[Program]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        if number not in self._made:
            self._made[number] = from_json(self._data[number], self._layout)
        return self._made[number]


def grouped(formulas: Mapping[CellRef, str]) -> Iterator[tuple[CellRef, tuple[Run, ...]]]:
    """For each distinct formula of a column its first cell, and the runs of rows that hold it."""
    by_text: dict[tuple[str, int, str], list[int]] = {}
    for at in sorted(formulas):
        by_text.setdefault((at.sheet, at.column, relative_text(formulas[at], at.row)), []).append(at.row)
    for (sheet, column, _), rows in by_text.items():
        yield CellRef(sheet, rows[0], column), tuple(_runs([row - rows[0] for row in rows]))


def _runs(places: list[int]) -> Iterator[Run]:
    for _, block in groupby(enumerate(places), key=_gap):
        members = [place for _, place in block]
        yield members[0], members[-1] + 1


def _gap(numbered: tuple[int, int]) -> int:
    return numbered[1] - numbered[0]


def to_json(program: Program) -> list[object]:
    """Plain lists."""
    runs = [list(run) for run in program.runs]
    return [program.sheet, program.row, program.column, program.text, trees.to_json(program.tree), runs]


def from_json(data: Any, layout: Layout) -> Program:
    """The program of such lists; raises ``ValueError`` for anything else or for cells outside the layout."""
    sheet, row, column, text, runs = _outline(data)
    program = Program(sheet, row, column, text, trees.from_json(data[4]), runs)
    check(program, layout)
    return program


def _outline(data: Any) -> Outline:
    """The outline of a stored program; asks for exact types, which is quicker than to match patterns."""
    if type(data) is list and len(data) == 6:
        sheet, row, column, text, _, runs = data
        if type(sheet) is str and type(text) is str and type(row) is int and type(column) is int and runs:
            return Outline(sheet, row, column, text, tuple(map(_run, runs)))
    raise ValueError("not a program")


def _run(data: Any) -> Run:
    first, stop = data
    if type(first) is int and type(stop) is int and first < stop:
        return first, stop
    raise ValueError("not a run of rows")


def check(program: Program, layout: Layout) -> None:
    """Raises ``ValueError`` where a cell written or read lies outside the layout."""
    own = Reference(program.sheet, program.row, program.column, program.row, program.column, True, True)
    areas = [own, *trees.references(program.tree)]
    ends = {down for first, stop in program.runs for down in (first, stop - 1)}
    if not all(layout.holds(area, down) for area in areas for down in ends):
        raise ValueError(f"not a program of this model: {program.cell(0)} reads or writes outside it")
