"""What the toolkit writes into a copy: scores with their sums, totals and rating, and the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from toolkit.model import (
    ACCEPTABLE,
    SEVERITY_LABELS,
    VERDICT_LABELS,
    CellEdit,
    CheckReport,
    Figure,
    Finding,
    Role,
    Scorecard,
    Severity,
    Table,
    Value,
)
from toolkit.report.explanations import EXPLANATION, FINDING_TABLE, settled_lines
from toolkit.submission import Submission, is_blank


def score_edits(submission: Submission, card: Scorecard) -> Iterator[CellEdit]:
    """Automatic scores and their sums; the unit's own cells only where it left them blank."""
    execution, *indicators = card.rows
    yield _edit(submission, "预算_自动得分", execution.auto.value)
    yield _edit(submission, "预算_计分说明", execution.auto.trace)
    yield _edit(submission, "自评_规则集", f"{card.ruleset}（{submission.form.version}）")
    for row, scored in zip(submission.filled_rows["指标"], indicators, strict=True):
        yield CellEdit(row.cell("指标_自动得分"), scored.auto.value)
        yield CellEdit(row.cell("指标_计分说明"), scored.auto.trace)
        if is_blank(row.value("指标_自评得分")):
            yield CellEdit(row.cell("指标_自评得分"), scored.auto.value)
    yield from _leftover_scores(submission)
    yield from _where_blank(submission, card)


def _where_blank(submission: Submission, card: Scorecard) -> Iterator[CellEdit]:
    execution = card.rows[0]
    claimed = [row.auto.value if row.claimed is None else row.claimed for row in card.rows]
    total = sum((score for score in claimed if score is not None), Decimal(0))
    filled: Mapping[str, Value | Decimal] = {
        "预算_执行率": submission.decimal("预算_自动执行率"),
        "预算_自评得分": execution.auto.value,
        "自评_综合得分": total if card.rating else None,
        "自评_评价等次": card.rating or None,
    }
    for name, value in filled.items():
        if value is not None and is_blank(submission.value(name)):
            yield _edit(submission, name, value)


def _leftover_scores(submission: Submission) -> Iterator[CellEdit]:
    """Automatic scores of an earlier run on rows that have since been emptied."""
    filled = {row.index for row in submission.filled_rows["指标"]}
    table = submission.form.tables["指标"]
    for index in range(table.rows):
        row = submission.row(table, index)
        for name in ("指标_自动得分", "指标_计分说明"):
            if index not in filled and not is_blank(row.value(name)):
                yield CellEdit(row.cell(name), None)


def finding_edits(submission: Submission, report: CheckReport) -> Iterator[CellEdit]:
    """The findings, one a row of the result sheet; rows left over from an earlier run are emptied.

    The unit's explanations go with their findings. Where there are more findings than rows, the last row
    says how many are not shown.
    """
    table = submission.form.tables[FINDING_TABLE]
    columns = _written_columns(table)
    found: list[Mapping[str, Value | Decimal]] = [_line(finding) for finding in report.findings]
    settled = settled_lines(submission, report.findings)
    room = max(0, table.rows - len(settled))
    if len(found) > room:
        hidden = len(found) - room + 1
        found = [*found[: room - 1], {"结果_问题": f"另有 {hidden} 项问题未列出，请查看校验报告。"}]
    lines = [*found, *settled]
    for index in range(table.rows):
        row = submission.row(table, index)
        line = lines[index] if index < len(lines) else {}
        for name in columns:
            value = line.get(name)
            if value is not None or not is_blank(row.value(name)):
                yield CellEdit(row.cell(name), value)
    yield _edit(submission, "自评_系统结论", conclusion(report))


def listed_rows(submission: Submission) -> dict[str, range]:
    """Title → rows of the result sheet, from its table's first to the last that is filled, at least one."""
    table = submission.form.tables[FINDING_TABLE]
    filled = [
        index
        for name in _written_columns(table)
        for index, value in enumerate(submission.column(name))
        if not is_blank(value)
    ]
    first, last = (submission.row(table, index).cell(EXPLANATION) for index in (0, max(filled, default=0)))
    return {first.sheet: range(first.row, last.row + 1)}


def _written_columns(table: Table) -> list[str]:
    return [field.name for field in table.fields if field.role is Role.WRITTEN] + [EXPLANATION]


def _line(finding: Finding) -> dict[str, Value | Decimal]:
    return {
        "结果_级别": SEVERITY_LABELS[finding.severity],
        "结果_规则": finding.rule,
        "结果_工作表": finding.sheet or None,
        "结果_单元格": finding.cell or None,
        "结果_对象": finding.key,
        "结果_问题": finding.message,
        "结果_填报数": _shown(finding.actual),
        "结果_应为": _shown(finding.expected),
        "结果_差额": finding.difference,
        "结果_建议": finding.fix,
        EXPLANATION: finding.explanation or None,
    }


def _shown(figure: Figure) -> Value | Decimal:
    return figure if isinstance(figure, Decimal) else figure or None


def conclusion(report: CheckReport) -> str:
    """The verdict in a few words with its counts: ``有错误：错误 3、警告 2、提示 1``."""
    counts = "、".join(f"{label} {report.count(severity)}" for severity, label in SEVERITY_LABELS.items())
    return f"{VERDICT_LABELS[report.verdict]}：{counts}"


def _edit(submission: Submission, name: str, value: Value | Decimal) -> CellEdit:
    return CellEdit(submission.cell(name), value)


def changed_only(submission: Submission, edits: Iterable[CellEdit]) -> list[CellEdit]:
    """The edits that would change what a cell shows."""
    return [edit for edit in edits if not _same(submission.at(edit.at), edit.value)]


def _same(now: Value, new: Value | Decimal) -> bool:
    if isinstance(new, Decimal):
        return isinstance(now, float) and now == float(new)
    return now == new or (is_blank(now) and (new is None or new == ""))


def needs_draft(report: CheckReport) -> bool:
    """Whether the Word report may only go out as a draft: errors remain, or not all rules have run."""
    return report.verdict not in ACCEPTABLE


def final_obstacles(report: CheckReport) -> tuple[Finding, ...]:
    """The findings that stand in the way of a final export."""
    return tuple(finding for finding in report.findings if finding.severity is Severity.ERROR)
