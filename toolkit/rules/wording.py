"""What the texts look like: template wording left over, numbering, names, printed ratios and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from msgspec import Struct

from toolkit.decimals import plain
from toolkit.expression import expression
from toolkit.form import Rule
from toolkit.model import Role
from toolkit.narrative.counts import counts_that_differ
from toolkit.narrative.figures import Bound, TextFigure
from toolkit.narrative.in_order import told_in_order
from toolkit.narrative.reading import SATISFACTION
from toolkit.rules.figures import show
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.narrative import QUOTED
from toolkit.rules.registry import rule
from toolkit.rules.settings import first_word, words
from toolkit.rules.typed_values import texts
from toolkit.rules.width import normalised
from toolkit.submission import Submission

NUMERALS = "一二三四五六七八九十"
NUMBERED = (
    expression(r"[（(](\d{1,2})[）)]"),
    expression(r"[（(]([一二三四五六七八九十])[）)]"),
    expression(r"^\s*(\d{1,2})(?:、|[．.](?!\d))", re.MULTILINE),
    expression(r"([一二三四五六七八九十])是"),
)
FOLLOWING = 2
"""Numbered points that make a list."""
RATE = r"(?:比重|比例|比)?(?:为|达到|达|是|：|:)?(?P<rate>\d+(?:\.\d+)?)[%％]"
WHOLE = Decimal(100)


class Ratio(Struct, frozen=True):
    """A ratio that texts name: a pattern of its words, and the fields it is made of."""

    words: str
    part: str
    whole: str
    less: str = ""
    """Taken off ``part`` first, for a rate of change."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it is computed from."""
        return tuple(dict.fromkeys(name for name in (self.part, self.whole, self.less) if name))

    def of(self, submission: Submission) -> Decimal | None:
        """The ratio, half-up to four decimals; ``None`` where a figure is missing or the whole is 0."""
        part, whole = submission.decimal(self.part), submission.decimal(self.whole)
        less = submission.decimal(self.less) if self.less else Decimal(0)
        if part is None or not whole or less is None:
            return None
        return ((part - less) / whole).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


ACCOUNT_OF_YEAR = expression(
    r"(20\d\d)年(?:度)?(?:部门整体支出|基本支出|项目支出|专项资金|绩效目标|绩效自评|预算执行)(?!结转|结余)"
)
OF_ALL = "占(?:全年|本年|年度)?(?:总支出|支出总额|支出合计|支出)?的?"
OF_BASIC = "占(?:全年|本年|年度)?基本支出(?:总额|合计)?的?"
RATIOS = (
    Ratio(f"基本支出{OF_ALL}", "预算_基本支出", "预算_全年执行"),
    Ratio(f"项目支出{OF_ALL}", "预算_项目支出", "预算_全年执行"),
    Ratio(f"人员(?:经费|支出){OF_BASIC}", "支出汇总_人员支出", "支出汇总_基本支出"),
    Ratio(f"公用(?:经费|支出){OF_BASIC}", "支出汇总_公用支出", "支出汇总_基本支出"),
    Ratio("(?:年中|年度|全年)?预算调整率", "预算_全年预算", "预算_年初预算", "预算_年初预算"),
    Ratio("(?:年度|全年|年末)?结转结余率", "预算_全年预算", "预算_全年预算", "预算_全年执行"),
)

WHOLES = {"基本支出": "预算_基本支出", "项目支出": "预算_项目支出", "支出": "预算_全年执行"}
SHARE_OF = expression(
    r"^[，,（(]?占(?:(?:本单位|部门)?(?:全年|本年|年度)?的?总?(?P<whole>基本支出|项目支出|支出)(?:总额|合计|总数)?)"
    r"的?(?:比重|比例)?(?:为|达到|达|是)?$"
)
"""All that stands between an amount and its share: 77.96万元，占基本支出的18.79%."""


@rule("ST10")
def template_wording_left(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Prompts of the template that were not replaced."""
    typed = [(entry, value) for entry, value in evidence.kept(texts) if entry.field.role is Role.INPUT]
    whole = "\n".join([value for _, value in typed])
    plain_whole = normalised(whole)
    listed = words(evidence.form, "清单_模板用语")
    left = tuple(word for word in listed if word in whole or word in plain_whole)
    for (at, field, _slot), value in typed if left else ():
        word = first_word(normalised(value), left) or first_word(value, left)
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
            if len(numbers) >= FOLLOWING and (gap := _gap(numbers)):
                label = evidence.narrative.label(section)
                missing, shown = gap[0], marks[gap[1]][0]
                message = f"{label}的序号不连续：“{shown.strip()}”之前缺第 {missing} 项。"
                yield Hit(evidence.narrative.cell(section), label, message, shown.strip())


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMERALS.index(text) + 1


def _gap(numbers: list[int]) -> tuple[int, int] | None:
    """The first number left out, and the place of the one that stands instead; ``None`` if none is.

    Each number is one more than the last, starts again at one, or refers back to an earlier point.
    """
    last = 0
    for place, this in enumerate(numbers):
        if this > last + 1:
            return last + 1, place
        if this in (1, last + 1):
            last = this
    return None


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
    return bool(name and full) and name != full and (name in full or full in name)


@rule("ST14", part="正文")
def another_year_in_text(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Sections that account for another year and never name the year under evaluation."""
    narrative = evidence.narrative
    for section, text in narrative.texts.items():
        found = ACCOUNT_OF_YEAR.search(text)
        if found and narrative.year and found[1] != narrative.year and narrative.year not in text:
            label = narrative.label(section)
            message = f"{label}写“{found[0]}”，评价年度是 {narrative.year} 年。"
            yield Hit(narrative.cell(section), label, message, found[1], narrative.year)


@rule("AR22")
def printed_ratio_differs(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Ratios named in a text that its own figures in the tables do not give."""
    for section, text in evidence.narrative.texts.items():
        for ratio in RATIOS:
            for found in re.finditer(rf"{ratio.words}{RATE}", text):
                yield from _ratio_hit(evidence, section, ratio, found)
    figures = evidence.narrative.figures
    for index, share in enumerate(figures):
        if index and share.unit.family == "%" and figures[index - 1].unit.is_money:
            yield from _share_hit(evidence, figures[:index], share)


def _share_hit(evidence: Evidence, before: Sequence[TextFigure], share: TextFigure) -> Iterator[Hit]:
    """The share of a total of the tables that an amount, or the list which it ends, is said to have.

    Of amounts told in order (分别) the shares are told in order as well, and left alone.
    """
    amount = before[-1]
    said = SHARE_OF.search(share.text[amount.end : share.start]) if amount.section == share.section else None
    whole = evidence.submission.decimal(WHOLES[said["whole"]]) if said else None
    other_year = amount.year not in ("", evidence.narrative.year)
    if not said or not whole or other_year or {amount.bound, share.bound} != {Bound.EXACT}:
        return
    alike = [figure for figure in before if _place_of(figure) == _place_of(amount)]
    if amount in told_in_order(alike):
        return
    listed = [figure.value for figure in alike]
    shares = [added / (whole * 100) for added in accumulate(reversed(listed))]
    if all(abs(share.value - expected) > share.half_unit + Decimal("0.005") for expected in shares):
        narrative, expected = evidence.narrative, shares[0].quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        label, also = narrative.label(share.section), (evidence.submission.cell(WHOLES[said["whole"]]),)
        words = share.text[max(amount.clause, amount.start - QUOTED) : share.end]
        message = f"{label}写“{words}”，按表中数 {plain(whole)} 万元计算为 {plain(expected)}%。"
        yield Hit(narrative.cell(share.section), label, message, share.value, expected, also=also)


def _place_of(figure: TextFigure) -> tuple[str, tuple[int, int], str]:
    return figure.section, figure.sentence, figure.unit.family


def _ratio_hit(evidence: Evidence, section: str, ratio: Ratio, found: re.Match[str]) -> Iterator[Hit]:
    narrative, expected = evidence.narrative, ratio.of(evidence.submission)
    printed = Decimal(found["rate"])
    half_unit = Decimal(1).scaleb(-len(found["rate"].partition(".")[2])) / 2
    if expected is None or abs(printed - expected * WHOLE) <= half_unit:
        return
    label, also = narrative.label(section), tuple(evidence.submission.cell(n) for n in ratio.fields)
    message = f"{label}写“{found[0]}”，按表中数计算为 {show(expected, '%')}。"
    yield Hit(narrative.cell(section), label, message, printed / WHOLE, expected, "%", also)


@rule("NV11")
def count_differs_from_table(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """How many indicators or projects a text says there are, in all or of a part, against the filled rows."""
    narrative = evidence.narrative
    for section, text in narrative.texts.items():
        for told in counts_that_differ(evidence.submission, section, text):
            label, of = narrative.label(section), f"“{told.part}”" if told.part else ""
            message = f"{label}写“{told.words}”，表中{of}填了 {told.expected} 项。"
            yield Hit(narrative.cell(section), label, message, told.said, told.expected, "项")


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
