"""Lines of Chinese with figures and words: what stays together, and which sign begins or ends no line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.samples import YUNXI
from toolkit.commands.check import check_file
from toolkit.io.line_breaks import CLOSING, OPENING, line_breaks
from toolkit.io.screen_text import columns_of, report_text

TEXT = st.text(st.sampled_from("甲乙元（）“”、。…12.3ab-  　["), max_size=60)


def broken(text: str, width: int) -> list[str]:
    starts = [0, *line_breaks(text, width, columns_of), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("项目支出明细合计 1708.46 万元，相差", 24, ["项目支出明细合计", "1708.46 万元，相差"]),
        ("项目支出明细合计 1708.46 万元，相差", 31, ["项目支出明细合计 1708.46 万元，", "相差"]),
        ("应为“岳阳市云溪区财政局”。", 10, ["应为“岳阳", "市云溪区财", "政局”。"]),
        ("全称应为（简称）", 10, ["全称应为", "（简称）"]),
        ("一二三四五，六", 10, ["一二三四", "五，六"]),
        ("有 8 行指标", 6, ["有", "8 行指", "标"]),
        ("占 18.47%。", 8, ["占", "18.47%。"]),
        ("见abcdefghij到", 6, ["见", "abcdef", "ghij到"]),
        ("12345678 万元", 5, ["12345", "678", "万元"]),
        ("", 10, [""]),
        ("   ", 10, [""]),
        ("一二三四五   六", 10, ["一二三四五", "六"]),
    ],
)
def test_line_is_broken_where_a_printer_would(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width) == lines


@given(TEXT, st.integers(8, 40))
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = broken(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(columns_of, lines)) <= width


@given(st.text(st.sampled_from("甲乙（）“”、。"), max_size=60))
def test_signs_stay_with_their_words(text: str) -> None:
    """Unless more of them stand together than a line holds."""
    for before, after in pairwise(broken(text, 40)):
        assert before[-1] not in OPENING or after[0] in OPENING
        assert after[0] not in CLOSING or before[-1] in CLOSING


LEFT = " ✖ 错误   AR18   收支情况!J135     "
CELLS = {
    60: (
        "“国有资产处置缴纳税金”",
        "1099.62 万元，在另一本预",
        "算的项目支出明细中也有",
        "1 笔同样的金额，疑似重复",
        "计算。",
    ),
    80: (
        "“国有资产处置缴纳税金”1099.62 万元，在另一本",
        "预算的项目支出明细中也有 1 笔同样的金额，疑",
        "似重复计算。",
    ),
    120: (
        "“国有资产处置缴纳税金”1099.62 万元，在另一本预算    同一笔支出只能列入一本预算；确为",
        "的项目支出明细中也有 1 笔同样的金额，疑似重复计     两笔的，写明原因。",
        "算。",
    ),
}


@pytest.mark.parametrize("width", CELLS)
def test_cell_of_a_report(width: int) -> None:
    text = report_text(check_file(YUNXI).report, width)
    assert text
    lines = [line.rstrip() for line in text.splitlines()]
    first = next(n for n, line in enumerate(lines) if "AR18" in line)
    wanted = [LEFT + CELLS[width][0], *(" " * columns_of(LEFT) + line for line in CELLS[width][1:])]
    assert lines[first : first + len(wanted)] == wanted
