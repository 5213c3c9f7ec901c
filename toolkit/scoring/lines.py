"""One scored line of the grade sheet: the execution row, or an indicator by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from toolkit.decimals import plain, to_decimal
from toolkit.model import Score, ScoredRow
from toolkit.scoring.bands import Tier
from toolkit.scoring.figures import half_up
from toolkit.scoring.methods import Execution, Methods, Quantity, at_least
from toolkit.scoring.ruleset import RuleSet
from toolkit.submission import Row, Submission, is_blank

EXECUTION_KEY = "预算执行率"
AT_LEAST, AT_MOST, EQUAL, QUALITATIVE = "≥", "≤", "＝", "定性"
REACHED = "达成"
"""The tier of a qualitative row that names none but whose achievement repeats its target."""


def execution_row(submission: Submission, rules: RuleSet, methods: Methods) -> ScoredRow:
    """The execution row, scored by the rule set's method on the rule set's base."""
    return ScoredRow(
        at=submission.cell("预算_自动得分"),
        key=EXECUTION_KEY,
        level1="",
        max_score=submission.decimal("预算_分值"),
        claimed=submission.decimal("预算_自评得分"),
        audited=submission.decimal("预算_审核得分"),
        auto=score_execution(submission, rules, methods),
    )


def indicator_row(row: Row, rules: RuleSet, methods: Methods) -> ScoredRow:
    """One indicator, scored by its kind (性质)."""
    return ScoredRow(
        at=row.cell("指标_自动得分"),
        key=row.key,
        level1=row.text("指标_一级"),
        max_score=row.decimal("指标_分值"),
        claimed=row.decimal("指标_自评得分"),
        audited=row.decimal("指标_审核得分"),
        auto=score_indicator(row, rules, methods),
    )


def execution_rate(submission: Submission, methods: Methods) -> Decimal | None:
    """Spent ÷ budget, not rounded; ``None`` without a budget above 0 or without spending."""
    spent = submission.decimal("预算_全年执行")
    budget = submission.decimal(methods.execution_base)
    if spent is None or budget is None or budget <= 0:
        return None
    return Execution(spent, budget, Decimal(0)).rate


def score_execution(submission: Submission, rules: RuleSet, methods: Methods) -> Score:
    """The execution row's score; without a value where the full score or the spending is not there."""
    full = submission.decimal("预算_分值")
    spent = submission.decimal("预算_全年执行")
    budget = submission.decimal(methods.execution_base)
    reason = _fault(submission, "预算_分值", "分值") or _fault(submission, "预算_全年执行", "全年执行数")
    if reason or full is None or spent is None:
        return Score(None, reason)
    if full < 0:
        return Score(None, f"分值 {plain(full)} 小于 0")
    if budget is None and not is_blank(submission.value(methods.execution_base)):
        return Score(None, _fault(submission, methods.execution_base, rules.execution_base))
    if budget is None or budget <= 0:
        return methods.zero_budget(rules)
    return methods.execution(Execution(spent, budget, full), rules)


def score_indicator(row: Row, rules: RuleSet, methods: Methods) -> Score:
    """One indicator's score; without a value, and with the reason, where a figure or the kind is missing."""
    full = row.decimal("指标_分值")
    kind = row.text("指标_性质")
    if full is None:
        return Score(None, _fault(row, "指标_分值", "分值"))
    if full < 0:
        return Score(None, f"分值 {plain(full)} 小于 0")
    if kind not in KINDS:
        return Score(None, f"性质“{kind}”不在选项内" if kind else "性质空缺")
    return KINDS[kind](row, full, rules, methods)


def is_satisfaction(row: Row, rules: RuleSet) -> bool:
    """Whether the row is scored by the satisfaction method: that level 1, and a figure to be reached."""
    return row.text("指标_一级") == rules.satisfaction_level1 and row.text("指标_性质") == AT_LEAST


def _at_least(row: Row, full: Decimal, rules: RuleSet, methods: Methods) -> Score:
    quantity = _quantity(row, full)
    if isinstance(quantity, Score):
        return quantity
    if is_satisfaction(row, rules):
        return methods.satisfaction(quantity, rules)
    return methods.surplus(quantity, at_least(quantity, rules), rules)


def _at_most(row: Row, full: Decimal, rules: RuleSet, methods: Methods) -> Score:
    quantity = _quantity(row, full)
    return quantity if isinstance(quantity, Score) else methods.cost(quantity, rules)


def _equal(row: Row, full: Decimal, rules: RuleSet, methods: Methods) -> Score:
    quantity = _quantity(row, full)
    return quantity if isinstance(quantity, Score) else methods.equal(quantity, rules)


def _qualitative(row: Row, full: Decimal, rules: RuleSet, methods: Methods) -> Score:
    tier = tier_of(row, rules)
    if tier is None:
        chosen = row.text("指标_完成等次")
        return Score(None, f"完成等次“{chosen}”不在选项内" if chosen else "未选完成等次")
    claimed = row.decimal("指标_自评得分")
    if claimed is None and not is_blank(row.value("指标_自评得分")):
        return Score(None, _fault(row, "指标_自评得分", "自评得分"))
    return score_in_tier(tier, full, claimed, rules)


def tier_of(row: Row, rules: RuleSet) -> Tier | None:
    """The tier that a qualitative row is in; ``None`` where it names none, or one that there is not."""
    target = row.text("指标_年度指标值")
    reached = REACHED if target and target == row.text("指标_实际完成值") else ""
    name = row.text("指标_完成等次") or reached
    return next((tier for tier in rules.tiers if tier.name == name), None)


def score_in_tier(tier: Tier, full: Decimal, claimed: Decimal | None, rules: RuleSet) -> Score:
    """The claimed score kept within its tier; the tier's default share where nothing is claimed."""
    lowest, highest = tier.range_of(full, rules.decimals)
    words = f"定性：{tier.name}，档内 {plain(lowest)}—{plain(highest)} 分"
    if claimed is None:
        value = min(max(half_up(tier.default * full, rules.decimals), lowest), highest)
        share = plain(tier.default)
        return Score(value, f"{words}，自评空缺，按缺省系数 {share}，{share}×{plain(full)}={value}")
    value = min(max(half_up(claimed, rules.decimals), lowest), highest)
    if claimed > highest:
        return Score(value, f"{words}，自评 {plain(claimed)} 高于该档，取 {plain(value)}")
    if claimed < lowest:
        return Score(value, f"{words}，自评 {plain(claimed)} 低于该档，取 {plain(value)}")
    return Score(value, f"{words}，采用自评 {plain(value)}")


IndicatorKind = Callable[[Row, Decimal, RuleSet, Methods], Score]

KINDS: Mapping[str, IndicatorKind] = {
    AT_LEAST: _at_least,
    AT_MOST: _at_most,
    EQUAL: _equal,
    QUALITATIVE: _qualitative,
}


def _quantity(row: Row, full: Decimal) -> Quantity | Score:
    """Target and achievement with every digit typed in, or an empty score that says what is wrong."""
    target = to_decimal(row.value("指标_年度指标值"), None)
    achieved = to_decimal(row.value("指标_实际完成值"), None)
    if target is None:
        return Score(None, _fault(row, "指标_年度指标值", "年度指标值"))
    if achieved is None:
        return Score(None, _fault(row, "指标_实际完成值", "实际完成值"))
    return Quantity(target, achieved, full)


def _fault(source: Submission | Row, name: str, label: str) -> str:
    """Why a figure cannot be used, empty where it can: ``年度指标值空缺``, ``分值“十”不是数字``."""
    if source.decimal(name) is not None:
        return ""
    text = source.text(name)
    return f"{label}“{text}”不是数字" if text else f"{label}空缺"
