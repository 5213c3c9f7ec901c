"""甲、乙分别为3次、5次: each figure counts the item of its place, or nothing is said."""

from __future__ import annotations

import pytest

from tests.narrative.test_pairing import indicator, paired
from tests.support.narratives import findings, submission_of

MEETINGS, VOLUNTEERS = indicator("党日活动", 12, "次"), indicator("志愿服务", 5, "次")
STAFF, VISITORS = indicator("干部职工满意度", 96.2, "%"), indicator("办事群众满意度", 91.08, "%")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党日活动、志愿服务分别为11次、5次", [("11次", "党日活动", False), ("5次", "志愿服务", True)]),
        ("党日活动、志愿服务分别12次和6次", [("12次", "党日活动", True), ("6次", "志愿服务", False)]),
        ("党日活动和志愿服务分别开展了12、6次", [("6次", "志愿服务", False)]),
        ("开展党日活动、志愿服务，分别为12次、5次", [("12次", "党日活动", True), ("5次", "志愿服务", True)]),
    ],
)
def test_as_many_figures_as_items(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert paired(text, MEETINGS, VOLUNTEERS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "党日活动、志愿服务、读书会分别为11次、6次",
        "计划党日活动、志愿服务分别为10次、3次",
        "党日活动、志愿服务分别增加2次、1次",
        "第一批、第二批志愿服务分别为2次、4次",
        "2022年、2023年党日活动分别为10次、13次",
        "上半年、下半年党日活动分别为6次、7次",
    ],
)
def test_nothing_is_said_of_other_lists(text: str) -> None:
    assert paired(text, MEETINGS, VOLUNTEERS) == []


def test_items_share_the_ending_of_the_last() -> None:
    found = paired("干部职工、办事群众满意度分别为96.2%、91.8%", STAFF, VISITORS)
    assert found == [("96.2%", "干部职工满意度", True), ("91.8%", "办事群众满意度", False)]


def test_the_message_quotes_the_item_with_its_figure() -> None:
    text = "全年党日活动、志愿服务分别为 11 次、5 次。"
    submission = submission_of({"综述_产出分析": text}, {"指标": [MEETINGS, VOLUNTEERS]})
    (hit,) = [hit for rule, hit in findings(submission) if rule.id == "NV01"]
    assert hit.message.startswith("六、1 产出指标情况分析写“全年党日活动……11次”，自评表指标“党日活动”为 12次")
    assert (hit.actual, hit.expected, hit.unit) == (11, 12, "次")
