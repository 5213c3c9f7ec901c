"""How far the words around a figure carry a subject's name, and how near two figures are."""

from __future__ import annotations

from decimal import Decimal

from toolkit.narrative.context import BUDGET_WORD, Words
from toolkit.narrative.figures import TextFigure
from toolkit.narrative.names import NOTHING, cores, coverage
from toolkit.narrative.subjects import Kind, Subject

REACH = Decimal("0.6")
"""How much the earlier words of the sentence count where the clause itself does not carry the whole name."""
INHERITED = Decimal("0.9")
STRAY_TAIL = Decimal("0.7")
SO_FAR = "累计"
"""Of the year or of years: of the year where the table's figure is near."""
ALL, HALF, TENTH = Decimal(1), Decimal("0.5"), Decimal("0.1")


def restricts(figure: TextFigure, words: Words, subject: Subject) -> bool:
    """Whether a word beside the figure makes it another thing than the subject, whose name lacks it."""
    field = subject.kind is Kind.FIELD
    near = is_near(figure.value, subject.value * subject.unit.multiple)
    allowed = {BUDGET_WORD} if field else {SO_FAR} if near else set()
    return any(word not in subject.name for word in words.restriction if word not in allowed)


def is_near(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are so near that a slip parts them, not the years before."""
    return abs(one - other) <= other * TENTH


def name_carried(words: Words, subject: Subject, least: Decimal) -> Decimal:
    """The best share, 0 to 1, of any core of the name; 0 where none reaches ``least``."""
    best = NOTHING
    for core in cores(subject.name):
        near = coverage(core, words.near)
        if near < 1 and words.inherited:
            near = max(near, coverage(core, words.inherited) * INHERITED)
        if not near or near + (1 - near) * REACH < least:
            continue
        if near < 1 and not words.is_part:
            near += (coverage(core, words.wide) - near) * REACH
        if near > best and near >= least and words.strays(core):
            near *= STRAY_TAIL
        if near > best and near >= least:
            best = max(best, near * len(core) / (len(core) + words.special(core)))
    return best


def closeness(one: Decimal, other: Decimal) -> Decimal:
    """1 where one figure is at least half of the other, 0.5 where at least a tenth, else 0."""
    low, high = abs(one), abs(other)
    if low == high:
        return ALL
    share = low / high if low < high else high / low
    if share >= HALF:
        return ALL
    return HALF if share >= TENTH else NOTHING
