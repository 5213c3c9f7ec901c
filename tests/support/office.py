"""LibreOffice as an oracle: recalculate, re-save and print workbooks in a throw-away profile."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from toolkit.model import ExcelError, Value

TIMEOUT_SECONDS = 300

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""
"""Without recalculation mode 0 ("always") LibreOffice hands back the cached values of an xlsx unlooked at."""


def recalculate(path: Path) -> dict[tuple[str, int, int], Value]:
    """Every cell that holds a value after a full recalculation, by (sheet title, row, column).

    Numbers are floats, dates their serials, errors ``ExcelError``; a formula that gives an empty text is
    left out.
    """
    return recalculate_all([path])[0]


def recalculate_all(paths: Sequence[Path]) -> list[dict[tuple[str, int, int], Value]]:
    """``recalculate`` of several workbooks of different names, in one process."""
    with tempfile.TemporaryDirectory() as folder:
        made = _converted(paths, Path(folder), "xlsx:Calc MS Excel 2007 XML")
        return [cached_values(path) for path in made]


def cached_values(path: Path) -> dict[tuple[str, int, int], Value]:
    """The values stored in the file, in the types of ``recalculate``; cells without one are left out."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(path, data_only=True)
    found: dict[tuple[str, int, int], Value] = {}
    for sheet in values.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    found[(sheet.title, cell.row, cell.column)] = _plain(cell.value, cell.data_type)
    return found


def resave(path: Path, out: Path) -> None:
    """Open the workbook, recalculate it, and store it as xlsx under ``out``."""
    _convert(path, out, "xlsx:Calc MS Excel 2007 XML")


def resave_all(paths: Sequence[Path], folder: Path) -> list[Path]:
    """``resave`` of several workbooks of different names in one process; the files in ``folder``."""
    return _converted(paths, folder, "xlsx:Calc MS Excel 2007 XML")


def to_pdf(path: Path, out: Path) -> None:
    """Print a workbook or a Word document to the PDF ``out``."""
    _convert(path, out, "pdf")


def _convert(path: Path, out: Path, filter_name: str) -> None:
    """Let one LibreOffice process convert ``path``; raises ``RuntimeError`` where no file comes out."""
    with tempfile.TemporaryDirectory() as folder:
        made = _converted([path], Path(folder), filter_name)[0]
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, out)


def _converted(paths: Sequence[Path], folder: Path, filter_name: str) -> list[Path]:
    """The files that one process makes of ``paths`` in ``folder``."""
    with _profile() as profile:
        command = [_soffice(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", filter_name, "--outdir", str(folder), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    made = [folder / f"{path.stem}.{filter_name.partition(':')[0]}" for path in paths]
    for path in made:
        if not path.exists():
            raise RuntimeError(f"LibreOffice made no {path.name}: {done.stdout} {done.stderr}")
    return made


@contextmanager
def _profile() -> Iterator[Path]:
    """A throw-away user profile that recalculates every workbook on load."""
    with tempfile.TemporaryDirectory(prefix="office_", ignore_cleanup_errors=True) as folder:
        user = Path(folder) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        yield Path(folder)


def _soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed: no soffice on the PATH")
    return found


def _plain(value: object, data_type: str) -> Value:
    """A value as openpyxl gives it, in the toolkit's own types."""
    if data_type == "e":
        return ExcelError(str(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime | date | time | timedelta):
        from openpyxl.utils.datetime import to_excel

        return float(to_excel(value))
    return str(value)
