"""How many indicators and projects a text says there are, and of which part of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.context import FILLER, SAID_OF_THE_WHOLE
from toolkit.narrative.figures import SENTENCE_END
from toolkit.narrative.names import clean
from toolkit.narrative.reading import OUTCOME, OUTPUT, OVERVIEW, PROBLEMS, RESULTS, SATISFACTION
from toolkit.submission import Submission

INDICATORS, PROJECTS = "指标", "项目"
SET = r"共?(?:设置|设定|设立|设有|设)"
NAME = r"(?:三级(?:绩效)?指标|绩效指标)"
PATTERNS = {
    INDICATORS: expression(
        rf"(?:{SET}了?|共(?:有|计)?|包[含括]|(?<=二级指标)[、，和及])(?:{NAME}(\d+)[个项条]|(\d+)[个项条]{NAME})"
        rf"|{NAME}共(?:有|计|设)?(\d+)[个项条]"
    ),
    PROJECTS: expression(
        r"项目共(?:有|计)?(\d+)个|共(?:有|实施|安排|计)?(\d+)个项目|共(?:实施|安排)项目(\d+)个"
    ),
}
SECTIONS = {
    INDICATORS: (OVERVIEW, *RESULTS, "综述_部门概况", "综述_项目支出情况", PROBLEMS),
    PROJECTS: (*RESULTS, "综述_部门概况", "综述_项目支出情况", PROBLEMS),
}
ENDS = expression(r"[，。；：、,;:（）()\n]|[组构]成|$")
"""What may stand behind a count of all: with words behind it, it may be that of some."""
CLAUSE_END = expression(r"[，；：、,;:（(]")
PARTS_OF = {INDICATORS: ("指标_一级", "指标_二级"), PROJECTS: ("项目_类别",)}
ENDINGS = expression(r"指标$|(?:专项)?资金$|项目$|支出$")
GENERAL = expression(r"[一二]级(?:绩效)?指标|体系|包[含括]|报告|自评|评价|绩效|设置|指标|项目|类|方面")
PART_WORD = expression(r"其中|方面|类")
STEMS = {OUTPUT: "产出", OUTCOME: "效益", SATISFACTION: "满意度"}


class CountTold(Struct, frozen=True):
    """A count of a text, and what the tables have of the same thing."""

    words: str
    said: Decimal
    expected: Decimal
    part: str
    """The part of the table that is meant; empty for all of it."""


def counts_that_differ(submission: Submission, section: str, text: str) -> Iterator[CountTold]:
    """Every count of a section that differs, as far as it is clear what it is a count of."""
    for table, pattern in PATTERNS.items():
        if not submission.filled_rows[table] or section not in SECTIONS[table]:
            continue
        sizes = _sizes(submission, table)
        for found in pattern.finditer(text):
            part = _part(text, found, table, sizes) if ENDS.match(text, found.end()) else None
            if part is None:
                continue
            said = Decimal(next(filter(None, found.groups())))
            own = sizes.get(STEMS.get(section, "")) if not part else None
            if said not in (sizes[part], own):
                yield CountTold(found[0], said, sizes[part], part)


def _sizes(submission: Submission, table: str) -> Mapping[str, Decimal]:
    """Rows of the table in all (under the empty name) and of each part by the stem of its name."""
    rows = submission.filled_rows[table]
    found = {"": Decimal(len(rows))}
    for column in PARTS_OF[table]:
        for name in (row.text(column) for row in rows):
            stem = _stem(name)
            if stem:
                found[stem] = found.get(stem, Decimal(0)) + 1
    return found


def _stem(name: str) -> str:
    """专项资金支出 and 专项 are one part, 产出指标 and 产出 another."""
    stem = clean(name)
    while (shorter := ENDINGS.sub("", stem)) not in ("", stem):
        stem = shorter
    return stem


def _part(text: str, found: re.Match[str], table: str, sizes: Mapping[str, Decimal]) -> str | None:
    """The part that a count is of, empty for all; ``None`` where the words before say something unknown."""
    starts = [stop.end() for stop in SENTENCE_END.finditer(text, 0, found.start())]
    *before, own = CLAUSE_END.split(text[starts[-1] if starts else 0 : found.start()])
    for words in (own, *reversed(before)):
        part = _named(words, sizes)
        if part is None and (words is own or table == PROJECTS or PART_WORD.search(words)):
            return None
        if part:
            return part
    return None if PART_WORD.search(own) else ""


def _named(words: str, sizes: Mapping[str, Decimal]) -> str | None:
    """The part that a clause names and nothing else; empty where it names nothing at all."""
    said = clean(words)
    parts = [stem for stem in sizes if stem and stem in said]
    longest = max(parts, key=len, default="")
    if any(stem not in longest for stem in parts):
        return None
    rest = GENERAL.sub("", FILLER.sub("", said.replace(longest, "", 1)))
    return longest if len(SAID_OF_THE_WHOLE.sub("", rest)) < 2 else None
