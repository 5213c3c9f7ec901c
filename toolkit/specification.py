"""The specification sheets of a master: its field list, rules, parameters and lists, taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from msgspec import Struct

from toolkit.addresses import Area, CellRef
from toolkit.errors import MasterFault
from toolkit.formulas_model import FormulaModel
from toolkit.model import Book, Field, Role, Severity, Table, Value

FIELD_COLUMNS = (
    "名称",
    "标签",
    "工作表",
    "表",
    "角色",
    "类型",
    "单位",
    "小数",
    "必填",
    "清单",
    "尾差",
    "填写提示",
)
RULE_COLUMNS = (
    "编号",
    "分项",
    "级别",
    "方式",
    "范围",
    "名称",
    "关系",
    "容差",
    "单位",
    "定位",
    "问题",
    "建议",
    "依据",
    "启用",
)
TABLE_COLUMNS = ("名称", "标签", "行名字段")
EXAMPLE = "示例"
"""A column that older masters do not have."""
RULE_FORMULAS = ("左值", "右值", "适用条件")
SEVERITIES = {"错误": Severity.ERROR, "警告": Severity.WARNING, "提示": Severity.NOTE}
PARAMETER_NAMES = ("参数_规则集", "规则集_名称", "参数表_名称", "参数表_取值")
META = ("模板_标识", "模板_版本", "模板_结构版本", "模板_指纹", "模板_下发编号")


class RuleKind(StrEnum):
    """Who decides a rule: the workbook's formulas, a Python rule, the bureau's bulk check, or a person."""

    FORMULA = "公式"
    PYTHON = "程序"
    BULK = "汇总"
    PERSON = "人工"


class Rule(Struct, frozen=True):
    """One row of the rule sheet; ``left``, ``right`` and ``condition`` are the cells of its formulas."""

    id: str
    part: str
    severity: Severity
    kind: RuleKind
    by_row: bool
    """True where the formulas are written for the first row of a table and hold for every filled one."""
    title: str
    left: CellRef | None
    relation: str
    right: CellRef | None
    tolerance: Decimal | None
    unit: str
    condition: CellRef | None
    locate: str
    message: str
    fix: str
    basis: str
    enabled: bool
    at: CellRef
    """The cell of its id, to point at when the rule itself is at fault."""
    example: str = ""
    """A short case in words, for the catalogue; empty where the master carries none."""


def compile_model(book: Book, names: Mapping[str, Area]) -> FormulaModel:
    """Compile every formula of a master; raises MasterFault listing the cells that cannot be."""
    sizes: dict[str, tuple[int, int]] = {}
    for sheet in book.sheets:
        areas = [area for area in names.values() if area.sheet == sheet.title]
        rows = [row for row, _ in sheet.cells] + [area.row2 for area in areas]
        columns = [column for _, column in sheet.cells] + [area.column2 for area in areas]
        sizes[sheet.title] = (max(rows, default=1), max(columns, default=1))
    formulas = {
        CellRef(sheet.title, row, column): cell.formula
        for sheet in book.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.formula
    }
    return FormulaModel.compile(sizes, formulas, {name: book.names[name] for name in names})


def calculated(book: Book, model: FormulaModel) -> tuple[Value, ...]:
    """All slots of a workbook laid out like the master: its constants, and every formula calculated."""
    values: list[Value] = [None] * model.size
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.formula is None:
                values[model.slot(sheet.title, row, column)] = cell.value
    model.calculate(values)
    return tuple(values)


class SpecificationReader:
    """Takes the specification sheets of a master apart."""

    def __init__(self, names: Mapping[str, Area], model: FormulaModel, values: tuple[Value, ...]) -> None:
        self.names, self.model, self.values = names, model, values

    def area(self, name: str) -> Area:
        try:
            return self.names[name]
        except KeyError:
            raise MasterFault(f"母版缺少名称“{name}”，请使用完整的母版工作簿。") from None

    def at(self, cell: CellRef) -> Value:
        return self.values[self.model.slot(*cell)]

    def text(self, name: str) -> str:
        """The first cell of a name as text."""
        return as_text(self.at(self.area(name).first))

    def column(self, name: str, rows: int = 0) -> Sequence[Value]:
        """The values from a name's first cell down, by default as far as the name reaches."""
        area = self.area(name)
        slot = self.model.slot(*area.first)
        return self.values[slot : slot + (rows or area.rows)]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
        """The rows of a table as texts by column; as many as its first column reaches."""
        rows = self.area(f"{table}_{columns[0]}").rows
        texts = [map(as_text, self.column(f"{table}_{column}", rows)) for column in columns]
        return (dict(zip(columns, row, strict=True)) for row in zip(*texts, strict=True))

    def texts(self, name: str) -> tuple[str, ...]:
        """What a name's first column says, blanks left out."""
        return tuple(text for text in map(as_text, self.column(name)) if text)

    def rulesets(self) -> tuple[str, ...]:
        area = self.area("规则集_名称")
        cells = (CellRef(area.sheet, area.row1, c) for c in range(area.column1, area.column2 + 1))
        return tuple(text for cell in cells if (text := as_text(self.at(cell))))

    def bands(self) -> dict[str, tuple[Mapping[str, Value], ...]]:
        columns: dict[str, list[str]] = {}
        for name in self.names:
            table, _, column = name.partition("_")
            if table.endswith("档") or table == "分值方案":
                columns.setdefault(table, []).append(column)
        return {table: tuple(self._band_rows(table, names)) for table, names in columns.items()}

    def _band_rows(self, table: str, columns: list[str]) -> Iterator[Mapping[str, Value]]:
        rows = self.area(f"{table}_{columns[0]}").rows
        for row in zip(*(self.column(f"{table}_{column}", rows) for column in columns), strict=True):
            if any(value is not None for value in row):
                yield dict(zip(columns, row, strict=True))

    def fields(self) -> Iterator[Field]:
        area = self.area("字段_名称")
        for index, text in enumerate(self.rows("字段", FIELD_COLUMNS)):
            if text["名称"]:
                yield self._field(text, area.cell(index))

    def _field(self, text: Mapping[str, str], at: CellRef) -> Field:
        try:
            return Field(
                name=text["名称"],
                label=text["标签"],
                table=text["表"],
                role=Role(text["角色"]),
                type=text["类型"],
                unit=text["单位"],
                decimals=int(text["小数"]) if text["小数"] else None,
                required=text["必填"],
                choices=text["清单"],
                half_unit=Decimal(text["尾差"] or "0"),
                hint=text["填写提示"],
                area=self.area(text["名称"]),
            )
        except (ValueError, InvalidOperation):
            raise MasterFault(f"字段表 {at.a1} 这一行填写有误，请核对角色、小数和尾差。") from None

    def tables(self, fields: Mapping[str, Field]) -> Iterator[Table]:
        for text in self.rows("表", TABLE_COLUMNS):
            name = text["名称"]
            columns = tuple(field for field in fields.values() if name and field.table == name)
            if columns:
                yield Table(
                    name=name,
                    label=text["标签"],
                    fields=columns,
                    rows=columns[0].area.rows,
                    key_fields=tuple(text["行名字段"].split()),
                )

    def rules(self) -> Iterator[Rule]:
        area = self.area("规则_编号")
        optional = [EXAMPLE] if f"规则_{EXAMPLE}" in self.names else []
        formulas = {name: self.column(f"规则_{name}", area.rows) for name in RULE_FORMULAS}
        for index, text in enumerate(self.rows("规则", [*RULE_COLUMNS, *optional])):
            if text["编号"]:
                cells = {
                    name: self.area(f"规则_{name}").cell(index)
                    for name, values in formulas.items()
                    if values[index] is not None
                }
                yield self._rule(text, cells, area.cell(index))

    def _rule(self, text: Mapping[str, str], formulas: Mapping[str, CellRef], at: CellRef) -> Rule:
        left, right, condition = map(formulas.get, RULE_FORMULAS)
        try:
            return Rule(
                id=text["编号"],
                part=text["分项"],
                severity=SEVERITIES[text["级别"]],
                kind=RuleKind(text["方式"]),
                by_row=text["范围"] == "逐行",
                title=text["名称"],
                left=left,
                relation=text["关系"],
                right=right,
                tolerance=Decimal(text["容差"]) if text["容差"] else None,
                unit=text["单位"],
                condition=condition,
                locate=text["定位"],
                message=text["问题"],
                fix=text["建议"],
                basis=text["依据"],
                enabled=text["启用"] == "是",
                example=text.get(EXAMPLE, ""),
                at=at,
            )
        except (KeyError, ValueError, InvalidOperation):
            raise MasterFault(f"{at} 这一行的规则填写有误，请核对级别、方式和容差。") from None


def as_text(value: Value) -> str:
    """A value as the text a person would read, trimmed: a blank is empty, 6.0 is ``6``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()
