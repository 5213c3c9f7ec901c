"""The unit's explanations on the result sheet stay with their findings, as long as the figures stand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from tests.support.samples import YUNXI, master_form, place, submission_of, with_edits
from toolkit.addresses import CellRef
from toolkit.commands.check import check_file
from toolkit.model import Finding, Value
from toolkit.report.explanations import explained
from toolkit.report.write_back import finding_edits
from toolkit.submission import Submission

REPORT = check_file(YUNXI).report
PLACED = [finding for finding in REPORT.findings if finding.cell]
FIGURES = [finding for finding in PLACED if isinstance(finding.actual, Decimal)]


def beside(finding: Finding, text: str, **changed: Value | int) -> dict[str, Value | int]:
    """A row of the result sheet as an earlier check wrote it, with the unit's explanation."""
    figures = {
        name: float(value) if isinstance(value, Decimal) else value or ""
        for name, value in (("结果_填报数", finding.actual), ("结果_应为", finding.expected))
    }
    words = {
        "结果_级别": "警告",
        "结果_规则": finding.rule,
        "结果_工作表": finding.sheet,
        "结果_单元格": finding.cell,
        "结果_对象": finding.key,
    }
    return {**words, **figures, "结果_说明": text, **changed}


def standing(rows: dict[int, dict[str, Value | int]]) -> Submission:
    return with_edits(
        submission_of(YUNXI),
        {f"{name}[{row}]": value for row, cells in rows.items() for name, value in cells.items()},
    )


def written(submission: Submission, findings: Iterable[Finding]) -> dict[CellRef, Value | Decimal]:
    report = replace(REPORT, findings=explained(submission, findings))
    return {edit.at: edit.value for edit in finding_edits(submission, report)}


def at(name: str) -> CellRef:
    return place(master_form(), name)


GONE = replace(PLACED[0], rule="XX99", sheet="封面", cell="C9", key="旧问题", actual=None, expected=None)


def test_explanation_moves_to_the_row_of_its_finding() -> None:
    finding = FIGURES[2]
    row = REPORT.findings.index(finding) + 1
    edits = written(standing({1: beside(finding, "说明甲")}), REPORT.findings)
    assert edits[at(f"结果_说明[{row}]")] == "说明甲"
    assert edits[at("结果_说明[1]")] is None


def test_explanation_is_carried_by_its_finding() -> None:
    finding = FIGURES[2]
    (told,) = explained(standing({5: beside(finding, "说明甲")}), [finding])
    assert (told.explanation, told.fix) == ("说明甲", finding.fix)


def test_explanation_of_other_figures_is_dropped_with_a_note() -> None:
    for changed in ({"结果_填报数": 1.25}, {"结果_应为": 1.25}):
        finding = FIGURES[2]
        (told,) = explained(standing({5: beside(finding, "说明甲", **changed)}), [finding])
        assert told.explanation == ""
        assert told.fix == f"{finding.fix}数字已变，原来的说明“说明甲”作废，请重新说明。"
    edits = written(standing({1: beside(finding, "说明甲", 结果_填报数=1.25)}), [finding])
    assert edits[at("结果_说明[1]")] is None


def test_a_figure_shown_with_more_decimals_is_the_same_figure() -> None:
    finding = replace(FIGURES[0], actual=Decimal("10.50"), expected=Decimal("0.00"))
    (told,) = explained(standing({1: beside(finding, "说明甲")}), [finding])
    assert told.explanation == "说明甲"


def test_explanation_without_finding_is_kept_below_the_findings() -> None:
    edits = written(standing({1: beside(GONE, "说明乙")}), REPORT.findings[:2])
    assert edits[at("结果_规则[3]")] == "XX99"
    assert edits[at("结果_问题[3]")] == "原来的这一项问题已不存在，单位说明保留在这里。"
    assert edits[at("结果_说明[3]")] == "说明乙"
    assert at("结果_级别[3]") not in edits


def test_two_explanations_of_like_findings_keep_their_order() -> None:
    findings = (PLACED[0], replace(PLACED[0], message="另一处"))
    submission = standing({4: beside(PLACED[0], "说明一"), 7: beside(PLACED[0], "说明二")})
    edits = written(submission, findings)
    assert [edits[at(f"结果_说明[{row}]")] for row in (1, 2)] == ["说明一", "说明二"]


def test_no_explanation_is_lost_where_the_table_is_full() -> None:
    rows = master_form().tables["结果"].rows
    edits = written(standing({1: beside(GONE, "说明丙")}), PLACED[:1] * (rows + 5))
    assert edits[at(f"结果_说明[{rows}]")] == "说明丙"
    assert edits[at(f"结果_问题[{rows - 1}]")] == "另有 7 项问题未列出，请查看校验报告。"
