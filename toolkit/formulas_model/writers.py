"""How the calls are written that take ranges, conditions or unevaluated arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from toolkit.formulas_model.emitter import AGGREGATES, KINDS, Emitter, Writer, is_logical, reference
from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.tree import Call, Constant, Missing, Node, Reference
from toolkit.model import ExcelError


def _if(emitter: Emitter, arguments: Sequence[Node]) -> str:
    condition, then = arguments[:2]
    otherwise = emitter.scalar(arguments[2]) if len(arguments) > 2 else "False"
    return f"({emitter.scalar(then)} if {_condition(emitter, condition)} else {otherwise})"


def _condition(emitter: Emitter, node: Node) -> str:
    written = emitter.scalar(node)
    return written if is_logical(node) else f"truth({written})"


def _ifs(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if len(arguments) % 2:
        raise Unparsed("函数 IFS 的参数应成对")
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    steps = [f"{emitter.scalar(then)} if {_condition(emitter, test)} else " for test, then in pairs]
    return f"({''.join(steps)}fail({emitter.constant(ExcelError.NA)}))"


def _iferror_call(emitter: Emitter, arguments: Sequence[Node]) -> str:
    tried, otherwise = (emitter.scalar(argument) for argument in arguments)
    return f"iferror(lambda: {tried},lambda: {otherwise})"


def _kind(name: str) -> Writer:
    def write(emitter: Emitter, arguments: Sequence[Node]) -> str:
        return f"(type({emitter.caught(arguments[0])}) is {name})"

    return write


def _is_blank(emitter: Emitter, arguments: Sequence[Node]) -> str:
    return f"({emitter.caught(arguments[0])} is None)"


def _count_blank(emitter: Emitter, arguments: Sequence[Node]) -> str:
    return f"count_blank({emitter.array(reference(arguments[0]))})"


def _countifs(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if len(arguments) % 2:
        raise Unparsed("条件区域与条件应成对")
    areas = [reference(node) for node in arguments[::2]]
    _check_shapes(areas)
    return f"countifs(C,{emitter.grouping(areas)},{_conditions(emitter, areas, arguments[1::2])})"


def _sumif(emitter: Emitter, arguments: Sequence[Node]) -> str:
    tested = reference(arguments[0])
    amounts = arguments[2] if len(arguments) == 3 else tested
    return _sumifs(emitter, (amounts, tested, arguments[1]))


def _sumifs(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if not len(arguments) % 2:
        raise Unparsed("条件区域与条件应成对")
    amounts = reference(arguments[0])
    areas = [reference(node) for node in arguments[1::2]]
    _check_shapes([amounts, *areas])
    key = emitter.grouping([amounts, *areas])
    return f"sumifs(C,{key},{emitter.array(amounts)},{_conditions(emitter, areas, arguments[2::2])})"


def _check_shapes(areas: Sequence[Reference]) -> None:
    for one, other in pairwise(areas):
        grow = one.moves2 - one.moves1, other.moves2 - other.moves1
        if (one.height, one.width) != (other.height, other.width) or grow[0] != grow[1]:
            raise Unparsed("条件区域与求和区域大小不一致")


def _conditions(emitter: Emitter, areas: Sequence[Reference], tests: Sequence[Node]) -> str:
    columns = "".join(emitter.array(area) + "," for area in areas)
    wanted = "".join(emitter.caught(node) + "," for node in tests)
    return f"({columns}),({wanted})"


def _sumproduct(emitter: Emitter, arguments: Sequence[Node]) -> str:
    shapes = {_shape(node) for node in arguments}
    if len(shapes) > 1:
        raise Unparsed("SUMPRODUCT 各数组大小不一致")
    return f"sum_of_products({','.join(emitter.array(node) for node in arguments)})"


def _shape(node: Node) -> tuple[int, int]:
    """Rows and columns of an array expression; what is no array has one of each."""
    if isinstance(node, Reference):
        return node.height, node.width
    if isinstance(node, Call) and node.function not in ("ROWS", "COLUMNS", *AGGREGATES):
        arguments = node.arguments
        if node.function in ("COUNTIF", "COUNTIFS"):
            arguments = arguments[1::2]
        elif node.function in ("SUMIF", "SUMIFS"):
            arguments = arguments[1:2] if node.function == "SUMIF" else arguments[2::2]
        elif node.function in ("MATCH", "LOOKUP", "VLOOKUP"):
            arguments = arguments[:1]
        elif node.function == "INDEX":
            arguments = ()
        return max((_shape(argument) for argument in arguments), default=(1, 1))
    return 1, 1


def _match(emitter: Emitter, arguments: Sequence[Node]) -> str:
    area = reference(arguments[1])
    if area.width > 1 and (area.height > 1 or not area.steady):
        raise Unparsed("MATCH 的查找区域应为一行或一列")
    kind = emitter.scalar(arguments[2]) if len(arguments) > 2 else "1.0"
    return f"match({emitter.value(arguments[0])},{emitter.array(area)},{kind})"


def _lookup(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if len({_shape(node) for node in arguments[1:]}) > 1 or 1 not in _shape(arguments[1]):
        raise Unparsed("LOOKUP 的两个区域应为大小相同的一行或一列")
    results = emitter.array(arguments[2]) if len(arguments) > 2 else "None"
    return f"lookup({emitter.value(arguments[0])},{emitter.array(arguments[1])},{results})"


def _vlookup(emitter: Emitter, arguments: Sequence[Node]) -> str:
    columns = "".join(column + "," for column in emitter.columns(reference(arguments[1])))
    nearest = emitter.scalar(arguments[3]) if len(arguments) > 3 else "True"
    return f"vlookup({emitter.scalar(arguments[0])},({columns}),{emitter.scalar(arguments[2])},{nearest})"


def _index(emitter: Emitter, arguments: Sequence[Node]) -> str:
    area = reference(arguments[0])
    lengths = [area.width if area.height == 1 and area.steady else area.height]
    if len(arguments) == 3:
        lengths = [area.height, area.width]
    elif area.height > 1 and area.width > 1:
        raise Unparsed("INDEX 引用多行多列时应给出行号和列号")
    for node, extent in zip(arguments[1:], lengths, strict=True):
        if extent > 1 and (isinstance(node, Missing) or node == Constant(0.0)):
            raise Unparsed("不支持用 INDEX 取整行或整列")
    width, stride = emitter.constant(area.width), emitter.constant(emitter.layout.sizes[area.sheet][0])
    place = ",".join(emitter.scalar(node) for node in arguments[1:])
    return f"index(V,{emitter.slot(area)},{emitter.height(area)},{width},{stride},{place})"


def _row(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if arguments:
        area = reference(arguments[0])
        if area.height > 1:
            raise Unparsed("不支持用 ROW 取一组行号")
        return f"float({emitter.constant(area.row1)}{'+k' * area.moves1})"
    if emitter.cell is None:
        raise Unparsed("此处不能用不带参数的 ROW()")
    return f"float({emitter.constant(emitter.cell[0])}+k)"


def _column(emitter: Emitter, arguments: Sequence[Node]) -> str:
    if arguments:
        area = reference(arguments[0])
        if area.width > 1:
            raise Unparsed("不支持用 COLUMN 取一组列号")
        return emitter.constant(float(area.column1))
    if emitter.cell is None:
        raise Unparsed("此处不能用不带参数的 COLUMN()")
    return emitter.constant(float(emitter.cell[1]))


def _rows(emitter: Emitter, arguments: Sequence[Node]) -> str:
    return f"float({emitter.height(reference(arguments[0]))})"


def _columns(emitter: Emitter, arguments: Sequence[Node]) -> str:
    return emitter.constant(float(reference(arguments[0]).width))


def _hyperlink(emitter: Emitter, arguments: Sequence[Node]) -> str:
    return emitter.scalar(arguments[-1])


WRITERS: Mapping[str, Writer] = {
    "IF": _if,
    "IFS": _ifs,
    "IFERROR": _iferror_call,
    **{function: _kind(name) for function, name in KINDS.items()},
    "ISBLANK": _is_blank,
    "COUNTBLANK": _count_blank,
    "COUNTIF": _countifs,
    "COUNTIFS": _countifs,
    "SUMIF": _sumif,
    "SUMIFS": _sumifs,
    "SUMPRODUCT": _sumproduct,
    "MATCH": _match,
    "LOOKUP": _lookup,
    "VLOOKUP": _vlookup,
    "INDEX": _index,
    "ROW": _row,
    "ROWS": _rows,
    "COLUMN": _column,
    "COLUMNS": _columns,
    "HYPERLINK": _hyperlink,
}
"""How each function that is more than a call with single values is written."""
