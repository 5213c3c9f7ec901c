"""The drawing board: places fields, remembers where everything is, and writes formulas once all is placed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.addresses import Area, column_letters
from toolkit.model import Value
from workbooks.build import style
from workbooks.build.prompts import validation
from workbooks.build.sources import FieldSource, Sources
from workbooks.build.style import Look

CREATED = datetime(2024, 1, 1)
ROW_NUMBER = "序"


class Board:
    """The workbook being drawn: its sheets, where every name is, and the formulas still to be written."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.areas: dict[str, Area] = {}
        self.public: set[str] = set()
        self.sheets: dict[str, SheetBoard] = {}
        self._pending: list[tuple[SheetBoard, int, int, str, Look, int]] = []
        self._formats: dict[str, Format] = {}
        self._stream = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self._stream, {"in_memory": True})

    def sheet(self, title: str) -> SheetBoard:
        """A new sheet at the end of the workbook."""
        self.sheets[title] = SheetBoard(self, self.workbook.add_worksheet(title), title)
        return self.sheets[title]

    def format(self, look: Look) -> Format:
        """The workbook's format for a look; equal looks share one."""
        whole = {
            "font_name": style.FONT,
            "font_size": 10,
            "font_color": style.TEXT,
            "valign": "vcenter",
            **look,
        }
        key = json.dumps(whole, sort_keys=True)
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def name(self, name: str, area: Area, *, public: bool = True) -> None:
        """Give an area its name; a name that is not public is known to the builder only."""
        if name in self.areas:
            raise ValueError(f"名称重复：{name}")
        self.areas[name] = area
        if public:
            self.public.add(name)

    def later(self, sheet: SheetBoard, row: int, column: int, text: str, look: Look, index: int) -> None:
        """Keep a formula until every name has its place."""
        self._pending.append((sheet, row, column, text, look, index))

    def finish(self) -> bytes:
        """Write formulas and names; the bytes of the workbook."""
        for sheet, row, column, text, look, index in self._pending:
            formula = self.resolve(text, sheet.title, index)
            sheet.ws.write_formula(row - 1, column - 1, formula, self.format(look))
        for name in sorted(self.public):
            self.workbook.define_name(name, "=" + reference(self.areas[name]))
        self.workbook.close()
        return self._stream.getvalue()

    def resolve(self, text: str, sheet: str, index: int) -> str:
        """A formula with ``@字段`` and private names turned into addresses, as row ``index`` of a table."""

        def replace(match: re.Match[str]) -> str:
            at, word = match.groups()
            if at and word == ROW_NUMBER:
                raise ValueError("@序 只能用在表的一行里")
            if at:
                area = self.areas[word]
                cell = f"${column_letters(area.column1)}{area.row1 + index}"
                return cell if area.sheet == sheet else f"{area.sheet}!{cell}"
            if word in self.areas and word not in self.public:
                area = self.areas[word]
                return reference(area)[len(area.sheet) + 1 :] if area.sheet == sheet else reference(area)
            return match.group()

        return re.sub(r"(@?)(\w+)", replace, text)


class SheetBoard:
    """One sheet being drawn; rows and columns are counted from 1."""

    def __init__(self, board: Board, ws: Worksheet, title: str) -> None:
        self.board, self.ws, self.title = board, ws, title

    def widths(self, widths: Mapping[str, float]) -> None:
        """Set column widths by letters (``C`` or ``C:F``)."""
        for letters, width in widths.items():
            span = letters if ":" in letters else f"{letters}:{letters}"
            self.ws.set_column(span, width)

    def heights(self, heights: Mapping[int, float]) -> None:
        """Set row heights in points."""
        for row, height in heights.items():
            self.ws.set_row(row - 1, height)

    def put(
        self, row: int, column: int, value: Value, look: Look, to: int | None = None, down: int = 0
    ) -> None:
        """Write a fixed value, merged over columns up to ``to`` and ``down`` further rows."""
        form = self.board.format(look)
        if (to and to > column) or down:
            self.ws.merge_range(row - 1, column - 1, row - 1 + down, (to or column) - 1, "", form)
        if value is None or value == "":
            self.ws.write_blank(row - 1, column - 1, None, form)
            return
        if isinstance(value, str):
            self.ws.write_string(row - 1, column - 1, value, form)
        else:
            self.ws.write(row - 1, column - 1, value, form)

    def formula(
        self,
        row: int,
        column: int,
        text: str,
        look: Look,
        to: int | None = None,
        index: int = 0,
        first: int = 0,
    ) -> None:
        """Write a source formula; ``index`` counts the table's rows from 0, ``first`` is its top row."""
        if to and to > column:
            self.ws.merge_range(row - 1, column - 1, row - 1, to - 1, "", self.board.format(look))
        text = text.replace(f"@{ROW_NUMBER}", f"ROWS($A${first}:$A{row})")
        self.board.later(self, row, column, text, look, index)

    def link(self, row: int, column: int, target: str, text: str, look: Look, to: int | None = None) -> None:
        """Write a link to another place of the workbook, ``'封面'!A1`` or a name."""
        form = self.board.format(look)
        if to and to > column:
            self.ws.merge_range(row - 1, column - 1, row - 1, to - 1, "", form)
        self.ws.write_url(row - 1, column - 1, f"internal:{target}", form, text)

    def area(self, row: int, column: int, rows: int = 1, to: int | None = None) -> Area:
        """An area of this sheet."""
        return Area(self.title, row, column, row + rows - 1, to or column)

    def field(
        self, name: str, row: int, column: int, to: int | None = None, down: int = 0, **look: Any
    ) -> None:
        """Place a field of one cell: its name, look, formula or prompt."""
        source = self.board.sources.fields[name]
        cell_look = {**style.field_look(source), **look}
        self.board.name(name, self.area(row, column))
        if source.role == "公式":
            self.formula(row, column, self.board.sources.formulas[name], cell_look, to)
            return
        self.put(row, column, None, cell_look, to, down)
        self.prompt(source, row, column)

    def column(self, name: str, row: int, column: int, to: int | None = None, **look: Any) -> None:
        """Place a table's column from its first row down, as many rows as the table has."""
        source = self.board.sources.fields[name]
        rows = self.board.sources.tables[source.table].rows
        cell_look = {**style.field_look(source), **look}
        self.board.name(name, self.area(row, column, rows))
        if source.role == "公式":
            self.fill(self.board.sources.formulas[name], row, column, rows, cell_look, to)
            return
        for index in range(rows):
            self.put(row + index, column, None, cell_look, to)
        self.prompt(source, row, column, rows)

    def fill(self, text: str, row: int, column: int, rows: int, look: Look, to: int | None = None) -> None:
        """Write one row formula into every row of a table."""
        for index in range(rows):
            self.formula(row + index, column, text, look, to, index, row)

    def helper(self, name: str, row: int, column: int, rows: int = 1) -> None:
        """Place a hidden helper cell or column; its formula is a source like any other."""
        self.board.name(name, self.area(row, column, rows), public=False)
        self.fill(self.board.sources.formulas[name], row, column, rows, style.HIDDEN)

    def prompt(self, source: FieldSource, row: int, column: int, rows: int = 1) -> None:
        """Give the cells of a field their prompt and their validation."""
        if source.role not in ("输入", "审核"):
            return
        cell = f"${column_letters(column)}{row}"
        options = validation(source, cell)
        if "value" in options:
            options["value"] = self.board.resolve(str(options["value"]), self.title, 0)
        elif isinstance(options.get("source"), str):
            options["source"] = self.board.resolve(options["source"], self.title, 0)
        result = self.ws.data_validation(row - 1, column - 1, row + rows - 2, column - 1, options)
        if result != 0:
            raise ValueError(f"{source.name} 的数据有效性没有写入")

    def check(
        self, row: int, column: int, options: Mapping[str, Any], rows: int = 1, columns: int = 1
    ) -> None:
        """Set a data validation; raises if XlsxWriter would drop it."""
        last = (row + rows - 2, column + columns - 2)
        if self.ws.data_validation(row - 1, column - 1, *last, dict(options)) != 0:
            raise ValueError(f"{self.title} 第 {row} 行的数据有效性没有写入")

    def when(self, row: int, column: int, rows: int, to: int, criteria: str, look: Look) -> None:
        """A conditional format by formula, which is written for the first cell."""
        options = {"type": "formula", "criteria": criteria, "format": self.board.workbook.add_format(look)}
        self.ws.conditional_format(row - 1, column - 1, row + rows - 2, to - 1, options)

    def states(self, row: int, column: int, rows: int = 1, to: int | None = None) -> None:
        """Colour status texts by their first sign."""
        last = (row + rows - 2, (to or column) - 1)
        for sign, ink, back in style.STATES:
            form = self.board.workbook.add_format({"font_color": ink, "bg_color": back})
            options = {"type": "text", "criteria": "begins with", "value": sign, "format": form}
            self.ws.conditional_format(row - 1, column - 1, *last, options)


def reference(area: Area) -> str:
    """The absolute address of an area, ``绩效自评表!$C$20:$C$27``."""
    first = f"{area.sheet}!${column_letters(area.column1)}${area.row1}"
    if (area.row1, area.column1) == (area.row2, area.column2):
        return first
    return f"{first}:${column_letters(area.column2)}${area.row2}"
