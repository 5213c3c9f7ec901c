"""The button workbook opened for real: its modules, its buttons, and what pressing them would start."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from macros.build.sources import WORKBOOKS, workbook_modules
from macros.build.vba_project import standard_module
from macros.build.workbook import build_workbook
from tests.support import uno_python
from tests.support.samples import MASTER

pytestmark = pytest.mark.office

SCRIPT = Path(uno_python.__file__).with_name("uno_macros.py")
BUTTONS = {
    "校验": "JixiaoValidate",
    "评分": "JixiaoScore",
    "导出Word": "JixiaoExportWord",
    "撤销上次评分": "JixiaoUndoScore",
}
FUNCTIONS = ["validate", "score", "export_word", "undo_score"]
RECORDER = """Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("xlwings.conf").Range("H1").Value = PythonCommand
End Function
Public Function GetConfig(configKey As String) As Variant
    GetConfig = configKey
End Function
Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = True
End Function
"""


def opened(path: Path, folder: Path, *macros: str) -> dict[str, Any]:
    command = [uno_python.find(), str(SCRIPT), str(path), str(folder / "profile"), *macros]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_libreoffice_sees_every_module_and_binds_every_button(tmp_path: Path) -> None:
    found = opened(WORKBOOKS / "self-evaluation.xlsm", tmp_path)
    documents = {"ThisWorkbook", *(f"Sheet{number}" for number in range(1, 14))}
    assert set(found["modules"][found["library"]]) == documents | {"Jixiao", "xlwings"}
    script = f"vnd.sun.star.script:{found['library']}.Jixiao.{{}}?language=Basic&location=document"
    assert sorted(found["bindings"]) == sorted(
        [sheet, caption, script.format(macro)]
        for sheet in ("填报说明", "绩效自评表")
        for caption, macro in BUTTONS.items()
    )


def test_each_button_starts_its_function(tmp_path: Path) -> None:
    path = tmp_path / "recording.xlsm"
    own = workbook_modules()[0]
    path.write_bytes(build_workbook(MASTER.read_bytes(), [own, standard_module(RECORDER)]))
    found = opened(path, tmp_path, *BUTTONS.values())
    assert found["pressed"] == {
        macro: f"from toolkit import buttons; buttons.{function}()"
        for macro, function in zip(BUTTONS.values(), FUNCTIONS, strict=True)
    }
