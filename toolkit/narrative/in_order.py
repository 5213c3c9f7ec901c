"""Figures told in the order of what they count: 党日活动、志愿服务分别为11次、5次."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.context import FILLER
from toolkit.narrative.figures import TextFigure
from toolkit.narrative.names import clean

WORD = "分别"
STOP = expression(r"[，。；：！？,;:!?\n]")
JOINT = expression(r"以及|和|及|与")
ORDINAL = expression(r"第[一二三四五六七八九十\d]+[批期季]")
BARE = r"\d[\d,]*(?:\.\d+)?[万亿]?"
"""A number whose unit stands behind the last of the list only."""
SEPARATOR = "(?:、|，|,|以及|和|及|与)"
BEFORE_FIRST = expression(rf"[一-龥]{{0,6}}[:：]?(?:{BARE}{SEPARATOR})*")
BETWEEN = expression(rf"{SEPARATOR}(?:{BARE}{SEPARATOR})*")
NUMBERS = expression(BARE)


class Item(Struct, frozen=True):
    """What one figure of such a list counts."""

    name: str
    shared: str
    """The last item, whose ending the others may share: 食品、药品抽检合格率."""
    beside: str
    """Words that hold for every item: those that open the list, and those between 分别 and the figures."""


def told_in_order(figures: Sequence[TextFigure]) -> Mapping[TextFigure, Item | None]:
    """Every figure of such a list with what it counts; ``None`` where items and figures are not as many."""
    found: dict[TextFigure, Item | None] = {}
    for index, figure in enumerate(figures):
        at = figure.text.rfind(WORD, figure.sentence[0], figure.start)
        if at < 0 or figure in found:
            continue
        between = figure.text[at + len(WORD) : figure.start]
        if BEFORE_FIRST.fullmatch(between):
            numbered = _listed(between, figures[index:])
            count = max(numbered) + 1
            if count > 1:
                items = _items(figure.text[figure.sentence[0] : at], count)
                beside = (items[0][:4] if items else "") + NUMBERS.sub("", between)
                for number, one in numbered.items():
                    found[one] = Item(items[number], items[-1], beside) if items else None
    return found


def _listed(between: str, figures: Sequence[TextFigure]) -> dict[int, TextFigure]:
    """The figures of a list by their number in it, counted from 0; bare numbers count, but are no figures."""
    number = len(NUMBERS.findall(between))
    listed, last = {number: figures[0]}, figures[0]
    for figure in figures[1:]:
        gap = figure.text[last.end : figure.start]
        if figure.sentence != last.sentence or figure.section != last.section or not BETWEEN.fullmatch(gap):
            break
        number += 1 + len(NUMBERS.findall(gap))
        listed[number], last = figure, figure
    return listed


def _items(said: str, count: int) -> Sequence[str]:
    """What stands before 分别, one item a figure; empty where they are not as many, or told by batches."""
    clauses = STOP.split(said)
    lead = clauses[-1]
    if not FILLER.sub("", clean(lead)) and len(clauses) > 1:
        lead = clauses[-2]
    *items, last = lead.split("、")
    joined = [last] if len(items) + 1 == count else JOINT.split(last)
    items += joined
    return items if len(items) == count and not ORDINAL.search(lead) else ()
