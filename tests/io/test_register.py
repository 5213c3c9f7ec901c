"""A register that cannot be used or written is told in one sentence."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io import register
from toolkit.io.register import Register


def test_file_that_is_no_register(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("这是文本" * 100)
    with pytest.raises(UnusableInput, match=r"^登记簿“.*a”不是登记簿文件，请核对 --register"):
        Register(tmp_path / "a")
    with pytest.raises(UnusableInput, match="打不开"):
        Register(tmp_path)
    with pytest.raises(OutputRefused, match=r"a：已有同名文件"):
        Register(tmp_path / "a" / "登记簿.sqlite")


def test_register_of_another_version(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a")) as other:
        other.execute("PRAGMA user_version=99")
    with pytest.raises(UnusableInput, match="另一个版本的工具"):
        Register(tmp_path / "a")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are told under /proc")
def test_register_that_is_refused_is_not_held_open(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version=99")
    with pytest.raises(UnusableInput):
        Register(path)
    held = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert str(path) not in held


def test_full_disk_while_writing(tmp_path: Path) -> None:
    def fill() -> None:
        with Register(tmp_path / "a") as book:
            book._db.execute("PRAGMA max_page_count=1")
            for number in range(1000):
                book.add_file("this", f"{number}" * 999, "", "", "", "", ())

    with pytest.raises(UnusableInput, match="磁盘空间不足"):
        fill()


def test_register_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    Register(path).close()
    monkeypatch.setattr(register, "PATIENCE", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnusableInput, match="正被另一个程序使用"), Register(path) as book:
            book.start_collecting("this")


def test_mistake_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), Register(tmp_path / "a") as book:
        book._db.execute("SELECT 1 FROM elsewhere")
