"""The reader that looks rows up: it says what the strict reader says, reads a row once, forgets in time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.packages import small_workbook
from tests.support.samples import YUNXI
from toolkit.errors import UnusableInput
from toolkit.io import row_memory, sheet_rows
from toolkit.io.package import open_package
from toolkit.io.row_memory import Credit, Generations, Sightings
from toolkit.io.sheet_rows import read_rows
from toolkit.io.sheet_strict import Cells, read_strict
from toolkit.io.text import SharedStrings
from toolkit.model import Cell, ExcelError

STRINGS = SharedStrings({"0": "文字", "1": "另一段"})
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
    ROWS.replace('<c r="A1" s="1"/>', '\0<c r="A1" s="1"/>'),
    ROWS.replace('<c r="A1" s="1"/>', '<c r="A1" s="1">\0</c>'),
    ROWS.replace("<t>x</t>", "<t></t>"),
    ROWS.replace("<is><t>x</t></is>", "<v>x</v>"),
    ROWS.replace("<v>1.5E3</v>", "<is><t>1.5E3</t></is>"),
    ROWS.replace('t="inlineStr"', 't="s"'),
    ROWS.replace('<row r="3">', ""),
    ROWS.replace("</row>", "", 1),
    ROWS.replace('<row r="2">', "</row>"),
    ROWS + '<c r="A9"><v>1</v></c>',
    ROWS + "<!-- end -->",
    ROWS + '<row r="3"><c r="A3"><v>1</v></c></row>',
    ROWS.replace("<v></v>", "<v>\ufffe</v>").replace('t="str"', 't="b"'),
)


@pytest.fixture(autouse=True)
def knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a fresh process, and leaves what there was."""
    for name in ("_rows", "_repeated"):
        monkeypatch.setattr(sheet_rows, name, Generations(1 << 20))
    monkeypatch.setattr(sheet_rows, "_sightings", Sightings())
    monkeypatch.setattr(sheet_rows, "_credit", Credit(1000))
    monkeypatch.setattr(row_memory, "SIGHTINGS_TO_LEARN", 0)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The rows that were read by the grammar."""
    found: list[bytes] = []
    prove = sheet_rows._proven

    def noted(skeleton: bytes) -> sheet_rows.KnownRow:
        found.append(skeleton)
        return prove(skeleton)

    monkeypatch.setattr(sheet_rows, "_proven", noted)
    return found


def read(rows: str) -> Cells | None:
    return read_rows(rows.encode(), STRINGS)


def test_a_row_is_read_once_and_looked_up_from_then_on(proofs: list[bytes]) -> None:
    assert read(ROWS) == CELLS
    assert len(proofs) == 3
    assert read(ROWS) == CELLS
    assert len(proofs) == 3


def test_the_third_file_of_a_program_is_learned(monkeypatch: pytest.MonkeyPatch, proofs: list[bytes]) -> None:
    monkeypatch.setattr(row_memory, "SIGHTINGS_TO_LEARN", 2)
    assert [read(ROWS), read(ROWS), read(ROWS)] == [None, None, CELLS]
    assert len(proofs) == 3


PLAIN = "".join(f'<row r="{n}"><c r="A{n}" s="{{0}}"><v>1</v></c></row>' for n in range(1, 9))
"""Rows that are others in every file."""


def test_files_that_all_differ_are_never_learned_and_disturb_nothing(
    monkeypatch: pytest.MonkeyPatch, proofs: list[bytes]
) -> None:
    read(ROWS)
    monkeypatch.setattr(row_memory, "SIGHTINGS_TO_LEARN", 2)
    assert [read(PLAIN.format(number)) for number in range(70)] == [None] * 70
    assert len(proofs) == 3
    assert read(ROWS) == CELLS


def test_the_memory_of_samples_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_memory, "SIGHTINGS_TO_LEARN", 2)
    monkeypatch.setattr(row_memory, "MOST_SIGHTINGS", 20)
    for number in range(1, 30):
        read(PLAIN.format(number))
    assert len(sheet_rows._sightings.counts) <= 28


def test_values_may_differ_from_file_to_file(proofs: list[bytes]) -> None:
    read(ROWS)
    other = ROWS.replace("<v>2</v>", "<v>-7.25</v>").replace("<v>a</v>", "<v>甲&lt;乙</v>")
    changed = {(1, 3): Cell(-7.25, "A1&B1", 0), (2, 2): Cell("甲<乙", '"a"', 0)}
    assert read(other) == {**CELLS, **changed}
    assert read(ROWS) == CELLS
    assert len(proofs) == 3


def test_a_text_is_that_of_the_file_at_hand_not_that_of_the_file_before() -> None:
    read(ROWS)
    moved = SharedStrings({"0": "别的", "1": "文字"})
    assert read_rows(ROWS.encode(), moved) == {**CELLS, (1, 2): Cell("别的", None, 0)}
    same = read_rows(ROWS.replace("<v>0</v>", "<v>1</v>").encode(), moved)
    assert same == CELLS


def test_a_text_in_the_cell_varies_as_a_value_does(proofs: list[bytes]) -> None:
    read(ROWS)
    assert read(ROWS.replace("<t>x</t>", "<t>甲&amp;_x0041_</t>")) == {**CELLS, (2, 1): Cell("甲&A", None, 0)}
    assert len(proofs) == 3


@pytest.mark.parametrize("text", [" 0", "0", " 甲\n"])
def test_a_text_that_keeps_its_spaces_varies_as_well(text: str, proofs: list[bytes]) -> None:
    read(ROWS)
    spaced = ROWS.replace("<t>x</t>", f'<t xml:space="preserve">{text}</t>')
    assert read(spaced) == {**CELLS, (2, 1): Cell(text, None, 0)}
    assert len(proofs) == 3


def test_rows_without_cells_are_passed_over() -> None:
    rows = f'\n<row r="0" ht="3"/> {ROWS}<row r="8" spans="1:2"/>\n<row r="9"/>'
    assert read(rows) == CELLS
    assert read('<row r="1"/>') == {}
    assert read("") == {}


@pytest.mark.parametrize("rows", BROKEN)
def test_what_the_grammar_does_not_know_is_left_to_the_next_reader(rows: str) -> None:
    assert rows != ROWS
    read(ROWS)
    assert read(rows) is None


def test_what_is_asked_for_again_outlives_what_is_not(
    monkeypatch: pytest.MonkeyPatch, proofs: list[bytes]
) -> None:
    monkeypatch.setattr(sheet_rows, "_rows", Generations(2000))
    read(ROWS)
    for number in range(3, 40):
        assert read(ROWS.replace('<c r="C1"', f'<c r="C1" s="{number}"')) is not None
    proofs.clear()
    read(ROWS.replace('<c r="C1"', '<c r="C1" s="39"'))
    assert proofs == []
    read(ROWS)
    assert len(proofs) == 1
    memory = sheet_rows._rows
    assert sum(map(len, memory.young)) == memory.size <= 2000
    assert sum(map(len, memory.old)) <= 2000


def test_of_too_many_programs_in_turn_not_all_are_learned(
    monkeypatch: pytest.MonkeyPatch, proofs: list[bytes]
) -> None:
    monkeypatch.setattr(sheet_rows, "_credit", Credit(20))
    read_before = [read(PLAIN.format(number)) is not None for number in range(9)]
    assert read_before == [True, True, *[False] * 7]
    assert len(proofs) == 22
    assert read(PLAIN.format(0)) is not None, "what is known stays known"
    assert read(PLAIN.format(2)) is None, "eight known rows have earned one more"
    assert len(proofs) == 23
    assert read(PLAIN.format(1)) is not None
    assert read(PLAIN.format(2)) is not None
    assert len(proofs) == 24


def test_a_row_of_unusual_length_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "_rows", Generations(800))
    assert read(ROWS) == CELLS
    assert len(sheet_rows._rows.young) == 2
    assert all(len(skeleton) <= 100 for skeleton in sheet_rows._rows.young)


def test_a_row_that_comes_back_with_its_values_is_not_taken_apart_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(2):
        assert read(ROWS) == CELLS
    assert len(sheet_rows._repeated.young) == 3
    monkeypatch.setattr(sheet_rows, "_row", None)
    assert read(ROWS) == CELLS


def test_a_row_that_comes_back_with_other_texts_is_read_anew() -> None:
    for _ in range(3):
        read(ROWS)
    moved = SharedStrings({"0": "别的", "1": "文字"})
    assert read_rows(ROWS.encode(), moved) == {**CELLS, (1, 2): Cell("别的", None, 0)}
    assert read_rows(ROWS.encode(), SharedStrings()) is None
    assert read(ROWS) == CELLS


def test_the_sample_is_looked_up_the_second_time(proofs: list[bytes]) -> None:
    package = open_package(YUNXI.read_bytes())
    part = package.read("xl/worksheets/sheet4.xml")
    rows = part[part.find(b"<sheetData>") + 11 : part.rfind(b"</sheetData>")]
    strings = SharedStrings({str(index): f"文字{index}" for index in range(5000)})
    found = read_rows(rows, strings)
    proofs.clear()
    assert read_rows(rows, strings) == found == read_strict(part, strings, False).cells
    assert proofs == []


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_it_agrees_with_the_strict_reader_wherever_both_accept_a_mutated_sheet(seed: int) -> None:
    read(ROWS)
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


def test_what_is_kept_is_in_one_generation_only() -> None:
    kept = Generations[int](100)
    for number in range(12):
        kept.keep(b"%010d" % number, number)
    assert (len(kept.young), len(kept.old)) == (2, 10)
    assert kept.get(b"%010d" % 3) == 3
    assert (len(kept.young), len(kept.old)) == (3, 9)
    assert kept.get(b"%010d" % 3) == 3
    assert kept.get(b"missing") is None
