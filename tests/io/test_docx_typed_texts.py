"""Whatever is typed stands in the written report as it was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.reports import TEMPLATE, content_of, indicator, real_data, with_indicators, written
from toolkit.io.docx_read import read_grids

BLANK = TEMPLATE.read_bytes()
INDICATORS = 5
"""The indicator table of the real report, counted from 0."""

HOSTILE = (
    "A&B <党建> \"单位\" '甲'",
    "支出<100万元 && 收入>5",
    "{{ 7*7 }} {% for 行 in 指标 %} {# 注 #}",
    "{_{ 甲 }_} {_% 乙 %_}",
    "]]> <!-- --> &lt;w:p&gt; &amp;",
    "表情😀与生僻字𠮷㐂",
    "控制\x00\x07\x0b\x1f字符\ufffe\ufdd0",
    "制表\t符",
    "很长" * 2000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_printed_as_it_was_typed(text: str) -> None:
    data: dict[str, Any] = {
        **real_data(),
        "封面_部门名称": text,
        "综述_部门概况": f"前\n{text}\n后",
        "评价_部门意见": text,
        "指标": [indicator(三级=text, 年度指标值=text, 偏差原因=text), indicator(三级=text)],
    }
    package = written(content_of(data), BLANK)
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\ufdd0]", "", text).strip()
    assert read_grids(package)[0][0][2] == kept


def test_line_breaks_in_a_cell_are_kept() -> None:
    data = with_indicators([indicator(三级="一行", 偏差原因="第一\n第二\r\n第三")])
    grid = read_grids(written(content_of(data), BLANK))[INDICATORS]
    assert grid[1][8] == "第一\n第二\n第三"


@given(text=st.text(max_size=60))
@example("0\r\x08")
@settings(max_examples=25)
def test_whatever_is_typed_comes_back(text: str) -> None:
    data = {
        **real_data(),
        "封面_部门名称": text,
        "综述_其他说明": text,
        "指标": [indicator(三级=text, 实际完成值=text, 偏差原因=text), indicator(三级="乙")],
    }
    written(content_of(data), BLANK)
