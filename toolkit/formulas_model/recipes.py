"""What of a program is needed to calculate it and to say what it reads, without its tree."""

from __future__ import annotations

from typing import Any, NamedTuple

from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.tree import Call, Node, references
from toolkit.model import ExcelError

Span = tuple[int, int, int, int]
"""First slot, one past the last, and how far each moves with a row further down: 0 or 1."""


class Recipe(NamedTuple):
    """A program by its likeness to another one."""

    like: int
    """Number of the program whose tree has the same text; where it is its own, the tree is the recipe."""
    parameters: tuple[object, ...]
    """Of that text."""
    reads: tuple[Span, ...]
    """A span for each column of each area that is read, from the program's own cell."""
    room: int | None
    """How many rows further down it can be read; ``None`` where it speaks of the row that it stands in."""


def recipe(tree: Node, like: int, parameters: tuple[object, ...], layout: Layout) -> Recipe:
    """The recipe of a tree whose text with its parameters is that of program ``like``."""
    areas = list(references(tree))
    reads = tuple(
        (first, stop, int(area.moves1), int(area.moves2))
        for area in areas
        for first, stop in layout.spans(area)
    )
    room = min((layout.room_below(area) for area in areas), default=0)
    return Recipe(like, parameters, reads, None if _tells_its_place(tree) else room)


def _tells_its_place(node: Node) -> bool:
    """Whether there is a ``ROW()`` or ``COLUMN()`` of the formula's own cell."""
    if not isinstance(node, Call):
        return False
    own = node.function in ("ROW", "COLUMN") and not node.arguments
    return own or any(map(_tells_its_place, node.arguments))


def to_json(one: Recipe) -> list[Any]:
    """Plain lists."""
    return [one.like, one.room, [list(span) for span in one.reads], *map(_stored, one.parameters)]


def from_json(data: Any, programs: int) -> Recipe:
    """The recipe of such lists, of a model with so many programs; raises ``ValueError`` for anything else."""
    like, room, reads, *parameters = data
    if type(like) is not int or not 0 <= like < programs or type(room) not in (int, type(None)):
        raise ValueError("not a recipe")
    spans = tuple((first, stop, moves1, moves2) for first, stop, moves1, moves2 in reads)
    return Recipe(like, tuple(map(_parameter, parameters)), spans, room)


def _stored(parameter: object) -> object:
    if isinstance(parameter, ExcelError):
        return {"error": parameter.value}
    return [list(part) for part in parameter] if isinstance(parameter, tuple) else parameter


def _parameter(stored: Any) -> object:
    """A number, text or logical, an error, or the tuple of tuples that groups of cells are kept under."""
    kind = type(stored)
    if kind is int or kind is float or kind is str or kind is bool:
        return stored
    return ExcelError(stored["error"]) if kind is dict else tuple(map(tuple, stored))
