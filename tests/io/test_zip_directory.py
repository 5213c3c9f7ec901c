"""Zip directories that lie, overlap or lead outside are refused; unusual sound ones are read and kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tests.support.packages import (
    small_parts,
    small_workbook,
    unzipped,
    with_parts,
    written_by_openpyxl,
)
from tests.support.refusals import sentence
from toolkit.addresses import CellRef
from toolkit.io import recognise, zip_directory
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit

SHEET = "xl/worksheets/sheet1.xml"


def test_bombs_are_refused():
    assert sentence(with_parts(small_workbook(), {SHEET: b" " * (20 << 20)})) == zip_directory.BOMB
    lying = bytearray(with_parts(small_workbook(), {SHEET: b" " * (20 << 20)}))
    at = lying.rfind(SHEET.encode()) - 46
    struct.pack_into("<I", lying, at + 24, 1000)
    assert sentence(bytes(lying)) == recognise.DAMAGED


def patched(data: bytes, member: str, field: int, value: bytes) -> bytes:
    """The zip file with some bytes of a member's central record replaced."""
    at = data.rfind(member.encode()) - 46 + field
    return data[:at] + value + data[at + len(value) :]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (8, b"\1\0", zip_directory.ZIP_PASSWORD),
        (10, b"\x0c\0", recognise.DAMAGED),
        (16, b"\0\0\0\0", recognise.DAMAGED),
        (20, b"\xff\xff\xff\x7f", recognise.DAMAGED),
        (24, b"\1\0\0\0", recognise.DAMAGED),
        (28, b"\1\0", recognise.DAMAGED),
        (42, b"\0\0\0\0", recognise.DAMAGED),
        (42, b"\xff\xff\xff\xff", recognise.DAMAGED),
        (0, b"XX", recognise.DAMAGED),
    ],
)
def test_damaged_directory_is_refused(field, value, expected):
    assert sentence(patched(small_workbook(), SHEET, field, value)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "/abs.xml",
        "../up.xml",
        "xl/../../up.xml",
        "xl\\back.xml",
        "C:/x.xml",
        "xl//x.xml",
        "./x",
        "a\nb",
        "XL/Workbook.XML",
    ],
)
def test_unsafe_or_doubled_part_names_are_refused(name):
    stream = io.BytesIO(small_workbook())
    with zipfile.ZipFile(stream, "a") as archive:
        member = zipfile.ZipInfo("placeholder")
        member.filename = name
        archive.writestr(member, b"")
    assert sentence(stream.getvalue()) == zip_directory.UNSAFE_NAME


def test_overlapping_members_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", b"x" * 200)
        archive.writestr("b.xml", b"y")
        first, second = archive.infolist()
        first.filename = second.filename = "b.xml"
        first.header_offset = second.header_offset
        first.CRC, first.file_size, first.compress_size = second.CRC, 1, 1
        first.filename = first.orig_filename = "b.xml"
    assert sentence(stream.getvalue()) in (recognise.DAMAGED, zip_directory.UNSAFE_NAME)


def test_folders_comments_descriptors_and_zip64_are_read_and_kept():
    class Unseekable(io.RawIOBase):
        def __init__(self):
            self.content = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.content += data
            return len(data)

    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = "备注".encode()
        archive.writestr(zipfile.ZipInfo("xl/"), b"")
        for name, xml in small_parts('<row r="1"><c r="A1"><v>1</v></c></row>').items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(xml.encode())
    data = bytes(stream.content)
    assert read_book_bytes(data).sheets[0].cells[1, 1].value == 1.0
    assert "xl/" not in read_book_bytes(data).parts
    copy = patch_workbook(data, [CellEdit(CellRef("表1", 1, 1), 2)], {})
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert archive.comment == "备注".encode()
        assert archive.namelist()[0] == "xl/"
    assert read_book_bytes(copy).sheets[0].cells[1, 1].value == 2.0


@pytest.mark.parametrize("cut", [10, 200, 0.3, 0.7, 0.99])
def test_truncated_file_is_refused(cut):
    data = written_by_openpyxl(1)
    assert sentence(data[: cut if cut > 1 else int(len(data) * cut)]) == recognise.DAMAGED


def test_mutated_packed_bytes_are_caught_by_the_checksum():
    data = bytearray(small_workbook('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        member = archive.getinfo(SHEET)
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    xml = unzipped(bytes(data))[SHEET].replace(b"<v>1</v>", b"<v>2</v>")
    packed = deflater.compress(xml) + deflater.flush()
    start = member.header_offset + 30 + len(SHEET)
    if len(packed) == member.compress_size:
        data[start : start + len(packed)] = packed
    else:
        data[start + 3] ^= 0xFF
    assert sentence(bytes(data)) == recognise.DAMAGED
