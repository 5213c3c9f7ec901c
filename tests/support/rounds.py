"""The demonstration round: collected into a fresh folder, in any way, against a copy of its register."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.samples import MASTER, WORKBOOKS
from toolkit.commands.collect import Collecting
from toolkit.commands.collect_round import Unwatched, collect_round
from toolkit.commands.crew import Crew, local_crew
from toolkit.commands.gathering import Seen
from toolkit.desk.results import Conclusion

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


class Noting(Unwatched):
    """Notes the paths of the files."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextlib.contextmanager
    def examining(self, files: int) -> Iterator[Seen]:
        """Notes each file."""
        yield lambda item, fault: self.seen.append(item.path)


def collect(work: Collecting, register: Path, crew: Crew | None = None) -> tuple[Conclusion, list[str]]:
    """Collect; the conclusion and the paths that were seen."""
    noting = Noting()
    with contextlib.closing(crew or local_crew(2)) as workers:
        jobs = workers.workers
        found = collect_round(work, register, workers, issuer="某某区财政局", jobs=jobs, watcher=noting)
    return found.conclusion, noting.seen


def document(out: Path) -> dict[str, Any]:
    """The JSON roll-up."""
    found: dict[str, Any] = json.loads((out / "汇总.json").read_text("utf-8"))
    return found


def contents(out: Path) -> dict[str, bytes]:
    """Every output by its path."""
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
