"""Qualitative rows that claim to be achieved and say otherwise."""

import pytest

from tests.support.samples import CLEAN, submission_of, told, with_edits
from toolkit.rules import run_rules

FINISHED_BY = "2023年11月底前完工"


def found(target: str, achieved: str, **more: str | float) -> list[str]:
    """The findings of EX06 with the twelfth indicator, 维修改造完工时间, so filled in."""
    edits = {"指标_年度指标值[12]": target, "指标_实际完成值[12]": achieved} | {
        f"指标_{name}[12]": value for name, value in more.items()
    }
    findings = run_rules(with_edits(submission_of(CLEAN), edits)).findings
    return [told(finding) for finding in findings if finding.rule == "EX06"]


@pytest.mark.parametrize(
    ("target", "achieved"),
    [
        (FINISHED_BY, "未完成"),
        (FINISHED_BY, "因施工单位原因尚未完工"),
        (FINISHED_BY, "部分未完成，正在收尾"),
        (FINISHED_BY, "2024年1月20日完工"),
        (FINISHED_BY, "2023年5月开工，2023年12月上旬竣工"),
        ("年底前完工", "延至2024年1月完成"),
        ("11月20日前印发制度", "制度于11月25日印发"),
        ("制度印发，平台正式运行", "没有达到正式运行的条件"),
        ("全年开展应急演练2次", "受场地限制未开展"),
    ],
)
def test_achievement_that_denies_the_claim_is_told_at_its_cell(target: str, achieved: str) -> None:
    assert found(target, achieved) == ["EX06 warning 绩效自评表!I52"]


@pytest.mark.parametrize(
    ("target", "achieved"),
    [
        (FINISHED_BY, "2023年11月20日完工"),
        (FINISHED_BY, "2023年11月30日完工，2024年1月通过验收"),
        (FINISHED_BY, "2023年11月完工"),
        ("2023年11月前完工", "11月28日完工"),
        ("2023年1月至11月完成巡查", "2023年12月完成总结"),
        ("2023年底前完工", "2023年12月31日完工"),
        ("2023年度完成改造", "2024年1月完成"),
        ("全年不发生安全事故", "全年未发生安全事故"),
        ("无投诉", "全年无投诉，未出现差错"),
        ("零事故", "零事故，未发现重大隐患"),
        ("各项任务按时完成", "不存在未完成事项，逾期任务清零"),
        ("各项任务按时完成", "全部按时完成，未完成0项"),
        ("各项任务按时完成", "上年未完成的3项任务也已完成"),
        ("督促企业整改", "未达标的企业停产整改"),
        ("水位控制在安全范围", "全年水位未达到警戒水位"),
        ("公务接待从严控制", "全年未开展违规接待"),
    ],
)
def test_good_results_in_negative_words_are_silent(target: str, achieved: str) -> None:
    assert found(target, achieved) == []


def test_a_row_that_owns_up_to_it_or_was_put_off_is_silent() -> None:
    owned: dict[str, str | float] = {
        "完成等次": "未达成",
        "自评得分": 0.0,
        "偏差原因": "雨季工期延长，下年完工。",
    }
    assert found(FINISHED_BY, "未完成", **owned) == []
    assert found(FINISHED_BY, "2024年1月20日完工", 偏差原因="经主管部门批准延期，因增加防水工程。") == []


def test_message_names_claim_and_words() -> None:
    edits = {"指标_实际完成值[12]": "2024年1月20日完工"}
    (finding,) = run_rules(with_edits(submission_of(CLEAN), edits)).findings
    assert finding.message == (
        "“维修改造完工时间”的实际完成值“2024年1月20日完工”晚于年度指标值“2023年11月底前完工”，"
        "但完成等次选“达成”，得满分 3 分。"
    )
