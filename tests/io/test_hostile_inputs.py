"""Whatever the bytes are: a Book or one clear sentence, in short time, and nothing else."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter

from tests.support.packages import (
    CONTENT_TYPES,
    MAIN,
    OFFICE,
    relationships,
    small_parts,
    small_workbook,
    unzipped,
    with_parts,
    worksheet,
    written_by_openpyxl,
    written_by_xlsxwriter,
    zipped,
)
from toolkit.addresses import CellRef, column_letters
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io import package, recognise, xml_parts, zip_directory
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.model import CellEdit

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016
WORKBOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
CONTENTS = "[Content_Types].xml"
SECONDS = 10


def compound(stream: str) -> bytes:
    """The start of a compound file with one directory entry of that name."""
    name = stream.encode("utf-16-le")
    return OLE + name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2) + b"\0" * 62


def without_contents() -> bytes:
    """A workbook that lacks the list of its contents, which Excel does not open."""
    with zipfile.ZipFile(io.BytesIO(small_workbook())) as package:
        return zipped({name: package.read(name) for name in package.namelist() if name != CONTENTS})


def sentence(data: bytes) -> str:
    """What reading these bytes is refused with."""
    start = time.monotonic()
    with pytest.raises(UnusableInput) as refusal:
        read_book_bytes(data)
    assert time.monotonic() - start < SECONDS
    return str(refusal.value)


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


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = f'<!DOCTYPE worksheet [<!ENTITY l0 "笑">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE worksheet [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("part", [SHEET, WORKBOOK, "xl/sharedStrings.xml", "_rels/.rels"])
@pytest.mark.parametrize("doctype", [ENTITIES, EXTERNAL, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_wherever_they_stand(part, doctype, encoding):
    rows = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    xml = small_parts(rows)[part].rpartition("?>")[2]
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 3000} -->{doctype}{xml.strip()}'
    data = with_parts(small_workbook(), {part: xml.encode(encoding)})
    assert sentence(data) == xml_parts.DECLARATION_FORBIDDEN


@pytest.mark.parametrize("encoding", ["gb2312", "cp037", "utf-7", "rot13", "no-such", "utf-32"])
def test_unheard_of_encodings_are_refused_or_read(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + worksheet("").partition("?>")[2].strip()
    assert sentence(with_parts(small_workbook(), {SHEET: xml + "<!-- \u4e2d -->"})) == recognise.DAMAGED


def test_deep_nesting_neither_crashes_nor_hangs():
    deep = "<row>" * 200_000 + "</row>" * 200_000
    assert dict(read_book_bytes(small_workbook(deep)).sheets[0].cells) == {}
    edits = [CellEdit(CellRef("表1", 3, 3), 1)]
    assert read_book_bytes(patch_workbook(small_workbook(deep), edits, {})).sheets[0].cells[3, 3].value == 1.0


def test_widest_row_is_patched_in_short_time():
    cells = "".join(f'<c r="{column_letters(n)}1"/>' for n in range(1, 16_384))
    data = small_workbook(f'<row r="1">{cells}</row>')
    edits = [CellEdit(CellRef("表1", 1, column), column) for column in range(1, 16_385)]
    start = time.monotonic()
    copy = patch_workbook(data, edits, {})
    assert time.monotonic() - start < SECONDS
    assert {at: c.value for at, c in read_book_bytes(copy).sheets[0].cells.items()} == {
        (1, column): float(column) for column in range(1, 16_385)
    }


def test_ten_thousand_sheets_are_read():
    names = range(10_000)
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in names)
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts = {f"xl/worksheets/s{n}.xml": worksheet("") for n in names}
    links = relationships(*((f"r{n}", "worksheet", f"worksheets/S{n}.xml") for n in names))
    start = time.monotonic()
    data = with_parts(small_workbook(), {WORKBOOK: workbook, "xl/_rels/workbook.xml.rels": links, **parts})
    assert len(read_book_bytes(data).sheets) == 10_000
    assert time.monotonic() - start < 3 * SECONDS


def test_missing_parts_are_refused():
    parts = small_parts()
    for missing, expected in (
        (WORKBOOK, recognise.DAMAGED),
        (SHEET, recognise.DAMAGED),
        ("xl/_rels/workbook.xml.rels", recognise.DAMAGED),
        ("_rels/.rels", recognise.DAMAGED),
    ):
        assert sentence(zipped({name: xml for name, xml in parts.items() if name != missing})) == expected


@pytest.mark.parametrize(
    "link",
    [
        ("rId1", "worksheet", "/etc/passwd"),
        ("rId1", "worksheet", "../../../etc/passwd"),
        ("rId1", "worksheet", "file:///etc/passwd"),
        ("rId1", "worksheet", ""),
        ("rId9", "worksheet", "worksheets/sheet1.xml"),
    ],
)
def test_relationships_lead_nowhere_outside(link):
    data = with_parts(small_workbook(), {"xl/_rels/workbook.xml.rels": relationships(link)})
    assert sentence(data) == recognise.DAMAGED


def test_external_target_is_no_sheet():
    links = relationships(("rId1", "worksheet", "worksheets/sheet1.xml"))
    links = links.replace("/></Rel", ' TargetMode="External"/></Rel')
    assert sentence(with_parts(small_workbook(), {"xl/_rels/workbook.xml.rels": links})) == recognise.DAMAGED


@pytest.mark.parametrize(
    "sheets",
    [
        "",
        '<sheet name="" r:id="rId1"/>',
        '<sheet name="表" state="gone" r:id="rId1"/>',
        '<sheet name="a" r:id="rId1"/><sheet name="A" r:id="rId1"/>',
        '<sheet name="甲" r:id="rId1"/><sheet name="乙" r:id="rId1"/>',
    ],
)
def test_impossible_sheet_lists_are_refused(sheets):
    xml = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    assert sentence(with_parts(small_workbook(), {WORKBOOK: xml})) == recognise.DAMAGED


def mutated(data: bytes, choose: random.Random) -> bytes:
    """Some bytes changed, dropped or doubled."""
    changed = bytearray(data)
    for _ in range(choose.randint(1, 6)):
        at = choose.randrange(len(changed))
        match choose.randrange(4):
            case 0:
                changed[at] = choose.randrange(256)
            case 1:
                del changed[at : at + choose.randint(1, 9)]
            case 2:
                changed[at:at] = changed[at : at + choose.randint(1, 9)]
            case _:
                changed[at : at + 2] = choose.choice((b"\xff\xff", b"\0\0", b"<a", b'">', b"PK"))
    return bytes(changed)


@pytest.fixture(scope="module")
def seeds() -> list[bytes]:
    plain = io.BytesIO()
    book = xlsxwriter.Workbook(plain, {"in_memory": True})
    book.add_worksheet().write_column(0, 0, ["一", 2, '=A1&"x"', True])
    book.close()
    return [plain.getvalue(), written_by_openpyxl(2, rows=6), written_by_xlsxwriter(2, rows=6)]


def read_and_patch(data: bytes) -> str:
    """The sentence with which the file is refused, or 。 where it is read and patched."""
    try:
        book = read_book_bytes(data)
        patch_workbook(data, [CellEdit(CellRef(book.sheets[0].title, 2, 2), "改")], {})
    except (UnusableInput, OutputRefused) as refusal:
        return str(refusal)
    return "。"


@pytest.mark.parametrize("seed", range(150))
def test_mutated_file_gives_a_book_or_a_sentence(seed, seeds):
    choose = random.Random(seed)
    assert read_and_patch(mutated(choose.choice(seeds), choose)).endswith("。")


@pytest.mark.parametrize("seed", range(250))
def test_mutated_part_gives_a_book_or_a_sentence(seed, seeds):
    """The zip file is sound, one of its XML parts is not: the checksum does not help here."""
    choose = random.Random(seed)
    parts = unzipped(choose.choice(seeds))
    name = choose.choice([name for name in parts if name.endswith((".xml", ".rels")) and "theme" not in name])
    assert read_and_patch(zipped({**parts, name: mutated(parts[name], choose)})).endswith("。")


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
