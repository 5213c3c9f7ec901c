"""The files that come with the toolkit: workbooks, the report template, buttons, schemas of its JSON."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
INSTALLED = PACKAGE / "data"
"""Where an installed toolkit keeps them; a source tree has them in ``workbooks/``."""
SOURCE = PACKAGE.parent / "workbooks"


def workbooks_folder() -> Path:
    """The folder that holds ``master.xlsx`` and ``report.docx``."""
    return INSTALLED if (INSTALLED / "master.xlsx").is_file() else SOURCE


def master_path() -> Path:
    """The master workbook that comes with this version."""
    return workbooks_folder() / "master.xlsx"


def report_template() -> Path:
    """The Word report's template that comes with this version."""
    return workbooks_folder() / "report.docx"


def clean_sample() -> Path | None:
    """A return without faults that comes with this version, the newest; ``None`` where there is none."""
    return max((workbooks_folder() / "samples").glob("clean*.xlsx"), default=None)


def schema(kind: str) -> Path:
    """The JSON schema of an output: ``check``, ``collect``, ``diff`` or ``rulesets``."""
    return PACKAGE / "schemas" / f"{kind}-1.json"


def own_macros_list() -> Path:
    """The digests of the macro projects that versions of the toolkit have shipped."""
    return workbooks_folder() / "macros.json"


def button_workbook() -> Path:
    """The workbook with buttons that comes with this version."""
    return workbooks_folder() / "self-evaluation.xlsm"


def addin() -> Path:
    """The ribbon add-in that comes with this version."""
    return workbooks_folder() / "jixiao.xlam"
