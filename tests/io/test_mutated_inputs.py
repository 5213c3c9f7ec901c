"""Workbooks changed at random give a Book or one clear sentence."""

from __future__ import annotations

import io
import random

import pytest
import xlsxwriter

from tests.support.packages import (
    unzipped,
    written_by_openpyxl,
    written_by_xlsxwriter,
    zipped,
)
from toolkit.addresses import CellRef
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit


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
