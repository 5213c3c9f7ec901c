"""A register that cannot be used or written is told in one sentence; reading one leaves no trace."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.desk import issued
from toolkit.desk.returns import Facts
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io import register
from toolkit.io.register import Register
from toolkit.io.register_read import RegisterReader


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


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a")) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    before = (tmp_path / "a").read_bytes()
    with pytest.raises(UnusableInput) as told:
        Register(tmp_path / "a")
    advice = "不是登记簿文件，请核对 --register（登记簿以 .sqlite 结尾）。"
    assert str(told.value) == f"登记簿“{tmp_path / 'a'}”{advice}"
    assert (tmp_path / "a").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


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


def test_review_is_that_of_the_return(tmp_path: Path) -> None:
    with Register(tmp_path / "a") as book:
        book.add_review("x", "132001", {"0": "9", "1": ""})
        book.add_review("y", "132002", {"0": "8"})
        assert (book.review("x"), book.review("z")) == ({"0": "9", "1": ""}, {})
        for code in ("x", "z"):
            book.add_review(code, "132001", {})
        assert (book.review("x"), book.review("y")) == ({}, {"0": "8"})


def test_register_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    Register(path).close()
    monkeypatch.setattr(register, "PATIENCE", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnusableInput, match="正被另一个程序使用"), Register(path) as book:
            book.start_collecting("this")


def traces(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


def left_behind(folder: Path, *ends: str) -> Path:
    """A register as a run that was killed leaves it: what was written last is only in the log beside it."""
    with Register(folder / "a") as book:
        book.start_run("其一", (), "2023")
        (folder / "b").mkdir()
        for end in ("", *ends):
            shutil.copy(folder / f"a{end}", folder / "b")
    return folder / "b" / "a"


@pytest.mark.parametrize("ends", [("-wal", "-shm"), ("-wal",)])
def test_reading_a_register_of_a_killed_run_leaves_no_trace(ends: tuple[str, ...], tmp_path: Path) -> None:
    path = left_behind(tmp_path, *ends)
    before = traces(path.parent)
    with RegisterReader(path) as book:
        assert (book.latest_context(), book.latest_year()) == ("其一", "2023")
    assert traces(path.parent) == before
    with Register(path) as book:
        assert book.latest_context() == "其一"


def test_reading_a_register_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "登记簿 1%20?#.sqlite"
    with Register(path) as book:
        book.start_run("其一", (), "2023")
    before = traces(tmp_path)
    with RegisterReader(path) as book:
        assert book.latest_context() == "其一"
    assert traces(tmp_path) == before


def test_reading_a_register_that_is_being_written(tmp_path: Path) -> None:
    with Register(tmp_path / "a") as writer:
        writer.start_run("其一", (), "")
        with RegisterReader(tmp_path / "a") as book:
            writer.start_run("其二", (), "")
            assert book.latest_context() == "其二"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_reading_a_register_in_a_folder_that_is_read_only(tmp_path: Path) -> None:
    path = left_behind(tmp_path, "-wal", "-shm")
    for place in (path, *path.parent.glob("a-*"), path.parent):
        place.chmod(0o500 if place.is_dir() else 0o400)
    with RegisterReader(path) as book:
        assert book.latest_context() == "其一"
    path.parent.chmod(0o700)


def test_reading_a_register_whose_checks_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with Register(path) as book:
        book.add_issued(issued())
        book.add_file("this", "1.xlsx", "x", "", "", "", ())
        book.add_checked("x", "其一", "", "", Facts(verdict="clean"), b"")
        book.start_run("其一", (), "")
        book.compact()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version=2")
    before = traces(tmp_path)
    with RegisterReader(path) as book:
        assert list(book.issued()) == ["132001-1"]
        assert book.latest_context() == ""
        assert [file.facts for file in book.returned("this", "其一")] == [Facts()]
    assert traces(tmp_path) == before


def test_reading_what_is_no_register(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("这是文本" * 100)
    (tmp_path / "b").touch()
    with closing(sqlite3.connect(tmp_path / "c")) as other:
        other.execute("PRAGMA user_version=99")
    for name, words in (("a", "不是登记簿文件"), ("b", "还没有下发或收表的记录"), ("c", "另一个版本的工具")):
        with pytest.raises(UnusableInput, match=words):
            RegisterReader(tmp_path / name)


def test_mistake_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), Register(tmp_path / "a") as book:
        book._db.execute("SELECT 1 FROM elsewhere")
