"""The table of shared strings, read item by item, against the XML parser."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UnusableInput
from toolkit.io import text
from toolkit.io.text import shared_strings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ITEMS = (
    "<si><t>甲</t></si>",
    '<si><t xml:space="preserve"> 乙 </t></si>',
    "<si><t/></si>",
    '<si><r><rPr><b/><sz val="9"/></rPr><t>红</t></r><r><t xml:space="preserve"> 字</t></r></si>',
    '<si><t>音</t><phoneticPr fontId="1"/></si>',
    "<si><r><t>&lt;a&gt;_x000D_</t></r><rPh sb='0' eb='1'><t>ignored</t></rPh></si>",
)
PIECES = (
    "<si>",
    "</si>",
    "<t>",
    "</t>",
    "<r>",
    "</r>",
    "<!-- </si> -->",
    "<![CDATA[</si>]]>",
    "&amp;",
    " ",
    "x",
    "",
)


def table(items: str) -> bytes:
    return f'<?xml version="1.0"?>\n<sst xmlns="{MAIN}" count="6" uniqueCount="6">{items}</sst>'.encode()


def by_parser(data: bytes) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_shared_fast", lambda _: None)
        return list(shared_strings(data).values())


def test_items_with_runs_do_not_send_the_table_to_the_parser() -> None:
    data = table("".join(ITEMS))
    assert text._shared_fast(data) == ["甲", " 乙 ", "", "红 字", "音", "<a>\r"]
    assert by_parser(data) == text._shared_fast(data)


@pytest.mark.parametrize(
    "strange",
    [
        "<si><t>a</t></si><!-- </si> --><si/>",
        "<si><t><![CDATA[</si>]]></t></si>",
        "<x/>",
        "<si><r><t>b</r></si>",
    ],
)
def test_what_is_no_row_of_items_is_left_to_the_parser(strange: str) -> None:
    assert text._shared_fast(table(f"{ITEMS[3]}{strange}{ITEMS[0]}")) is None


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_both_ways_agree_wherever_both_accept_a_mutated_table(seed: int) -> None:
    chance = random.Random(seed)
    items = "".join(chance.choices(ITEMS, k=4))
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(items))
        items = items[:at] + chance.choice(PIECES) + items[at + chance.choice((0, 0, 1, 4)) :]
    data = table(items)
    try:
        fast, parsed = text._shared_fast(data), by_parser(data)
    except UnusableInput:
        return
    assert fast is None or fast == parsed
