"""The command that Excel's macro starts, run for real: hard names, folders that lie in wait, cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from macros.build.workbook import build_workbook
from tests.support import samples, xlwings_double
from tests.support.samples import CLEAN, YUNXI, master_form

ROOT = Path(samples.__file__).parents[2]
SITE = Path(samples.__file__).parent / "excel_process"
HWND = 65552
NAMES = ["2023年 部门（甲）自评 终稿.xlsm", "部门 [1] (2) & 'x' 100% #自评=最终!.xlsm"]


def pressed(book: Path, function: str, tmp_path: Path, hwnd: int = HWND) -> tuple[dict[str, Any], str]:
    """What a press did, and what it wrote to the log that Excel would show if it ended badly."""
    result = tmp_path / "result.json"
    search_path = f"False;{book};{book};;;;"
    code = (
        f"import xlwings.utils;xlwings.utils.prepare_sys_path({json.dumps(search_path)}); "
        f"from toolkit import buttons; buttons.{function}()"
    )
    excel = "C:\\Program Files\\Microsoft Office\\root\\Office16\\Microsoft Excel"
    arguments = [f"--wb={book.name}", "--from_xl=1", f"--app={excel}", f"--hwnd={hwnd}"]
    environment = os.environ | {
        "PYTHONPATH": str(SITE),
        "JIXIAO_TEST_ROOT": str(ROOT),
        "JIXIAO_TEST_BOOK": str(book),
        "JIXIAO_TEST_RESULT": str(result),
        "JIXIAO_LOG": str(tmp_path / "log"),
    }
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        cwd=Path(sys.executable).parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(result.read_text("utf-8")), done.stderr


@pytest.fixture(autouse=True)
def _compiled_master() -> None:
    """The formulas are compiled once a computer; without the cache a press would need the compiler."""
    master_form()


@pytest.mark.parametrize("name", NAMES)
def test_press_reaches_its_workbook_whatever_its_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "上报 材料 (二)"
    folder.mkdir()
    book = folder / name
    book.write_bytes(build_workbook(YUNXI.read_bytes()))
    for trap in ("toolkit.py", "docx.py", "xlwings.py", "numpy.py"):
        (folder / trap).write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')")
    result, log = pressed(book, "validate", tmp_path)
    assert result["alerts"][0].startswith("有错误：错误 ")
    assert result["written"] is not None
    assert log == ""
    assert str(folder) not in result["path"]
    assert not (tmp_path / "sprung").exists()


def test_press_loads_nothing_heavy(tmp_path: Path) -> None:
    """numpy, pandas, formulas and docxtpl cannot even be imported in that process."""
    book = tmp_path / "自评.xlsx"
    book.write_bytes(CLEAN.read_bytes())
    result, _ = pressed(book, "validate", tmp_path)
    assert result["alerts"] == ["通过：错误 0、警告 0、提示 0"]
    assert not {"click", "rich", "jinja2", "docx", "sqlite3", "multiprocessing"} & set(result["loaded"])


def test_press_in_a_window_that_is_gone_is_told_without_traceback(tmp_path: Path) -> None:
    book = tmp_path / "a=b.xlsx"
    book.write_bytes(CLEAN.read_bytes())
    result, log = pressed(book, "validate", tmp_path, hwnd=1)
    assert result["alerts"] == []
    assert log == "校验：Excel 里没有打开“a=b.xlsx”，请重新打开后再试。\n"


def test_buttons_module_is_cheap_to_import() -> None:
    code = "import sys, toolkit.buttons; print(sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = ("xlwings", "numpy", "pandas", "formulas", "docxtpl", "lxml", "openpyxl", "rich", "click")
    assert not [name for name in heavy if f"'{name}'" in done.stdout]


def test_stand_in_is_where_the_process_looks_for_it() -> None:
    assert xlwings_double.App.hwnd == HWND
