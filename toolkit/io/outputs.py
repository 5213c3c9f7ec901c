"""All outputs of a collection, written in one pass over the units."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from toolkit.desk.results import Conclusion, UnitResult
from toolkit.io.files import write_new
from toolkit.io.html_report import HtmlWriter
from toolkit.io.parquet_out import ParquetWriter
from toolkit.io.return_slip import return_slip
from toolkit.io.rollup_json import JsonWriter
from toolkit.io.rollup_xlsx import RollupWriter, path_between

WORKBOOK: Final = "汇总.xlsx"
PAGE: Final = "汇总.html"
DOCUMENT: Final = "汇总.json"
UNITS: Final = "单位.parquet"
FINDINGS: Final = "问题.parquet"
SLIPS: Final = "退回单"


class Outputs:
    """Writers for every format; slips of an earlier run are removed, the other files replaced at the end."""

    def __init__(self, out: Path, folder: str, *, issuer: str, slips: bool = True) -> None:
        out.mkdir(parents=True, exist_ok=True)
        between = path_between(out, folder)
        self._out, self._issuer = out, issuer
        self._slips: Path | None = out / SLIPS if slips else None
        self._workbook, self._page, self._document = RollupWriter(between), HtmlWriter(between), JsonWriter()
        self.written: list[Path] = []
        self.slips = 0
        self.without_parquet = False
        try:
            self._parquet: ParquetWriter | None = ParquetWriter()
        except ImportError:
            self._parquet, self.without_parquet = None, True
        if self._slips:
            self._slips.mkdir(exist_ok=True)
            for old in self._slips.glob("[0-9]*_*.xlsx"):
                old.unlink()

    def add(self, result: UnitResult) -> None:
        """Take in one unit; its slip is written at once."""
        self._workbook.add(result)
        self._page.add(result)
        self._document.add(result)
        if self._parquet:
            self._parquet.add(result)
        slip = return_slip(result, self._issuer) if self._slips else None
        if slip and self._slips:
            unit = result.case.dossier.unit
            write_new(self._slips / f"{unit.code}_{unit.name}.xlsx", slip, overwrite=True)
            self.slips += 1

    def finish(self, conclusion: Conclusion) -> None:
        """Write the files."""
        parts = {
            WORKBOOK: self._workbook.finish(conclusion),
            PAGE: self._page.finish(conclusion),
            DOCUMENT: self._document.finish(conclusion),
        }
        if self._parquet:
            parts[UNITS], parts[FINDINGS] = self._parquet.finish(conclusion)
        for name, data in parts.items():
            write_new(self._out / name, data, overwrite=True)
            self.written.append(self._out / name)
