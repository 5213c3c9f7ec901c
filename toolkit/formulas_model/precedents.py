"""What a cell depends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.programs import Program
from toolkit.formulas_model.tree import Reference, references


class Precedents:
    """The formulas of a model by the slots that they fill."""

    def __init__(self, programs: Sequence[Program], layout: Layout) -> None:
        self._layout = layout
        self._found: dict[int, frozenset[int]] = {}
        self._read: dict[int, tuple[tuple[Reference, ...], int]] = {}
        for program in programs:
            areas = tuple(references(program.tree))
            start = layout.slot(*program.cell(0))
            self._read.update((start + down, (areas, down)) for down in program.places())

    def of(self, slot: int) -> frozenset[int]:
        """The slots without formula on which a slot depends, however far; a constant has none."""
        if slot not in self._found:
            self._found[slot] = self._search(slot)
        return self._found[slot]

    def _search(self, slot: int) -> frozenset[int]:
        seen: set[int] = set()
        waiting = [slot]
        while waiting:
            fresh = set(self._direct(waiting.pop())) - seen
            seen |= fresh
            waiting.extend(fresh & self._read.keys())
        return frozenset(seen - self._read.keys())

    def _direct(self, slot: int) -> Iterator[int]:
        areas, down = self._read.get(slot, ((), 0))
        for area in areas:
            for start, end in self._layout.spans(area, down):
                yield from range(start, end)
