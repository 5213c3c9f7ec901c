"""Formulas filled down a column, kept as one tree with the runs of rows that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from toolkit.formulas_model import tree as trees
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.tokens import relative_text
from toolkit.formulas_model.tree import Node, Reference
from toolkit.model import CellRef

Run = tuple[int, int]
"""First and one past the last row, counted from the row of the program's own cell."""


@dataclass(frozen=True, slots=True)
class Program:
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


def from_json(data: object, layout: Layout) -> Program:
    """The program of such lists; raises ``ValueError`` for anything else or for cells outside the layout."""
    match data:
        case [str(sheet), int(row), int(column), str(text), node, list(runs)]:
            parsed = tuple(_run(run) for run in runs)
            program = Program(sheet, row, column, text, trees.from_json(node), parsed)
        case _:
            raise ValueError("not a program")
    check(program, layout)
    return program


def _run(data: object) -> Run:
    match data:
        case [int(first), int(stop)] if first < stop:
            return first, stop
        case _:
            raise ValueError("not a run of rows")


def check(program: Program, layout: Layout) -> None:
    """Raises ``ValueError`` where a cell written or read lies outside the layout."""
    own = Reference(program.sheet, program.row, program.column, program.row, program.column, True, True)
    areas = [own, *trees.references(program.tree)]
    ends = {down for first, stop in program.runs for down in (first, stop - 1)}
    if not all(layout.holds(area, down) for area in areas for down in ends):
        raise ValueError(f"not a program of this model: {program.cell(0)} reads or writes outside it")
