"""The compiled model against LibreOffice, on every formula cell of the samples and of random returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import office
from tests.support.fillings import random_filling
from tests.support.samples import CLEAN, MASTER, YUNXI, master_form
from toolkit.commands.check import check_file
from toolkit.commands.score import scored_copy
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book
from toolkit.rules.differences import same_result
from toolkit.submission import bind

FILLINGS = 50

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The samples, their scored copies, the master, and random returns written without cached results."""
    folder = tmp_path_factory.mktemp("returns")
    made = {"master": MASTER, "clean": CLEAN, "yunxi": YUNXI}
    for path in (CLEAN, YUNXI):
        made[f"{path.stem}-scored"] = folder / f"{path.stem}-scored.xlsx"
        made[f"{path.stem}-scored"].write_bytes(scored_copy(check_file(path)))
    for seed in range(FILLINGS):
        made[f"random-{seed}"] = folder / f"random-{seed}.xlsx"
        made[f"random-{seed}"].write_bytes(
            patch_workbook(MASTER.read_bytes(), random_filling(master_form(), seed), {})
        )
    return made


@pytest.fixture(scope="module")
def recalculated(returns: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same, recalculated and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    return dict(zip(returns, office.resave_all(list(returns.values()), folder), strict=True))


def differences(source: Path, recalculated: Path) -> list[str]:
    """The formula cells in which LibreOffice's result is not the model's."""
    form = master_form()
    mine = bind(read_book(source), form)
    other = read_book(recalculated)
    found = []
    for title, formulas in form.canonical_formulas.items():
        sheet = other.sheet(title)
        assert sheet
        for at, formula in formulas.items():
            cell = sheet.cells.get(at)
            here, there = mine.values[form.model.slot(title, *at)], cell.value if cell else None
            if not same_result(there, here):
                found.append(f"{title}!{at} {formula[:80]}: LibreOffice {there!r}, model {here!r}")
    return found


def test_every_formula_cell_has_libreoffices_result(
    returns: dict[str, Path], recalculated: dict[str, Path]
) -> None:
    found = {name: differences(path, recalculated[name]) for name, path in returns.items()}
    assert {name: cells[:5] for name, cells in found.items() if cells} == {}


@pytest.mark.parametrize("name", ["clean", "yunxi", "clean-2023-scored", "yunxi-2023-scored"])
def test_the_cached_results_of_the_samples_are_libreoffices(
    name: str, returns: dict[str, Path], recalculated: dict[str, Path]
) -> None:
    mine, other = read_book(returns[name]), read_book(recalculated[name])
    assert len(mine.sheets) == len(other.sheets)
    for one, two in zip(mine.sheets, other.sheets, strict=True):
        for at, cell in one.cells.items():
            if cell.formula:
                there = two.cells[at].value if at in two.cells else None
                assert same_result(cell.value, there), (one.title, at, cell, there)


@pytest.mark.parametrize("name", ["clean", "yunxi"])
def test_a_file_saved_by_libreoffice_gives_the_same_findings(
    name: str, returns: dict[str, Path], recalculated: dict[str, Path]
) -> None:
    mine, other = check_file(returns[name]).report, check_file(recalculated[name]).report
    assert other.findings == mine.findings
    assert other.verdict == mine.verdict


@pytest.mark.parametrize("path", [CLEAN, YUNXI], ids=lambda path: path.stem)
def test_a_file_saved_by_openpyxl_gives_the_same_findings_but_for_its_lost_results(
    path: Path, tmp_path: Path
) -> None:
    import openpyxl

    saved = tmp_path / path.name
    openpyxl.load_workbook(path).save(saved)
    mine, other = check_file(path).report, check_file(saved).report
    lost = [finding for finding in other.findings if finding not in mine.findings]
    assert [(f.rule, f.severity.value) for f in lost] == [("IN03", "note")]
    assert [f for f in mine.findings if f not in other.findings] == []
