"""Submission and scorecard become the content of the report: printed texts under the form's own names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.dates import day_of
from toolkit.decimals import to_decimal
from toolkit.model import Field, FieldType, Scorecard, ScoredRow
from toolkit.report.audited import audited_note, audited_total, deviation, with_note
from toolkit.report.printing import (
    Printable,
    mask_phone,
    mask_phones,
    print_quantity,
    print_value,
    short,
)
from toolkit.submission import Row, Submission

PrintedRow = Mapping[str, str]

_PHONE_FIELDS = frozenset({"概况_联络电话", "评价_联系电话"})
_WORDED = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.MIXED, FieldType.CHOICE})
_TITLE_BREAK = re.compile(r"(?<=.)(?=绩效(?:评价|自评))")
_UNSIGNED_DATE = "年　　月　　日"
_PARTS: Mapping[str, tuple[str, ...]] = {
    "打印_有概况": ("概况_", "任务"),
    "打印_有收入": ("收入汇总_", "收入"),
    "打印_有支出": ("支出汇总_", "支出"),
    "打印_有三公": ("三公汇总_", "三公"),
    "打印_有资产": ("资产汇总_", "资产"),
    "打印_有项目": ("项目",),
    "打印_有四本": ("四本_", "其中"),
}
_AUTOMATIC = frozenset({"四本_合计", "概况_控制率"})


class ReportContent(Struct, frozen=True):
    """Everything that the report prints, as text, keyed by defined names; blanks are empty texts."""

    fields: Mapping[str, str]
    """Every field of one cell, and the composites of ``toolkit.report.vocabulary``."""
    tables: Mapping[str, tuple[PrintedRow, ...]]
    """The filled rows of every table."""
    paragraphs: Mapping[str, tuple[str, ...]]
    """Long texts as paragraphs, a line break being a new one; also the title as its printed lines."""
    labels: Mapping[str, str]
    """Label of every field and table."""
    draft: bool
    public: bool
    title: str
    date: date | None


def build_content(
    submission: Submission, scorecard: Scorecard, *, draft: bool, public: bool
) -> ReportContent:
    """What the report of one workbook says under one rule set.

    ``draft`` marks every page; ``public`` masks phone numbers, those within texts too. Scores that the
    toolkit computes come from the scorecard, everything else from the workbook.
    """
    form = submission.form
    scored = {row.at: row for row in scorecard.rows}
    scalars = [field for field in form.fields.values() if not field.table]
    printer = _printer(public)
    computed = {
        **_computed(submission.cell, scored, "预算"),
        "自评_规则集": f"{scorecard.ruleset}（{form.version}）",
    }
    fields = {
        field.name: printer(field, computed.get(field.name, submission.value(field.name)))
        for field in scalars
    }
    tables = {
        name: tuple(_print_row(table.fields, row, scored, printer) for row in submission.rows(name))
        for name, table in form.tables.items()
    }
    serial = submission.value("封面_报告日期")
    return ReportContent(
        fields=fields | _composites(fields, tables, draft) | _audited(fields, scorecard),
        tables=tables | _printed_tables(submission, tables, mask_phones if public else str),
        paragraphs=_paragraphs(scalars, fields),
        labels=_labels(submission),
        draft=draft,
        public=public,
        title=fields["封面_标题"],
        date=day_of(serial) if isinstance(serial, float) else None,
    )


def _printer(public: bool) -> Callable[[Field, Printable], str]:
    return _print_public if public else print_value


def _print_public(field: Field, value: Printable) -> str:
    text = print_value(field, value)
    if field.name in _PHONE_FIELDS:
        return mask_phone(text)
    return mask_phones(text) if field.type in _WORDED else text


def _computed(
    cell: Callable[[str], CellRef], scored: Mapping[CellRef, ScoredRow], prefix: str
) -> dict[str, Printable]:
    """What the scorecard knows of one scored line, under the names of its fields."""
    line = scored.get(cell(f"{prefix}_自动得分"))
    return (
        {} if line is None else {f"{prefix}_自动得分": line.auto.value, f"{prefix}_计分说明": line.auto.trace}
    )


def _print_row(
    fields: Iterable[Field],
    row: Row,
    scored: Mapping[CellRef, ScoredRow],
    printer: Callable[[Field, Printable], str],
) -> dict[str, str]:
    columns = tuple(fields)
    has_score = any(field.name == "指标_自动得分" for field in columns)
    computed = _computed(row.cell, scored, "指标") if has_score else {}
    return {field.name: printer(field, computed.get(field.name, row.value(field.name))) for field in columns}


def _composites(
    fields: PrintedRow, tables: Mapping[str, tuple[PrintedRow, ...]], draft: bool
) -> dict[str, str]:
    texts = {name: "是" if _holds(parts, fields, tables) else "" for name, parts in _PARTS.items()}
    for who in ("组长", "部门", "财政"):
        texts[f"打印_{who}日期"] = fields[f"评价_{who}日期"] or _UNSIGNED_DATE
    return texts | {"打印_草稿": "草稿" if draft else ""}


def _audited(fields: PrintedRow, scorecard: Scorecard) -> dict[str, str]:
    """The bureau's scores of the execution line and in total; where it gave none, the claim alone."""
    note = audited_note(scorecard.rows[0].audited)
    return {
        "打印_执行率审核": note,
        "打印_执行率得分": with_note(fields["预算_自评得分"], note),
        "打印_审核合计": audited_total(scorecard),
        "打印_审核偏差": deviation(scorecard),
    }


def _holds(parts: Iterable[str], fields: PrintedRow, tables: Mapping[str, tuple[PrintedRow, ...]]) -> bool:
    """Whether any field with one of the prefixes, or any row of one of the tables, is filled."""
    return any(
        any(text for name, text in fields.items() if name.startswith(part) and name not in _AUTOMATIC)
        if part.endswith("_")
        else tables.get(part)
        for part in parts
    )


def _printed_tables(
    submission: Submission, tables: Mapping[str, tuple[PrintedRow, ...]], worded: Callable[[str], str]
) -> dict[str, tuple[PrintedRow, ...]]:
    return {
        "任务": tuple(
            {**row, "打印_任务": _numbered("任务", index, row["任务_内容"])}
            for index, row in enumerate(tables["任务"], 1)
        ),
        "目标": _goals(tables["目标"]),
        "指标": _indicators(submission, tables["指标"], worded),
    }


def _numbered(word: str, number: int, text: str) -> str:
    """``目标1：…``, unless the text brings its own number."""
    if not text or re.match(rf"\s*{word}\s*\d+", text):
        return text
    return f"{word}{number}：{text}"


def _goals(rows: tuple[PrintedRow, ...]) -> tuple[PrintedRow, ...]:
    answered = sum(bool(row["目标_实际"]) for row in rows)
    return tuple(
        {
            **row,
            "打印_预期": _numbered("目标", index, row["目标_预期"]),
            "打印_实际": _numbered("目标", index, row["目标_实际"]) if answered > 1 else row["目标_实际"],
        }
        for index, row in enumerate(rows, 1)
    )


def _indicators(
    submission: Submission, printed: tuple[PrintedRow, ...], worded: Callable[[str], str]
) -> tuple[PrintedRow, ...]:
    weights = _level1_weights(submission)
    return tuple(
        {
            **texts,
            "打印_一级": _with_weight(texts["指标_一级"], weights.get(row.text("指标_一级"))),
            "打印_年度指标": worded(print_quantity(row.value("指标_年度指标值"), row.text("指标_单位"))),
            "打印_实际完成": worded(print_quantity(row.value("指标_实际完成值"), row.text("指标_单位"))),
            "打印_审核": (note := audited_note(row.decimal("指标_审核得分"))),
            "打印_得分": with_note(texts["指标_自评得分"], note),
        }
        for row, texts in zip(submission.rows("指标"), printed, strict=True)
    )


def _level1_weights(submission: Submission) -> dict[str, Decimal]:
    """By 一级: the weight that the form declares, or the sum of its rows where it declares none."""
    weights: dict[str, Decimal] = {}
    for row in submission.rows("指标"):
        level1 = row.text("指标_一级")
        weights[level1] = weights.get(level1, Decimal(0)) + (row.decimal("指标_分值") or Decimal(0))
    for row in submission.rows("一级"):
        declared = to_decimal(row.value("一级_申报分值"), None)
        if declared is not None:
            weights[row.text("一级_名称")] = declared
    return weights


def _with_weight(level1: str, weight: Decimal | None) -> str:
    return f"{level1}\n（{short(weight)}分）" if level1 and weight is not None else level1


def _paragraphs(scalars: Iterable[Field], fields: PrintedRow) -> dict[str, tuple[str, ...]]:
    long = (field for field in scalars if field.type == FieldType.LONG_TEXT)
    texts = {field.name: split_paragraphs(fields[field.name]) for field in long}
    return texts | {"封面_标题": split_title(fields["封面_标题"])}


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text of one cell: its lines without indents, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def split_title(title: str) -> tuple[str, ...]:
    """The title's printed lines: its own line breaks, or one before 绩效评价."""
    lines = split_paragraphs(title)
    return lines if len(lines) != 1 else tuple(_TITLE_BREAK.split(lines[0], maxsplit=1))


def _labels(submission: Submission) -> dict[str, str]:
    form = submission.form
    labels = {name: table.label for name, table in form.tables.items()}
    return labels | {name: field.label for name, field in form.fields.items()}
