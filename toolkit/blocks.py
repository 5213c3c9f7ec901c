"""The cells of a sheet in blocks, such as its rows: what stays from file to file apart from what varies.

From one return to the next most rows say the same but for their values. A reader that recognises them gives
each such row the one ``Shape``; whatever has been found out about a shape holds for every return that has it.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from toolkit.model import Cell, Value

Place = tuple[int, int]
"""Row and column."""
T = TypeVar("T")
new_cell = tuple.__new__
"""A named tuple made without its constructor: a sheet has thousands."""


class Shape(Struct, eq=False):
    """What some cells say beside their values. One object stands for all blocks that are alike in this."""

    places: tuple[Place, ...]
    formulas: tuple[str | None, ...]
    styles: tuple[int, ...]
    readings: dict[object, Any] = {}
    """What others have found out about it, each under a key of its own."""


class Block(NamedTuple):
    """Some cells of a sheet: their shape and a value each."""

    shape: Shape
    values: Sequence[Value]

    @property
    def cells(self) -> dict[Place, Cell]:
        """The cells by place."""
        contents = zip(self.values, self.shape.formulas, self.shape.styles, strict=True)
        return dict(zip(self.shape.places, [new_cell(Cell, content) for content in contents], strict=True))


class BlockCells(Mapping[Place, Cell]):
    """The cells of blocks that share none, joined only when one of them is asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks

    @cached_property
    def joined(self) -> dict[Place, Cell]:
        """All cells by place."""
        cells: dict[Place, Cell] = {}
        for block in self.blocks:
            cells.update(block.cells)
        return cells

    def __getitem__(self, place: Place) -> Cell:
        return self.joined[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.joined)

    def __len__(self) -> int:
        return len(self.joined)

    def items(self) -> ItemsView[Place, Cell]:
        """Places with their cells."""
        return self.joined.items()
