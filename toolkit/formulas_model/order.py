"""In which order the runs of a model are calculated, so that each finds what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from toolkit.addresses import CellRef
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.programs import Program
from toolkit.formulas_model.tree import Reference, references

Step = tuple[int, int, int]
"""Number of a program, first row and one past the last, counted from the program's own cell."""


class CircularFormulas(Exception):
    """Cells that depend on themselves."""

    def __init__(self, cells: Sequence[CellRef]) -> None:
        super().__init__(cells)
        self.cells = tuple(cells)


def ordered(programs: Sequence[Program], layout: Layout) -> list[Step]:
    """Every run after those that it reads.

    Runs that need each other are taken apart into single cells; raises ``CircularFormulas`` where cells
    still do.
    """
    programs = [program.split() if _reads_on(program) else program for program in programs]
    while True:
        steps = [(number, *run) for number, program in enumerate(programs) for run in program.runs]
        try:
            return [
                steps[place] for place in TopologicalSorter(_graph(steps, programs, layout)).static_order()
            ]
        except CycleError as cycle:
            members = [steps[place] for place in dict.fromkeys(cycle.args[1])]
            wide = {number for number, first, stop in members if stop - first > 1}
            if not wide:
                raise CircularFormulas([programs[number].cell(down) for number, down, _ in members]) from None
            for number in wide:
                programs[number] = programs[number].split()


def _reads_on(program: Program) -> bool:
    """Whether a cell may read one of its own column's at or below its row: then rows must be single."""
    return any(
        area.sheet == program.sheet
        and area.column1 <= program.column <= area.column2
        and not (area.moves2 and area.row2 < program.row)
        and _touches(area, program)
        for area in references(program.tree)
    )


def _touches(area: Reference, program: Program) -> bool:
    """Whether the area as read from any row meets the rows of the program."""
    tops = [area.moved(down) for run in program.runs for down in (run[0], run[1] - 1)]
    low, high = min(top.row1 for top in tops), max(top.row2 for top in tops)
    first, last = program.row + program.runs[0][0], program.row + program.runs[-1][1] - 1
    return low <= last and high >= first


def _graph(steps: Sequence[Step], programs: Sequence[Program], layout: Layout) -> dict[int, set[int]]:
    """For each step the steps that it reads."""
    owner = [-1] * layout.size
    for place, (number, first, stop) in enumerate(steps):
        start = layout.slot(*programs[number].cell(first))
        owner[start : start + stop - first] = [place] * (stop - first)
    graph: dict[int, set[int]] = {}
    for place, (number, first, stop) in enumerate(steps):
        program = programs[number]
        read = {one for area in references(program.tree) for one in _owners(area, first, stop, layout, owner)}
        if stop - first > 1 or not _reads_itself(program, first, layout):
            read.discard(place)
        graph[place] = read - {-1}
    return graph


def _owners(area: Reference, first: int, stop: int, layout: Layout, owner: Sequence[int]) -> set[int]:
    """The steps that calculate cells of an area, as read from all rows of a run."""
    top, bottom = area.moved(first), area.moved(stop - 1)
    swept = Reference(area.sheet, top.row1, area.column1, bottom.row2, area.column2, False, False)
    return {one for start, end in layout.spans(swept) for one in owner[start:end]}


def _reads_itself(program: Program, down: int, layout: Layout) -> bool:
    slot = layout.slot(*program.cell(down))
    areas = references(program.tree)
    return any(start <= slot < end for area in areas for start, end in layout.spans(area, down))
