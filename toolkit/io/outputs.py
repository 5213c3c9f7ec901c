"""All outputs of a collection, written in one pass over the units, to the disk as they come."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final, Self

from toolkit.desk.results import Conclusion, UnitResult
from toolkit.desk.rows import unit_rows
from toolkit.io.files import make_folder, write_new
from toolkit.io.html_report import HtmlWriter
from toolkit.io.parquet_out import ParquetWriter
from toolkit.io.rollup_json import JsonWriter
from toolkit.io.rollup_xlsx import RollupWriter, path_between
from toolkit.io.slip_folder import SlipFolder

WORKBOOK: Final = "汇总.xlsx"
PAGE: Final = "汇总.html"
DOCUMENT: Final = "汇总.json"
UNITS: Final = "单位.parquet"
FINDINGS: Final = "问题.parquet"
SLIPS: Final = "退回单"

Writer = RollupWriter | HtmlWriter | JsonWriter | ParquetWriter


class Outputs:
    """Writers for every format, to be closed; slips are written at once, the other files replaced at the end.

    Until then they are nameless files in the folder, which go when they are closed.
    """

    def __init__(
        self, out: Path, folder: str, *, issuer: str, slips: bool = True, workers: Executor | None = None
    ) -> None:
        """``workers`` are processes of this machine that may share in writing."""
        make_folder(out)
        between = path_between(out, folder)
        self._out, self._open = out, ExitStack()
        self._drafts: dict[str, IO[bytes]] = {}
        self._writers: list[Writer] = [
            RollupWriter(self._draft(WORKBOOK), between),
            HtmlWriter(self._draft(PAGE), between),
            JsonWriter(self._draft(DOCUMENT)),
        ]
        self.written: list[Path] = []
        self.without_parquet = False
        try:
            self._writers.append(ParquetWriter(self._draft(UNITS), self._draft(FINDINGS)))
        except ImportError:
            del self._drafts[UNITS], self._drafts[FINDINGS]
            self.without_parquet = True
        self._slips = SlipFolder(out / SLIPS, issuer, workers) if slips else None

    def _draft(self, name: str) -> IO[bytes]:
        draft = self._drafts[name] = TemporaryFile(dir=self._out)  # noqa: SIM115
        return self._open.enter_context(draft)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def slips(self) -> int:
        """How many slips were written."""
        return self._slips.count if self._slips else 0

    def add(self, result: UnitResult) -> None:
        """Take in one unit."""
        if self._slips:
            self._slips.add(result)
        told = unit_rows(result)
        for writer in self._writers:
            writer.add(told)

    def finish(self, conclusion: Conclusion) -> None:
        """Write the files."""
        for writer in self._writers:
            writer.finish(conclusion)
        if self._slips:
            self._slips.finish()
        for name, draft in self._drafts.items():
            write_new(self._out / name, draft, overwrite=True)
            self.written.append(self._out / name)
