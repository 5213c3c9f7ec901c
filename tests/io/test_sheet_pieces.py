"""The reader that looks pieces up: it says what the strict reader says, learns late, forgets in time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.packages import small_workbook
from tests.support.samples import YUNXI
from toolkit.errors import UnusableInput
from toolkit.io import sheet_pieces
from toolkit.io.package import open_package
from toolkit.io.sheet_pieces import SIGHTINGS_TO_LEARN, read_pieces
from toolkit.io.sheet_strict import Cells, read_strict
from toolkit.model import Cell, ExcelError

STRINGS = {"0": "文字", "1": "另一段"}
ROWS = (
    '<row r="1" spans="1:3"><c r="A1" s="1"/><c r="B1" t="s"><v>0</v></c>'
    '<c r="C1"><f>A1&amp;B1</f><v>2</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2" t="str"><f>"a"</f><v>a</v></c>'
    '<c r="C2" t="b"><v>1</v></c><c r="D2"><f>B1</f></c>'
    '<c r="E2" s="3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    '<row r="3"><c r="A3"><v>1.5E3</v></c><c r="B3" t="str"><f>""</f><v></v></c><c r="C3" s="7"/></row>'
)
CELLS: Cells = {
    (1, 2): Cell("文字", None, 0),
    (1, 3): Cell(2.0, "A1&B1", 0),
    (2, 1): Cell("x", None, 0),
    (2, 2): Cell("a", '"a"', 0),
    (2, 3): Cell(True, None, 0),
    (2, 4): Cell(None, "B1", 0),
    (2, 5): Cell(ExcelError.DIV0, "1/0", 3),
    (3, 1): Cell(1500.0, None, 0),
    (3, 2): Cell("", '""', 0),
}
BROKEN = (
    ROWS.replace("<v>2</v>", "<!--<v>2</v>-->"),
    ROWS.replace("<v>2</v>", "<v><![CDATA[2]]></v>"),
    ROWS.replace('<c r="C2"', '<x:c r="C2"'),
    ROWS.replace('<c r="C2"', "<c"),
    ROWS.replace('<c r="C2"', '<c r="B2"'),
    ROWS.replace("<f>1/0</f>", '<f t="shared" si="0"/>'),
    ROWS.replace("<v>1.5E3</v>", "<v>1_5</v>"),
    ROWS.replace("<v>1.5E3</v>", "<v>nan</v>"),
    ROWS.replace("<v>0</v>", "<v>2</v>"),
    ROWS.replace("<v>1</v>", "<v>2</v>"),
    ROWS.replace("<v>a</v>", "<v>&a;</v>"),
    ROWS.replace("<v>a</v>", "<v>a\x01</v>"),
    ROWS.replace("</c></row>", "</row>", 1),
)


@pytest.fixture(autouse=True)
def knows_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins, and leaves, as a fresh process."""
    memory: tuple[dict[Any, Any], ...] = (sheet_pieces._pieces, sheet_pieces._older, sheet_pieces._sightings)
    kept = [dict(part) for part in memory]
    for part in memory:
        part.clear()
    monkeypatch.setattr(sheet_pieces, "_balance", [1000])
    yield
    for part, before in zip(memory, kept, strict=True):
        part.clear()
        part.update(before)


def read(rows: str) -> Cells | None:
    return read_pieces(rows.encode(), STRINGS)


def learned() -> None:
    for _ in range(SIGHTINGS_TO_LEARN):
        read(ROWS)
    assert read(ROWS) == CELLS


def test_the_third_file_of_a_program_is_learned_and_the_fourth_looked_up() -> None:
    assert [read(ROWS) for _ in range(2)] == [None] * 2
    assert sheet_pieces._pieces == {}
    assert read(ROWS) == CELLS
    known = dict(sheet_pieces._pieces)
    assert read(ROWS) == CELLS
    assert sheet_pieces._pieces == known


def test_values_and_texts_in_the_cell_may_differ_from_file_to_file() -> None:
    learned()
    other = ROWS.replace("<v>2</v>", "<v>-7.25</v>").replace("<t>x</t>", "<t>甲&lt;乙</t>")
    changed = {(1, 3): Cell(-7.25, "A1&B1", 0), (2, 1): Cell("甲<乙", None, 0)}
    assert read(other) == {**CELLS, **changed}


@pytest.mark.parametrize("rows", BROKEN)
def test_what_the_grammar_does_not_know_is_left_to_the_next_reader(rows: str) -> None:
    assert rows != ROWS
    learned()
    assert read(rows) is None


PLAIN = "".join(f'<c r="{column}{{0}}"><v>1</v></c>' for column in "ABCDEFGHIJ")
"""A row that is another in every file."""


def test_files_that_all_differ_are_never_learned() -> None:
    assert [read(PLAIN.format(number)) for number in range(1, 70)] == [None] * 69
    assert sheet_pieces._pieces == {}


def test_a_program_that_comes_back_among_others_is_recognised_at_once() -> None:
    learned()
    assert [read(PLAIN.format(number)) for number in range(4, 50)].count(None) == 46
    assert read(ROWS) == CELLS


def test_of_too_many_programs_in_turn_not_all_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_pieces, "_balance", [25])
    in_turn = [sum(read(PLAIN.format(number)) is not None for number in range(1, 9)) for _ in range(5)]
    assert in_turn == [0, 0, 3, 3, 4]


def test_the_memory_of_samples_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_pieces, "MOST_SIGHTINGS", 20)
    for number in range(1, 30):
        read(PLAIN.format(number))
    assert len(sheet_pieces._sightings) <= 40


def test_what_is_asked_for_again_outlives_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_pieces, "MOST_PIECES", 12)
    learned()
    for number in range(3, 40):
        read(ROWS.replace('<c r="C1"', f'<c r="C1" s="{number}"'))
    assert read(ROWS) == CELLS
    assert len(sheet_pieces._pieces) <= 12
    assert len(sheet_pieces._older) <= 12
    kept = b"".join((*sheet_pieces._pieces, *sheet_pieces._older))
    assert b'r="C1" s="39"' in kept
    assert b'r="C1" s="3"' not in kept


def test_the_sample_is_looked_up_once_it_is_known() -> None:
    package = open_package(YUNXI.read_bytes())
    part = package.read("xl/worksheets/sheet4.xml")
    rows = part[part.find(b"<sheetData>") + 11 : part.rfind(b"</sheetData>")]
    strings = {str(index): "" for index in range(5000)}
    found = [read_pieces(rows, strings) for _ in range(4)]
    assert found[:2] == [None] * 2
    assert found[3] == found[2] == read_strict(part, strings, False).cells


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_it_agrees_with_the_strict_reader_wherever_both_accept_a_mutated_sheet(seed: int) -> None:
    learned()
    chance, rows = random.Random(seed), ROWS
    pieces = (
        "<v>",
        "</v>",
        "</c>",
        '<c r="F9">',
        "<v/>",
        "<f/>",
        "</row>",
        "<!--",
        "-->",
        "&lt;",
        "1",
        "\n",
        "",
    )
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(rows))
        rows = rows[:at] + chance.choice(pieces) + rows[at + chance.choice((0, 0, 1, 4)) :]
    fast = read(rows)
    data = small_workbook(rows, "<si><t>文字</t></si>")
    try:
        strict = read_strict(open_package(data).read("xl/worksheets/sheet1.xml"), STRINGS, False)
    except UnusableInput:
        return
    assert fast is None or fast == strict.cells
