"""What has been worked out of a master, kept on disk: its cells, its compiled formulas, its values.

Plain JSON, named by the master's own bytes and the toolkit's version; loading it never runs stored code. What
is absent, damaged or of another layout is worked out afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from toolkit import __version__
from toolkit.form import Form
from toolkit.formulas_model import FormulaModel
from toolkit.io.files import write_new
from toolkit.model import Book, Cell, ExcelError, Sheet, Value

LAYOUT = 3
"""Version of the data; another one is not read."""
ERROR = "error"
"""Key under which an error value stands, which JSON would take for a text."""


class Kept(NamedTuple):
    """What was kept of a master."""

    book: Book
    model: FormulaModel
    blank: tuple[Value, ...]
    """All slots of the untouched master, calculated."""
    content: str
    """The fingerprint of its content, whatever it says of itself."""


def kept_file(master: bytes) -> Path:
    """Where a master's data is kept: the user's cache folder, or the one that JIXIAO_CACHE names."""
    folder = os.environ.get("JIXIAO_CACHE") or user_cache_path("jixiao")
    return Path(folder) / f"{hashlib.sha256(master).hexdigest()[:32]}-{__version__}.json"


def load_kept(file: Path) -> Kept | None:
    """What is kept in a file; ``None`` where there is nothing that can be used."""
    try:
        data = json.loads(file.read_text("utf-8"))
        if data["layout"] != LAYOUT:
            return None
        model = FormulaModel.from_json(data["model"])
        return Kept(_book(data["book"]), model, _blank(data["blank"], model.size), str(data["content"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep(file: Path, form: Form, content: str) -> None:
    """Keep a master's data; raises OSError or OutputRefused where that is not possible."""
    data = {
        "layout": LAYOUT,
        "content": content,
        "book": _book_data(form.book),
        "model": form.model.to_json(),
        "blank": [[slot, _stored(value)] for slot, value in enumerate(form.blank) if value is not None],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    write_new(file, text.encode(), overwrite=True)


def _book_data(book: Book) -> dict[str, Any]:
    frame = {name: getattr(book, name) for name in ("names", "structure_locked", "date1904", "own_macros")}
    sheets = [[sheet.title, sheet.state, sheet.protected, *_columns(sheet)] for sheet in book.sheets]
    unlocked, parts = sorted(book.unlocked_styles), sorted(book.parts)
    return {**frame, "sheets": sheets, "unlocked_styles": unlocked, "parts": parts}


def _columns(sheet: Sheet) -> list[list[Any]]:
    """Rows, columns, values, formulas and styles of all cells, each a list: quicker to load than cells."""
    cells = sheet.cells
    return [
        [row for row, _ in cells],
        [column for _, column in cells],
        [_stored(cell.value) for cell in cells.values()],
        [cell.formula for cell in cells.values()],
        [cell.style for cell in cells.values()],
    ]


def _book(data: Mapping[str, Any]) -> Book:
    return Book(
        sheets=tuple(_sheet(*sheet) for sheet in data["sheets"]),
        names={str(name): str(text) for name, text in data["names"].items()},
        unlocked_styles=frozenset(map(int, data["unlocked_styles"])),
        structure_locked=bool(data["structure_locked"]),
        date1904=bool(data["date1904"]),
        parts=frozenset(map(str, data["parts"])),
        own_macros=bool(data["own_macros"]),
    )


def _sheet(title: str, state: str, protected: bool, *columns: Sequence[Any]) -> Sheet:
    rows, places, values, formulas, styles = columns
    contents = zip(map(_value, values), formulas, styles, strict=True)
    cells = dict(zip(zip(rows, places, strict=True), map(Cell._make, contents), strict=True))
    return Sheet(str(title), str(state), cells, bool(protected))


def _blank(stored: Sequence[tuple[int, Any]], size: int) -> tuple[Value, ...]:
    values: list[Value] = [None] * size
    for slot, value in stored:
        values[slot] = _value(value)
    return tuple(values)


def _stored(value: Value) -> object:
    return {ERROR: value.value} if isinstance(value, ExcelError) else value


def _value(stored: Any) -> Value:
    """A value as it was; raises ValueError, KeyError or TypeError for anything that is none."""
    if stored is None or type(stored) in (str, float, bool):
        value: Value = stored
        return value
    return ExcelError(stored[ERROR])
