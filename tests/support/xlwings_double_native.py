"""The few members of Excel's own objects that the product uses, and nothing else."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import range_boundaries

from toolkit.io.excel_native import ALLOWANCES, ComError

STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}
FLAGS = {
    "AllowFormattingCells": "formatCells",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
    "AllowInsertingColumns": "insertColumns",
    "AllowInsertingRows": "insertRows",
    "AllowInsertingHyperlinks": "insertHyperlinks",
    "AllowDeletingColumns": "deleteColumns",
    "AllowDeletingRows": "deleteRows",
    "AllowSorting": "sort",
    "AllowFiltering": "autoFilter",
    "AllowUsingPivotTables": "pivotTables",
}
"""Excel's word for what is allowed, and the file's for what is not."""


class NativeSheet:
    """A Worksheet."""

    Type = -4167

    def __init__(self, page: Any) -> None:
        self._page = page

    @property
    def Visible(self) -> int:
        return STATES[self._page.sheet_state]

    @property
    def ProtectContents(self) -> bool:
        return bool(self._page.protection.sheet)

    @property
    def ProtectDrawingObjects(self) -> bool:
        return bool(self._page.protection.objects)

    @property
    def ProtectScenarios(self) -> bool:
        return bool(self._page.protection.scenarios)

    @property
    def Protection(self) -> NativeProtection:
        return NativeProtection(self._page)

    def Unprotect(self, password: str) -> None:
        if self._page.protection.password and password == "":
            raise ComError("the password is not correct")
        self._page.protection.sheet = False

    def Protect(
        self,
        password: str,
        drawings: bool,
        contents: bool,
        scenarios: bool,
        interface_only: bool,
        *allowances: bool,
    ) -> None:
        protection = self._page.protection
        protection.sheet, protection.objects, protection.scenarios = contents, drawings, scenarios
        for name, allowed in zip(ALLOWANCES, allowances, strict=True):
            setattr(protection, FLAGS[name], not allowed)

    def Range(self, address: str) -> NativeRange:
        return NativeRange(self._page, address)


class NativeProtection:
    """Worksheet.Protection: what is allowed on a protected sheet (the file stores what is not)."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def __getattr__(self, name: str) -> bool:
        if name not in ALLOWANCES:
            raise NotImplementedError(f"Protection.{name}")
        return not getattr(self._page.protection, FLAGS[name])


class NativeRange:
    """A Range."""

    def __init__(self, page: Any, address: str) -> None:
        self._page, self._bounds = page, range_boundaries(address)

    @property
    def Locked(self) -> bool | None:
        left, top, right, bottom = self._bounds
        cells = self._page.iter_rows(top, bottom, left, right)
        locked = {bool(cell.protection.locked) for row in cells for cell in row}
        return locked.pop() if len(locked) == 1 else None


class NativeBook:
    """A Workbook."""

    Date1904 = False

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def ProtectStructure(self) -> bool:
        security = self._book.workbook.security
        return bool(security and security.lockStructure)

    @property
    def CustomXMLParts(self) -> NativeParts:
        return NativeParts(self._book.kept, None)


class NativeParts:
    """Workbook.CustomXMLParts, or those of one namespace."""

    def __init__(self, kept: list[str], namespace: str | None) -> None:
        self._kept, self._namespace = kept, namespace

    @property
    def _chosen(self) -> list[str]:
        return [text for text in self._kept if self._namespace is None or f'"{self._namespace}"' in text]

    @property
    def Count(self) -> int:
        return len(self._chosen)

    def Add(self, xml: str) -> None:
        self._kept.append(xml)

    def SelectByNamespace(self, namespace: str) -> NativeParts:
        return NativeParts(self._kept, namespace)

    def Item(self, number: int) -> NativePart:
        return NativePart(self._kept, self._chosen[number - 1])


class NativePart:
    """A CustomXMLPart."""

    def __init__(self, kept: list[str], text: str) -> None:
        self._kept, self.XML = kept, text

    def Delete(self) -> None:
        self._kept.remove(self.XML)
