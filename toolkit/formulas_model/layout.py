"""Where each cell stands in one flat list of values: sheet after sheet, column after column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.addresses import CellRef
from toolkit.formulas_model.tree import Reference


class Layout:
    """Sheets with a fixed number of rows and columns."""

    def __init__(self, sizes: Mapping[str, tuple[int, int]]) -> None:
        self.sizes = dict(sizes)
        self.starts: dict[str, int] = {}
        self.size = 0
        for sheet, (rows, columns) in self.sizes.items():
            self.starts[sheet] = self.size
            self.size += rows * columns

    def slot(self, sheet: str, row: int, column: int) -> int:
        """Position of a cell; raises ``IndexError`` for one outside the sheet's size."""
        rows, columns = self.sizes.get(sheet, (0, 0))
        if not (0 < row <= rows and 0 < column <= columns):
            raise IndexError(f"{CellRef(sheet, row, column)} is outside the model")
        return self.starts[sheet] + (column - 1) * rows + row - 1

    def spans(self, area: Reference, down: int = 0) -> list[tuple[int, int]]:
        """For each column of an area, moved ``down`` rows, its first slot and the one after its last."""
        row1, row2 = area.row1 + down * area.moves1, area.row2 + down * area.moves2
        return [
            (first, first + row2 - row1 + 1)
            for column in range(area.column1, area.column2 + 1)
            for first in [self.slot(area.sheet, row1, column)]
        ]

    def room_below(self, area: Reference) -> int:
        """How many rows an area that lies in its sheet can move down and still lie in it."""
        rows, _ = self.sizes[area.sheet]
        if area.moves2:
            return rows - area.row2
        return area.row2 - area.row1 if area.moves1 else rows

    def holds(self, area: Reference, down: int = 0) -> bool:
        """Whether the area, moved down, lies wholly inside its sheet and is not turned over."""
        rows, columns = self.sizes.get(area.sheet, (0, 0))
        row1, row2 = area.row1 + down * area.moves1, area.row2 + down * area.moves2
        return 1 <= row1 <= row2 <= rows and 1 <= area.column1 <= area.column2 <= columns


def padded(sizes: Mapping[str, tuple[int, int]], areas: Iterable[Reference]) -> dict[str, tuple[int, int]]:
    """The sizes, enlarged where an area reaches further."""
    sizes = dict(sizes)
    for area in areas:
        rows, columns = sizes[area.sheet]
        sizes[area.sheet] = (max(rows, area.row2), max(columns, area.column2))
    return dict(sizes)
