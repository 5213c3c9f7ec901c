"""The demonstration round: collected into a fresh folder, in any way, against a copy of its register."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.samples import MASTER, WORKBOOKS
from toolkit.commands.collect import (
    Collecting,
    Sources,
    conclude,
    gather,
    list_items,
    masters_of,
    read_sources,
)
from toolkit.commands.crew import Crew, helpers, local_crew
from toolkit.desk.results import Conclusion
from toolkit.io.intake import Item
from toolkit.io.outputs import Outputs
from toolkit.io.register import Register

RETURNED = WORKBOOKS / "returned"
SHIPPED_REGISTER = RETURNED / "下发登记簿.sqlite"


def job(out: Path, **facts: Any) -> Collecting:
    """The demonstration's collecting job."""
    usual: dict[str, Any] = {
        "folder": str(RETURNED / "报表"),
        "roster": RETURNED / "单位名录.xlsx",
        "out": out,
        "master": MASTER,
        "ledger": RETURNED / "台账.xlsx",
        "last_year": str(RETURNED / "上年"),
        "today": date(2024, 6, 5),
    }
    return Collecting(**{**usual, **facts})


def register_in(folder: Path) -> Path:
    """A copy of the register that the round was issued with."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "登记簿.sqlite"
    if not path.exists():
        shutil.copy(SHIPPED_REGISTER, path)
    return path


def collect(work: Collecting, register: Path, crew: Crew | None = None) -> tuple[Conclusion, list[str]]:
    """Collect; the conclusion and the paths that were seen."""
    sources: Sources = read_sources(work)
    seen: list[str] = []

    def note(item: Item, fault: str) -> None:
        seen.append(item.path)

    workers = crew or local_crew(2)
    workers.ready(masters_of(work))
    with contextlib.closing(workers), Register(register) as book:
        gather(work, sources, book, workers, list_items(work), note)
        with (
            helpers(workers.workers) as hands,
            Outputs(work.out, work.folder, issuer="某某区财政局", workers=hands) as outputs,
        ):
            return conclude(work, sources, book, outputs), seen


def document(out: Path) -> dict[str, Any]:
    """The JSON roll-up."""
    found: dict[str, Any] = json.loads((out / "汇总.json").read_text("utf-8"))
    return found


def contents(out: Path) -> dict[str, bytes]:
    """Every output by its path."""
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
