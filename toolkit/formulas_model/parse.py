"""Formula text to tree: our tokens for the operands, the library's parser for the structure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from toolkit.addresses import Area
from toolkit.formulas_model.catalog import SIGNATURES
from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.tokens import (
    LAST_COLUMN,
    LAST_ROW,
    Token,
    WrittenArea,
    canonical_tokens,
    error_value,
    string_value,
)
from toolkit.formulas_model.tree import DEEPEST, Call, Constant, Node, Reference


class Surroundings(Struct, frozen=True):
    """What a formula's words refer to: sheets by their title in capitals, and defined names in capitals."""

    sizes: Mapping[str, tuple[str, int, int]]
    """Title as written, rows and columns; whole-column references are cut to them."""
    names: Mapping[str, Area]


def parse(formula: str, sheet: str, surroundings: Surroundings) -> Node:
    """The tree of a formula that stands on ``sheet``; raises ``Unparsed``."""
    from toolkit.formulas_model.structure import MARK, structure

    operands: list[Node] = []
    pieces: list[str] = []
    for token in canonical_tokens(formula):
        operand = _operand(token, sheet, surroundings)
        if operand is None:
            pieces.append(token.text)
        else:
            pieces.append(f"{MARK}{len(operands)}{MARK}")
            operands.append(operand)
    tree = _with_whole_sums(structure("".join(pieces))(operands))
    _check_depth(tree, 0)
    return tree


def _operand(token: Token, sheet: str, surroundings: Surroundings) -> Node | None:
    """The node of an operand; ``None`` for an operator, bracket or function name."""
    if token.kind == "string":
        return Constant(string_value(token.text))
    if token.kind == "number":
        return _number(token.text)
    if token.kind == "error":
        return Constant(error_value(token.text))
    if token.area is not None:
        return _reference(token.area, sheet, surroundings)
    if token.kind == "name":
        return _name(token.text, surroundings)
    if token.kind == "function" and token.text not in SIGNATURES:
        raise Unparsed(f"不支持函数 {token.text}")
    if token.kind in ("other", "bracket"):
        raise Unparsed("不支持区域交叉（空格）" if token.text == " " else f"不支持写法“{token.text}”")
    return None


def _number(text: str) -> Constant:
    if not math.isfinite(float(text)):
        raise Unparsed("数字太大")
    return Constant(float(text))


def _name(text: str, surroundings: Surroundings) -> Node:
    if text in ("TRUE", "FALSE"):
        return Constant(text == "TRUE")
    area = surroundings.names.get(text)
    if area is None:
        raise Unparsed(f"名称“{text}”没有定义，或不是单元格区域")
    return Reference(area.sheet, area.row1, area.column1, area.row2, area.column2, False, False)


def _reference(area: WrittenArea, sheet: str, surroundings: Surroundings) -> Reference:
    known = surroundings.sizes.get((area.sheet or sheet).upper())
    if known is None:
        raise Unparsed(f"没有工作表“{area.sheet}”")
    title, rows, columns = known
    row1, row2 = sorted((area.row1, area.row2)) if area.row1 else (1, rows)
    column1, column2 = sorted((area.column1, area.column2)) if area.column1 else (1, columns)
    if row2 == LAST_ROW or column2 == LAST_COLUMN:
        row2, column2 = max(row1, min(row2, rows)), max(column1, min(column2, columns))
    moves1 = bool(area.row1) and not area.fixed[0]
    moves2 = bool(area.row2) and not area.fixed[2] if not area.single else moves1
    if area.row1 > area.row2:
        moves1, moves2 = moves2, moves1
    return Reference(title, row1, column1, row2, column2, moves1, moves2)


def _check_depth(node: Node, depth: int) -> None:
    if depth > DEEPEST:
        raise Unparsed("嵌套太深")
    if isinstance(node, Call):
        for argument in node.arguments:
            _check_depth(argument, depth + 1)


def _with_whole_sums(node: Node) -> Node:
    """SUMIF adds up an area of the size of the one it tests, whatever the size written."""
    if not isinstance(node, Call):
        return node
    arguments = tuple(_with_whole_sums(argument) for argument in node.arguments)
    if node.function == "SUMIF" and len(arguments) == 3:
        tested, amounts = arguments[0], arguments[2]
        if isinstance(tested, Reference) and isinstance(amounts, Reference):
            arguments = (*arguments[:2], _sized(amounts, tested))
    return Call(node.function, arguments)


def _sized(area: Reference, like: Reference) -> Reference:
    if not area.steady or not like.steady:
        return area
    row2, column2 = area.row1 + like.height - 1, area.column1 + like.width - 1
    return replace(area, row2=row2, column2=column2)
