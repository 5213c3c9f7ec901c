"""What a fresh process loads: the core no Office library, a worker nothing heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.samples import CLEAN, master_form

ROOT = Path(__file__).resolve().parents[1]
CHECK_ONE = (
    "from toolkit.commands.examine import Task, examine; from toolkit.io.intake import Item; import sys;"
    "assert examine(Task(Item('a.xlsx', sys.argv[1]))).digest"
)
"""What a worker does."""
BUTTON = "import toolkit.buttons, toolkit.commands.live"
THIRD_PARTY = {
    "import toolkit.rules": {"msgspec", "typing_extensions"},
    CHECK_ONE: {"isal", "msgspec", "typing_extensions"},
    BUTTON: {"isal", "msgspec", "typing_extensions"},
    "import toolkit.cli": {"click", "msgspec", "typing_extensions"},
}


def loaded(code: str, *arguments: str) -> set[str]:
    """Top-level packages from outside the standard library that a fresh process has loaded after ``code``."""
    report = "; import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    command = [sys.executable, "-c", code + report, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT)
    names = set(json.loads(done.stdout))
    own = {"toolkit", "__main__", "__mp_main__", "sitecustomize", "usercustomize", "cython_runtime"}
    return {name for name in names - own - sys.stdlib_module_names if not name.startswith(("_", "~"))}


@pytest.mark.parametrize("code", THIRD_PARTY, ids=["rules", "worker", "button", "command line"])
def test_a_fresh_process_loads_no_other_package(code: str) -> None:
    assert master_form().rules
    assert loaded(code, str(CLEAN)) == THIRD_PARTY[code]


@pytest.mark.parametrize("code", [CHECK_ONE, BUTTON], ids=["worker", "button"])
def test_a_fresh_process_loads_nothing_for_the_net(code: str) -> None:
    report = "; import json; print(json.dumps([n for n in sys.modules if n.split('.')[0] in NET]))"
    report = report.replace("NET", repr({"ssl", "http", "email"}))
    command = [sys.executable, "-c", f"import sys; {code}{report}", str(CLEAN)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []


def test_the_rules_load_neither_zip_nor_xml() -> None:
    code = (
        "import json, sys, toolkit.rules; print(json.dumps([n for n in sys.modules if n.startswith(WANTED)]))"
    )
    code = code.replace("WANTED", repr(("zipfile", "xml", "toolkit.io", "formulas")))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == []
