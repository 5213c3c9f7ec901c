"""Reading back: a report is proven, and any figure changed, moved or lost is found."""

from __future__ import annotations

import pytest

from tests.support.reports import TEMPLATE, content_of, real_content, real_data
from tests.support.wordml import replaced
from toolkit.errors import MasterFault
from toolkit.io.docx_read import prove_report, report_faults
from toolkit.io.docx_write import write_report

AUDITED = {
    **real_data(),
    "预算_自评得分": 10,
    "预算_审核得分": 9.25,
    "指标": [{**row, "指标_审核得分": 1.75} if i == 12 else row for i, row in enumerate(real_data()["指标"])],
}
"""The real report with the bureau's score of the execution line and of indicator 13."""

TEXT_ONLY = (
    ("岳阳市云溪区机关事务服务中心", "岳阳市云溪区机关事务中心"),
    ("一般公共预算：2246.07", "一般公共预算：2246.70"),
    ("138****0000", "138****0001"),
    ("得分率98%", "得分率80%"),
    (">96<", ">69<"),
    (">优<", ">良<"),
)
"""Changes in single fields: the text of the document tells them."""


@pytest.fixture(scope="module")
def template() -> bytes:
    return TEMPLATE.read_bytes()


@pytest.fixture(scope="module")
def report(template: bytes) -> bytes:
    return write_report(real_content(), template)


def test_a_report_as_written_is_proven(report: bytes, template: bytes) -> None:
    assert report_faults(report, real_content(), template) == ()
    prove_report(report, real_content(), template)


@pytest.mark.parametrize(("old", "new"), TEXT_ONLY)
def test_a_changed_text_is_found(old: str, new: str, report: bytes, template: bytes) -> None:
    faults = report_faults(replaced(report, old, new), real_content(), template)
    assert len(faults) == 1
    assert faults[0].startswith("Word 文档应为“")


def test_a_changed_figure_of_a_table_is_named(report: bytes, template: bytes) -> None:
    changed = replaced(report, "191.18万元", "119.18万元")
    assert report_faults(changed, real_content(), template) == (
        "Word 文档应为“191.18万元”，实为“119.18万元”。",
        "Word 文档“绩效指标”第 13 行“实际完成值”应为“191.18 或 191.18万元”，实为“119.18万元”。",
    )
    with pytest.raises(MasterFault, match="实为“119"):
        prove_report(changed, real_content(), template)


def test_a_changed_total_is_found_twice(report: bytes, template: bytes) -> None:
    faults = report_faults(replaced(report, "935.95", "935.96"), real_content(), template)
    assert faults == ("Word 文档应为“935.95”，实为“935.96”。", "Word 文档“预算”里找不到第 1 行。")


def test_a_template_that_prints_a_score_under_the_wrong_heading_is_found(template: bytes) -> None:
    swapped = replaced(template, "{{ 行.指标_分值 }}", "{{ 行.指标_自动得分 }}")
    faults = report_faults(write_report(real_content(), swapped), real_content(), swapped)
    assert faults[0] == "Word 文档“绩效指标”第 13 行“分值”应为“3”，实为“2.35”。"
    assert len(faults) == 5


def test_a_lost_row_is_found(report: bytes, template: bytes) -> None:
    content = content_of({**real_data(), "指标": real_data()["指标"][:20]})
    faults = report_faults(write_report(content, template), real_content(), template)
    assert any(fault.startswith("Word 文档“绩效指标”第 21 行") for fault in faults)


def test_a_missing_draft_mark_is_found(report: bytes, template: bytes) -> None:
    assert report_faults(report, real_content(draft=True), template) == (
        "Word 文档应为“草稿”，实为“”。",
        "Word 文档应为“草稿”，实为“”。",
    )


def test_a_computed_rate_beside_a_blank_one_is_no_fault(template: bytes) -> None:
    content = content_of({**real_data(), "预算_自动执行率": 1, "预算_应得分": 10})
    assert report_faults(write_report(content, template), content, template) == ()


def test_sums_that_only_the_workbook_shows_need_not_be_those_of_the_report(template: bytes) -> None:
    filled = {"收入汇总_合计": None, "收入汇总_上年结转": 2, "收入汇总_公共财政": 5}
    summed = {"收入机构_合计": 7, "收入机构_上年结转": 2, "收入机构_公共财政": 5}
    content = content_of({**real_data(), **filled, **summed})
    assert report_faults(write_report(content, template), content, template) == ()


def test_audited_scores_are_proven_in_their_cells_and_in_the_totals(template: bytes) -> None:
    content = content_of(AUDITED)
    report = write_report(content, template)
    assert report_faults(report, content, template) == ()
    assert report_faults(replaced(report, "（审核 1.75）", "（审核 1.57）"), content, template) == (
        "Word 文档应为“（审核 1.75）”，实为“（审核 1.57）”。",
        "Word 文档“绩效指标”第 13 行“得分”应为“3 或 3\n（审核 1.75）”，实为“3\n（审核 1.57）”。",
    )
    assert report_faults(replaced(report, "（审核 9.25）", "（审核 9.52）"), content, template) == (
        "Word 文档应为“（审核 9.25）”，实为“（审核 9.52）”。",
        "Word 文档“预算”里找不到第 1 行。",
    )
    for old, new in ((">11<", ">10<"), ("13－11＝2（", "13－11＝3（")):
        (fault,) = report_faults(replaced(report, old, new), content, template)
        assert fault.startswith("Word 文档应为“")


def test_an_audited_score_that_is_lost_or_invented_is_found(template: bytes) -> None:
    audited, plain = (
        content_of(AUDITED),
        content_of({**AUDITED, "预算_审核得分": None, "指标": real_data()["指标"]}),
    )
    assert report_faults(write_report(plain, template), audited, template)[0].endswith("实为“”。")
    assert any(
        fault.endswith("第 13 行“得分”应为“3”，实为“3\n（审核 1.75）”。")
        for fault in report_faults(write_report(audited, template), plain, template)
    )
