"""Do the reasons given explain anything? Copies, slogans, a few words, reasons that the figures deny."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.decimals import plain
from toolkit.form import Rule
from toolkit.narrative.names import clean
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.qualitative_claims import claim_against_words
from toolkit.rules.registry import rule
from toolkit.rules.settings import alike, first_word, threshold, words
from toolkit.scoring.lines import AT_MOST
from toolkit.submission import Row, Submission

SINGLE = ("预算_执行率说明", "预算_调整说明", "概况_控制率说明")
REASON = "指标_偏差原因"
TARGETS = (("目标", "目标_预期"), ("任务", "任务_内容"), ("指标", "指标_三级"), ("指标", "指标_年度指标值"))
SHORTEST_COPY = 4
LEAST_EXPLAINED = 3
"""Rows that must give a reason before their lengths are compared."""


class Reason(Struct, frozen=True):
    """One reason of the unit: what it is beside, and where."""

    text: str
    key: str
    name: str
    at: CellRef | None
    """``None`` beside a finding: the line moves with its finding, the key names it."""
    sheet: str


def reasons(submission: Submission) -> Iterator[Reason]:
    """Every reason given: beside budget and indicators, and beside the findings of an earlier check."""
    for name in SINGLE:
        if text := submission.text(name):
            field, at = submission.form.fields[name], submission.cell(name)
            yield Reason(text, field.label, field.label, at, at.sheet)
    for row in submission.filled_rows["指标"]:
        if text := row.text(REASON):
            yield Reason(text, row.key, row.name, row.cell(REASON), row.cell(REASON).sheet)
    yield from _beside_findings(submission)


def _beside_findings(submission: Submission) -> Iterator[Reason]:
    for row in submission.filled_rows["结果"]:
        if row.text("结果_级别") and (text := row.text("结果_说明")):
            place = f"{row.text('结果_规则')} {row.text('结果_工作表')}!{row.text('结果_单元格')}"
            yield Reason(text, place, f"{place} 的单位说明", None, row.cell("结果_说明").sheet)


@rule("EX04")
def reason_is_copy_or_slogan(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Reasons that repeat a target, or that are slogans without a figure, a cause or a measure."""
    for reason, fault in evidence.kept(_judged):
        if fault:
            yield Hit(
                reason.at, reason.key, f"“{reason.name}”的原因{fault}。", reason.text, sheet=reason.sheet
            )


def _judged(evidence: Evidence) -> tuple[tuple[Reason, str], ...]:
    """Every reason, and in what way it is empty words; an empty text where it is not."""
    targets = _targets(evidence.submission)
    return tuple(
        (reason, _empty_words(evidence, reason.text, targets)) for reason in reasons(evidence.submission)
    )


def _empty_words(evidence: Evidence, text: str, targets: list[tuple[str, str]]) -> str:
    least = float(threshold(evidence.form, "参数_同名相似度")) * 100
    own = clean(text)
    for target, core in targets:
        if alike(own, core, least):
            return f"照抄“{target[:24]}”"
    slogan = first_word(text, words(evidence.form, "清单_口号用语"))
    return f"只有口号“{slogan}”" if slogan and not _says_something(evidence, text) else ""


def _targets(submission: Submission) -> list[tuple[str, str]]:
    """Every target, duty and indicator as it is written, and cleaned."""
    texts = [row.text(name) for table, name in TARGETS for row in submission.filled_rows[table]]
    return [(text, core) for text in texts if len(core := clean(text)) >= SHORTEST_COPY]


def _says_something(evidence: Evidence, text: str) -> bool:
    """Whether a text has a figure, or a word of cause or measure."""
    listed = words(evidence.form, "清单_原因用语") + words(evidence.form, "清单_措施用语")
    return bool(re.search(r"\d", text) or first_word(text, listed))


@rule("EX05")
def reason_says_nothing(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Reasons of a few characters, without cause and measure, or the same as another's."""
    shortest = threshold(evidence.form, "参数_说明最少字数")
    seen: dict[str, Reason] = {}
    for reason, empty in evidence.kept(_judged):
        if empty:
            continue
        own = clean(reason.text)
        other = seen.setdefault(own, reason)
        if len(own) < shortest:
            fault = f"只有 {len(own)} 个字"
        elif other is not reason:
            fault = f"与“{other.name}”的一字不差"
        else:
            fault = "" if _says_something(evidence, reason.text) else "没有写原因，也没有写措施"
        if fault:
            yield Hit(
                reason.at, reason.key, f"“{reason.name}”的说明{fault}。", reason.text, sheet=reason.sheet
            )


@rule("EX06")
def reason_contradicts_figures(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Words that say not achieved where the score is full, the tier the best or the target surpassed."""
    missed = words(evidence.form, "清单_未完成用语")
    year = evidence.submission.decimal("封面_评价年度")
    for row in evidence.submission.filled_rows["指标"]:
        word = first_word(row.text(REASON), missed)
        if hit := claim_against_words(row, missed, int(year) if year else None):
            yield hit
        elif word and (fact := _fact_against(row)):
            yield Hit(row.cell(REASON), row.key, f"“{row.name}”的原因写“{word}”，但{fact}。", word)


def _fact_against(row: Row) -> str:
    score, top = row.decimal("指标_自评得分"), row.decimal("指标_分值")
    if score is not None and score == top:
        return f"得满分 {plain(score)} 分"
    target, achieved = row.decimal("指标_年度指标值"), row.decimal("指标_实际完成值")
    if target is None or achieved is None or row.text("指标_性质") == AT_MOST or achieved <= target:
        return ""
    return f"实际完成值 {plain(achieved)} 大于年度指标值 {plain(target)}"


@rule("EX12")
def worst_row_says_least(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """The row that lost most points with a reason less than half as long as the usual one."""
    rows = [row for row in evidence.submission.filled_rows["指标"] if _lost(row) and row.text(REASON)]
    if len(rows) < LEAST_EXPLAINED:
        return
    worst = max(rows, key=_lost)
    usual, own = median(len(row.text(REASON)) for row in rows), len(worst.text(REASON))
    if own * 2 < usual:
        lost = plain(_lost(worst))
        message = f"“{worst.name}”扣 {lost} 分最多，说明只有 {own} 个字，其他的一般 {usual:.0f} 个字。"
        yield Hit(worst.cell(REASON), worst.key, message)


def _lost(row: Row) -> Decimal:
    score, top = row.decimal("指标_自评得分"), row.decimal("指标_分值")
    return top - score if score is not None and top is not None and score < top else Decimal(0)
