"""The structure of a formula by the parser of the library ``formulas``; import it only to compile."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from formulas.errors import BaseError
from formulas.parser import Parser
from formulas.tokens.function import Function
from formulas.tokens.operand import Empty, Operand
from formulas.tokens.operator import Operator, OperatorToken, Separator
from formulas.tokens.parenthesis import Parenthesis

from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.tree import Call, Missing, Node

MARK = "§"
"""Stands around an operand's number in the text that the library parses."""

Builder = Callable[[list[Node]], Node]
"""From a formula's operands to its tree."""


@cache
def structure(marked: str) -> Builder:
    """Parse a text in which every operand is a mark; formulas of one shape are parsed once.

    Raises ``Unparsed`` for anything that is no formula.
    """
    try:
        _, builder = _LibraryParser().ast("=" + marked)
    except (BaseError, IndexError):
        raise Unparsed("公式写法有误") from None
    built: Builder = builder[-1]
    return built


class _Mark(Operand):  # type: ignore[misc]
    """An operand by its number."""

    _re = re.compile(rf"^{MARK}(?P<name>\d+){MARK}")


class _Sign(OperatorToken):  # type: ignore[misc]
    """Keeps ``--`` (to a number), which the library takes for ``+``, and reads ``%%`` as two signs."""

    _re = re.compile(r"^(([<>]=|<>|[\*\/\^&<>=])(?=[\+\-])|%|[\+\-\*\/\^&<>=:]+)")

    def process(self, match: Any, context: Any = None, parser: Any = None) -> dict[str, Any]:
        """The token's attributes, with whether it is a sign that turns its operand into a number."""
        attributes: dict[str, Any] = super().process(match, context, parser)
        if attributes:
            attributes["coerces"] = "-" in attributes.get("sum_minus", "")
        return attributes


class _TreeBuilder:
    """Takes the library's tokens in postfix order; a stack of functions from operands to trees."""

    def __init__(self, match: Any = None) -> None:
        self.stack: list[Builder] = []

    def __len__(self) -> int:
        return len(self.stack)

    def __getitem__(self, place: int) -> Builder:
        return self.stack[place]

    def finish(self) -> None:
        """Nothing is left to do at the end."""

    def append(self, token: Any) -> None:
        """Put an operand on the stack, or join the topmost ones by an operator or function."""
        if isinstance(token, _Mark):
            self.stack.append(_picker(int(token.name)))
        elif isinstance(token, Empty):
            self.stack.append(lambda operands: Missing())
        elif isinstance(token, Operator):
            self._join(_operator_name(token), token.get_n_args)
        else:
            self._join(token.name.upper(), token.get_n_args)

    def _join(self, name: str, count: int) -> None:
        cut = len(self.stack) - count
        if cut < 0:
            raise Unparsed("公式写法有误")
        arguments = tuple(self.stack[cut:])
        del self.stack[cut:]
        self.stack.append(_caller(name, arguments))


class _LibraryParser(Parser):  # type: ignore[misc]
    """The library's parser with our operands, and our tree in place of its calculation graph."""

    ast_builder = _TreeBuilder
    filters = (_Mark, _Sign, Separator, Function, Parenthesis)


def _operator_name(token: Any) -> str:
    if token.name in (":", ","):
        raise Unparsed("不支持联合区域或动态区域")
    return "--" if token.name == "u+" and token.attr["coerces"] else str(token.name)


def _picker(place: int) -> Builder:
    return lambda operands: operands[place]


def _caller(name: str, arguments: tuple[Builder, ...]) -> Builder:
    def build(operands: list[Node]) -> Node:
        built = tuple(argument(operands) for argument in arguments)
        return built[0] if name == "u+" else Call(name, built)

    return build
