"""Scores that a text tells, and the overall rating, with what the tables have of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.expression import expression
from toolkit.narrative.context import FILLER, RESTRICTION, SAID_OF_THE_WHOLE, restrictions
from toolkit.narrative.figures import FULL_STOP, YEAR, Bound, TextFigure
from toolkit.narrative.names import clean
from toolkit.narrative.reading import OUTCOME, OUTPUT, SATISFACTION, Narrative
from toolkit.narrative.units import PERCENT
from toolkit.submission import Row, Submission

SCORED = expression(
    r"(?:(?P<overall>(?:综合|总|合计)(?:评价|自评)?得分|(?:自评|评价)总分|综合评分)|(?P<top>总分值?|分值|满分)|"
    r"(?P<score>(?:评价|自评)?得分)|(?P<rate>得分率))(?:为|是|共)?$"
)
SCORE_WORD = expression(r"分值|得分|满分|总分")
OVERALL, RATING = "自评_综合得分", "自评_评价等次"
SCORE_FIELDS = {OUTPUT: "综述_产出", OUTCOME: "综述_效益", SATISFACTION: "综述_满意度"}
TOP, SCORE, RATE = "分值", "得分", "得分率"
LEVELS = ("指标_三级", "指标_二级", "指标_一级")
SCORE_WORDS = expression(r"(?:评价|自评|综合)?(?:得分率|得分|总?分值|满分|总分)|绩效|自评|评价|指标|分")
CLAUSE_END = expression(r"[，。；：！？、,;:!?（(]")
JOINED = expression(r"[、和及与]$")
GRADE = expression(
    r"(?P<lead>[^，。；：、,;:\n]*?)(?:评价|自评|绩效)(?:等次|等级|结果)(?:评定|确定|认定)?(?:为|是|：|:)"
    r"[“\"]?(?P<grade>优秀|优|良好|良|中|差)(?:等次|等|级)?[”\"]?(?=[，。；、,;）)\n]|$)"
)
NOT_OVERALL = expression(r"项目|财政|第三方|复核|审核|其中")
"""Says that the rating may be another one than the department's own."""


class ScoreTold(Struct, frozen=True):
    """A score of a text, and what the tables have."""

    figure: TextFigure
    expected: Decimal
    others: tuple[Decimal, ...]
    """Scores of what it is a part of: the words may as well speak of them."""
    of: str
    """Whose score it is, in the words of a message."""
    key: str
    at: tuple[CellRef, ...]

    @property
    def differs(self) -> bool:
        """Whether it is none of the scores that the words may mean."""
        return all(
            abs(self.figure.value - score) > self.figure.half_unit for score in (self.expected, *self.others)
        )


def scores_told(narrative: Narrative) -> Iterator[ScoreTold]:
    """Every score that a text tells exactly, of this year, of something that the tables name."""
    groups = _Groups.of(narrative.submission)
    for figure in narrative.figures:
        said = SCORED.search(figure.left) if figure.bound is Bound.EXACT else None
        past = figure.year and narrative.year and figure.year != narrative.year
        if said and not past:
            yield from _told(narrative.submission, groups, figure, said)


def _told(
    submission: Submission, groups: _Groups, figure: TextFigure, said: re.Match[str]
) -> Iterator[ScoreTold]:
    if said["overall"]:
        score = submission.decimal(OVERALL)
        if score is not None and figure.unit.family != PERCENT and not restrictions(figure):
            yield _of_field(submission, figure, OVERALL, score, ())
        return
    what = TOP if said["top"] else SCORE if said["score"] else RATE
    if (figure.unit.family == PERCENT) is not (what == RATE):
        return
    overall = submission.decimal(OVERALL) if what == SCORE else None
    others = () if overall is None else (overall,)
    name = groups.named_before(figure.text, figure.start - len(said[0]))
    field = _field(figure.section, what) if name in ("", groups.level1.get(figure.section)) else ""
    entered = _entered(submission, field)
    if entered is not None:
        yield _of_field(submission, figure, field, entered, others)
    elif name:
        around = _entered(submission, _field(figure.section, what))
        others = others if around is None else (*others, around)
        rows = groups.rows[name]
        expected = _added(rows, what)
        if expected is not None:
            cells = tuple(row.cell(f"指标_{'自评得分' if what == SCORE else '分值'}") for row in rows)
            yield ScoreTold(figure, expected, others, f"自评表“{name}”的{what}", name, cells)


def ratings_that_differ(narrative: Narrative, text: str) -> Iterator[re.Match[str]]:
    """Where a text tells the department's own rating of this year as another one than entered."""
    entered = narrative.submission.text(RATING)
    for found in GRADE.finditer(text) if entered else ():
        begin = max([stop.end() for stop in FULL_STOP.finditer(text, 0, found.start())], default=0)
        said = text[begin : found.end("lead")]
        other = NOT_OVERALL.search(said) or RESTRICTION.search(said)
        past = set(YEAR.findall(said)) - {narrative.year}
        if not (other or past) and not _says_more(found["lead"]) and found["grade"][0] != entered[0]:
            yield found


def _field(section: str, what: str) -> str:
    stem = SCORE_FIELDS.get(section)
    return f"{stem}{'总分值' if what == TOP else what}" if stem else ""


def _entered(submission: Submission, field: str) -> Decimal | None:
    value = submission.decimal(field) if field else None
    return value * 100 if value is not None and field.endswith(RATE) else value


def _of_field(
    submission: Submission, figure: TextFigure, name: str, expected: Decimal, others: tuple[Decimal, ...]
) -> ScoreTold:
    field = submission.form.fields[name]
    of = f"{'自评表的' if name == OVERALL else '旁边填报的'}“{field.label}”"
    return ScoreTold(figure, expected, others, of, field.label, (field.area.first,))


def _added(rows: tuple[Row, ...], what: str) -> Decimal | None:
    """Maximum, score or rate of some rows together; ``None`` where one of them lacks it."""
    top, score = (_sum([row.decimal(name) for row in rows]) for name in ("指标_分值", "指标_自评得分"))
    if what == RATE:
        return score / top * 100 if top and score is not None else None
    return top if what == TOP else score


def _sum(numbers: Sequence[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if len(known) == len(numbers) else None


class _Groups(Struct, frozen=True):
    """What of the table of indicators has a score: level-1 and level-2 groups, and single rows."""

    rows: Mapping[str, tuple[Row, ...]]
    meant: Mapping[str, str]
    """What a text may write → the name in ``rows``."""
    single: frozenset[str]
    level1: Mapping[str, str]
    """Section → the level-1 name that it answers for."""
    names: re.Pattern[str]

    @classmethod
    def of(cls, submission: Submission) -> _Groups:
        """Read from the filled rows; of one name at two levels, the wider is meant."""
        rows: dict[str, tuple[Row, ...]] = {}
        for level in LEVELS:
            listed = submission.filled_rows["指标"]
            for name in {row.text(level) for row in listed} - {""}:
                rows[name] = tuple(row for row in listed if row.text(level) == name)
        wide = {row.text(level) for row in submission.filled_rows["指标"] for level in LEVELS[1:]}
        meant = {name.removesuffix("指标").rpartition("或")[2]: name for name in rows if name in wide}
        meant |= {name: name for name in rows}
        level1 = {
            section: meant[stem.removeprefix("综述_")]
            for section, stem in SCORE_FIELDS.items()
            if stem.removeprefix("综述_") in meant
        }
        longest = sorted(filter(None, meant), key=len, reverse=True)
        names = expression("|".join(map(re.escape, longest)) or "(?!)")
        return cls(rows, meant, frozenset(rows) - wide, level1, names)

    def named_before(self, text: str, end: int) -> str | None:
        """Whose score is told, looked for clause by clause back to the start of the line.

        Empty where nothing is named; ``None`` where it is something that the table does not name alone.
        """
        start, own = text.rfind("\n", 0, end) + 1, True
        while end > start:
            first = max([stop.end() for stop in CLAUSE_END.finditer(text, start, end)], default=start)
            clause = text[first:end]
            scored = own or bool(SCORE_WORD.search(clause))
            found = [m for m in self.names.finditer(clause) if scored or self.meant[m[0]] not in self.single]
            if scored and RESTRICTION.search(self.names.sub("", clause)):
                return None
            if found:
                lead = clause[: found[-1].start()]
                alone = not (_says_more(lead) or JOINED.search(text[start : first + len(lead)]))
                return self.meant[found[-1][0]] if alone else None
            if scored and _says_more(clause):
                return None
            own, end = False, first - 1
        return ""


def _says_more(words: str) -> bool:
    """Whether words name something beside scores and the department."""
    said = SCORE_WORDS.sub("", FILLER.sub("", clean(words)))
    return len(SAID_OF_THE_WHOLE.sub("", said)) > 1
