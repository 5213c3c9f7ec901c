"""Every formula cell of random returns, as the model, LibreOffice and betteroffice-xlsx compute it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import random_values
from tests.support import office
from tests.support.samples import master_form
from toolkit.addresses import CellRef
from toolkit.io.xlsx_read import read_book
from toolkit.model import ExcelError, Value
from toolkit.rules.differences import same_result

BATCH = 50
Answers = dict[CellRef, Value]


@dataclass(slots=True)
class Tally:
    """How many formula cells were compared with an engine, and the first that differ."""

    engine: str
    compared: int = 0
    different: int = 0
    examples: tuple[str, ...] = ()

    def add(self, name: str, ours: Answers, theirs: Answers) -> None:
        """Compare one return."""
        self.compared += len(ours)
        for at, value in ours.items():
            if not same_result(theirs.get(at), value):
                self.different += 1
                self.examples = (*self.examples, f"{name} {at}: {theirs.get(at)!r}, {value!r}")[:5]


def compare_engines(folder: Path, count: int) -> list[Tally]:
    """Compare ``count`` random returns with both engines, on every formula cell."""
    return [
        _compare("LibreOffice", folder, count, _office_answers),
        _compare("betteroffice-xlsx", folder, count, _betteroffice_answers),
    ]


def _compare(engine: str, folder: Path, count: int, ask: Callable[[list[Path]], Iterator[Answers]]) -> Tally:
    tally = Tally(engine)
    for first in range(0, count, BATCH):
        seeds = range(first, min(first + BATCH, count))
        made = [_made(folder, seed) for seed in seeds]
        for (path, ours), theirs in zip(made, ask([path for path, _ in made]), strict=True):
            tally.add(path.stem, ours, theirs)
            path.unlink()
    return tally


def _made(folder: Path, seed: int) -> tuple[Path, Answers]:
    form = master_form()
    data, values = random_values(form, seed)
    path = folder / f"random-{seed:04}.xlsx"
    path.write_bytes(data)
    return path, {at: values[form.slot(at)] for at in _formula_cells()}


def _formula_cells() -> Iterator[CellRef]:
    for title, formulas in master_form().canonical_formulas.items():
        for row, column in formulas:
            yield CellRef(title, row, column)


def _office_answers(paths: list[Path]) -> Iterator[Answers]:
    out = paths[0].parent / "office"
    out.mkdir(exist_ok=True)
    halves = [half for half in (paths[::2], paths[1::2]) if half]
    with ThreadPoolExecutor(len(halves)) as pool:
        list(pool.map(lambda half: office.resave_all(half, out), halves))
    for path in paths:
        book = read_book(out / path.name)
        yield {
            CellRef(sheet.title, *at): cell.value for sheet in book.sheets for at, cell in sheet.cells.items()
        }


def _betteroffice_answers(paths: list[Path]) -> Iterator[Answers]:
    import betteroffice_xlsx as engine

    for path in paths:
        book = engine.Workbook.open_recalculated(path.read_bytes())
        answers: Answers = {}
        for at in _formula_cells():
            value = book.value(at.sheet, at.a1)
            answers[at] = ExcelError(value.code) if isinstance(value, engine.CellError) else value
        yield answers
