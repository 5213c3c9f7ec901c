"""Totals and details, batches, shares, as a text presents them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.narrative.figures import read_figures
from toolkit.narrative.sums import Claim, find_batches, find_shares, find_sums


def test_details_after_a_colon() -> None:
    (found,) = find_sums(read_figures("", "专项支出60万元：甲30万元，乙30.5万元。下一句9万元。"))
    assert (found.claim, found.total.words, found.added) == (Claim.LISTED, "60万元", Decimal("605000"))


def test_details_after_of_which_end_at_another_unit() -> None:
    (found,) = find_sums(read_figures("", "会议820场，其中大型103场，参会9000人，小型会议700场"))
    assert (found.claim, [part.words for part in found.parts]) == (Claim.OF_WHICH, ["103场"])


def test_total_behind_its_details() -> None:
    (found,) = find_sums(read_figures("", "甲30万元、乙30万元、丙29.99万元，合计89.97万元"))
    assert (found.claim, found.total.words, found.added) == (Claim.TOTALLED, "89.97万元", Decimal("899900"))
    assert abs(found.added - found.total.value) > found.slack


def test_batches_across_semicolons() -> None:
    text = "第一批32宗完成处置，收益9230万，目前正在过户；第二批42宗于6月25日完成，收益5873.06万。"
    lots, proceeds = find_batches(read_figures("", text))
    assert (lots.added, proceeds.added) == (Decimal(74), Decimal("151030600"))


def test_shares_of_one_whole_only() -> None:
    (found,) = find_shares(read_figures("", "用电占62%，用水占28%、燃气占20%。其他占3%。"))
    assert [part.words for part in found.parts] == ["62%", "28%", "20%"]
    assert find_shares(read_figures("", "占全区的30%，占全市的85%")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "经费60万元，其中甲30万元（上年20万元）、乙30万元。",
        "经费60万元，其中甲（含丙5万元）30万元、乙30万元。",
        "经费60万元（其中甲30万元、乙30万元），丙12万元。",
        "经费60万元：1）甲30万元，2）乙30万元。",
        "经费60万元：（1）甲30万元，（2）乙30万元。",
        "甲30万元（上年20万元）、乙30万元，合计60万元。",
        "经费60万元，其中甲30万元、乙30万元，另有丙12万元。",
    ],
)
def test_remarks_in_brackets_are_no_details(text: str) -> None:
    (found,) = find_sums(read_figures("", text))
    assert (found.total.words, found.added) == ("60万元", 600000)


def test_a_remark_on_a_total_has_no_details() -> None:
    assert find_sums(read_figures("", "经费60万元（上年50万元），其中甲30万元、乙30万元。")) == ()
