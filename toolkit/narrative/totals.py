"""Totals of the department that a text names in general words: 全年支出, 总收入, 年初结转."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from toolkit.decimals import to_decimal
from toolkit.expression import expression
from toolkit.narrative.context import FILLER, PART_SECTIONS, SAID_OF_THE_WHOLE, speaks_of_the_whole
from toolkit.narrative.figures import STOP, TextFigure
from toolkit.narrative.names import BRACKETS, clean
from toolkit.submission import Submission

SPENDING = frozenset({"支出", "执行"})
WHO = "我局|我办|我委|我会|我馆|我院|我所|我中心|我单位|我部门|本单位|本部门|单位|部门"
WHOSE = rf"(?:20\d\d年度?|全年度?|年度|本年度?|当年|{WHO}|整体|决算|实际|各项|累计|共计|合计|总计|共)*"
BEHIND = r"(?:总额|总计|合计|总数|数|金额)?(?:共计|合计|累计|实际|共)?(?:为|达到|达|是)?"
OF_THE_YEAR = r"(?=.*(?:20\d\d|全年|年度|本年|当年|总|合计|整体|部门|[我本]单位))"
"""One of these makes 支出 or 收入 the department's."""
BARE = expression(rf"(?:实际)?(?:支出|执行){BEHIND}")
"""Says which spending it is where the clause before has told the year's income or budget."""
INCOME_BEFORE = expression(
    rf"(?:^|[，。；！、\n]){OF_THE_YEAR}{WHOSE}(?:调整后|追加后)?{WHOSE}总?(?:收入|预算){BEHIND}约?[\d,.]+[亿万]?元[，；、,;]$"
)
JUST_BEFORE = 40
"""Characters before a clause in which the clause before stands."""
STAFF_SECTIONS = frozenset({"概况_总体运行", "综述_部门概况", "综述_其他说明"})
STAFF_TOLD = expression(rf"{WHO}|核定|人员|编制|年末|年底|现有|实有|在职|在编|人数|[\d人名个，]")
"""What may stand before a number of staff without making it that of a part."""


class Total(NamedTuple):
    """One total: its fields, the first of which a text is held against, and how a clause names it."""

    fields: tuple[str, ...]
    words: frozenset[str]
    """Two characters each: a clause without any of them does not speak of it."""
    said: re.Pattern[str]
    unit: str = "万元"
    less: tuple[tuple[str, str], ...] = ()
    """Differences of two fields that it may mean as well."""

    def values(self, submission: Submission) -> tuple[Decimal, ...]:
        """The figures that it may have, in its unit; empty where its own field is blank."""
        exact = to_decimal(submission.value(self.fields[0]), None)
        own = submission.decimal(self.fields[0]) if self.unit.endswith("元") else exact
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
        expression(rf"{OF_THE_YEAR}{WHOSE}总?(?:支出|预算执行|执行){BEHIND}"),
    ),
    Total(
        ("收入汇总_合计", "预算_全年预算"),
        frozenset({"收入"}),
        expression(rf"{OF_THE_YEAR}{WHOSE}总?收入{BEHIND}"),
        less=(("收入汇总_合计", "收入汇总_上年结转"),),
    ),
    Total(
        ("收入汇总_上年结转",),
        frozenset({"结转"}),
        expression(
            rf"(?:其中)?{WHOSE}(?:年初|上年度?)(?:财政拨款|资金)?结转(?:[和及与]?结余)?(?:资金|收入)?{BEHIND}"
        ),
    ),
    Total(
        ("支出汇总_累计结余", "支出汇总_当年结余"),
        frozenset({"结余"}),
        expression(rf"{WHOSE}(?:年末|年底)(?:财政拨款|资金)?(?:结转)?[和及与]?结余(?:资金)?{BEHIND}"),
        less=(("预算_全年预算", "预算_全年执行"),),
    ),
    Total(
        ("概况_人员编制",),
        frozenset({"编制"}),
        expression(rf"(?:{WHO}|核定|共有|现有|人员|总|的)*编制(?:人员|人数|总数|数)?(?:共|为|是|有)*"),
        unit="人",
    ),
    Total(
        ("概况_实有人数",),
        frozenset({"实有", "在职"}),
        expression(
            rf"(?:{WHO}|年末|年底|现|共|目前|有)*(?:实有(?:在职)?(?:在编)?|在职(?:在编)?)(?:人员|人数|职工|干部职工)?(?:总数|数)?(?:共|为|是|有)*"
        ),
        unit="人",
    ),
)


def names_the_total(figure: TextFigure, total: Total) -> bool:
    """Whether a figure's clause says nothing but the name of a total, and the sentence nothing smaller."""
    staff = not total.unit.endswith("元")
    if figure.section in PART_SECTIONS or (staff and figure.section not in STAFF_SECTIONS):
        return False
    if figure.left != figure.clause_left or _goes_on(figure):
        return False
    words = clean(BRACKETS.sub("", figure.left))
    if not total.said.fullmatch(words) and not (total.words == SPENDING and _bare(figure, words)):
        return False
    return _only_staff(figure) if staff else speaks_of_the_whole(figure)


def _bare(figure: TextFigure, words: str) -> bool:
    """Whether a clause says 支出 alone, right after the year's income or budget."""
    before = figure.text[max(0, figure.clause - JUST_BEFORE) : figure.clause]
    return bool(BARE.fullmatch(words) and INCOME_BEFORE.search(before))


def _only_staff(figure: TextFigure) -> bool:
    before = BRACKETS.sub("", figure.text[figure.sentence[0] : figure.clause])
    return not STAFF_TOLD.sub("", before).strip()


def _goes_on(figure: TextFigure) -> bool:
    """Whether words right behind a figure say what it was for; a remark in brackets does not."""
    return bool(clean(figure.right)) and not figure.right.lstrip().startswith(("（", "("))


def is_free_standing(figure: TextFigure) -> bool:
    """Whether nothing that a sentence says before a figure's clause could be what the figure is of."""
    before = BRACKETS.sub("", figure.text[figure.sentence[0] : figure.clause])
    said = (SAID_OF_THE_WHOLE.sub("", FILLER.sub("", clean(clause))) for clause in STOP.split(before))
    return not any(len(clause) > 1 for clause in said)
