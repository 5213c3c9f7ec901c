"""Returns to measure with: every one different, half of them faulty; and writers never seen before."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.support.fillings import random_filling
from tests.support.samples import CLEAN, MASTER, YUNXI, master_form, submission_of
from toolkit.commands.fill import fill_workbook
from toolkit.form import Form
from toolkit.io.data_file import read_data
from toolkit.io.package import open_package
from toolkit.io.package_write import replace_parts
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit, Value
from toolkit.submission import bind, edited, formula_results
from workbooks.build.returned_data import Data, data_of
from workbooks.build.returned_units import UNITS

STYLES = "xl/styles.xml"
CHANGED_CELLS = 12
_FORMATS = re.compile(rb"(<cellXfs[^>]*>)(.*?)(</cellXfs>)", re.DOTALL)
_FORMAT = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_STYLE = re.compile(rb'(<(?:c|row) [^>]*?\bs="|<col [^>]*?\bstyle=")(\d+)"')
_ROW = re.compile(rb"<row ([^>]*?)(/?)>")
_HEIGHT = re.compile(rb' (?:ht|customHeight)="[^"]*"')


def make_corpus(folder: Path, count: int) -> list[Path]:
    """Write ``count`` returns into ``folder``; the same for the same master and samples."""
    paths = [folder / f"return-{number:04}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(filled_copy(number))
    return paths


def filled_copy(number: int) -> bytes:
    """A return with cached results: every second one sound, the others the real report or random typing."""
    form = master_form()
    if number % 2 == 0:
        return fill_workbook(sound_return(number // 2), form, MASTER.read_bytes())
    if number % 4 == 1:
        edits = random_filling(form, number)
        return _edited(YUNXI, random.Random(number).sample(edits, min(CHANGED_CELLS, len(edits))))
    return _edited(MASTER, random_filling(form, number))


def sound_return(number: int) -> Data:
    """The data of an invented unit without faults: its own names, words, amounts."""
    base = UNITS[number % len(UNITS)]
    unit = replace(base, code=f"{200_000 + number}", name=f"{base.name}{number:04}", scale=1 + number % 7)
    return data_of(unit, _clean())


@cache
def _clean() -> Data:
    return dict(read_data(CLEAN.with_suffix(".yaml")))


def _edited(base: Path, edits: list[CellEdit]) -> bytes:
    after = edited(submission_of(base), edits)
    return patch_workbook(base.read_bytes(), edits, formula_results(after))


def random_values(form: Form, seed: int) -> tuple[bytes, tuple[Value, ...]]:
    """A randomly filled master without cached results, and every value that the model gives for it."""
    data = patch_workbook(MASTER.read_bytes(), random_filling(form, seed), {})
    return data, bind(read_book_bytes(data), form).values


def other_writer(data: bytes, seed: int) -> bytes:
    """The same workbook as another program might have saved it: formats renumbered, other row heights."""
    package, chance = open_package(data), random.Random(seed)
    styles = package.read(STYLES)
    match = _FORMATS.search(styles)
    assert match is not None
    formats = _FORMAT.findall(match[2])
    order = list(range(1, len(formats)))
    chance.shuffle(order)
    order = [0, *order]
    renumbered = {str(old).encode(): str(new).encode() for new, old in enumerate(order)}
    parts = {STYLES: styles[: match.start(2)] + b"".join(formats[o] for o in order) + styles[match.end(2) :]}
    for part in package.parts:
        if part.startswith("xl/worksheets/sheet"):
            xml = _STYLE.sub(lambda found: found[1] + renumbered[found[2]] + b'"', package.read(part))
            parts[part] = _ROW.sub(lambda found: _with_height(found, chance), xml)
    return replace_parts(package, parts)


def _with_height(row: re.Match[bytes], chance: random.Random) -> bytes:
    attributes = _HEIGHT.sub(b"", b" " + row[1]).strip()
    return b'<row %s ht="%.2f" customHeight="1"%s>' % (attributes, chance.uniform(14, 60), row[2])
