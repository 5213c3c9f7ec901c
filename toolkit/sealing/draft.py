"""A master as the bureau edited it: as much of it as can be read, and what stood in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from toolkit.addresses import Area, CellRef, parse_area
from toolkit.formulas_model import FormulaModel, UnsupportedFormula
from toolkit.formulas_model.tokens import tokenise
from toolkit.model import Book, Cell, Sheet, Value
from toolkit.specification import (
    FIELD_COLUMNS,
    META,
    RULE_COLUMNS,
    RULE_FORMULAS,
    as_text,
    calculated,
    compile_model,
)

TABLE_COLUMNS = ("名称", "标签", "行数", "行名字段")
PARAMETER_NAMES = ("参数_规则集", "规则集_名称", "参数表_名称", "参数表_取值", "参数表_标签", "参数表_可选值")
BAND_NAMES = (
    *(f"执行率档_{column}" for column in ("下限", "系数")),
    *(f"满意度档_{column}" for column in ("下限", "系数")),
    *(f"封顶档_{column}" for column in ("下限", "上限")),
    *(f"定性档_{column}" for column in ("等次", "下限", "上限", "缺省")),
    *(f"等次档_{column}" for column in ("下限", "等次")),
    *(f"分值方案_{column}" for column in ("方案", "一级", "分值")),
)
REQUIRED_NAMES = (
    *META,
    *(f"字段_{column}" for column in FIELD_COLUMNS),
    *(f"表_{column}" for column in TABLE_COLUMNS),
    *(f"规则_{column}" for column in (*RULE_COLUMNS, *RULE_FORMULAS, "差额", "结论")),
    *PARAMETER_NAMES,
    *BAND_NAMES,
)
"""Without these a workbook is no master, and nothing more can be said of it."""


class Fault(Struct, frozen=True):
    """One thing that stands in the way of sealing, and the cell to mend."""

    at: CellRef | None
    text: str

    def __str__(self) -> str:
        return f"{self.at}：{self.text}" if self.at else self.text


class Draft(Struct, frozen=True, dict=True):
    """An edited master with everything compiled that can be."""

    book: Book
    """As read, but formulas that cannot be calculated left out."""
    names: Mapping[str, Area]
    model: FormulaModel
    values: tuple[Value, ...]
    """All slots, calculated on the blank form."""
    broken: frozenset[CellRef]
    """Cells whose formulas were left out."""
    lost: frozenset[str] = frozenset()
    """Names that point nowhere."""

    def cell(self, at: CellRef) -> Cell | None:
        """What the file stores in a cell."""
        return self._cells[at.sheet].get((at.row, at.column)) if at.sheet in self._cells else None

    def has_formula(self, at: CellRef) -> bool:
        """Whether a formula stands in a cell, be it one that cannot be calculated."""
        cell = self.cell(at)
        return at in self.broken or bool(cell and cell.formula)

    def value(self, at: CellRef) -> Value:
        """A cell's value on the blank form; ``None`` outside the workbook's used area."""
        try:
            return self.values[self.model.slot(*at)]
        except IndexError:
            return None

    def text(self, at: CellRef) -> str:
        """A cell's value as trimmed text."""
        return as_text(self.value(at))

    def column(self, name: str) -> Iterator[tuple[CellRef, str]]:
        """The cells of a one-column name from top to bottom, with their texts."""
        area = self.names[name]
        for index in range(area.rows):
            at = area.cell(index)
            yield at, self.text(at)

    def filled(self, name: str) -> dict[str, CellRef]:
        """The texts of a column that are not blank, each with the first cell that holds it."""
        found: dict[str, CellRef] = {}
        for at, text in self.column(name):
            if text:
                found.setdefault(text, at)
        return found

    def records(self, prefix: str, columns: tuple[str, ...], key: str) -> Iterator[Record]:
        """The rows of a block of parallel columns in which ``key`` is filled."""
        areas = {column: self.names[f"{prefix}_{column}"] for column in columns}
        for index in range(areas[key].rows):
            cells = {column: area.cell(index) for column, area in areas.items()}
            texts = {column: self.text(at) for column, at in cells.items()}
            if texts[key]:
                yield Record(texts, cells)

    @cached_property
    def _cells(self) -> Mapping[str, Mapping[tuple[int, int], Cell]]:
        return {sheet.title: sheet.cells for sheet in self.book.sheets}


class Record(Struct, frozen=True):
    """One row of a block of parallel columns: its texts and its cells by column."""

    texts: Mapping[str, str]
    cells: Mapping[str, CellRef]

    def __getitem__(self, column: str) -> str:
        return self.texts[column]


def missing_names(book: Book) -> tuple[str, ...]:
    """The names without which the workbook is no master."""
    titles = {sheet.title for sheet in book.sheets}
    return tuple(
        name
        for name in REQUIRED_NAMES
        if (area := parse_area(book.names.get(name, ""))) is None or area.sheet not in titles
    )


def open_draft(book: Book) -> tuple[Draft, list[Fault]]:
    """Compile what can be compiled; faults are names that point nowhere and formulas left out.

    A formula left out for a name that is told already is not told again.
    """
    titles = {sheet.title for sheet in book.sheets}
    areas = {name: parse_area(text) for name, text in book.names.items()}
    names = {name: area for name, area in areas.items() if area and area.sheet in titles}
    lost = {name: text for name, text in sorted(book.names.items()) if name not in names}
    whole = book
    book = replace(book, names={name: text for name, text in book.names.items() if name in names})
    broken: dict[CellRef, str] = {}
    while True:
        try:
            model = compile_model(book, names)
            break
        except UnsupportedFormula as fault:
            if not fault.cells:
                raise
            broken |= dict(fault.cells)
            book = without_formulas(book, {at for at, _ in fault.cells})
    draft = Draft(book, names, model, calculated(book, model), frozenset(broken), frozenset(lost))
    told = lost.keys() | (draft.filled("字段_名称").keys() - names.keys())
    faults = [
        Fault(at, f"公式无法计算：{reason}，请改写。")
        for at, reason in broken.items()
        if told.isdisjoint(_names_in(whole, at))
    ]
    return draft, [*_lost_names(lost, titles), *faults]


def _lost_names(lost: Mapping[str, str], titles: Collection[str]) -> Iterator[Fault]:
    """Names that point nowhere: one by one, but together where the whole sheet is gone."""
    groups: dict[str, list[str]] = {}
    for name, text in lost.items():
        sheet = text.rpartition("!")[0].strip("'")
        groups.setdefault(name if sheet in titles else sheet, []).append(name)
    for found in groups.values():
        text = f"指向的区域不存在（{lost[found[0]]}）"
        if len(found) == 1:
            yield Fault(None, f"名称“{found[0]}”{text}，请在名称管理器中改正。")
        else:
            advice = "请恢复被删除或改名的工作表，或从上一版母版重新开始修改。"
            yield Fault(None, f"名称“{found[0]}”等 {len(found)} 个{text}，{advice}")


def _names_in(book: Book, at: CellRef) -> set[str]:
    """The names in a cell's formula."""
    sheet = book.sheet(at.sheet)
    cell = sheet.cells.get((at.row, at.column)) if sheet else None
    return {token.text for token in tokenise((cell and cell.formula) or "") if token.kind == "name"}


def without_formulas(book: Book, cells: set[CellRef]) -> Book:
    """The book with these cells blank, but there."""

    def kept(sheet: Sheet) -> Sheet:
        blank = {(at.row, at.column) for at in cells if at.sheet == sheet.title}
        found = {
            at: Cell(None, None, cell.style) if at in blank else cell for at, cell in sheet.cells.items()
        }
        return replace(sheet, cells=found)

    return replace(book, sheets=tuple(map(kept, book.sheets)))
