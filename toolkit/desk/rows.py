"""The rows of every table of the outputs: one place decides columns, texts and order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from toolkit.dates import beijing_minute
from toolkit.desk.digest import Digest
from toolkit.desk.figure_rules import review_key
from toolkit.desk.results import BINS, OUTSTANDING, Conclusion, Kind, UnitResult
from toolkit.desk.returns import Version
from toolkit.desk.vocabulary import AMOUNTS
from toolkit.model import SEVERITY_LABELS, Finding, RuleStatus

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]
"""In the rows of units and of findings a blank is None."""

UNIT_HEADS: Final = (
    "预算编码", "单位名称", "主管部门", "状态", "错误", "警告", "提示", "年初预算", "全年预算", "全年执行",
    "自评得分", "自动得分", "满分", "填报等次", "审核得分", "全部项数", "已审核项数", "自评－审核", "偏差率",
    "报送次数", "收到时间", "逾期天数", "文件", "SHA-256",
)  # fmt: skip
FINDING_HEADS: Final = (
    "预算编码", "单位名称", "级别", "规则", "来源", "工作表", "单元格", "对象", "问题", "填报数",
    "应为", "差额", "单位", "怎么改", "单位说明", "依据",
)  # fmt: skip
RULE_HEADS: Final = (
    "规则", "级别", "名称", "涉及单位", "问题数", "应查数", "通过", "不通过", "不适用", "未能执行",
    "涉及单位占比",
)  # fmt: skip
FILE_HEADS: Final = (
    "预算编码", "单位名称", "第几次", "处理", "文件", "与之相同", "收到时间", "保存时间", "错误",
    "原因", "SHA-256",
)  # fmt: skip
TIE_HEADS: Final = (
    "预算编码", "单位名称", "项目", "台账", "下发", "自评表", "收支表", "自评表－台账", "结论",
)  # fmt: skip
REVIEW_HEADS: Final = (
    "预算编码", "单位名称", "行", "指标", "指标值", "完成值", "分值", "自评得分", "自动得分", "审核得分",
    "计分说明", "报表 SHA-256",
)  # fmt: skip
EXPLAIN_HEADS: Final = ("规则", "级别", "方式", "名称", "怎么改", "依据")
CLASS_HEADS: Final = ("得分区间（折合百分）", "单位数")
EXECUTION_ROW: Final = "预算执行率"
ALL_UNITS: Final = (None, "全部单位")
"""Code and name beside what concerns no single unit."""
COMMON_LIMITS: Final = (
    ("口径", "一个单位有几次报送的，以最近一次没有错误的为准；都有错误的，以最近一次为准。"),
    (
        "雷同的口径",
        "过半单位（至少 6 个）都有的文字和指标视为共同用语，不列为雷同；同一份雷同报表只与最先的比较。",
    ),
    (
        "规则统计的口径",
        "通过、不通过、不适用、未能执行之和等于应查数：一般是已报单位数，查未报的规则（BK01）是应报单位数，"
        "只对全部单位合计查一次的规则（BK06）是 1。涉及单位占比以应查数为分母。"
        "由别的问题引起、已并入那个问题的，计入不通过，不另列问题。",
    ),
    ("审核打分", "在“审核打分”表的“审核得分”列填写，再用 jixiao review 写回各单位的副本。"),
    (
        "审核的口径",
        "自评－审核、偏差率只比较自评和审核都有得分的各项，即“已审核项数”；没有审完的，不是自评得分减审核得分。",
    ),
)
"""How to read the outputs, printed on the run sheet."""


class UnitRows(Struct, frozen=True):
    """What every output writes of one unit, worked out once for all of them."""

    result: UnitResult
    unit: Row
    """Under UNIT_HEADS."""
    findings: list[Row]
    """Under FINDING_HEADS."""
    late: list[Row]
    """Under FILE_HEADS, what is outstanding, what came more than once, and what came of another year."""
    ties: list[Row]
    """Under TIE_HEADS, the amounts from four sources; none where no source but the return has any."""


def unit_rows(result: UnitResult) -> UnitRows:
    """The rows of one unit."""
    unit = result.case.dossier.unit
    return UnitRows(
        result=result,
        unit=_unit_row(result),
        findings=_finding_rows(unit.code, unit.name, result.findings),
        late=list(_late_rows(result)),
        ties=list(_tie_rows(result)),
    )


def _unit_row(result: UnitResult) -> Row:
    dossier, digest, audit, counts = result.case.dossier, result.case.digest, result.audit, result.counts
    unit, version = dossier.unit, dossier.in_force
    return (
        unit.code,
        unit.name,
        unit.department or None,
        result.state,
        *[counts[severity] for severity in SEVERITY_LABELS],
        *[digest.figures.get(amount) if digest else None for amount in AMOUNTS],
        *(
            (digest.claimed_total, digest.auto_total, digest.max_total, digest.rating or None)
            if digest
            else (None,) * 4
        ),
        audit.total if audit else None,
        digest.items if digest else None,
        *(
            (audit.lines, audit.deviation, None if audit.share is None else round(audit.share, 4))
            if audit
            else (None,) * 3
        ),
        len(dossier.versions),
        version.file.received if version else None,
        dossier.days_overdue or None,
        version.file.path if version else None,
        version.file.sha256 if version else None,
    )


def collection_rows(conclusion: Conclusion) -> list[Row]:
    """The findings on the whole collection under FINDING_HEADS."""
    return _finding_rows(*ALL_UNITS, [(Kind.BULK, finding) for finding in conclusion.collection])


def _finding_rows(code: str | None, name: str, pairs: Sequence[tuple[Kind, Finding]]) -> list[Row]:
    return [
        (
            code,
            name,
            SEVERITY_LABELS[finding.severity],
            finding.rule,
            kind,
            finding.sheet or None,
            finding.cell or None,
            finding.key or None,
            finding.message,
            finding.actual,
            finding.expected,
            finding.difference,
            finding.unit or None,
            finding.fix or None,
            finding.explanation or None,
            finding.basis or None,
        )
        for kind, finding in pairs
    ]


def _late_rows(result: UnitResult) -> Iterator[Row]:
    dossier = result.case.dossier
    if not dossier.in_force:
        late = f"逾期 {dossier.days_overdue} 天" if dossier.days_overdue else ""
        yield dossier.unit.code, dossier.unit.name, None, OUTSTANDING, *("",) * 5, late, ""
    if len(dossier.versions) > 1 or dossier.of_other_years:
        for version in (*dossier.versions, *dossier.of_other_years):
            yield file_row(dossier.unit.code, dossier.unit.name, version)


def file_row(code: str, name: str, version: Version) -> Row:
    """One file under FILE_HEADS."""
    file = version.file
    return (
        code,
        name,
        version.number or None,
        version.standing.value,
        file.path,
        version.same_as,
        file.received,
        beijing_minute(file.saved),
        None if file.fault else file.facts.errors,
        file.fault or version.reason,
        file.sha256,
    )


def stray_row(version: Version) -> Row:
    """A file that is nobody's under FILE_HEADS, with what it says of itself."""
    return file_row(version.file.facts.code, version.file.facts.name, version)


def _tie_rows(result: UnitResult) -> Iterator[Row]:
    unit = result.case.dossier.unit
    for tie in result.ties:
        told = {True: "相符", False: "不符", None: "缺数"}[tie.holds]
        sources = tie.ledger, tie.issued, tie.grade_sheet, tie.accounts
        yield unit.code, unit.name, tie.label, *sources, tie.gap, told


def review_rows(result: UnitResult) -> Iterator[Row]:
    """The scored rows of the return in force under REVIEW_HEADS, the execution row first."""
    unit, digest, version = result.case.dossier.unit, result.case.digest, result.case.dossier.in_force
    if digest is None or version is None:
        return
    for row, label, target, achieved, scores, trace in _scored(digest):
        most, claimed, auto, audited = scores
        score = result.case.audited(row, audited)
        sha256 = version.file.sha256
        yield unit.code, unit.name, row, label, target, achieved, most, claimed, auto, score, trace, sha256


Scores = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


def _scored(digest: Digest) -> Iterator[tuple[str, str, str, str, Scores, str]]:
    yield review_key(None), EXECUTION_ROW, "", "", digest.execution, ""
    for row in digest.indicators:
        scores = row.max_score, row.claimed, row.auto, row.audited
        yield (
            review_key(row),
            row.key,
            f"{row.relation}{'：' if len(row.relation) > 1 else ''}{row.target}{row.unit}",
            row.achieved,
            scores,
            row.trace,
        )


def rule_rows(conclusion: Conclusion) -> Iterator[Row]:
    """Every rule under RULE_HEADS, by id; the share of units is of as many as the rule judges."""
    for rule_id, parts in conclusion.rules.items():
        tally = conclusion.tally(rule_id)
        judged = tally.statuses.total()
        share = round(Decimal(tally.units) / judged, 4) if judged else None
        labels = "、".join(dict.fromkeys(SEVERITY_LABELS[part.severity] for part in parts))
        counts = (tally.statuses[status] for status in RuleStatus)
        yield (
            rule_id,
            labels,
            conclusion.title(rule_id),
            tally.units,
            tally.findings,
            judged,
            *counts,
            share,
        )


def explain_rows(conclusion: Conclusion) -> Iterator[Row]:
    """Every row of the rule sheet under EXPLAIN_HEADS, like ones once."""
    seen = set[Row]()
    for rule in sorted(conclusion.form.rules, key=lambda rule: rule.id):
        row = rule.id, SEVERITY_LABELS[rule.severity], rule.kind.value, rule.title, rule.fix, rule.basis
        if row not in seen:
            seen.add(row)
            yield row


def class_rows(conclusion: Conclusion) -> Iterator[Row]:
    """The score classes under CLASS_HEADS."""
    for index, (low, count) in enumerate(zip(BINS, conclusion.summary.classes, strict=True)):
        high = BINS[index + 1] if index + 1 < len(BINS) else None
        yield (f"{low}—{high}" if high is not None else f"{low}"), count


def run_rows(conclusion: Conclusion) -> Iterator[Row]:
    """The run in words: heading and text; then what was not checked."""
    yield from conclusion.run.items()
    yield "结果", conclusion.summary.headline
    for text in conclusion.unchecked or ("无",):
        yield "没有检查的", text
