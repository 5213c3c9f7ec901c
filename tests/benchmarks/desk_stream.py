"""Streams synthetic results into Parquet, for numbers that no one has returns for."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tests.support.desk import background
from tests.support.samples import YUNXI
from toolkit.commands.check import check_file
from toolkit.desk.case import Case
from toolkit.desk.digest import digest_of
from toolkit.desk.results import Conclusion, Summary, UnitResult
from toolkit.desk.returns import Dossier
from toolkit.desk.roster import Unit
from toolkit.desk.rows import unit_rows
from toolkit.io.parquet_out import ParquetWriter


def stream(count: int) -> None:
    """Stream so many results, and print time, size and memory."""
    checked, known = check_file(YUNXI), background()
    digest = digest_of(checked.submission, checked.report, "")
    start, summary = time.perf_counter(), Summary()
    with tempfile.TemporaryFile() as units, tempfile.TemporaryFile() as findings:
        writer = ParquetWriter(units, findings)
        for result in _synthetic(count, digest, known):
            writer.add(unit_rows(result))
            summary.add(result)
        writer.finish(Conclusion(summary, known.form, (), (), (), {}, ()))
        size = (units.tell() + findings.tell()) / 2**20
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - start
    print(f"{count} 份结果（{sum(summary.severities.values())} 条问题）：{seconds:.1f} 秒，", end="")
    print(f"{size:.1f} MB，内存 {memory:.0f} MB")


def _synthetic(count: int, digest: Any, known: Any) -> Iterator[UnitResult]:
    """Results of one return, each with a unit, a hash and amounts of its own."""
    for number in range(count):
        code = f"{100001 + number}"
        unit = Unit(code, f"示范单位{number:06d}", "", number + 2)
        own = replace(digest, code=code, claimed_total=digest.claimed_total - number % 40)
        yield UnitResult(Case(Dossier(unit, ()), own, known), ())
