"""The list of shipped macro projects, by which the toolkit knows its own macros in a returned workbook."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from toolkit.io.package import open_package
from toolkit.io.vba_read import SETTINGS_SHEET, project_digest, read_modules, settings_digest
from toolkit.io.xlsx_read import PROJECT_PART, read_book_bytes

ABOUT = (
    "随工具发布过的带按钮工作簿的宏代码和设置表摘要。"
    "由 python -m macros.build 追加，已有的行不要删：旧工作簿还会报回来。"
)


def register(workbook: bytes, path: Path) -> None:
    """Append the workbook's project to the list, unless it is there."""
    projects = json.loads(path.read_text("utf-8"))["projects"] if path.exists() else []
    settings = read_book_bytes(workbook).sheet(SETTINGS_SHEET)
    assert settings is not None
    entry = {
        "code": project_digest(read_modules(open_package(workbook).read(PROJECT_PART))),
        "settings": settings_digest(settings),
        "xlwings": version("xlwings"),
    }
    if entry not in projects:
        listed = {"about": ABOUT, "projects": [*projects, entry]}
        path.write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", "utf-8")
