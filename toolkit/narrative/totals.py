"""Totals of the department that a text names in general words: 全年支出, 总收入, 年初结转."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from toolkit.expression import expression
from toolkit.narrative.context import FILLER, PART_SECTIONS, SAID_OF_THE_WHOLE, speaks_of_the_whole
from toolkit.narrative.figures import STOP, TextFigure
from toolkit.narrative.names import BRACKETS, clean
from toolkit.submission import Submission

SPENDING = "支出"
WHOSE = (
    r"(?:20\d\d年度?|全年度?|年度|本年度?|当年|我局|我办|我委|我会|我馆|我院|我所|我中心|我单位|我部门|本单位|本部门|单位|部门|"
    r"整体|决算|实际|各项|累计|共计|合计|总计|共)*"
)
BEHIND = r"(?:总额|总计|合计|总数|数|金额)?(?:共计|合计|累计|实际|共)?(?:为|达到|达|是)?"
OF_THE_YEAR = r"(?=.*(?:20\d\d|全年|年度|本年|当年|总|合计|整体|部门|[我本]单位))"
"""One of these makes 支出 or 收入 the department's."""
BARE = expression(rf"支出{BEHIND}")
"""Says which spending it is where the sentence has just told the year's income."""
INCOME_BEFORE = expression(r"(?:20\d\d年度?|全年|年度|本年|当年|总)[^，。；、]{0,8}收入[^。；]*$")


class Total(NamedTuple):
    """One total: its fields, the first of which a text is held against, and how a clause names it."""

    fields: tuple[str, ...]
    word: str
    """Two characters without which no clause speaks of it."""
    said: re.Pattern[str]
    less: tuple[tuple[str, str], ...] = ()
    """Differences of two fields that it may mean as well."""

    def values(self, submission: Submission) -> tuple[Decimal, ...]:
        """The figures that it may have, in 万元; empty where its own field is blank."""
        own = submission.decimal(self.fields[0])
        return () if own is None else (own, *self._others(submission))

    def _others(self, submission: Submission) -> Iterator[Decimal]:
        for name in self.fields[1:]:
            value = submission.decimal(name)
            if value is not None:
                yield value
        for one, other in self.less:
            whole, part = submission.decimal(one), submission.decimal(other)
            if whole is not None and part is not None:
                yield whole - part


TOTALS = (
    Total(
        ("预算_全年执行", "支出汇总_合计", "四本_合计"),
        SPENDING,
        expression(rf"{OF_THE_YEAR}{WHOSE}总?支出{BEHIND}"),
    ),
    Total(
        ("收入汇总_合计", "预算_全年预算"),
        "收入",
        expression(rf"{OF_THE_YEAR}{WHOSE}总?收入{BEHIND}"),
        (("收入汇总_合计", "收入汇总_上年结转"),),
    ),
    Total(
        ("收入汇总_上年结转",),
        "结转",
        expression(
            rf"(?:其中)?{WHOSE}(?:年初|上年度?)(?:财政拨款|资金)?结转(?:[和及与]?结余)?(?:资金|收入)?{BEHIND}"
        ),
    ),
    Total(
        ("支出汇总_累计结余", "支出汇总_当年结余"),
        "结余",
        expression(rf"{WHOSE}(?:年末|年底)(?:财政拨款|资金)?(?:结转)?[和及与]?结余(?:资金)?{BEHIND}"),
        (("预算_全年预算", "预算_全年执行"),),
    ),
)


def names_the_total(figure: TextFigure, total: Total) -> bool:
    """Whether a figure's clause says nothing but the name of a total, and the sentence nothing smaller."""
    if figure.section in PART_SECTIONS or figure.left != figure.clause_left or _goes_on(figure):
        return False
    words = clean(BRACKETS.sub("", figure.left))
    named = total.said.fullmatch(words) or (
        total.word == SPENDING
        and BARE.fullmatch(words)
        and INCOME_BEFORE.search(figure.text, figure.sentence[0], figure.clause - 1)
    )
    return bool(named) and speaks_of_the_whole(figure)


def _goes_on(figure: TextFigure) -> bool:
    """Whether words right behind a figure say what it was for; a remark in brackets does not."""
    return bool(clean(figure.right)) and not figure.right.lstrip().startswith(("（", "("))


def is_free_standing(figure: TextFigure) -> bool:
    """Whether nothing that a sentence says before a figure's clause could be what the figure is of."""
    before = BRACKETS.sub("", figure.text[figure.sentence[0] : figure.clause])
    said = (SAID_OF_THE_WHOLE.sub("", FILLER.sub("", clean(clause))) for clause in STOP.split(before))
    return not any(len(clause) > 1 for clause in said)
