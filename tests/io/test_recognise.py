"""What is no workbook, cannot be read or is too large is named in one sentence."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from tests.support.packages import (
    CONTENT_TYPES,
    small_workbook,
    zipped,
)
from tests.support.refusals import sentence
from toolkit.errors import UnusableInput
from toolkit.io import package, recognise, zip_directory
from toolkit.io.xlsx_read import read_book

CONTENTS = "[Content_Types].xml"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016


def compound(stream: str) -> bytes:
    """The start of a compound file with one directory entry of that name."""
    name = stream.encode("utf-16-le")
    return OLE + name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2) + b"\0" * 62


def without_contents() -> bytes:
    """A workbook that lacks the list of its contents, which Excel does not open."""
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as package:
        return zipped({name: package.read(name) for name in package.namelist() if name != CONTENTS})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", recognise.EMPTY),
        (compound("Workbook"), recognise.OLD_FORMAT),
        (compound("Book"), recognise.OLD_FORMAT),
        (compound("EncryptedPackage"), recognise.PASSWORD),
        (compound("\x06DataSpaces"), recognise.RIGHTS_PROTECTED),
        (compound("WordDocument"), recognise.WORD),
        (compound("PowerPoint Document"), recognise.SLIDES),
        (zipped({"xl/workbook.bin": b"", "[Content_Types].xml": CONTENT_TYPES}), recognise.BINARY_FORMAT),
        (zipped({"word/document.xml": "<a/>", "[Content_Types].xml": ""}), recognise.WORD),
        (zipped({"ppt/presentation.xml": "<a/>", "[Content_Types].xml": ""}), recognise.SLIDES),
        (zipped({"mimetype": "", "content.xml": "<a/>"}), recognise.OPEN_DOCUMENT),
        (zipped({"甲.xlsx": b"", "乙.xlsx": b""}), recognise.ARCHIVE),
        (zipped({"[Content_Types].xml": CONTENT_TYPES}), recognise.DAMAGED),
        (without_contents(), recognise.DAMAGED),
        ("单位,金额\n甲,1\n".encode(), recognise.PLAIN_TEXT),
        ("单位,金额\n甲,1\n".encode("gbk"), recognise.PLAIN_TEXT),
        ("单位\t金额\n".encode("utf-16"), recognise.PLAIN_TEXT),
        (b"\xef\xbb\xbf  <html><table>", recognise.WEB_PAGE),
        ("<?xml version='1.0'?><Workbook>".encode("utf-16"), recognise.WEB_PAGE),
        (b"%PDF-1.7", recognise.PDF_OR_PICTURE),
        (b"\x89PNG\r\n", recognise.PDF_OR_PICTURE),
        (b"Rar!\x1a\x07", recognise.ARCHIVE),
        (b"PK\3\4", recognise.DAMAGED),
        (b"\0" * 300, recognise.UNKNOWN),
        (bytes(range(256)), recognise.UNKNOWN),
    ],
)
def test_what_is_no_workbook_is_named_in_one_sentence(data, expected):
    assert sentence(data) == expected
    assert expected.count("。") == 1
    assert expected.endswith("。")


def test_password_protected_workbook_is_told_from_an_old_one(tmp_path):
    from msoffcrypto.format.ooxml import OOXMLFile

    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(small_workbook())).encrypt("密码", encrypted)
    assert sentence(encrypted.getvalue()) == recognise.PASSWORD


def test_paths_that_cannot_be_read(tmp_path: Path, monkeypatch):
    with pytest.raises(UnusableInput) as missing:
        read_book(tmp_path / "没有.xlsx")
    assert str(missing.value) == f"{tmp_path / '没有.xlsx'}：找不到这个文件，请核对文件名和所在文件夹。"
    with pytest.raises(UnusableInput, match="这是文件夹"):
        read_book(tmp_path)
    with pytest.raises(UnusableInput, match="临时文件"):
        read_book(tmp_path / "~$甲.xlsx")
    with pytest.raises(UnusableInput, match="读取失败"):
        read_book(tmp_path / ("长" * 300))
    with pytest.raises(UnusableInput, match="读取失败"):
        read_book(tmp_path / "a\0b.xlsx")
    os.mkfifo(tmp_path / "管道.xlsx")
    with pytest.raises(UnusableInput, match="不是普通文件"):
        read_book(tmp_path / "管道.xlsx")
    path = tmp_path / "锁.xlsx"
    path.write_bytes(b"x")

    def denied(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(UnusableInput, match="没有读取权限"):
        read_book(path)


def test_limits_are_held(monkeypatch, tmp_path):
    data = small_workbook()
    monkeypatch.setattr(package, "MAX_FILE_BYTES", len(data) - 1)
    assert sentence(data) == package.TOO_LARGE
    (tmp_path / "大.xlsx").write_bytes(data)
    with pytest.raises(UnusableInput, match="文件过大"):
        read_book(tmp_path / "大.xlsx")
    monkeypatch.undo()
    monkeypatch.setattr(zip_directory, "MAX_PARTS", 5)
    assert sentence(data) == zip_directory.BOMB
    monkeypatch.undo()
    monkeypatch.setattr(zip_directory, "MAX_UNPACKED_BYTES", 1000)
    assert sentence(data) == zip_directory.BOMB
    monkeypatch.undo()
    monkeypatch.setattr(package, "MAX_PART_BYTES", 300)
    assert sentence(data) == zip_directory.BOMB
