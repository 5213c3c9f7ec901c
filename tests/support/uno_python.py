"""The Python that has LibreOffice's bridge: Debian's own, or the one that comes with LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def find() -> str:
    """Path of a Python that can ``import uno``; skips the test where there is none."""
    beside = sorted(Path("/opt").glob("libreoffice*/program/python"))
    for python in ("/usr/bin/python3", *map(str, beside), shutil.which("python3") or ""):
        if Path(python).is_file():
            asked = subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=60)
            if asked.returncode == 0:
                return python
    pytest.skip("no Python with LibreOffice's bridge (apt install python3-uno)")
