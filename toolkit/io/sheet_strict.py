"""A worksheet read through an XML parser: slower, and right about everything that XML permits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from msgspec import Struct

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import MAX_COLUMN, MAX_ROW, TEXT_TYPES, Formulas, place_of, typed_value
from toolkit.io.recognise import DAMAGED
from toolkit.io.text import plain_text
from toolkit.io.xml_parts import is_true, main_namespace, parse_xml
from toolkit.model import Cell

Cells = dict[tuple[int, int], Cell]


class SheetContent(Struct, frozen=True):
    """What a worksheet part holds."""

    cells: Mapping[tuple[int, int], Cell]
    protected: bool


def read_strict(data: bytes, strings: Mapping[str, str], date1904: bool) -> SheetContent:
    """Every cell with a value or a formula; raises UnusableInput where the part is damaged."""
    root = parse_xml(data)
    namespace = main_namespace(root, "worksheet")
    tables = root.findall(f"{namespace}sheetData")
    if len(tables) > 1:
        raise UnusableInput(DAMAGED)
    reader = _Reader(namespace, strings, date1904, {}, Formulas())
    for table in tables:
        reader.read(table)
    return SheetContent(reader.cells, is_protected(root, namespace))


def is_protected(root: Element, namespace: str) -> bool:
    """Whether the worksheet's protection is switched on."""
    protection = root.find(f"{namespace}sheetProtection")
    return protection is not None and is_true(protection.get("sheet"))


def positions(elements: Sequence[Element], last: int) -> Iterator[tuple[int, Element]]:
    """Rows with their numbers: a row that states none follows the one before it."""
    at = 0
    for element in elements:
        stated = element.get("r")
        if stated is not None and not (stated.isascii() and stated.isdigit() and len(stated) < 8):
            raise UnusableInput(DAMAGED)
        at = at + 1 if stated is None else int(stated)
        if not 0 < at <= last:
            raise UnusableInput(DAMAGED)
        yield at, element


class _Reader(Struct, frozen=True):
    namespace: str
    strings: Mapping[str, str]
    date1904: bool
    cells: Cells
    formulas: Formulas

    def read(self, table: Element) -> None:
        for row, element in positions(table.findall(f"{self.namespace}row"), MAX_ROW):
            at = (row, 0)
            for cell in element.findall(f"{self.namespace}c"):
                reference = cell.get("r")
                at = place_of(reference) if reference is not None else (row, at[1] + 1)
                if at[1] > MAX_COLUMN:
                    raise UnusableInput(DAMAGED)
                self._read_cell(at, cell)
        self.formulas.settle(self.cells)

    def _read_cell(self, at: tuple[int, int], cell: Element) -> None:
        kind, style = cell.get("t", ""), cell.get("s", "0")
        if not (style.isascii() and style.isdigit() and len(style) < 8):
            raise UnusableInput(DAMAGED)
        formula = self._formula(at, cell)
        text = self._text(cell, kind)
        value = None if text is None else typed_value(kind, text, self.strings, self.date1904)
        if kind == "str" and not text:
            value = None if formula is None else ""
        if value is None and formula is None:
            return
        if at in self.cells:
            raise UnusableInput(DAMAGED)
        self.cells[at] = Cell(value, formula, int(style))

    def _formula(self, at: tuple[int, int], cell: Element) -> str | None:
        formula = cell.find(f"{self.namespace}f")
        return None if formula is None else self.formulas.text(at, formula.attrib, formula.text or "")

    def _text(self, cell: Element, kind: str) -> str | None:
        """The text of the value element, ``None`` where there is none."""
        if kind == "inlineStr":
            item = cell.find(f"{self.namespace}is")
            return None if item is None else plain_text(item, self.namespace)
        value = cell.find(f"{self.namespace}v")
        text = None if value is None else value.text or ""
        return text if text or kind in TEXT_TYPES else None
