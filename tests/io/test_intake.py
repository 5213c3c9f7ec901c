"""Folders of returns: nested, zipped, with names as Chinese Windows packs them, or behind an address."""

from __future__ import annotations

import errno
import io
import os
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.samples import CLEAN
from toolkit.errors import UnusableInput
from toolkit.io.intake import (
    ARCHIVE_FAULT,
    CLOSED_FOLDER,
    EMPTY_ARCHIVE,
    GARBLED_NAME,
    TOO_DEEP,
    Item,
    find_items,
    read_item,
)


def archive(members: dict[str, bytes], *, gbk: bool = True) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.encode("gb18030").decode("cp437") if gbk else name, data)
    return buffer.getvalue()


def test_items_of_a_folder(tmp_path: Path) -> None:
    inner = archive({"里/丙.xlsx": b"3", "~$丙.xlsx": b"", "说明.txt": b""})
    (tmp_path / "批").mkdir()
    (tmp_path / "批" / "乙.XLSM").write_bytes(b"2")
    (tmp_path / "批" / "压.zip").write_bytes(archive({"丁.xlsx": b"4", "内.zip": inner}, gbk=False))
    (tmp_path / "甲.xlsx").write_bytes(b"1")
    for ignored in ("~$甲.xlsx", ".藏.xlsx", "说明.docx", "名录.xlsx"):
        (tmp_path / ignored).write_bytes(b"")
    found = list(find_items(str(tmp_path), skip=[(tmp_path / "名录.xlsx").resolve()]))
    assert [item.path for item in found] == [
        "批/乙.XLSM", "批/压.zip!丁.xlsx", "批/压.zip!内.zip!里/丙.xlsx", "甲.xlsx",
    ]  # fmt: skip
    assert [read_item(item) for item in found] == [b"2", b"4", b"3", b"1"]


def test_archive_that_is_a_bomb_or_damaged_is_one_item_with_a_fault(tmp_path: Path) -> None:
    (tmp_path / "弹.zip").write_bytes(archive({"a.xlsx": bytes(40 << 20)}))
    (tmp_path / "坏.zip").write_bytes(archive({"a.xlsx": b"1"})[:-30])
    found = list(find_items(str(tmp_path)))
    assert [item.path for item in found] == ["坏.zip", "弹.zip"]
    assert {item.fault for item in found} == {ARCHIVE_FAULT}
    with pytest.raises(UnusableInput):
        read_item(found[0])


def test_archive_without_a_workbook_is_one_item_with_a_fault(tmp_path: Path) -> None:
    (tmp_path / "空.zip").write_bytes(archive({}))
    (tmp_path / "说明.zip").write_bytes(archive({"说明.txt": b"1"}))
    assert [(item.path, item.fault) for item in find_items(str(tmp_path))] == [
        ("空.zip", EMPTY_ARCHIVE),
        ("说明.zip", EMPTY_ARCHIVE),
    ]


def test_workbook_renamed_to_zip_is_the_workbook_that_it_is(tmp_path: Path) -> None:
    data = CLEAN.read_bytes()
    (tmp_path / "报表.zip").write_bytes(data)
    (tmp_path / "批.zip").write_bytes(archive({"甲.zip": data, "乙.xlsx": b"2"}, gbk=False))
    found = list(find_items(str(tmp_path)))
    assert [(item.path, item.fault) for item in found] == [
        ("批.zip!乙.xlsx", ""),
        ("批.zip!甲.zip", ""),
        ("报表.zip", ""),
    ]
    assert [read_item(item) for item in found] == [b"2", data, data]


def test_archive_that_only_holds_parts_of_a_workbook_is_none(tmp_path: Path) -> None:
    (tmp_path / "部件.zip").write_bytes(archive({"xl/styles.xml": b"1"}))
    assert [(item.path, item.fault) for item in find_items(str(tmp_path))] == [("部件.zip", EMPTY_ARCHIVE)]


def test_archives_nested_too_deep_are_told(tmp_path: Path) -> None:
    data = archive({"甲.xlsx": b"1"})
    for _ in range(4):
        data = archive({"套.zip": data})
    (tmp_path / "套.zip").write_bytes(data)
    assert [item.fault for item in find_items(str(tmp_path))] == [TOO_DEEP]


def test_names_in_plain_gbk_bytes_are_read_as_chinese(tmp_path: Path) -> None:
    """As Chinese Windows packs them: GBK bytes and no mark of any encoding."""
    data = archive({"xxxx.xlsx": b"1"}, gbk=False).replace(b"xxxx", "甲乙".encode("gbk"))
    (tmp_path / "批.zip").write_bytes(data)
    (item,) = find_items(str(tmp_path))
    assert (item.path, read_item(item)) == ("批.zip!甲乙.xlsx", b"1")


def test_archive_member_outside_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "逃.zip").write_bytes(archive({"../../a.xlsx": b"1"}))
    (item,) = find_items(str(tmp_path))
    assert item.fault


def test_other_packers_are_named() -> None:
    with pytest.raises(UnusableInput, match=r"改用 \.zip"):
        read_item(Item("a.rar", "a.rar"))


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "报表.zip").write_bytes(b"")
    for name, words in (
        ("无", "找不到文件夹“{}”，请核对路径。"),
        ("报表.zip", "“{}”是一个文件，请写明存放报表的文件夹（压缩包也放在文件夹里）。"),
    ):
        with pytest.raises(UnusableInput) as told:
            list(find_items(str(tmp_path / name)))
        assert str(told.value) == words.format(tmp_path / name)


def test_addresses_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec")
    with pytest.raises(UnusableInput) as told:
        list(find_items("没有://报表"))
    assert str(told.value) == "不认识地址“没有://报表”的写法，请核对，或把报表复制到本机文件夹。"

    def lacking(address: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lacking)
    with pytest.raises(UnusableInput) as told:
        list(find_items("s3://桶/报表"))
    assert str(told.value) == (
        "读取“s3://桶/报表”需要先安装 s3:// 地址所用的程序包（Install s3fs to access S3），"
        "或把报表复制到本机文件夹。"
    )


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="a system whose time zone cannot be set for a process")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_time_received_is_that_of_beijing_wherever_the_machine_is(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsspec")
    moment = datetime(2024, 5, 30, 10, 0, tzinfo=UTC).timestamp()
    for name, data in (("甲.xlsx", b"1"), ("批.zip", archive({"乙.xlsx": b"2"}))):
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (moment, moment))
    with monkeypatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        found = [*find_items(str(tmp_path)), *find_items(f"file://{tmp_path}")]
    time.tzset()
    assert [item.received for item in found] == ["2024-05-30 18:00"] * 4


def test_items_behind_an_address() -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/收表/批/甲.xlsx", b"1")
    store.pipe("/收表/压.zip", archive({"乙.xlsx": b"2"}))
    found = list(find_items("memory://收表"))
    assert [(item.path, read_item(item)) for item in found] == [
        ("压.zip!乙.xlsx", b"2"),
        ("批/甲.xlsx", b"1"),
    ]
    store.rm("/收表", recursive=True)


def test_folder_that_may_not_be_read_is_one_item_with_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "甲.xlsx").write_bytes(b"1")
    (tmp_path / "锁.zip").mkdir()
    real = os.scandir

    def closed(folder: str) -> object:
        if folder.endswith("锁.zip"):
            raise PermissionError(errno.EACCES, "", folder)
        return real(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert [(item.path, item.fault) for item in find_items(str(tmp_path))] == [
        ("甲.xlsx", ""),
        ("锁.zip", CLOSED_FOLDER),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="a file system that takes any bytes for a name")
def test_name_in_another_encoding_is_one_item_with_a_fault(tmp_path: Path) -> None:
    for name in ("单位.xlsx", "说明.docx"):
        with open(os.fsencode(tmp_path) + b"/" + name.encode("gbk"), "wb") as file:
            file.write(b"1")
    assert [(item.path, item.fault) for item in find_items(str(tmp_path))] == [("单位.xlsx", GARBLED_NAME)]


@pytest.mark.parametrize("location", ["批/甲.xlsx", "memory://批/甲.xlsx"])
def test_file_that_is_gone_is_told_without_its_name(location: str) -> None:
    with pytest.raises(UnusableInput) as fault:
        read_item(Item("批/甲.xlsx", location))
    assert str(fault.value) == "找不到这个文件，请核对文件名和所在文件夹。"
