"""From a formula's tree to the text of one Python expression over the list of values ``V``.

The text holds nothing but names of ``NAMESPACE``; every slot number and every constant is a parameter
``a0``, ``a1`` … of it. So formulas that differ in places and constants only share one text, and whatever a
stored tree says, nothing of it becomes code. ``k`` is how many rows the formula stands below the place its
tree was written for; ``C`` is the cache; ``v`` is a value that is looked at twice, at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toolkit.formulas_model.catalog import PLAIN, SIGNATURES
from toolkit.formulas_model.criteria import is_caseless
from toolkit.formulas_model.faults import Unparsed
from toolkit.formulas_model.layout import Layout
from toolkit.formulas_model.namespace import PLAIN_NAMES
from toolkit.formulas_model.text_format import is_known
from toolkit.formulas_model.tree import Call, Constant, Missing, Node, Reference

AGGREGATES = {
    "SUM": "sum_of",
    "COUNT": "count",
    "COUNTA": "count_filled",
    "MIN": "minimum",
    "MAX": "maximum",
    "AVERAGE": "average",
    "AND": "all_true",
    "OR": "any_true",
}
COUNTS = {"COUNT": "(type({}) is float)", "COUNTA": "({} is not None)"}
"""What of a single cell is counted, where all that is counted is single cells."""
KINDS = {"ISNUMBER": "float", "ISTEXT": "str", "ISERROR": "ExcelError"}
LOGICAL = frozenset(("AND", "OR", "ISBLANK", *KINDS))


Writer = Callable[["Emitter", Sequence[Node]], str]
"""Writes a call of one function, given its arguments."""


class Emitter:
    """Writes expressions for formulas of one model; raises ``Unparsed`` for what cannot be calculated."""

    def __init__(self, layout: Layout, cell: tuple[int, int] | None, writers: Mapping[str, Writer]) -> None:
        """``cell`` is the row and column of the formula, ``None`` where it stands in no cell."""
        self.layout = layout
        self.writers = writers
        self.cell = cell
        self.parameters: list[object] = []
        """The values of ``a0``, ``a1`` …"""
        self.elements: dict[Reference, str] | None = None
        """In an array expression: the areas that it runs over, with their variables."""

    def constant(self, value: object) -> str:
        """The name of a parameter with that value."""
        self.parameters.append(value)
        return f"a{len(self.parameters) - 1}"

    def value(self, node: Node) -> str:
        """The text of an expression that gives the node's single value."""
        if isinstance(node, Constant):
            return self.constant(node.value)
        if isinstance(node, Missing):
            return "None"
        if isinstance(node, Reference):
            return self._element(node) if self._is_area(node) else self._cell(node)
        self._check_arguments(node)
        if node.function in PLAIN:
            return self._plain(node)
        if node.function in AGGREGATES:
            return self._aggregate(node)
        return self.writers[node.function](self, node.arguments)

    def _check_arguments(self, node: Call) -> None:
        least, most = SIGNATURES.get(node.function, (0, -1))
        if not least <= len(node.arguments) <= most:
            raise Unparsed(f"函数 {node.function} 不受支持或参数个数不对")

    def scalar(self, node: Node) -> str:
        """As ``value``, where Excel takes a single value even inside an array expression."""
        outer, self.elements = self.elements, None
        try:
            return self.value(node)
        finally:
            self.elements = outer

    # --- references

    def _is_area(self, node: Reference) -> bool:
        return not node.single

    def _cell(self, node: Reference) -> str:
        return f"V[{self.slot(node)}]"

    def slot(self, node: Reference) -> str:
        """The slot of the first cell of an area."""
        slot = self.constant(self.layout.slot(node.sheet, node.row1, node.column1))
        return f"{slot}+k" if node.moves1 else slot

    def _element(self, node: Reference) -> str:
        """The variable that stands for an area's element in an array expression."""
        if self.elements is None:
            raise Unparsed("区域不能当作单个值使用")
        for other in self.elements:
            if (other.height, other.width) != (node.height, node.width):
                raise Unparsed("一起运算的区域大小不一致")
        if not node.steady:
            raise Unparsed("数组运算的区域不能随行增减")
        return self.elements.setdefault(node, f"x{len(self.elements)}")

    def area(self, node: Node) -> str:
        """The contents of an area as one sequence, column after column."""
        area = reference(node)
        if area.height > 1 or not area.steady:
            return "+".join(self.columns(area))
        cells = (f"V[{self.constant(first)}{'+k' * area.moves1}]," for first, _ in self.layout.spans(area))
        return f"({''.join(cells)})"

    def columns(self, node: Reference) -> list[str]:
        """The contents of an area's columns."""
        return [
            f"V[{self.constant(first)}{'+k' * node.moves1}:{self.constant(stop)}{'+k' * node.moves2}]"
            for first, stop in self.layout.spans(node)
        ]

    def height(self, node: Reference) -> str:
        """The number of rows of an area, which may grow with ``k``."""
        height = self.constant(node.height)
        return height if node.steady else f"({height}{'+' if node.moves2 else '-'}k)"

    def array(self, node: Node) -> str:
        """The contents of an area, or of an expression worked out element by element."""
        if isinstance(node, Reference):
            return self.area(node) if self._is_area(node) else f"({self._cell(node)},)"
        outer, self.elements = self.elements, {}
        try:
            body = self.value(node)
            elements = self.elements
        finally:
            self.elements = outer
        if not elements:
            return f"(caught(lambda: {body}),)"
        columns = ",".join(self.area(area) for area in elements)
        return f"lift(lambda {','.join(elements.values())}: {body},{columns})"

    # --- functions

    def _plain(self, node: Call) -> str:
        plain = PLAIN[node.function]
        arguments = node.arguments
        if node.function == "TEXT":
            _check_format(arguments[1])
        if node.function in ("=", "<>"):
            known = self._equality(node)
            if known:
                return known
        if node.function == "N":
            written = self.scalar(arguments[0])
            return f"(v if type(v:={written}) is float else {PLAIN_NAMES['N']}(v))"
        write = self.value if plain.lifts else self.scalar
        return f"{PLAIN_NAMES[node.function]}({','.join(write(argument) for argument in arguments)})"

    def _equality(self, node: Call) -> str | None:
        """A quicker form of a comparison with a text or number that is written in the formula."""
        left, right = node.arguments
        constant = right.value if isinstance(right, Constant) else None
        if type(constant) is float:
            tested, known = self._looked_at(left), self.constant(constant)
            same = f"(v=={known} or same_number(v,{known}))"
            written = f"({same} if {tested} is float else type(v) is not str and equal(v,{known}))"
        elif type(constant) is not str:
            return None
        elif not constant:
            written = f"(not v if {self._looked_at(left)} is str else v is None or is_empty(v))"
        else:
            tested, known = self._looked_at(left), self.constant(constant.lower())
            same = f"v=={known}" if is_caseless(constant) else f"equal_text(v,{known})"
            written = f"({same} if {tested} is str else equal_text(v,{known}))"
        return f"(not {written})" if node.function == "<>" else written

    def _looked_at(self, node: Node) -> str:
        """The type of a value, which is ``v`` from there on: until another is looked at."""
        return f"type(v:={self.value(node)})"

    def _aggregate(self, node: Call) -> str:
        """SUM and its like: cells of areas on one side, values of expressions on the other."""
        arguments = node.arguments
        if node.function in ("AND", "OR") and all(is_logical(argument) for argument in arguments):
            sign = "&" if node.function == "AND" else "|"
            return "(" + sign.join(self.scalar(argument) for argument in arguments) + ")"
        name = AGGREGATES[node.function]
        if node.function == "SUM" and len(arguments) == 1 and _is_range(arguments[0]):
            return f"total({self.area(arguments[0])})"
        if node.function in COUNTS and all(isinstance(one, Reference) and one.single for one in arguments):
            return f"float({'+'.join(COUNTS[node.function].format(self.value(cell)) for cell in arguments)})"
        in_cells = [argument for argument in arguments if _in_cells(argument)]
        scalars = [argument for argument in arguments if not _in_cells(argument)]
        contents = "".join(self._contents(argument) + "," for argument in in_cells)
        write = self.caught if node.function in ("COUNT", "COUNTA") else self.scalar
        values = "".join(write(argument) + "," for argument in scalars)
        return f"{name}(({contents}),({values}))"

    def _contents(self, node: Node) -> str:
        return f"*{self.area(node)}" if _is_range(node) else self.scalar(node)

    def caught(self, node: Node) -> str:
        """An argument in which an error is a value like any other, as in a condition."""
        written = self.value(node)
        return f"caught(lambda: {written})" if isinstance(node, Call) else written

    def grouping(self, areas: Sequence[Reference]) -> str:
        """The key under which these areas are grouped once in a calculation; areas that move have none."""
        if any(area.moves1 or area.moves2 for area in areas):
            return "None"
        key = tuple((self.layout.spans(area)[0][0], area.height, area.width) for area in areas)
        return self.constant(key)


def is_logical(node: Node) -> bool:
    """Whether the node always gives a logical."""
    if isinstance(node, Constant):
        return type(node.value) is bool
    if not isinstance(node, Call):
        return False
    return node.function in LOGICAL or (node.function in PLAIN and PLAIN[node.function].result == "logical")


def _is_range(node: Node) -> bool:
    return isinstance(node, Reference) and not node.single


def _in_cells(node: Node) -> bool:
    """Whether the argument is a place, not a computed value: then only its true numbers count."""
    return isinstance(node, Reference) or (isinstance(node, Call) and node.function == "INDEX")


def reference(node: Node) -> Reference:
    """The node, which must be an area or a cell."""
    if not isinstance(node, Reference):
        raise Unparsed("此处必须直接引用区域")
    return node


def _check_format(node: Node) -> None:
    if not isinstance(node, Constant) or type(node.value) is not str or not is_known(node.value):
        shown = node.value if isinstance(node, Constant) else "公式给出的格式"
        raise Unparsed(f"TEXT 不支持格式“{shown}”")
