"""Form: everything that a sealed master workbook says, read once and shared by every check."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from toolkit.errors import MasterFault
from toolkit.formulas_model import FormulaModel, normalise
from toolkit.model import Area, Book, CellRef, Field, Role, Severity, Table, Value, parse_area

FIELD_COLUMNS = ("名称", "标签", "工作表", "表", "角色", "类型", "单位", "小数", "必填", "清单", "尾差", "填写提示")
RULE_COLUMNS = ("编号", "分项", "级别", "方式", "范围", "名称", "关系", "容差", "单位", "定位", "问题", "建议", "依据", "启用")
RULE_FORMULAS = ("左值", "右值", "适用条件")
SEVERITIES = {"错误": Severity.ERROR, "警告": Severity.WARNING, "提示": Severity.NOTE}
META = ("模板_标识", "模板_版本", "模板_结构版本", "模板_指纹", "模板_下发编号")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rule sheet. ``left``, ``right`` and ``condition`` are the cells that hold its formulas."""

    id: str
    part: str
    severity: Severity
    by_formula: bool
    """True where the workbook's formulas decide, False where a Python rule of that id does."""
    in_bulk: bool
    """True where it is decided over all returns together, so not on one workbook."""
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


@dataclass(frozen=True)
class Form:
    """A sealed master: its vocabulary, rules, parameters, and its formulas compiled once."""

    book: Book
    names: Mapping[str, Area]
    model: FormulaModel
    template: str
    version: str
    fingerprint: str
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    rules: tuple[Rule, ...]
    rulesets: tuple[str, ...]
    ruleset: str
    lists: Mapping[str, tuple[str, ...]]
    bands: Mapping[str, tuple[Mapping[str, Value], ...]]
    blank: tuple[Value, ...]
    """All slots of the untouched master, calculated."""

    @classmethod
    def from_book(cls, book: Book, model: FormulaModel | None = None) -> Form:
        """Read a master; ``model`` is its compiled formulas where they are at hand.

        Raises MasterFault, naming the cell, where the workbook is no complete master.
        """
        names = {name: area for name, text in book.names.items() if (area := parse_area(text))}
        missing = [name for name in META if name not in names]
        if missing:
            raise MasterFault(f"母版缺少名称“{missing[0]}”，请使用完整的母版工作簿。")
        model = model or compile_model(book, names)
        blank = calculated(book, model)
        reader = _Reader(names, model, blank)
        fields = {field.name: field for field in reader.fields()}
        return cls(
            book=book,
            names=names,
            model=model,
            template=reader.text("模板_标识"),
            version=reader.text("模板_版本"),
            fingerprint=reader.text("模板_指纹"),
            fields=fields,
            tables={table.name: table for table in reader.tables(fields)},
            rules=tuple(reader.rules(book)),
            rulesets=reader.rulesets(),
            ruleset=reader.text("参数_规则集"),
            lists={name: reader.texts(name) for name in names if name.startswith("清单_")},
            bands=reader.bands(),
            blank=blank,
        )

    def parameters_of(self, ruleset: str) -> Mapping[str, Value]:
        """Every parameter's value under one rule set; raises MasterFault for an unknown rule set."""
        if ruleset not in self.rulesets:
            choices = "、".join(self.rulesets)
            raise MasterFault(f"没有名为“{ruleset}”的规则集，可选：{choices}。")
        codes, grid = self.names["参数表_名称"], self.names["参数表_取值"]
        column = grid.column1 + self.rulesets.index(ruleset)
        return {
            code: self.blank[self.model.slot(grid.sheet, grid.row1 + index, column)]
            for index in range(codes.rows)
            if isinstance(code := self.blank[self.slot(codes.cell(index))], str) and code
        }

    @cached_property
    def parameters(self) -> Mapping[str, Value]:
        """Every parameter's value under the chosen rule set."""
        return self.parameters_of(self.ruleset)

    def slot(self, at: CellRef) -> int:
        """Position of a cell in a list of all values."""
        return self.model.slot(at.sheet, at.row, at.column)

    @cached_property
    def entry_fields(self) -> Mapping[str, Mapping[tuple[int, int], Field]]:
        """Of every sheet, the cells that people or the toolkit fill in, with their field."""
        found: dict[str, dict[tuple[int, int], Field]] = {sheet.title: {} for sheet in self.book.sheets}
        for field in self.fields.values():
            if field.role in (Role.INPUT, Role.AUDIT, Role.WRITTEN):
                cells = found[field.area.sheet]
                for row in range(field.area.row1, field.area.row2 + 1):
                    cells[row, field.area.column1] = field
        return found

    @cached_property
    def half_units(self) -> Mapping[int, Decimal]:
        """Slots of printed, rounded figures, with half a unit of their last decimal."""
        return {
            self.model.slot(sheet, row, column): field.half_unit
            for sheet, cells in self.entry_fields.items()
            for (row, column), field in cells.items()
            if field.half_unit
        }

    def rounded_precedents(self, at: CellRef) -> tuple[int, ...]:
        """The slots of rounded figures that a cell's formula is made of, however far."""
        if at not in self._rounded:
            slots = self.model.precedents(at)
            self._rounded[at] = tuple(sorted(slot for slot in slots if slot in self.half_units))
        return self._rounded[at]

    @cached_property
    def _rounded(self) -> dict[CellRef, tuple[int, ...]]:
        return {}

    @cached_property
    def canonical_formulas(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        """Of every sheet, each formula in the form in which formulas are compared."""
        return {
            sheet.title: {at: normalise(cell.formula) for at, cell in sheet.cells.items() if cell.formula}
            for sheet in self.book.sheets
        }

    def formula_at(self, at: CellRef) -> str:
        """The master's formula in a cell, without ``=``; empty where it has none."""
        sheet = self.book.sheet(at.sheet)
        cell = sheet.cells.get((at.row, at.column)) if sheet else None
        return (cell.formula or "") if cell else ""

    def row_function(self, at: CellRef) -> Callable[[Sequence[Value], int], Value]:
        """A cell's formula as a function of all values and a number of rows further down."""
        if at not in self._row_functions:
            self._row_functions[at] = self.model.row_function(at.sheet, self.formula_at(at))
        return self._row_functions[at]

    @cached_property
    def _row_functions(self) -> dict[CellRef, Callable[[Sequence[Value], int], Value]]:
        return {}

    @cached_property
    def identity_cells(self) -> frozenset[CellRef]:
        """The cells that say which master and which issue a workbook is; they differ from copy to copy."""
        return frozenset(self.names[name].first for name in META)

    @cached_property
    def open_cells(self) -> Mapping[str, frozenset[tuple[int, int]]]:
        """Of every sheet, the formula cells that the master itself leaves unlocked."""
        unlocked = self.book.unlocked_styles
        return {
            sheet.title: frozenset(
                at for at, cell in sheet.cells.items() if cell.formula and cell.style in unlocked
            )
            for sheet in self.book.sheets
        }

    def field_at(self, at: CellRef) -> Field | None:
        """The field that a cell belongs to, formulas included."""
        for field in self.fields.values():
            area = field.area
            if (
                area.sheet == at.sheet
                and area.column1 == at.column
                and area.row1 <= at.row <= area.row2
            ):
                return field
        return None


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


def fingerprint(book: Book) -> str:
    """SHA-256 over what makes a master: sheets, names, formulas and fixed cells.

    The identity cells themselves and every cell that is meant to be filled in are left out, so that a
    prefilled copy has its master's fingerprint.
    """
    names = {name: area for name, text in book.names.items() if (area := parse_area(text))}
    skipped = {names[name].first for name in ("模板_指纹", "模板_下发编号")}
    content = {
        "sheets": [sheet.title for sheet in book.sheets],
        "names": {name: area for name, area in sorted(names.items())},
        "cells": [
            [sheet.title, row, column, normalise(cell.formula) if cell.formula else cell.value]
            for sheet in book.sheets
            for (row, column), cell in sorted(sheet.cells.items())
            if CellRef(sheet.title, row, column) not in skipped
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Reader:
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

    def text(self, name: str, index: int = 0) -> str:
        return as_text(self.at(self.area(name).cell(index)))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(text for i in range(self.area(name).rows) if (text := self.text(name, i)))

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
        for index in range(self.area(f"{table}_{columns[0]}").rows):
            row = {column: self.at(self.area(f"{table}_{column}").cell(index)) for column in columns}
            if any(value is not None for value in row.values()):
                yield row

    def fields(self) -> Iterator[Field]:
        for index in range(self.area("字段_名称").rows):
            text = {column: self.text(f"字段_{column}", index) for column in FIELD_COLUMNS}
            if text["名称"]:
                yield self._field(text, self.area("字段_名称").cell(index))

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
        for index in range(self.area("表_名称").rows):
            name = self.text("表_名称", index)
            columns = tuple(field for field in fields.values() if name and field.table == name)
            if columns:
                yield Table(
                    name=name,
                    label=self.text("表_标签", index),
                    fields=columns,
                    rows=columns[0].area.rows,
                    key_fields=tuple(self.text("表_行名字段", index).split()),
                )

    def rules(self, book: Book) -> Iterator[Rule]:
        for index in range(self.area("规则_编号").rows):
            text = {column: self.text(f"规则_{column}", index) for column in RULE_COLUMNS}
            if text["编号"]:
                yield self._rule(text, index, book)

    def _rule(self, text: Mapping[str, str], index: int, book: Book) -> Rule:
        at = self.area("规则_编号").cell(index)
        left, right, condition = (self._formula_cell(f"规则_{c}", index, book) for c in RULE_FORMULAS)
        try:
            return Rule(
                id=text["编号"],
                part=text["分项"],
                severity=SEVERITIES[text["级别"]],
                by_formula=text["方式"] == "公式",
                in_bulk=text["方式"] == "汇总",
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
                at=at,
            )
        except (KeyError, InvalidOperation):
            raise MasterFault(f"{at} 这一行的规则填写有误，请核对级别和容差。") from None

    def _formula_cell(self, name: str, index: int, book: Book) -> CellRef | None:
        at = self.area(name).cell(index)
        sheet = book.sheet(at.sheet)
        return at if sheet and (at.row, at.column) in sheet.cells else None


def as_text(value: Value) -> str:
    """A value as the text a person would read, trimmed: a blank is empty, 6.0 is ``6``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return re.sub(r"\s+$|^\s+", "", str(value))
