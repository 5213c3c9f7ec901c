"""A text's own arithmetic: a total and its details, batches of a year, shares of a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.context import CHANGES
from toolkit.narrative.figures import FULL_STOP, TextFigure
from toolkit.narrative.names import BRACKETS
from toolkit.narrative.units import PERCENT

LISTED = expression(r"(?:分别为|分别是|包括|由|[:：])")
OF_WHICH = expression(r"其中")
TOTAL_AFTER = expression(r"(?:合计|共计|总计|总额为?)[为共]?$")
BATCH = expression(r"第([一二三四五六七八九十\d]+)([批期季])")
SHARE_WORD = "占"
SHARE = expression(r"占(?P<base>[一-龥]{0,8}?)(?:比|的)?(?:约|为|达|达到)?$")
RESPECTIVELY = expression(r"分别占")
OPENING = expression(r"[（(](?![\d一二三四五六七八九十]+[）)])")
CLOSING = expression(r"(?<![\d一二三四五六七八九十])[）)]")
"""Of remarks in brackets; those of a numbering are none: （1）, 2）."""
NOT_A_PART = expression(r"每|人均|户均|亩均|平均|日均|超出|节约|比上年|增长|下降")
OWN_SCORE = expression(r"分值|得分|满分|总分")
"""Before a score that is told by its own word: no detail of the score before it."""
LEAST_PARTS = 2


class Claim(Enum):
    """How a text presents details of a total."""

    LISTED = "逐项列出"
    OF_WHICH = "其中"
    TOTALLED = "合计在后"


class Sum(Struct, frozen=True):
    """A total and the details that the same passage gives of it; all of one family of units."""

    claim: Claim
    total: TextFigure
    parts: tuple[TextFigure, ...]

    @property
    def added(self) -> Decimal:
        """What the details add up to, in the family's base."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def slack(self) -> Decimal:
        """How far rounding alone may part the two: beside 29.99, a 30 is meant exactly."""
        written = [figure.half_unit for figure in (self.total, *self.parts)]
        return min(written) * written.count(min(written))


class Batches(Struct, frozen=True):
    """Figures of a first, second, … batch: one figure a batch, all of one family of units."""

    parts: tuple[TextFigure, ...]

    @property
    def added(self) -> Decimal:
        """What they add up to, in the family's base."""
        return sum((part.value for part in self.parts), Decimal(0))


class Shares(Struct, frozen=True):
    """Percentages of one whole, given side by side."""

    parts: tuple[TextFigure, ...]
    complete: bool
    """Whether the text says that these are all."""


def passages(figures: Sequence[TextFigure]) -> Iterator[list[TextFigure]]:
    """The figures of each stretch up to a full stop or a line's end."""
    group: list[TextFigure] = []
    for figure in figures:
        if group and (
            group[-1].section != figure.section or FULL_STOP.search(figure.text, group[-1].end, figure.start)
        ):
            yield group
            group = []
        group.append(figure)
    if group:
        yield group


def find_sums(figures: Sequence[TextFigure]) -> tuple[Sum, ...]:
    """Totals with their details, as far as a passage says clearly which figure is which."""
    return tuple(found for group in passages(figures) for found in _sums_of(group))


def _sums_of(group: list[TextFigure]) -> Iterator[Sum]:
    for index, total in enumerate(group[:-1]):
        announced = None if total.unit.family == PERCENT else _announced(total, group[index + 1])
        if announced and (parts := _parts(total, announced[1], group[index + 1 :])):
            yield Sum(announced[0], total, tuple(parts))
    for index, total in enumerate(group):
        if TOTAL_AFTER.search(total.left) and total.unit.family != PERCENT:
            parts = _parts_before(total, group[:index])
            if len(parts) >= LEAST_PARTS:
                yield Sum(Claim.TOTALLED, total, tuple(parts))


def _announced(total: TextFigure, following: TextFigure) -> tuple[Claim, int] | None:
    """How the words up to the next figure present details of a total, and where these begin."""
    for claim, word in ((Claim.OF_WHICH, OF_WHICH), (Claim.LISTED, LISTED)):
        if found := word.search(total.text, total.end, following.start):
            return claim, found.end()
    return None


def _depth(text: str, start: int, end: int) -> int:
    """How many more brackets are opened than closed in a stretch of text."""
    return len(OPENING.findall(text, start, end)) - len(CLOSING.findall(text, start, end))


def _parts(total: TextFigure, begin: int, following: Sequence[TextFigure]) -> list[TextFigure]:
    """The run of like figures after a total, up to another kind of figure, another list or another 其中.

    They end where they make the total. Details given in brackets end with them; what stands in brackets
    beside a detail is a remark on it.
    """
    parts: list[TextFigure] = []
    level = _depth(total.text, total.end, begin)
    for figure in following:
        depth = _depth(total.text, begin, figure.start)
        if depth > 0:
            continue
        if depth < 0 or level < 0:
            break
        previous = parts[-1] if parts else total
        between = BRACKETS.sub("", total.text[previous.end : figure.start])
        ended = parts and (OF_WHICH.search(between) or TOTAL_AFTER.search(figure.left) or "；" in between)
        alike = figure.unit.family == total.unit.family and (
            total.unit.is_money or not parts or figure.unit.name == parts[0].unit.name
        )
        other = NOT_A_PART.search(figure.clause_left) or CHANGES.match(figure.right)
        if figure.unit.family == "分":
            other = other or OWN_SCORE.search(figure.left)
        if not alike or ended or other:
            break
        parts.append(figure)
        if len(parts) >= LEAST_PARTS and sum(part.value for part in parts) == total.value:
            break
    return parts


def _parts_before(total: TextFigure, before: Sequence[TextFigure]) -> list[TextFigure]:
    parts: list[TextFigure] = []
    for figure in reversed(before):
        if _depth(total.text, figure.start, total.start) < 0:
            continue
        if figure.unit.family != total.unit.family or NOT_A_PART.search(figure.clause_left):
            break
        parts.insert(0, figure)
        if TOTAL_AFTER.search(figure.left) or OF_WHICH.search(figure.clause_left):
            break
    return parts


def holds_for_some(total: TextFigure, parts: Sequence[TextFigure]) -> bool:
    """Whether the last two or more parts make the total: those before may belong to something else."""
    added, slack = Decimal(0), total.half_unit
    for count, part in enumerate(reversed(parts), start=1):
        added, slack = added + part.value, slack + part.half_unit
        if count >= LEAST_PARTS and abs(added - total.value) <= slack:
            return True
    return False


def find_batches(figures: Sequence[TextFigure]) -> tuple[Batches, ...]:
    """Figures told batch by batch (第一批…第二批…), of each kind that every batch gives once."""
    found: list[Batches] = []
    for group in passages(figures):
        batches: dict[str, list[TextFigure]] = {}
        for figure in group:
            told = BATCH.findall(figure.text[figure.sentence[0] : figure.start])
            if told:
                batches.setdefault("".join(told[-1]), []).append(figure)
        if len(batches) >= LEAST_PARTS:
            found += _regular(list(batches.values()))
    return tuple(found)


def _regular(batches: list[list[TextFigure]]) -> Iterator[Batches]:
    for family in dict.fromkeys(figure.unit.family for figure in batches[0]):
        alike = [[f for f in batch if f.unit.family == family] for batch in batches]
        if all(len(figures) == 1 for figures in alike):
            yield Batches(tuple(figures[0] for figures in alike))


def find_shares(figures: Sequence[TextFigure]) -> tuple[Shares, ...]:
    """Percentages that a passage gives as shares (占…) of one and the same whole."""
    found: list[Shares] = []
    for group in passages(figures):
        bases: dict[str, list[TextFigure]] = {}
        for figure in group:
            share = SHARE.search(figure.left) if SHARE_WORD in figure.left else None
            follows = bool(bases) and not figure.left.strip("、，和及")
            if figure.unit.family == PERCENT and (share or follows):
                base = share["base"] if share else next(reversed(bases))
                bases.setdefault(base, []).append(figure)
        for parts in bases.values():
            text = parts[0].text[parts[0].sentence[0] : parts[-1].end]
            if len(parts) >= LEAST_PARTS and not OF_WHICH.search(text):
                found.append(Shares(tuple(parts), bool(RESPECTIVELY.search(text))))
    return tuple(found)
