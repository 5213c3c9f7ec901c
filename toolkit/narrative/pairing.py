"""Which figure of a text speaks of which subject of the tables, how surely, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from toolkit.expression import expression
from toolkit.narrative.context import BUDGET_WORD, FILLER, Words, is_budgeted, speaks_of_the_whole
from toolkit.narrative.figures import YEAR, TextFigure
from toolkit.narrative.in_order import ORDINAL, Item, told_in_order
from toolkit.narrative.likeness import ALL, closeness, name_carried, restricts
from toolkit.narrative.names import NOTHING, clean, name_pairs, pairs
from toolkit.narrative.periods import is_of_part_year
from toolkit.narrative.subjects import FUND_SECTIONS, OF_THE_WHOLE, Kind, Subject
from toolkit.narrative.totals import is_free_standing, names_the_total
from toolkit.narrative.units import PERCENT, SAME, VISITS, compatibility

NAME_WEIGHT, UNIT_WEIGHT, SIZE_WEIGHT = Decimal("0.8"), Decimal("0.1"), Decimal("0.1")
RATE_MARGIN = Decimal("0.08")
"""A rate that differs must be surer by this much: rates of like names are often different rates."""
RESTRICTED = Decimal("0.3")
UNDONE = expression(r"其余|剩余|余下|尚|未")
BUDGET = expression(r"预算|部门|整体")
FINE = Decimal("0.0001")
"""A figure in another multiple, written to this share of it, may still be held against the table's."""
SURE = Decimal("0.9")
"""Where the table's figure stands in the text as well, only such a pair may still disagree with it."""
CLEAR = Decimal("0.05")
"""Two subjects nearer than this in confidence are not told apart."""
HUNDREDTH = Decimal("0.01")


class Pair(Struct, frozen=True):
    """A figure and what it speaks of."""

    figure: TextFigure
    subject: Subject
    name: Decimal
    """How far the words around the figure carry the subject's name, 0 to 1."""
    confidence: Decimal
    """From 0 to 1, out of name, unit and size."""
    agrees: bool
    others: tuple[Subject, ...] = ()
    """Subjects of other tables that it speaks of just as surely: the project of a cost indicator."""
    item: str = ""
    """What it counts, where that stands further back: of figures told in order (分别)."""

    @property
    def reason(self) -> str:
        """Why the two were paired, in words."""
        units = f"单位“{self.figure.unit.name}”对“{self.subject.unit.name}”"
        return f"名称吻合 {self.name:.0%}，{units}，配对把握 {self.confidence}"

    @property
    def stated(self) -> Decimal:
        """The figure in the subject's unit."""
        return self.figure.value / self.subject.unit.multiple


def pair_figures(
    figures: Sequence[TextFigure], subjects: Sequence[Subject], year: str, threshold: Decimal, about: Decimal
) -> tuple[Pair, ...]:
    """The pairs that reach the threshold, at most one a figure, and one a subject in each sentence.

    ``year`` is the year that the tables speak of: figures of other years are left alone.
    """
    search = _Search(threshold, about, (threshold - UNIT_WEIGHT - SIZE_WEIGHT) / NAME_WEIGHT)
    families: dict[str, list[_Candidate]] = {}
    found: list[Pair] = []
    in_order = told_in_order(figures)
    for figure in figures:
        item = in_order.get(figure)
        if (figure.year and year and figure.year != year) or one_of_several(figure):
            continue
        if (item is None and figure in in_order) or is_of_part_year(figure.preceding):
            continue
        family = figure.unit.family
        if family not in families:
            families[family] = [
                _Candidate.of(subject, fit)
                for subject in subjects
                if (fit := compatibility(family, subject.unit.family))
            ]
        best = _best(figure, families[family], search, item)
        if best is not None:
            found.append(best)
    return tuple(
        pair
        for pair in _one_a_sentence(found)
        if pair.agrees or not (_adds_up(pair, figures) or _is_of_another(pair, subjects))
    )


def one_of_several(figure: TextFigure) -> bool:
    """Whether a figure is that of one batch or quarter, or told for several years in turn (分别)."""
    if "分别" in figure.preceding and len(YEAR.findall(figure.preceding)) > 1:
        return True
    return bool(ORDINAL.search(figure.clause_left))


class _Search(NamedTuple):
    """What a pair has to meet."""

    threshold: Decimal
    about: Decimal
    least: Decimal
    """How far the words must carry the name, were unit and size to fit altogether."""


class _Candidate(NamedTuple):
    """A subject of the right unit, how right, and what its name is made of."""

    subject: Subject
    fit: Decimal
    pairs: frozenset[str]
    labels: tuple[str, ...]
    """Of a field: how a text may call it."""

    @classmethod
    def of(cls, subject: Subject, fit: Decimal) -> _Candidate:
        if subject.total:
            return cls(subject, fit, subject.total.words, ())
        labels = _labels(subject.name) if subject.kind is Kind.FIELD else ()
        return cls(subject, fit, name_pairs(subject.name), labels)


@lru_cache(maxsize=1024)
def _labels(name: str) -> tuple[str, ...]:
    label = clean(name)
    return label, label.removesuffix("数"), label.removesuffix("合计")


def _best(
    figure: TextFigure, candidates: list[_Candidate], search: _Search, item: Item | None
) -> Pair | None:
    """The surest pair of a figure; where another subject is as sure and agrees, that one."""
    if not candidates:
        return None
    words = Words.of_item(figure, item.name, item.shared, item.beside) if item else Words.of(figure)
    spoken = set(pairs(words.near + words.inherited))
    found = [
        pair
        for candidate in candidates
        if not candidate.pairs.isdisjoint(spoken)
        and (pair := _pair(figure, words, candidate, search))
        and (pair.agrees or _may_differ(pair, search.threshold))
    ]
    if len(found) <= 1:
        return found[0] if found else None
    top = max([pair.confidence for pair in found])
    close = [pair for pair in found if pair.confidence >= top - CLEAR]
    if len(close) == 1:
        return close[0]
    close.sort(key=lambda pair: (pair.agrees, pair.confidence), reverse=True)
    distinct = {pair.subject.name for pair in close}
    if not (close[0].agrees or len(distinct) == 1 or close[0].confidence == top):
        return None
    first, *others = close
    return replace(first, others=tuple([pair.subject for pair in others]))


def _may_differ(pair: Pair, threshold: Decimal) -> bool:
    """Whether a difference counts: not where people and visits are compared, and for a rate only if surer."""
    one, other = pair.figure.unit.family, pair.subject.unit.family
    if one != other and (one in VISITS or other in VISITS):
        return False
    return one != PERCENT or pair.confidence >= threshold + RATE_MARGIN


def _pair(figure: TextFigure, words: Words, candidate: _Candidate, search: _Search) -> Pair | None:
    subject, labels, least = candidate.subject, candidate.labels, search.least
    if subject.total:
        meant = figure.section not in FUND_SECTIONS and names_the_total(figure, subject.total)
        return _paired(figure, words, candidate, search, ALL) if meant else None
    if labels and figure.section in FUND_SECTIONS and BUDGET_WORD not in subject.name:
        return None
    restricted = words.restriction and restricts(figure, words, subject)
    if restricted and least > RESTRICTED:
        return None
    name = _field_name(words, candidate) if labels else name_carried(words, subject, least)
    if restricted:
        name *= RESTRICTED
    if name < least or (labels and subject.name in OF_THE_WHOLE and not speaks_of_the_whole(figure)):
        return None
    return _paired(figure, words, candidate, search, name)


def _paired(
    figure: TextFigure, words: Words, candidate: _Candidate, search: _Search, name: Decimal
) -> Pair | None:
    """The pair, out of name, unit and size, if it reaches the threshold."""
    subject = candidate.subject
    multiple = subject.unit.multiple
    unit = SAME if figure.unit.name == subject.unit.name else candidate.fit
    size = closeness(figure.value, subject.value * multiple)
    confidence = (name * NAME_WEIGHT + unit * UNIT_WEIGHT + size * SIZE_WEIGHT).quantize(HUNDREDTH)
    if confidence < search.threshold:
        return None
    agrees = figure.allows_any((value * multiple for value in subject.values), search.about)
    spent = subject.kind is Kind.FIELD and subject.unit.is_money and BUDGET_WORD not in subject.name
    if not agrees and spent and not subject.total and is_budgeted(figure):
        return None
    return Pair(figure, subject, name, confidence, agrees, item=words.item)


def _field_name(words: Words, candidate: _Candidate) -> Decimal:
    """A field is meant only where its label is all that the clause says."""
    for written in candidate.labels:
        if written in words.near:
            rest = FILLER.sub("", words.near.replace(written, "", 1))
            if candidate.subject.unit.family == PERCENT:
                rest = BUDGET.sub("", rest)
            return NOTHING if rest else ALL
    return NOTHING


def _adds_up(pair: Pair, figures: Sequence[TextFigure]) -> bool:
    """Whether the figure and its like neighbours in the sentence make the table's figure together."""
    figure, wanted = pair.figure, pair.subject.value * pair.subject.unit.multiple
    like = [
        other
        for other in figures
        if (other.section, other.sentence) == (figure.section, figure.sentence)
        and other.unit.family == figure.unit.family
        and (other is figure or not UNDONE.search(other.clause_left))
    ]
    own = like.index(figure)
    return any(
        sum(other.value for other in like[first:last]) == wanted
        for first in range(own + 1)
        for last in range(own + 1, len(like) + 1)
        if last - first > 1
    )


def _is_of_another(pair: Pair, subjects: Sequence[Subject]) -> bool:
    """Whether a figure with the name of a total may be that of something told before: of half its size, or
    exactly another subject's."""
    figure, subject = pair.figure, pair.subject
    if not subject.total:
        return False
    if closeness(figure.value, subject.value * subject.unit.multiple) < ALL and not is_free_standing(figure):
        return True
    others = (s for s in subjects if not s.total and s.unit.is_money and s.name not in OF_THE_WHOLE)
    return any(value * s.unit.multiple == figure.value for s in others for value in s.values)


def _one_a_sentence(pairs: list[Pair]) -> Iterator[Pair]:
    """Of the pairs of one subject in one sentence, the one that agrees, else the surest."""
    kept: dict[tuple[str, tuple[int, int], str, int], Pair] = {}
    for pair in pairs:
        key = (pair.figure.section, pair.figure.sentence, pair.subject.name, id(pair.subject))
        old = kept.get(key)
        if old is None or (pair.agrees, pair.confidence) > (old.agrees, old.confidence):
            kept[key] = pair
    agreed = {id(pair.subject) for pair in kept.values() if pair.agrees}
    for pair in kept.values():
        one, other = pair.figure.unit, pair.subject.unit
        as_fine = one.multiple == other.multiple or pair.figure.half_unit <= pair.figure.value * FINE
        same = one.family == other.family and as_fine and pair.confidence >= SURE
        if pair.agrees or id(pair.subject) not in agreed or same:
            yield pair
