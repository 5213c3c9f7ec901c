"""Form: everything that a sealed master workbook says, read once and shared by every check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, partial
from itertools import repeat
from typing import NamedTuple

from toolkit.addresses import Area, CellRef, parse_area
from toolkit.errors import MasterFault
from toolkit.formulas_model import FormulaModel, RowFunction, normalise
from toolkit.kept import Keeper
from toolkit.model import Book, Field, Role, Table, Value
from toolkit.sheet_plan import SheetPlan, plan_sheet
from toolkit.specification import (
    META,
    PARAMETER_NAMES,
    Rule,
    RuleKind,
    SpecificationReader,
    as_text,
    calculated,
    compile_model,
)

__all__ = ["Entry", "Form", "Rule", "RuleKind", "as_text", "fingerprint"]


class Entry(NamedTuple):
    """One cell that people or the toolkit fill in."""

    at: CellRef
    field: Field
    slot: int


class Form(Keeper, frozen=True):
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
    def from_book(
        cls, book: Book, model: FormulaModel | None = None, blank: tuple[Value, ...] | None = None
    ) -> Form:
        """Read a master; ``model``, its compiled formulas, and ``blank``, its values, where at hand.

        Raises MasterFault, naming the cell, where the workbook is no complete master.
        """
        names = {name: area for name, text in book.names.items() if (area := parse_area(text))}
        missing = [name for name in (*META, *PARAMETER_NAMES) if name not in names]
        if missing:
            raise MasterFault(f"母版缺少名称“{missing[0]}”，请使用完整的母版工作簿。")
        model = model or compile_model(book, names)
        blank = blank or calculated(book, model)
        reader = SpecificationReader(names, model, blank)
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
            rules=tuple(reader.rules()),
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
                area = field.area
                places = zip(range(area.row1, area.row2 + 1), repeat(area.column1))
                found[area.sheet].update(zip(places, repeat(field)))
        return found

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """Slot of the first cell of every name; the cells below it have the slots that follow."""
        return {name: self.slot(area.first) for name, area in self.names.items()}

    @cached_property
    def entry_slots(self) -> Mapping[str, Mapping[tuple[int, int], int]]:
        """Of every sheet, the slots of the cells of ``entry_fields``."""
        tops = {name: start - self.names[name].row1 for name, start in self.starts.items()}
        return {
            sheet: {at: tops[field.name] + at[0] for at, field in cells.items()}
            for sheet, cells in self.entry_fields.items()
        }

    @cached_property
    def prefilled(self) -> Mapping[str, tuple[int, ...]]:
        """Of every sheet, the slots of ``entry_slots`` that hold something in the master itself."""
        return {
            sheet: tuple(slot for slot in slots.values() if self.blank[slot] is not None)
            for sheet, slots in self.entry_slots.items()
        }

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every cell of ``entry_fields`` with its slot, sheet by sheet."""
        return tuple(
            Entry(CellRef(sheet, *at), field, slot)
            for sheet, cells in self.entry_fields.items()
            for (at, field), slot in zip(cells.items(), self.entry_slots[sheet].values(), strict=True)
        )

    @cached_property
    def half_units(self) -> Mapping[int, Decimal]:
        """Slots of printed, rounded figures, with half a unit of their last decimal."""
        return {entry.slot: entry.field.half_unit for entry in self.entries if entry.field.half_unit}

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
            title: dict(zip(plan.formula_places, plan.canonical_texts, strict=True))
            for title, plan in self.plans.items()
        }

    def formula_at(self, at: CellRef) -> str:
        """The master's formula in a cell, without ``=``; empty where it has none."""
        sheet = self.book.sheet(at.sheet)
        cell = sheet.cells.get((at.row, at.column)) if sheet else None
        return (cell.formula or "") if cell else ""

    def row_function(self, at: CellRef) -> RowFunction:
        """A cell's formula as a function of all values and the rows, counted down from its own, to look at.

        Of a cell without formula, its value whatever the row.
        """
        return self.model.cell_function(at) or self._row_function(at)

    def _row_function(self, at: CellRef) -> RowFunction:
        formula, slot = self.formula_at(at), self.slot(at)
        if formula:
            return self.model.row_function(at.sheet, formula)
        return lambda values, rows: [values[slot]] * len(rows)

    @cached_property
    def identity_cells(self) -> frozenset[CellRef]:
        """The cells that say which master and which issue a workbook is; they differ from copy to copy."""
        return frozenset(self.names[name].first for name in META)

    @cached_property
    def plans(self) -> Mapping[str, SheetPlan]:
        """Of every sheet, what a return has to hold there."""
        return {
            sheet.title: plan_sheet(
                sheet,
                self.entry_slots[sheet.title],
                {(at.row, at.column) for at in self.identity_cells if at.sheet == sheet.title},
                self.book.unlocked_styles,
                partial(self.model.slot, sheet.title, 1),
            )
            for sheet in self.book.sheets
        }

    def field_at(self, at: CellRef) -> Field | None:
        """The field that a cell belongs to, formulas included."""
        for field in self.fields.values():
            area = field.area
            if area.sheet == at.sheet and area.column1 == at.column and area.row1 <= at.row <= area.row2:
                return field
        return None


def fingerprint(book: Book) -> str:
    """SHA-256 over what makes a master: sheets, names, formulas and fixed cells, but not its identity."""
    names = {name: area for name, text in book.names.items() if (area := parse_area(text))}
    skipped = {names[name].first for name in ("模板_指纹", "模板_下发编号")}
    content = {
        "sheets": [sheet.title for sheet in book.sheets],
        "names": dict(sorted(names.items())),
        "cells": [
            [sheet.title, row, column, normalise(cell.formula) if cell.formula else cell.value]
            for sheet in book.sheets
            for (row, column), cell in sorted(sheet.cells.items())
            if CellRef(sheet.title, row, column) not in skipped
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
