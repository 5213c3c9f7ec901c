"""The whole main job on one return: check, score, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.commands.check import Checked
from toolkit.commands.score import copy_suffix, scored_copy
from toolkit.commands.word import report_of
from toolkit.io.files import make_folder, refuse_existing, refuse_source, write_new
from toolkit.io.json_report import report_json
from toolkit.report.write_back import needs_draft


def run_outputs(checked: Checked, folder: Path, *, public: bool, overwrite: bool) -> Iterator[Path]:
    """Write ``<stem>.check.json``, ``<stem>.scored.xlsx`` (or ``.xlsm``), ``<stem>.docx``; yields each.

    Raises OutputRefused before anything is written where one of them is the return, or exists and may not
    be replaced.
    The Word report is final where nothing stands in its way, and a draft otherwise.
    """
    make_folder(folder)
    stem = checked.path.stem
    outputs: dict[str, Callable[[], bytes]] = {
        f"{stem}.check.json": lambda: report_json(checked.report).encode(),
        f"{stem}.scored{copy_suffix(checked)}": lambda: scored_copy(checked),
        f"{stem}.docx": lambda: report_of(checked, draft=needs_draft(checked.report), public=public),
    }
    for name in outputs:
        refuse_source(folder / name, checked.path)
    if not overwrite:
        refuse_existing(folder / name for name in outputs)
    for name, make in outputs.items():
        write_new(folder / name, make(), overwrite=overwrite)
        yield folder / name
