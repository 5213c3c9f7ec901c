"""Python functions generated from trees: one a program, run over the rows that it serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from toolkit.formulas_model.emitter import Emitter
from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.namespace import NAMESPACE
from toolkit.formulas_model.programs import Program
from toolkit.formulas_model.tree import Node, references
from toolkit.formulas_model.writers import WRITERS
from toolkit.model import Value

Calculate = Callable[[list[Value], dict[Any, Any], int, int], None]
"""Calculates rows ``first`` … ``stop`` - 1 of a program: values, cache, first, stop."""

_PROGRAM = """
def p{number}(V, C, first, stop):
    for k in range(first, stop):
        try:
            value = {expression}
        except ExcelFault as fault:
            value = fault.error
        V[{slot}+k] = 0.0 if value is None else value
"""
_ROW = """
def row(V, k):
    C = {{}}
    try:
        value = {expression}
    except ExcelFault as fault:
        value = fault.error
    return 0.0 if value is None else value
"""


def expression(program: Program, layout: Layout) -> str:
    """The Python text of a program's formula; raises ``Unparsed`` where it cannot be calculated."""
    return Emitter(layout, (program.row, program.column), WRITERS).value(program.tree)


def check(program: Program, layout: Layout) -> None:
    """Raises ``Unparsed`` where no code can be made of a program's formula."""
    try:
        compile(expression(program, layout), "<formula>", "eval")
    except (SyntaxError, RecursionError, MemoryError):
        raise Unparsed("嵌套太深") from None


def calculators(programs: Sequence[Program], layout: Layout) -> list[Calculate]:
    """A function for each program, in their order."""
    source = "".join(
        _PROGRAM.format(
            number=number,
            expression=expression(program, layout),
            slot=layout.slot(*program.cell(0)),
        )
        for number, program in enumerate(programs)
    )
    made = _made(source)
    return [made[f"p{number}"] for number in range(len(programs))]


def row_calculator(tree: Node, layout: Layout) -> Callable[[Sequence[Value], int], Value]:
    """A function of all values and a number of rows, by which row-relative references are shifted down."""
    areas = list(references(tree))
    if not all(layout.holds(area) for area in areas):
        raise Unparsed("引用超出了工作表的范围")
    calculate = _made(_ROW.format(expression=Emitter(layout, None, WRITERS).value(tree)))["row"]

    def row(values: Sequence[Value], down: int) -> Value:
        if down and not all(layout.holds(area, down) for area in areas):
            raise IndexError(f"{down} rows down is outside the model")
        result: Value = calculate(values, down)
        return result

    return row


def _made(source: str) -> dict[str, Any]:
    """The functions of a source that ``Emitter`` wrote: it can name nothing outside the namespace."""
    made = dict(NAMESPACE)
    exec(compile(source, "<formulas>", "exec"), made)
    return made
