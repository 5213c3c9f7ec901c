"""The desktop around the toolkit: open a file with its program, tell something where Excel cannot."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MESSAGE_WARNING = 0x30


def open_path(path: Path) -> bool:
    """Open a file or folder with the program that belongs to it; whether there was one to ask."""
    if sys.platform == "win32":
        os.startfile(path)
        return True
    import shutil
    import subprocess

    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    quiet = subprocess.DEVNULL
    subprocess.Popen([opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    return True


def tell(text: str, title: str) -> None:
    """Show a message where there is no Excel to show it: a message box on Windows, else the terminal."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, title, MESSAGE_WARNING)
    else:
        print(f"{title}：{text}", file=sys.stderr)


def documents_folder() -> Path:
    """The user's folder for documents, or the home folder where there is none."""
    from platformdirs import user_documents_path

    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


def free_path(wanted: Path) -> Path:
    """The path, or the first of ``name（2）.docx``, ``name（3）.docx`` … that is not taken."""
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_stem(f"{wanted.stem}（{number}）")
    return path
