"""What xlwings has no word for: protection, sheet states, locks, texts kept inside the workbook.

Every use of Excel's own objects (``.api``) is in this module; the members are those of MEMBERS, as
learn.microsoft.com/office/vba/api describes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from toolkit.errors import OutputRefused

if TYPE_CHECKING:
    from xlwings import Book, Sheet

try:
    from pywintypes import com_error

    ComError: type[Exception] = com_error
except ImportError:  # not Windows: no Excel that could raise one

    class ComError(Exception):  # type: ignore[no-redef]
        """Stands for the fault that Excel raises."""


WORKSHEET: Final = -4167
STATES: Final = {-1: "visible", 0: "hidden", 2: "veryHidden"}
ALLOWANCES: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
"""Options of a protected sheet, in the order in which Worksheet.Protect takes them."""
MEMBERS: Final = {
    "Workbook": ("ProtectStructure", "Date1904", "CustomXMLParts"),
    "Worksheet": (
        "Type", "Visible", "Range", "ProtectContents", "ProtectDrawingObjects", "ProtectScenarios",
        "Protection", "Protect", "Unprotect",
    ),
    "Protection": ALLOWANCES,
    "Range": ("Locked",),
    "CustomXMLParts": ("Add", "SelectByNamespace", "Count", "Item"),
    "CustomXMLPart": ("XML", "Delete"),
}  # fmt: skip
NAMESPACE: Final = "urn:jixiao:{}"


def is_worksheet(sheet: Sheet) -> bool:
    """Whether it has cells; a chart sheet has none."""
    return bool(sheet.api.Type == WORKSHEET)


def state(sheet: Sheet) -> str:
    """``visible``, ``hidden`` or ``veryHidden``."""
    return STATES[int(sheet.api.Visible)]


def is_protected(sheet: Sheet) -> bool:
    """Whether the sheet's locked cells are protected."""
    return bool(sheet.api.ProtectContents)


def all_locked(sheet: Sheet, address: str) -> bool | None:
    """Whether the cells of a range are locked; ``None`` where some are and some are not."""
    locked = sheet.api.Range(address).Locked
    return None if locked is None else bool(locked)


def structure_locked(book: Book) -> bool:
    """Whether sheets cannot be added, deleted, renamed or hidden."""
    return bool(book.api.ProtectStructure)


def date1904(book: Book) -> bool:
    """Whether dates count from 1904."""
    return bool(book.api.Date1904)


@contextmanager
def opened(sheet: Sheet) -> Iterator[None]:
    """Take a sheet's protection off, and put it back with the options it had, whatever happens.

    Raises OutputRefused where a password guards it.
    """
    native = sheet.api
    if not native.ProtectContents:
        yield
        return
    options = [bool(getattr(native.Protection, name)) for name in ALLOWANCES]
    drawings, scenarios = bool(native.ProtectDrawingObjects), bool(native.ProtectScenarios)
    try:
        native.Unprotect("")
    except ComError as fault:
        raise OutputRefused(
            f"工作表“{sheet.name}”另设了密码，结果写不进去；请撤销它的保护密码后再试。"
        ) from fault
    try:
        yield
    finally:
        native.Protect("", drawings, True, scenarios, False, *options)


def keep(book: Book, kind: str, text: str) -> None:
    """Keep a text inside the workbook, where no sheet shows it; replaces the one of that kind."""
    forget(book, kind)
    root = ElementTree.Element(f"{{{NAMESPACE.format(kind)}}}kept")
    root.text = text
    book.api.CustomXMLParts.Add(ElementTree.tostring(root, encoding="unicode"))


def kept(book: Book, kind: str) -> str | None:
    """The text of that kind kept in the workbook, or ``None``."""
    parts = book.api.CustomXMLParts.SelectByNamespace(NAMESPACE.format(kind))
    return ElementTree.fromstring(parts.Item(1).XML).text or "" if parts.Count else None


def forget(book: Book, kind: str) -> None:
    """Drop every text of that kind."""
    parts: Any = book.api.CustomXMLParts.SelectByNamespace(NAMESPACE.format(kind))
    for number in range(parts.Count, 0, -1):
        parts.Item(number).Delete()
