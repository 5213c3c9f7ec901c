"""Figures of the narrative against the tables: counts, amounts, scores, spending that no table lists."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from toolkit.decimals import plain
from toolkit.expression import expression
from toolkit.form import Rule
from toolkit.narrative import Narrative
from toolkit.narrative.context import restrictions
from toolkit.narrative.figures import Bound, TextFigure
from toolkit.narrative.names import best_coverage, clean, name_pairs
from toolkit.narrative.pairing import Pair, one_of_several
from toolkit.narrative.periods import is_of_part_year
from toolkit.narrative.project_budgets import projects_that_differ
from toolkit.narrative.reading import MEASURES, PROBLEMS
from toolkit.narrative.scores import RATING, ratings_that_differ, scores_told
from toolkit.narrative.subjects import Kind
from toolkit.narrative.sums import NOT_A_PART
from toolkit.narrative.units import MONEY, PERCENT
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.submission import Submission

APPROXIMATE = "约数"
"""The part of a rule that speaks of approximate figures (约、近、多、以上)."""
HUNDREDTH = Decimal("0.01")
PROJECT_TOTALS = ("项目合计_支出", "项目合计_专项", "项目合计_其他")
OFFICES = ("收入", "支出", "三公")
"""Tables with a row an office."""
SPENT = expression(r"投入|花费|支付|列支|耗资|支出")
IN_ALL = expression(r"(?:全年|总|年度|合计)(?:共)?支出")
NOT_SPENT = expression(
    r"节约|减免|挽回|收回|社会|总投资|贷款|上级资金|争取|撬动|引导|企业|自筹|村集体|银行|保险|捐|政府采购|三公|公务接待|"
    r"工资福利|个人和家庭|商品和服务|差旅费|办公费|会议费"
)
HARMLESS = frozenset({"设计", "少", "未"})
"""Words that do not keep an amount from being spending of the year."""
LIKE_COST = Decimal("0.8")
"""Share of a cost indicator's name that an item must carry to be of the same kind."""
MENTIONED = Decimal("0.6")
"""Share of an indicator's name that one sentence must carry to speak of it."""
QUOTED = 24
"""Characters of context that a message quotes at most."""


@rule("NV01")
def count_differs_from_table(evidence: Evidence, entry: Rule) -> Iterator[Hit]:
    """Counts and rates that are not what the indicator's row says."""
    for pair in evidence.narrative.pairs:
        if not _is_amount(pair) and _of_part(pair, entry):
            yield from _mismatch(evidence.narrative, pair)


@rule("NV02")
def amount_differs_from_table(evidence: Evidence, entry: Rule) -> Iterator[Hit]:
    """Amounts, and budget rates, that are not what the tables say."""
    for pair in evidence.narrative.pairs:
        if _is_amount(pair) and _of_part(pair, entry):
            yield from _mismatch(evidence.narrative, pair)
    if entry.part != APPROXIMATE:
        yield from _projects_differ(evidence.narrative)


def _projects_differ(narrative: Narrative) -> Iterator[Hit]:
    """Budgets and execution rates of single projects."""
    for told in projects_that_differ(narrative.figures, narrative.submission, narrative.year):
        section, expected = told.figure.section, told.expected.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
        message = (
            f"{narrative.label(section)}写“{quote(told.figure)}”，"
            f"项目支出明细“{told.name}”的{told.what}为 {plain(expected)}{told.unit}。"
        )
        stated = _figure(told.stated.normalize())
        yield Hit(narrative.cell(section), told.key, message, stated, expected, told.unit, (told.at,))


def _is_amount(pair: Pair) -> bool:
    unit = pair.subject.unit
    return unit.is_money or (pair.subject.kind is Kind.FIELD and unit.family == PERCENT)


def _of_part(pair: Pair, entry: Rule) -> bool:
    return (pair.figure.bound in (Bound.EXACT, Bound.RANGE)) is (entry.part != APPROXIMATE)


def _mismatch(narrative: Narrative, pair: Pair) -> Iterator[Hit]:
    if pair.agrees:
        return
    subject, unit = pair.subject, pair.subject.unit.name
    said = f"{pair.item[-QUOTED:]}……{pair.figure.words}" if pair.item else quote(pair.figure)
    message = (
        f"{narrative.label(pair.figure.section)}写“{said}”，"
        f"{subject.kind.value}“{subject.name}”为 {plain(subject.value)}{unit}（{pair.reason}）。"
    )
    at, stated = narrative.cell(pair.figure.section), pair.stated.normalize()
    yield Hit(at, subject.key, message, _figure(stated), subject.value, unit, (subject.at,))


def _figure(number: Decimal) -> Decimal:
    """Without exponent: 1E+3 is 1000."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def quote(figure: TextFigure) -> str:
    """The figure with the words of its clause, shortened."""
    left = figure.text[max(figure.clause, figure.start - QUOTED) : figure.start]
    return f"{left.strip()}{figure.words}{figure.right[:10].rstrip()}"


@rule("NV03", part="正文")
def score_text_differs_from_field(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Scores in a text that are not the ones entered beside it or in the table, and another rating."""
    narrative = evidence.narrative
    for told in scores_told(narrative):
        if told.differs:
            figure, expected = told.figure, told.expected.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
            label, unit = narrative.label(figure.section), figure.unit.name
            message = f"{label}写“{quote(figure)}”，{told.of}为 {plain(expected)}{unit}。"
            at = narrative.cell(figure.section)
            yield Hit(at, told.key, message, figure.value, expected, unit, told.at)
    rating = evidence.submission.text(RATING)
    for section, text in narrative.texts.items():
        for found in ratings_that_differ(narrative, text):
            label, field = narrative.label(section), evidence.form.fields[RATING]
            message = f"{label}写“{found[0].strip()}”，自评表的“{field.label}”为“{rating}”。"
            at, also = narrative.cell(section), (field.area.first,)
            yield Hit(at, field.label, message, found["grade"], rating, also=also)


@rule("NV06")
def spending_not_listed(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Spending that a text names and that no list of projects, indicators or budget figures has."""
    narrative = evidence.narrative
    known = {v * s.unit.multiple for s in narrative.subjects if s.unit.is_money for v in s.values}
    known.update(_of_offices(evidence.submission))
    details = {figure for found in narrative.sums for figure in found.parts}
    least = narrative.setting("参数_支出提示线") * 10000
    most = (evidence.submission.decimal("预算_全年执行") or Decimal("Infinity")) * 10000
    for figure in narrative.figures:
        if figure in details or not least <= figure.value <= most or not _is_spending(figure, narrative):
            continue
        if not figure.allows_any(known, narrative.about):
            message = (
                f"{narrative.label(figure.section)}写“{quote(figure)}”，项目支出明细和各表中都没有这笔支出。"
            )
            amount = _figure((figure.value / 10000).normalize())
            yield Hit(narrative.cell(figure.section), quote(figure), message, amount, None, "万元")
    yield from _items_without_project(narrative)


def _of_offices(submission: Submission) -> Iterator[Decimal]:
    """What the offices of the department received and spent, in 元."""
    for table in OFFICES:
        money = [field.name for field in submission.form.tables[table].fields if field.unit == "万元"]
        for row in submission.filled_rows[table]:
            yield from (value * 10000 for name in money if (value := row.decimal(name)) is not None)


def _is_spending(figure: TextFigure, narrative: Narrative) -> bool:
    if figure.unit.family != MONEY or figure in narrative.paired or figure.section in (MEASURES, PROBLEMS):
        return False
    if (figure.year and narrative.year and figure.year != narrative.year) or one_of_several(figure):
        return False
    clause = figure.clause_left + figure.words + figure.right
    left = clean(figure.left)
    return bool(
        SPENT.search(clause)
        and not NOT_SPENT.search(clause)
        and not IN_ALL.search(clause)
        and not NOT_A_PART.search(figure.clause_left)
        and not is_of_part_year(figure.preceding)
        and not (set(restrictions(figure)) - HARMLESS)
        and not left.endswith(("基本支出", "项目支出", "预算支出"))
    )


def _items_without_project(narrative: Narrative) -> Iterator[Hit]:
    """Items of a fund budget that the text names, but the list of projects does not have."""
    projects = {s.value for s in narrative.subjects if s.kind is Kind.PROJECT}
    fields = {v for s in narrative.subjects if s.kind is Kind.FIELD for v in s.values} | {
        narrative.submission.decimal(name) for name in PROJECT_TOTALS
    }
    for pair in narrative.pairs if projects else ():
        value = pair.subject.value
        if pair.subject.kind is Kind.ITEM and pair.agrees and value not in projects | fields:
            message = (
                f"{narrative.label(pair.figure.section)}写“{quote(pair.figure)}”，列在四本预算其中项，"
                f"但项目支出明细没有这一项{_over_target(narrative, pair)}。"
            )
            at, also = narrative.cell(pair.figure.section), (pair.subject.at,)
            yield Hit(at, pair.subject.key, message, value, None, "万元", also)


def _over_target(narrative: Narrative, pair: Pair) -> str:
    """The cost indicator of like name that this item would lift above its target, in words."""
    for subject in narrative.subjects:
        like = subject.kind is Kind.INDICATOR and subject.unit.family == pair.subject.unit.family
        if like and subject.target and best_coverage(subject.name, clean(pair.subject.name)) >= LIKE_COST:
            added = subject.value + pair.subject.value
            if subject.value <= subject.target < added:
                total = f"{plain(subject.value)}＋{plain(pair.subject.value)}＝{plain(added)}"
                return f"；与“{subject.name}”合计 {total}，超过指标值 {plain(subject.target)}"
    return ""


@rule("NV07")
def indicator_not_told(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Indicators that the narrative never mentions, or mentions without a figure."""
    narrative = evidence.narrative
    told = {id(subject) for pair in narrative.pairs for subject in (pair.subject, *pair.others)}
    told |= _told_by_batches(narrative)
    of_cell = {subject.at: subject for subject in narrative.subjects}
    for row in evidence.submission.filled_rows["指标"]:
        name, subject = row.text("指标_三级"), of_cell.get(row.cell("指标_实际完成值"))
        if not name or not narrative.texts or (subject and id(subject) in told):
            continue
        if not _is_mentioned(name, narrative):
            yield Hit(row.cell("指标_三级"), row.key, f"指标“{name}”在综述中没有提到。")
        elif subject and not _value_stands_near(
            narrative, subject.name, subject.value * subject.unit.multiple
        ):
            value = f"{plain(subject.value)}{subject.unit.name}"
            message = f"指标“{name}”在综述中提到了，但没有写完成数 {value}。"
            yield Hit(row.cell("指标_三级"), row.key, message, None, subject.value, subject.unit.name)


def _is_mentioned(name: str, narrative: Narrative) -> bool:
    """Whether one sentence carries enough of a name; none does where all of them together do not."""
    if best_coverage(name, narrative.spoken) < MENTIONED:
        return False
    known = name_pairs(name)
    speaking = (sentence for sentence in narrative.sentences if any(pair in sentence for pair in known))
    return any(best_coverage(name, sentence) >= MENTIONED for sentence in speaking)


def _value_stands_near(narrative: Narrative, name: str, value: Decimal) -> bool:
    """Whether the very figure stands in a sentence that carries part of the name."""
    return any(
        figure.value == value and best_coverage(name, clean(figure.sentence_text)) >= Decimal("0.3")
        for figure in narrative.figures
    )


def _told_by_batches(narrative: Narrative) -> set[int]:
    found: set[int] = set()
    for batches in narrative.batches:
        passage = clean(batches.parts[0].text[batches.parts[0].sentence[0] : batches.parts[-1].sentence[1]])
        for subject in narrative.subjects:
            added = batches.added / subject.unit.multiple
            same = added == subject.value and subject.unit.family == batches.parts[0].unit.family
            counted = subject.unit.family == "次" and subject.value == len(batches.parts)
            if (same or counted) and best_coverage(subject.name, passage) >= Decimal("0.5"):
                found.add(id(subject))
    return found
