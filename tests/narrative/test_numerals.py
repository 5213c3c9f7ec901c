"""Blanks that word processors put around numbers."""

from __future__ import annotations

import pytest

from toolkit.narrative.numerals import unspaced


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("主题党日活动 11 次，投入 1,080.00 万元", "主题党日活动11次，投入1,080.00万元"),
        ("满意度为 91.80 %，共设 28 项", "满意度为91.80%，共设28项"),
        ("满意度为　９１．８０　％", "满意度为９１．８０％"),
        ("指标值≥ 95%，2023 年 11 月", "指标值≥95%，2023年11月"),
        ("调度 2 187 次，里程 3 779 199 公里", "调度2187次，里程3779199公里"),
        ("2023 187次", "2023 187次"),
        ("A 组 B 组\n 12 次", "A 组 B 组\n 12次"),
        ("没有空格12次", "没有空格12次"),
    ],
)
def test_blanks_around_numbers_go(written: str, read: str) -> None:
    assert unspaced(written) == read
