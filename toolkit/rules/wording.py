"""What the texts look like: template wording left over, numbering, names, printed ratios and counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from toolkit.form import Rule
from toolkit.model import Field, Role
from toolkit.narrative.reading import PROBLEMS, RESULTS, SATISFACTION
from toolkit.rules.figures import plain, show
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.rules.settings import first_word, words
from toolkit.submission import Submission, to_decimal

LONG_TEXT, RATE = "长文本", "百分比"
NUMERALS = "一二三四五六七八九十"
NUMBERED = (
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"[（(]([一二三四五六七八九十])[）)]"),
    re.compile(r"^\s*(\d{1,2})(?:、|[．.](?!\d))", re.MULTILINE),
    re.compile(r"([一二三四五六七八九十])是"),
)
FOLLOWING = 2
"""Numbered points that make a list."""
BRACKETS = re.compile(r"[（(][^）)]*[）)]")
OWN_BUDGET = ("", "预算", "年度预算", "全年预算", "本年预算", "部门预算", "总体", "总")
COUNTS = {
    "指标": re.compile(
        r"三级指标共(?:有|计|设)?(\d+)[个项条]|共(?:有|设|设置|设定|计)?(\d+)[个项条]三级指标"
    ),
    "项目": re.compile(r"项目共(?:有|计)?(\d+)个|共(?:有|实施|安排|计)?(\d+)个项目"),
}
COUNTED_IN = (*RESULTS, "综述_部门概况", "综述_项目支出情况", PROBLEMS)
WHOLE = Decimal(100)


@rule("ST10")
def template_wording_left(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Prompts of the template that were not replaced."""
    listed = words(evidence.form, "清单_模板用语")
    for (at, field, _slot), value in evidence.submission.filled_entries:
        if field.role is Role.INPUT and isinstance(value, str):
            word = first_word(unicodedata.normalize("NFKC", value), listed) or first_word(value, listed)
            if word:
                message = f"“{field.label}”里留有模板文字“{word}”。"
                yield Hit(at, field.label, message, word)


@rule("ST09", part="序号")
def numbering_has_gaps(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Numbered points of a text that do not start with one or leave one out."""
    for section, text in evidence.narrative.texts.items():
        for pattern in NUMBERED:
            marks = list(pattern.finditer(text))
            numbers = [_number(mark[1]) for mark in marks]
            if len(numbers) >= FOLLOWING and (missing := _missing(numbers)):
                label = evidence.narrative.label(section)
                shown = next(mark[0] for mark, number in zip(marks, numbers, strict=True) if number > missing)
                message = f"{label}的序号不连续：“{shown.strip()}”之前缺第 {missing} 项。"
                yield Hit(evidence.narrative.cell(section), label, message, shown.strip())


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMERALS.index(text) + 1


def _missing(numbers: list[int]) -> int:
    """The first number left out, 0 if none: each is one more than the last, or starts again at one."""
    for last, this in pairwise([0, *numbers]):
        if this not in (1, last, last + 1):
            return last + 1
    return 0


@rule("ST13", part="人员")
def unit_named_in_short(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Evaluators of this unit whose unit is not written as on the cover; told in one finding."""
    submission = evidence.submission
    full = submission.text("封面_部门名称")
    rows = [row for row in submission.filled_rows["人员"] if _shortened(row.text("人员_单位"), full)]
    if rows:
        cells, short = tuple(row.cell("人员_单位") for row in rows), rows[0].text("人员_单位")
        message = f"{len(rows)} 名评价人员的单位写“{short}”，封面写“{full}”，请统一。"
        yield Hit(cells[0], rows[0].key, message, short, full, also=cells[1:])


def _shortened(name: str, full: str) -> bool:
    return bool(name) and name != full and (name in full or full in name)


@rule("AR22")
def printed_ratio_differs(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Rates named in a text that are not what the form computes."""
    submission = evidence.submission
    for section, text in evidence.narrative.texts.items():
        for field in _computed_rates(submission):
            for found in re.finditer(_rate_pattern(field), text):
                yield from _ratio_hit(evidence, section, field, found)


def _computed_rates(submission: Submission) -> Iterator[Field]:
    for field in submission.form.fields.values():
        if field.type == RATE and field.role is Role.FORMULA and not field.table:
            yield field


def _rate_pattern(field: Field) -> str:
    name = re.escape(BRACKETS.sub("", field.label))
    lead, rate = r"(?:^|[，。；：、\s])(?P<lead>[一-龥]{0,6}?)", r"(?P<rate>\d+(?:\.\d+)?)[%％]"
    return rf"{lead}{name}(?:为|达到|达|是|：|:)?{rate}"


def _ratio_hit(evidence: Evidence, section: str, field: Field, found: re.Match[str]) -> Iterator[Hit]:
    expected = to_decimal(evidence.submission.value(field.name), None)
    printed = Decimal(found["rate"])
    half_unit = Decimal(1).scaleb(-len(found["rate"].partition(".")[2])) / 2
    if expected is None or found["lead"] not in OWN_BUDGET or abs(printed - expected * WHOLE) <= half_unit:
        return
    label = evidence.narrative.label(section)
    words_found = found[0].strip("，。；：、 \n")
    message = f"{label}写“{words_found}”，按表中数计算为 {show(expected, '%')}。"
    also = (field.area.first,)
    yield Hit(evidence.narrative.cell(section), field.label, message, printed / WHOLE, expected, "%", also)


@rule("NV11")
def count_differs_from_table(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """How many indicators or projects a text says there are, against the filled rows."""
    narrative = evidence.narrative
    for table, pattern in COUNTS.items():
        rows = len(evidence.submission.filled_rows[table])
        for section in COUNTED_IN:
            for found in pattern.finditer(narrative.texts.get(section, "")):
                said = int(found[1] or found[2])
                if rows and said != rows:
                    label = narrative.label(section)
                    message = f"{label}写“{found[0]}”，表中填了 {rows} 项。"
                    yield Hit(narrative.cell(section), label, message, Decimal(said), Decimal(rows), "项")


@rule("EV03")
def no_complaints_taken_for_satisfaction(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Satisfaction of 100% where the text's only ground is that nobody complained."""
    narrative = evidence.narrative
    word = first_word(narrative.texts.get(SATISFACTION, ""), words(evidence.form, "清单_无投诉用语"))
    level1 = str(evidence.form.parameters.get("参数_满意度一级") or "")
    for row in evidence.submission.filled_rows["指标"]:
        achieved = row.decimal("指标_实际完成值")
        if word and row.text("指标_一级") == level1 and achieved == WHOLE:
            message = f"“{row.name}”填 {plain(achieved)}%，依据只是“{word}”。"
            at = row.cell("指标_实际完成值")
            yield Hit(at, row.key, message, achieved, also=(narrative.cell(SATISFACTION),))
