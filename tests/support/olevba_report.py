"""What oletools says of a VBA project, asked in a process of its own: its imports warn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = """
import json, sys
from oletools.mraptor import MacroRaptor
from oletools.olevba import VBA_Parser
parser = VBA_Parser(sys.argv[1])
modules = {stream.split("/")[-1]: code for _, stream, _, code in parser.extract_all_macros()}
raptor = MacroRaptor(parser.get_vba_code_all_modules())
raptor.scan()
print(json.dumps({
    "modules": modules,
    "stomping": parser.detect_vba_stomping(),
    "kinds": sorted({kind for kind, _, _ in parser.analyze_macros()}),
    "autoexec": raptor.autoexec,
    "suspicious": raptor.suspicious,
}))
"""


def olevba_report(project: bytes, folder: Path) -> dict[str, Any]:
    """Modules, stomping, kinds of findings and the verdict on a vbaProject.bin."""
    path = folder / "vbaProject.bin"
    path.write_bytes(project)
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    report: dict[str, Any] = json.loads(done.stdout)
    return report
