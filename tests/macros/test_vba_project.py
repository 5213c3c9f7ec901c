"""The VBA project: what is written can be read, by us and by others, and is what the specification asks."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import olefile
import pytest

from macros.build.compound_file import NO_ENTRY, RED, STORAGE, write_compound_file
from macros.build.compression import CHUNK, compress
from macros.build.vba_project import Module, build_project, document_module, encrypt, standard_module
from toolkit.io.compound_read import CompoundFile
from toolkit.io.vba_read import decompress, project_digest, read_modules

SPECIFIED = bytes.fromhex(
    "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F"
    "70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
)
"""[MS-OVBA] 3.2.2, normal compression example."""


def module(name: str, text: str) -> Module:
    return standard_module(f'Attribute VB_Name = "{name}"\n{text}')


def test_specified_example_is_read() -> None:
    assert decompress(SPECIFIED) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"


def test_compressing_is_as_short_as_the_specified_example() -> None:
    packed = compress(decompress(SPECIFIED))
    assert len(packed) == len(SPECIFIED)
    assert decompress(packed) == decompress(SPECIFIED)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4095, 4096, 4097, 9000])
@pytest.mark.parametrize("letters", ["a", "ab", "' abcdefg\n"])
def test_compressed_text_comes_back(size: int, letters: str) -> None:
    text = "".join(random.Random(size).choices(letters, k=size)).encode()
    assert decompress(compress(text)) == text


def test_incompressible_chunk_is_stored_whole() -> None:
    noise = random.Random(7).randbytes(CHUNK)
    packed = compress(noise)
    assert packed[1:3] == b"\xff\x3f"
    assert decompress(packed) == noise


def test_incompressible_rest_is_refused() -> None:
    with pytest.raises(ValueError, match="padding"):
        compress(random.Random(7).randbytes(CHUNK - 1))


@pytest.mark.parametrize("sheets", [1, 2, 3, 7, 12, 13, 31, 65, 99])
def test_compound_file_is_sound(sheets: int, tmp_path: Path) -> None:
    modules = [document_module("ThisWorkbook"), *(document_module(f"Sheet{n}") for n in range(1, sheets + 1))]
    modules += [module("Long", "' " + "xyz " * 9000), module("Empty", "")]
    data = build_project(modules, "Project")
    file = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_POTENTIAL)
    assert not file.parsing_issues
    assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")
    assert read_modules(data) == {module.name: module.source for module in modules}
    _assert_search_trees(data)


def _assert_search_trees(data: bytes) -> None:
    """Directory entries are ordered, no red one has a red child, all paths have as many black ones."""
    entries = CompoundFile(data)._entries
    colours = _colours(data, len(entries))

    def blacks(number: int, low: tuple[int, str] | None, high: tuple[int, str] | None) -> int:
        if number == NO_ENTRY:
            return 1
        entry = entries[number]
        key = (len(entry.name), entry.name.upper())
        assert low is None or low < key
        assert high is None or key < high
        if colours[number] == RED:
            assert all(link == NO_ENTRY or colours[link] != RED for link in entry.links)
        left, right = blacks(entry.links[0], low, key), blacks(entry.links[1], key, high)
        assert left == right
        if entry.kind == STORAGE:
            blacks(entry.child, None, None)
        return left + (colours[number] != RED)

    blacks(entries[0].child, None, None)


def _colours(data: bytes, count: int) -> list[int]:
    start = struct.unpack_from("<I", data, 48)[0]
    directory = CompoundFile(data)._chain(start)
    return [directory[number * 128 + 67] for number in range(count)]


def test_compound_file_grown_beyond_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        write_compound_file({"big": bytes(8 << 20)})


def test_project_is_neither_locked_nor_hidden() -> None:
    data = build_project([module("One", "Sub A()\nEnd Sub\n")], "Project")
    text = olefile.OleFileIO(io.BytesIO(data)).openstream("PROJECT").read().decode("cp1252")
    fields = dict(line.split("=", 1) for line in text.split("\r\n") if "=" in line)
    project_id = fields["ID"].strip('"')
    for name, plain in (("CMG", bytes(4)), ("DPB", bytes(1)), ("GC", b"\xff")):
        stated = fields[name].strip('"')
        assert encrypt(plain, project_id, bytes.fromhex(stated)[0]) == stated
        assert _decrypt(stated) == plain


def _decrypt(text: str) -> bytes:
    """[MS-OVBA] 2.4.3.3."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[1] ^ data[0], data[2] ^ data[0]
    assert version == 2
    plain_before, one_back, two_back = key, data[2], data[1]
    out = bytearray()
    for cipher in data[3:]:
        plain = cipher ^ ((two_back + plain_before) & 0xFF)
        two_back, one_back, plain_before = one_back, cipher, plain
        out.append(plain)
    ignored = (seed & 6) // 2
    length = int.from_bytes(out[ignored : ignored + 4], "little")
    return bytes(out[ignored + 4 : ignored + 4 + length])


@pytest.mark.parametrize("name", ["", "模块", "1st", "a b", "x" * 32])
def test_unusable_module_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="module name"):
        build_project([Module(name, "")], "Project")


def test_module_named_like_the_project_is_refused() -> None:
    with pytest.raises(ValueError, match="named like"):
        build_project([Module("jixiao", "")], "Jixiao")


def test_source_outside_ascii_is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        standard_module('Attribute VB_Name = "A"\n\' 校验\n')


def test_digest_ignores_what_excel_rewrites() -> None:
    ours = {
        "A": 'Attribute VB_Name = "A"\r\nSub X()\r\nY 1\r\nEnd Sub\r\n',
        "Sheet1": 'Attribute VB_Name = "S"\r\n',
    }
    saved = {"A": 'Attribute VB_Name = "A"\r\nAttribute X.VB_Z = 1\r\nSub x()\r\n    y 1\r\nEnd Sub\r\n'}
    assert project_digest(ours) == project_digest(saved)


def test_digest_tells_other_code_apart() -> None:
    ours = {"A": "Sub X()\r\nEnd Sub\r\n"}
    assert project_digest(ours) != project_digest({"A": "Sub X()\r\nKill 1\r\nEnd Sub\r\n"})
    assert project_digest(ours) != project_digest({**ours, "B": "Sub Auto_Open()\r\nEnd Sub\r\n"})


@pytest.mark.parametrize("cut", [0, 8, 100, 511, 512, 1024, 3000])
def test_damaged_project_is_a_value_error(cut: int) -> None:
    data = build_project([module("One", "Sub A()\nEnd Sub\n")], "Project")[:cut]
    with pytest.raises((ValueError, struct.error, IndexError, LookupError)):
        read_modules(data)
