"""What has been worked out of a master, kept on disk: its cells, its compiled formulas, its values.

Plain JSON behind a checksum, named by the master's own bytes, the toolkit's version and the layout. Loading
it never runs stored code. What is absent, damaged or of another layout is worked out afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from toolkit import __version__
from toolkit.form import Form
from toolkit.formulas_model import FormulaModel
from toolkit.io.files import write_new
from toolkit.model import Book, Cell, ExcelError, Sheet, Value

LAYOUT = 6
"""Version of the data, the compiled formulas included; another one is not read."""
FRAME = ("names", "structure_locked", "date1904", "own_macros", "print_areas")
"""What is kept of a book as it is."""
SUM_LENGTH = 8
"""Hexadecimal digits of the CRC-32 in the first line, over all that follows: a damaged file is not used, so
that what the data says need not be asked twice."""


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
    folder = os.environ.get("JIXIAO_CACHE") or _user_cache()
    return Path(folder) / f"{hashlib.sha256(master).hexdigest()[:32]}-{__version__}-{LAYOUT}.kept"


def _user_cache() -> Path:
    """The user's cache folder; on Linux without the library that knows it for every system."""
    if sys.platform == "linux":
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jixiao"
    from platformdirs import user_cache_path

    return user_cache_path("jixiao")


def load_kept(file: Path) -> Kept | None:
    """What is kept in a file; ``None`` where there is nothing that can be used."""
    try:
        stored = file.read_bytes()
        content = stored[SUM_LENGTH + 1 :]
        if stored[: SUM_LENGTH + 1] != _first_line(content):
            return None
        data = msgspec.json.decode(content)
        if data["layout"] != LAYOUT:
            return None
        model = FormulaModel.from_json(data["model"])
        return Kept(_book(data["book"]), model, tuple(_values(*data["blank"])), str(data["content"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, msgspec.DecodeError):
        return None


def keep(file: Path, form: Form, content: str) -> None:
    """Keep a master's data; raises OSError or OutputRefused where that is not possible."""
    data = {
        "layout": LAYOUT,
        "content": content,
        "book": _book_data(form.book),
        "model": form.model.to_json(),
        "blank": _stored(form.blank),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    write_new(file, _first_line(text) + text, overwrite=True)


def _first_line(content: bytes) -> bytes:
    return b"%0*x\n" % (SUM_LENGTH, zlib.crc32(content))


def _book_data(book: Book) -> dict[str, Any]:
    frame = {name: getattr(book, name) for name in FRAME}
    sheets = [[sheet.title, sheet.state, sheet.protected, *_columns(sheet)] for sheet in book.sheets]
    unlocked, parts = sorted(book.unlocked_styles), sorted(book.parts)
    return {**frame, "sheets": sheets, "unlocked_styles": unlocked, "parts": parts}


def _columns(sheet: Sheet) -> list[list[Any]]:
    """Rows, columns, formulas, styles and values of all cells, each a list: quicker to load than cells."""
    cells = sheet.cells
    return [
        [row for row, _ in cells],
        [column for _, column in cells],
        [cell.formula for cell in cells.values()],
        [cell.style for cell in cells.values()],
        *_stored([cell.value for cell in cells.values()]),
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
        print_areas={str(title): str(area) for title, area in data["print_areas"].items()},
    )


def _sheet(title: str, state: str, protected: bool, *columns: Sequence[Any]) -> Sheet:
    rows, places, formulas, styles, *values = columns
    contents = zip(_values(*values), formulas, styles, strict=True)
    cells = dict(zip(zip(rows, places, strict=True), map(Cell._make, contents), strict=True))
    return Sheet(str(title), str(state), cells, bool(protected))


def _stored(values: Sequence[Value]) -> list[list[Any]]:
    """The values, and the places of those among them that are errors, which JSON takes for texts."""
    return [list(values), [place for place, value in enumerate(values) if isinstance(value, ExcelError)]]


def _values(stored: Sequence[Any], errors: Sequence[int]) -> list[Value]:
    """The values as they were; raises ValueError for an error that is none."""
    values = list(stored)
    for place in errors:
        values[place] = ExcelError(values[place])
    return values
