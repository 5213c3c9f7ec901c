"""A formula as a tree of four kinds of node, and its way to plain JSON data and back."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from toolkit.model import ExcelError

DEEPEST = 150
"""Deeper trees are refused; Excel nests functions 64 deep, but a long sum is a deep tree too."""


class Constant(Struct, frozen=True):
    """A number, text, logical or error written in the formula."""

    value: float | str | bool | ExcelError


class Missing(Struct, frozen=True):
    """An argument left out, as the second of ``IF(A1,,0)``."""


class Reference(Struct, frozen=True):
    """A cell or a rectangle. ``moves1``/``moves2``: the row follows the cell that holds the formula."""

    sheet: str
    row1: int
    column1: int
    row2: int
    column2: int
    moves1: bool
    moves2: bool

    @property
    def single(self) -> bool:
        """Whether it is one cell, wherever the formula stands."""
        same_row = self.row1 == self.row2 and self.moves1 == self.moves2
        return same_row and self.column1 == self.column2

    @property
    def height(self) -> int:
        """Rows, at the place the tree was written for."""
        return self.row2 - self.row1 + 1

    @property
    def width(self) -> int:
        """Columns."""
        return self.column2 - self.column1 + 1

    @property
    def steady(self) -> bool:
        """Whether its height stays the same wherever the formula stands."""
        return self.moves1 == self.moves2

    def moved(self, down: int) -> Reference:
        """The reference as it reads ``down`` rows further down."""
        row1, row2 = self.row1 + down * self.moves1, self.row2 + down * self.moves2
        return replace(self, row1=row1, row2=row2)


class Call(Struct, frozen=True):
    """A function or an operator (``+``, unary ``u-``, ``--``, ``%``) with its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Constant | Missing | Reference | Call


def references(node: Node) -> Iterator[Reference]:
    """Every reference whose cells the formula reads; ``ROW``, ``ROWS`` and the like read none."""
    if isinstance(node, Reference):
        yield node
    elif isinstance(node, Call) and node.function not in ("ROW", "ROWS", "COLUMN", "COLUMNS"):
        for argument in node.arguments:
            yield from references(argument)


def to_json(node: Node) -> list[object]:
    """Plain lists: ``["c", 1.5]``, ``["e", "#N/A"]``, ``["m"]``, ``["r", …]``, ``["f", "SUM", …]``."""
    if isinstance(node, Constant):
        if isinstance(node.value, ExcelError):
            return ["e", node.value.value]
        return ["c", node.value]
    if isinstance(node, Missing):
        return ["m"]
    if isinstance(node, Reference):
        corners = [node.row1, node.column1, node.row2, node.column2]
        return ["r", node.sheet, *corners, int(node.moves1), int(node.moves2)]
    return ["f", node.function, *(to_json(argument) for argument in node.arguments)]


def from_json(data: object, depth: int = 0) -> Node:
    """The tree of such lists; raises ``ValueError`` for anything else."""
    if not isinstance(data, list) or not data or depth > DEEPEST:
        raise ValueError("not a formula tree")
    kind, *rest = data
    if kind == "c" and len(rest) == 1:
        return Constant(_plain_constant(rest[0]))
    if kind == "e" and len(rest) == 1:
        return Constant(ExcelError(rest[0]))
    if kind == "m" and not rest:
        return Missing()
    if kind == "r" and len(rest) == 7:
        return _reference(rest)
    if kind == "f" and rest and isinstance(rest[0], str):
        return Call(rest[0], tuple(from_json(item, depth + 1) for item in rest[1:]))
    raise ValueError("not a formula tree")


def _plain_constant(value: object) -> float | str | bool:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    raise ValueError("not a constant")


def _reference(parts: list[object]) -> Reference:
    sheet, *numbers = parts
    if not isinstance(sheet, str):
        raise ValueError("not a sheet title")
    whole: list[int] = []
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int):
            raise ValueError("not a row or column")
        whole.append(number)
    row1, column1, row2, column2, moves1, moves2 = whole
    return Reference(sheet, row1, column1, row2, column2, bool(moves1), bool(moves2))
