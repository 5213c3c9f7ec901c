"""The bureau's scores as the report prints them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.reports import content_of, real_content, real_data
from toolkit.addresses import CellRef
from toolkit.model import Score, Scorecard, ScoredRow
from toolkit.report.audited import audited_note, audited_total, deviation, with_note

Line = tuple[str | None, str | None, str | None]
"""Claimed, audited, automatic."""


def card(*lines: Line) -> Scorecard:
    """A scorecard of the execution line and indicators."""
    rows = tuple(
        ScoredRow(
            CellRef("表", index, 1),
            "",
            "",
            None,
            _number(claimed),
            _number(audited),
            Score(_number(auto), ""),
        )
        for index, (claimed, audited, auto) in enumerate(lines, 1)
    )
    return Scorecard("", rows, Decimal(0), Decimal(0), Decimal(0), "")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("lines", "total", "said"),
    [
        ([("10", None, "9"), ("3", None, "3")], "", ""),
        ([("10", "9.5", "9"), ("3", "2.50", "3")], "12", "13－12＝1"),
        ([(None, "9.5", "9"), ("3", "3", "3")], "12.5", "12－12.5＝-0.5"),
        (
            [("10", None, "9"), ("3", "2.5", "3"), ("2", None, "2")],
            "2.5",
            "3－2.5＝0.5（3 项中已审核的 1 项）",
        ),
        ([("10", None, "9"), (None, "2.5", "3")], "2.5", ""),
        ([("10", "0", "9"), ("0", "0", "0")], "0", "10－0＝10"),
    ],
)
def test_total_and_deviation(lines: list[Line], total: str, said: str) -> None:
    assert (audited_total(card(*lines)), deviation(card(*lines))) == (total, said)


def test_note_stands_below_a_claim_and_alone_where_nothing_is_claimed() -> None:
    assert (audited_note(Decimal("2.50")), audited_note(Decimal(0)), audited_note(None)) == (
        *("（审核 2.5）", "（审核 0）", ""),
    )
    assert with_note("3", "（审核 2.5）") == "3\n（审核 2.5）"
    assert (with_note("3", ""), with_note("", "（审核 2.5）")) == ("3", "（审核 2.5）")


def test_content_holds_the_bureaus_scores_of_the_lines_that_have_one() -> None:
    rows = [{**row, "指标_审核得分": 1.5} if i == 1 else row for i, row in enumerate(real_data()["指标"])]
    content = content_of({**real_data(), "指标": rows, "预算_审核得分": 9})
    printed = [(row["打印_审核"], row["打印_得分"]) for row in content.tables["指标"][:2]]
    claims = [row["指标_自评得分"] for row in content.tables["指标"][:2]]
    assert printed == [("", claims[0]), ("（审核 1.5）", f"{claims[1]}\n（审核 1.5）")]
    assert (content.fields["打印_执行率审核"], content.fields["打印_执行率得分"]) == (
        "（审核 9）",
        "（审核 9）",
    )
    claimed = 10 + float(claims[1])
    assert content.fields["打印_审核合计"] == "10.5"
    assert content.fields["打印_审核偏差"] == f"{claimed:g}－10.5＝{claimed - 10.5:g}（25 项中已审核的 2 项）"


def test_content_without_audited_scores_says_nothing_of_them() -> None:
    content = real_content()
    names = ("打印_执行率审核", "打印_执行率得分", "打印_审核合计", "打印_审核偏差")
    assert [content.fields[name] for name in names] == ["", "", "", ""]
    assert {row["打印_审核"] for row in content.tables["指标"]} == {""}
    assert all(row["打印_得分"] == row["指标_自评得分"] for row in content.tables["指标"])
