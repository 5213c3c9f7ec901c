"""The narrative's own arithmetic: details and totals, shares of a whole, figures that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from toolkit.decimals import plain
from toolkit.expression import expression
from toolkit.form import Rule
from toolkit.narrative import Narrative
from toolkit.narrative.figures import Bound, TextFigure
from toolkit.narrative.names import best_coverage, clean
from toolkit.narrative.subjects import FUND_SECTIONS
from toolkit.narrative.sums import OF_WHICH, Batches, Claim, Sum, holds_for_some
from toolkit.narrative.units import PERCENT
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.narrative import quote
from toolkit.rules.registry import rule

HUNDRED = Decimal(100)
DAYS = Decimal(365)
TRIPS = frozenset({"次", "车次", "台次", "辆次"})
KILOMETRES = "公里"
DISTANCE = expression(r"行驶|里程|运行|行程")
AT_MOST_WHOLE = expression(
    r"(?:满意|合格|覆盖|及时|办结|达标|到位|整改|完好|准确|有效|通过|成活|结案|发放|保存|处理)(?:率|度)[为达到]*$"
)
HANDED_OUT, TAKEN_BACK = expression(r"发放|发出|下发"), expression(r"收回|回收")
PROJECTS_SECTION = "综述_项目支出情况"
BATCH_NAME = Decimal("0.75")


def _hit(
    narrative: Narrative, figure: TextFigure, message: str, actual: Decimal, expected: Decimal | None
) -> Hit:
    """A finding about a figure of the text, both figures in the unit that the text uses."""
    multiple = figure.unit.multiple
    label, at = narrative.label(figure.section), narrative.cell(figure.section)
    other = None if expected is None else expected / multiple
    return Hit(at, label, f"{label}{message}", actual / multiple, other, figure.unit.name)


@rule("AR26")
def details_do_not_make_the_total(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Details that a text lists in full, or batches of an indicator, that do not add up."""
    narrative = evidence.narrative
    near = narrative.setting("参数_明细接近线")
    for found in narrative.sums:
        gap = found.added - found.total.value
        if abs(gap) <= found.slack or not _exact(found) or _tables_say_it(narrative, found):
            continue
        listed = found.claim is not Claim.OF_WHICH and len(found.parts) > 1
        if found.claim is Claim.TOTALLED and holds_for_some(found.total, found.parts):
            continue
        money = found.total.unit.is_money and len(found.parts) > 1
        almost = money and -near * found.total.value <= gap < 0
        if (listed and _complete(found, near)) or (found.claim is Claim.OF_WHICH and almost):
            yield _sum_hit(narrative, found, "各项之和")
    for batches in narrative.batches:
        yield from _batches_differ(narrative, batches)


def _exact(found: Sum) -> bool:
    return all(figure.bound is Bound.EXACT for figure in (found.total, *found.parts))


def _complete(found: Sum, near: Decimal) -> bool:
    """A list after a colon may be an excerpt; it is held to its total where it comes close or goes beyond."""
    if found.claim is Claim.TOTALLED:
        return abs(found.added - found.total.value) <= found.total.value / 4
    gap = found.added - found.total.value
    listed = found.total.text[found.total.end] not in ":："
    return listed or gap > 0 or -gap <= near * found.total.value


def _tables_say_it(narrative: Narrative, found: Sum) -> bool:
    """Whether every figure is one that a table carries as well: then the tables' own ties report it."""
    figures = (found.total, *found.parts)
    if all((pair := narrative.paired.get(f)) and pair.agrees for f in figures):
        return True
    known = {v * s.unit.multiple for s in narrative.subjects if s.unit.is_money for v in s.values}
    return found.total.unit.is_money and all(figure.value in known for figure in figures)


def _sum_hit(narrative: Narrative, found: Sum, what: str) -> Hit:
    unit, multiple = found.total.unit.name, found.total.unit.multiple
    added = "＋".join(plain(part.value / multiple) for part in found.parts)
    gap = plain(abs(found.added - found.total.value) / multiple)
    message = (
        f"写“{quote(found.total)}”，{what} {added}＝{plain(found.added / multiple)}{unit}，"
        f"与 {plain(found.total.value / multiple)}{unit} 相差 {gap}{unit}。"
    )
    return _hit(narrative, found.total, message, found.added, found.total.value)


def _batches_differ(narrative: Narrative, batches: Batches) -> Iterator[Hit]:
    first, last = batches.parts[0], batches.parts[-1]
    passage = clean(first.text[first.sentence[0] : last.end] + last.right)
    alike = [s for s in narrative.subjects if s.unit.family == first.unit.family]
    if any(s.value * s.unit.multiple == batches.added for s in alike):
        return
    for subject in alike:
        if best_coverage(subject.name, passage) >= BATCH_NAME:
            unit, multiple = subject.unit.name, subject.unit.multiple
            added = "＋".join(plain(part.value / multiple) for part in batches.parts)
            label, total = narrative.label(first.section), batches.added / multiple
            stated = f"“{subject.name}”为 {plain(subject.value)}{unit}"
            message = f"{label}分批写 {added}＝{plain(total)}{unit}，{stated}。"
            at = narrative.cell(first.section)
            yield Hit(at, subject.key, message, total, subject.value, unit, (subject.at,))
            return


@rule("AR19", part="正文")
def parts_exceed_their_whole(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """其中 items of a text that are more than their total, or leave a rest where no table lists the items."""
    narrative = evidence.narrative
    listed = {row.text("其中_预算") for row in evidence.submission.filled_rows["其中"]}
    for found in narrative.sums:
        gap = found.added - found.total.value
        if found.claim is not Claim.OF_WHICH or abs(gap) <= found.slack or not _exact(found):
            continue
        fund = FUND_SECTIONS.get(found.total.section)
        if (gap > 0 and not _tables_say_it(narrative, found)) or (fund and fund not in listed and gap < 0):
            yield _sum_hit(narrative, found, "其中项之和")


@rule("AR11", part="正文")
def listed_projects_do_not_make_the_total(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Projects listed in the text only, that do not make the project expenditure of the grade sheet."""
    narrative, submission = evidence.narrative, evidence.submission
    total = submission.decimal("预算_项目支出")
    if submission.filled_rows["项目"] or not total:
        return
    details = {figure for found in narrative.sums for figure in found.parts}
    own = [f for f in narrative.figures if f.section == PROJECTS_SECTION and f.unit.is_money]
    totals = {found.total for found in narrative.sums}
    items = [f for f in own if f not in narrative.paired and (f in details or f not in totals)]
    added = sum((figure.value for figure in items), Decimal(0))
    if len(items) > 1 and abs(added - total * 10000) > sum(f.half_unit for f in items):
        message = (
            f"列出的 {len(items)} 项合计 {plain(added / 10000)}万元，自评表项目支出 {plain(total)}万元。"
        )
        yield _hit(narrative, items[0], message, added, total * 10000)


@rule("AR18", part="正文")
def amount_told_in_two_budgets(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """One amount of like name in the texts of two budgets, where the tables do not already show it."""
    narrative = evidence.narrative
    items = {row.decimal("其中_金额") for row in evidence.submission.filled_rows["其中"]}
    general = [f for f in narrative.figures if f.section == PROJECTS_SECTION and f.unit.is_money]
    for figure in narrative.figures:
        if figure.section not in FUND_SECTIONS or not figure.unit.is_money or figure.value / 10000 in items:
            continue
        name = clean(figure.left)
        for other in general:
            if other.value == figure.value and best_coverage(name, clean(other.left)) >= Decimal("0.5"):
                message = (
                    f"写“{quote(figure)}”，一般公共预算的项目支出中也写了“{quote(other)}”，疑似重复计算。"
                )
                yield _hit(narrative, figure, message, figure.value, None)


@rule("AR23")
def shares_do_not_make_a_whole(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Percentages given as shares of one whole that do not make 100."""
    narrative = evidence.narrative
    tolerance = narrative.setting("参数_占比容差")
    for shares in narrative.shares:
        added = sum((part.value for part in shares.parts), Decimal(0))
        over, under = added - HUNDRED > tolerance, HUNDRED - added > tolerance
        if over or (under and shares.complete):
            terms = "＋".join(plain(part.value) for part in shares.parts)
            message = f"写“{quote(shares.parts[0])}”等，占比 {terms}＝{plain(added)}%，不等于 100%。"
            yield _hit(narrative, shares.parts[0], message, added, HUNDRED)


@rule("NV05")
def figure_cannot_be(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Ratios beyond reason: kilometres a trip, rates above 100%, more forms back than handed out."""
    narrative = evidence.narrative
    for figure, following in pairwise(narrative.figures):
        if following.sentence == figure.sentence and following.section == figure.section:
            yield from _too_many_back(narrative, figure, following)
    for trips, distance in _driven(narrative.figures):
        yield from _too_far(narrative, trips, distance)
    for figure in narrative.figures:
        if figure.unit.family == PERCENT and figure.value > HUNDRED and AT_MOST_WHOLE.search(figure.left):
            yield _hit(narrative, figure, f"写“{quote(figure)}”，这类比率不会超过 100%。", figure.value, None)


def _driven(figures: Sequence[TextFigure]) -> Iterator[tuple[TextFigure, TextFigure]]:
    """Every distance with the trips told before it in the sentence, those of a part (其中) passed over."""
    trips: TextFigure | None = None
    for figure in figures:
        if trips and (trips.section, trips.sentence) != (figure.section, figure.sentence):
            trips = None
        if trips and figure.unit.family == KILOMETRES:
            yield trips, figure
        if not (figure.unit.family in TRIPS and OF_WHICH.search(figure.clause_left)):
            trips = figure if figure.unit.family in TRIPS and figure.value else None


def _too_far(narrative: Narrative, trips: TextFigure, distance: TextFigure) -> Iterator[Hit]:
    each, limit = distance.value / trips.value, narrative.setting("参数_单次公里上限")
    if each > limit and DISTANCE.search(distance.left):
        message = (
            f"写{trips.words}、“{quote(distance)}”，平均每次 {each:.0f} 公里、"
            f"每天 {distance.value / DAYS:.0f} 公里，不合常理，可能多写了位数或小数点有误。"
        )
        yield Hit(
            narrative.cell(distance.section),
            narrative.label(distance.section),
            f"{narrative.label(distance.section)}{message}",
            distance.value,
            None,
            KILOMETRES,
        )


def _too_many_back(narrative: Narrative, out: TextFigure, back: TextFigure) -> Iterator[Hit]:
    same = out.unit.family == back.unit.family
    if same and HANDED_OUT.search(out.left) and TAKEN_BACK.search(back.left) and back.value > out.value:
        message = f"写“{quote(out)}”“{quote(back)}”，收回的比发放的还多。"
        yield _hit(narrative, back, message, back.value, out.value)
