"""What the last scoring changed, kept inside the workbook so that it can be undone, also tomorrow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.io import excel_native as native
from toolkit.io.excel_write import Content, FormulaText
from toolkit.model import ExcelError

if TYPE_CHECKING:
    import xlwings as xw

KIND: Final = "score"


class Change(Struct, frozen=True):
    """One cell before and after scoring."""

    at: CellRef
    before: Content
    after: Content


def remember_scoring(
    book: xw.Book, before: Mapping[CellRef, Content], after: Mapping[CellRef, Content], undo: ExitStack
) -> None:
    """Keep what scoring is about to change instead of the scoring before; ``undo`` gets the way back."""
    undo.callback(_put_back, book, native.kept(book, KIND))
    rows = [[*at, _packed(before[at]), _packed(content)] for at, content in after.items()]
    native.keep(book, KIND, json.dumps(rows, ensure_ascii=False))


def last_scoring(book: xw.Book) -> tuple[Change, ...]:
    """What the last scoring changed; nothing where there was none, or it was undone."""
    return tuple(_changes(native.kept(book, KIND) or "[]"))


def forget_scoring(book: xw.Book) -> None:
    """Nothing can be undone any more."""
    native.forget(book, KIND)


def _put_back(book: xw.Book, kept: str | None) -> None:
    if kept is None:
        native.forget(book, KIND)
    else:
        native.keep(book, KIND, kept)


def _changes(text: str) -> Iterator[Change]:
    for sheet, row, column, before, after in json.loads(text):
        yield Change(CellRef(sheet, row, column), _unpacked(before), _unpacked(after))


def _packed(content: Content) -> Any:
    if isinstance(content, FormulaText):
        return {"formula": content.text}
    return {"error": content.value} if isinstance(content, ExcelError) else content


def _unpacked(data: Any) -> Content:
    if isinstance(data, dict):
        return FormulaText(data["formula"]) if "formula" in data else ExcelError(data["error"])
    content: Content = data
    return content
