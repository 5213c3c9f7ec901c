"""The unit's explanations on the result sheet stay with their findings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.support.samples import YUNXI, master_form, place, submission_of, with_edits
from toolkit.commands.check import check_file
from toolkit.model import CellRef, CheckReport, Value
from toolkit.report.write_back import finding_edits

REPORT = check_file(YUNXI).report
PLACED = [finding for finding in REPORT.findings if finding.cell]


def edits_with(
    report: CheckReport, rows: dict[int, tuple[str, str, str, str, str]]
) -> dict[CellRef, Value | Decimal]:
    """What is written where these rows stand now: rule, sheet, cell, object, explanation."""
    columns = ("结果_规则", "结果_工作表", "结果_单元格", "结果_对象", "结果_说明")
    standing: dict[str, Value | int] = {
        f"{name}[{row}]": text
        for row, texts in rows.items()
        for name, text in zip(columns, texts, strict=True)
    }
    submission = with_edits(submission_of(YUNXI), standing)
    return {edit.at: edit.value for edit in finding_edits(submission, report)}


def at(name: str) -> CellRef:
    return place(master_form(), name)


def test_explanation_moves_to_the_row_of_its_finding() -> None:
    finding = PLACED[2]
    row = REPORT.findings.index(finding) + 1
    other = 1 if row != 1 else 2
    told = (finding.rule, finding.sheet, finding.cell, finding.key, "说明甲")
    edits = edits_with(REPORT, {other: told})
    assert edits[at(f"结果_说明[{row}]")] == "说明甲"
    assert edits[at(f"结果_说明[{other}]")] is None


def test_explanation_without_finding_is_kept_below_the_findings() -> None:
    report = replace(REPORT, findings=REPORT.findings[:2])
    edits = edits_with(report, {1: ("XX99", "封面", "C9", "旧问题", "说明乙")})
    assert edits[at("结果_规则[3]")] == "XX99"
    assert edits[at("结果_问题[3]")] == "原来的这一项问题已不存在，单位说明保留在这里。"
    assert edits[at("结果_说明[3]")] == "说明乙"
    assert at("结果_级别[3]") not in edits


def test_two_explanations_of_like_findings_keep_their_order() -> None:
    finding = replace(PLACED[0], message="另一处")
    report = replace(REPORT, findings=(PLACED[0], finding))
    told = (finding.rule, finding.sheet, finding.cell, finding.key)
    edits = edits_with(report, {4: (*told, "说明一"), 7: (*told, "说明二")})
    assert [edits[at(f"结果_说明[{row}]")] for row in (1, 2)] == ["说明一", "说明二"]


def test_no_explanation_is_lost_where_the_table_is_full() -> None:
    rows = master_form().tables["结果"].rows
    report = replace(REPORT, findings=PLACED[:1] * (rows + 5))
    edits = edits_with(report, {1: ("XX99", "封面", "C9", "旧问题", "说明丙")})
    assert edits[at(f"结果_说明[{rows}]")] == "说明丙"
    assert edits[at(f"结果_问题[{rows - 1}]")] == "另有 7 项问题未列出，请查看校验报告。"
