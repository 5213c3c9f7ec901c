import os
import stat
from pathlib import Path

import pytest

from toolkit.errors import OutputRefused
from toolkit.io import files
from toolkit.io.files import sha256, write_new


def test_new_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path):
    target = tmp_path / "甲_已评.xlsx"
    write_new(target, b"abc", overwrite=False)
    assert target.read_bytes() == b"abc"
    assert list(tmp_path.iterdir()) == [target]


def test_new_file_has_the_rights_of_any_file(tmp_path: Path):
    mask = os.umask(0o027)
    try:
        write_new(tmp_path / "a", b"", overwrite=False)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_existing_file_is_kept_unless_asked(tmp_path: Path):
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(OutputRefused, match=r"文件已存在，请换一个文件名，或加 --overwrite 覆盖。$"):
        write_new(target, b"new", overwrite=False)
    assert target.read_bytes() == b"old"
    write_new(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch):
    target = tmp_path / "a.xlsx"
    monkeypatch.setattr(files.os, "fsync", lambda _: target.write_bytes(b"other"))
    with pytest.raises(OutputRefused, match="文件已存在"):
        write_new(target, b"new", overwrite=False)
    assert target.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [target]


def test_file_system_without_links_is_written_too(tmp_path: Path, monkeypatch):
    def unsupported(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(files.os, "link", unsupported)
    write_new(tmp_path / "a", b"x", overwrite=False)
    assert (tmp_path / "a").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(PermissionError, "没有写入权限"), (OSError, "写入失败")],
)
def test_fault_of_the_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch, fault, expected):
    def fail(_: int) -> None:
        raise fault

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OutputRefused, match=expected):
        write_new(tmp_path / "a", b"x", overwrite=True)
    assert list(tmp_path.iterdir()) == []


def test_folders_are_refused(tmp_path: Path):
    with pytest.raises(OutputRefused, match="这是文件夹"):
        write_new(tmp_path, b"x", overwrite=True)
    with pytest.raises(OutputRefused, match="所在文件夹不存在"):
        write_new(tmp_path / "没有" / "a", b"x", overwrite=True)


def test_sha256_is_hexadecimal():
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
