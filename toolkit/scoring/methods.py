"""Scoring methods: pure functions, chosen by the Chinese values of the parameters that name them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple, TypeVar

from msgspec import Struct

from toolkit.decimals import plain
from toolkit.model import Score
from toolkit.scoring.bands import look_up
from toolkit.scoring.figures import floor_to, half_up, percent, quotient
from toolkit.scoring.ruleset import RuleSet, parameter_fault

T = TypeVar("T")
ZERO = Decimal(0)


class Quantity(NamedTuple):
    """An indicator in figures; all three are plain numbers of the row's unit, a percentage is 98."""

    target: Decimal
    achieved: Decimal
    max_score: Decimal


class Execution(NamedTuple):
    """The execution row: money spent, the budget it is measured by (not 0), the row's full score."""

    spent: Decimal
    budget: Decimal
    max_score: Decimal

    @property
    def rate(self) -> Decimal:
        """Spent ÷ budget, not rounded."""
        return self.spent / self.budget


def within(score: Decimal, max_score: Decimal, decimals: int) -> Decimal:
    """A score half-up to ``decimals`` places, kept within 0 and ``max_score``."""
    rounded = half_up(min(max(score, ZERO), max_score), decimals)
    return rounded if rounded <= max_score else floor_to(max_score, decimals)


# ---- execution rate (参数_执行率方法) ----


def execution_linear(row: Execution, rules: RuleSet) -> Score:
    """Rate × full score, no more than the full score."""
    spent, budget, full = row
    value = within(row.rate * full, full, rules.decimals)
    rate = quotient(spent, budget)
    if spent < 0:
        return Score(value, f"{rate}，小于 0，得 0")
    if row.rate > 1:
        return Score(value, f"{rate}，超过 100%，得满分 {plain(value)}")
    dividend = percent(row.rate) if "≈" not in rate else f"{plain(spent)}÷{plain(budget)}"
    return Score(value, f"{rate}，{dividend}×{plain(full)}={value}")


def execution_banded(row: Execution, rules: RuleSet) -> Score:
    """Full score × the coefficient of the band that the rate falls into (执行率档)."""
    coefficient = look_up(rules.execution_bands, row.rate)
    value = within(coefficient * row.max_score, row.max_score, rules.decimals)
    return Score(value, f"{quotient(row.spent, row.budget)}，{_share(coefficient, row.max_score, value)}")


def execution_stepped(row: Execution, rules: RuleSet) -> Score:
    """Full score less a deduction for every step, begun or whole, that the rate stays below 100%."""
    spent, budget, full = row
    rate = quotient(spent, budget)
    if row.rate >= 1:
        return Score(within(full, full, rules.decimals), f"{rate}，不低于 100%，得满分 {plain(full)}")
    short = (budget - spent) / (budget * rules.step_width)
    steps = short.to_integral_value(ROUND_CEILING)
    deduction = steps * rules.step_deduction
    value = within(full - deduction, full, rules.decimals)
    result = f"={value}" if deduction <= full else f"＜0，得 {value}"
    return Score(
        value,
        f"{rate}，每低 {percent(rules.step_width)} 扣 {plain(rules.step_deduction)} 分，"
        f"{plain(full)}－{plain(steps)}×{plain(rules.step_deduction)}{result}",
    )


# ---- a budget of 0 or none (参数_零预算处理) ----


def zero_budget_unscored(rules: RuleSet) -> Score:
    """No score, with the reason."""
    return Score(None, f"{rules.execution_base}空缺或不大于 0，无法计算执行率")


def zero_budget_zero(rules: RuleSet) -> Score:
    """A score of 0."""
    return Score(half_up(ZERO, rules.decimals), f"{rules.execution_base}空缺或不大于 0，按零分计")


# ---- ≥ indicators ----


def at_least(row: Quantity, rules: RuleSet) -> Score:
    """Full score where the target is reached, else achieved ÷ target × full score, never below 0."""
    target, achieved, full = row
    if achieved >= target:
        return _full(row, "≥", rules)
    if achieved < 0:
        return _nothing(row, "＜", rules)
    value = within(achieved * full / target, full, rules.decimals)
    return Score(value, f"{plain(achieved)}÷{plain(target)}×{plain(full)}={value}")


def at_least_banded(row: Quantity, rules: RuleSet) -> Score:
    """Full score × the coefficient of the band that achieved ÷ target falls into (满意度档)."""
    target, achieved, full = row
    if target <= 0 or achieved < 0:
        return at_least(row, rules)
    coefficient = look_up(rules.satisfaction_bands, achieved / target)
    value = within(coefficient * full, full, rules.decimals)
    return Score(value, f"{quotient(achieved, target)}，{_share(coefficient, full, value)}")


# ---- ≥ indicators exceeded (参数_超额方法) ----


def surplus_accepted(row: Quantity, score: Score, rules: RuleSet) -> Score:
    """The score as it is."""
    return score


def surplus_deducted(row: Quantity, score: Score, rules: RuleSet) -> Score:
    """The score less a deduction where achieved ÷ target reaches the threshold, never below 0."""
    if score.value is None or row.target <= 0 or row.achieved < rules.surplus_threshold * row.target:
        return score
    value = within(score.value - rules.surplus_deduction, row.max_score, rules.decimals)
    return Score(
        value,
        f"{score.trace}；达到指标值的 {plain(rules.surplus_threshold)} 倍以上，"
        f"扣 {plain(rules.surplus_deduction)} 分，得 {value}",
    )


# ---- ≤ indicators (参数_成本方法) ----


def at_most_ratio(row: Quantity, rules: RuleSet) -> Score:
    """Full score within the target, else target ÷ achieved × full score."""
    target, achieved, full = row
    if achieved <= target:
        return _full(row, "≤", rules)
    if target <= 0:
        return _nothing(row, "＞", rules)
    value = within(target * full / achieved, full, rules.decimals)
    return Score(value, f"{plain(target)}÷{plain(achieved)}×{plain(full)}={value}")


def at_most_linear(row: Quantity, rules: RuleSet) -> Score:
    """Full score within the target, else less the share by which it is exceeded; 0 from the double on."""
    target, achieved, full = row
    if achieved <= target:
        return _full(row, "≤", rules)
    if target <= 0:
        return _nothing(row, "＞", rules)
    if achieved >= 2 * target:
        return Score(
            half_up(ZERO, rules.decimals), f"超出一倍及以上：{plain(achieved)}≥2×{plain(target)}，得 0"
        )
    value = within((2 * target - achieved) * full / target, full, rules.decimals)
    return Score(value, f"(1－({plain(achieved)}－{plain(target)})÷{plain(target)})×{plain(full)}={value}")


def at_most_all_or_nothing(row: Quantity, rules: RuleSet) -> Score:
    """Full score within the target, else 0."""
    if row.achieved <= row.target:
        return _full(row, "≤", rules)
    return Score(
        half_up(ZERO, rules.decimals), f"超支不得分：{plain(row.achieved)}＞{plain(row.target)}，得 0"
    )


# ---- ＝ indicators (参数_等值方法) ----


def equal_ratio(row: Quantity, rules: RuleSet) -> Score:
    """As ``at_least`` for a target above 0; for a target of 0 the full score unless something is achieved."""
    if row.target > 0:
        return at_least(row, rules)
    if row.target == 0 and row.achieved <= 0:
        return _full(row, "≤", rules)
    return equal_exact(row, rules)


def equal_exact(row: Quantity, rules: RuleSet) -> Score:
    """Full score where both figures agree, else 0."""
    if row.achieved == row.target:
        return _full(row, "＝", rules)
    return _nothing(row, "≠", rules)


# ---- cap on the total by execution rate (参数_执行率封顶) ----


def no_cap(rate: Decimal, rules: RuleSet) -> Decimal | None:
    """No cap."""
    return None


def banded_cap(rate: Decimal, rules: RuleSet) -> Decimal | None:
    """The greatest total that the band of the rate allows (封顶档)."""
    return look_up(rules.cap_bands, rate)


ExecutionMethod = Callable[[Execution, RuleSet], Score]
QuantityMethod = Callable[[Quantity, RuleSet], Score]
SurplusMethod = Callable[[Quantity, Score, RuleSet], Score]
ZeroBudgetMethod = Callable[[RuleSet], Score]
CapMethod = Callable[[Decimal, RuleSet], Decimal | None]

EXECUTION_BASES = {"全年预算数": "预算_全年预算", "年初预算数": "预算_年初预算"}
"""参数_执行率基数 → the field that holds the budget."""
EXECUTION_METHODS: Mapping[str, ExecutionMethod] = {
    "线性法": execution_linear,
    "分档法": execution_banded,
    "阶梯扣分法": execution_stepped,
}
ZERO_BUDGET_METHODS: Mapping[str, ZeroBudgetMethod] = {
    "无法计算": zero_budget_unscored,
    "按零分": zero_budget_zero,
}
COST_METHODS: Mapping[str, QuantityMethod] = {
    "比例法": at_most_ratio,
    "线性法": at_most_linear,
    "超支不得分": at_most_all_or_nothing,
}
EQUAL_METHODS: Mapping[str, QuantityMethod] = {"比例法": equal_ratio, "相符得满分": equal_exact}
SATISFACTION_METHODS: Mapping[str, QuantityMethod] = {"比例法": at_least, "分档法": at_least_banded}
SURPLUS_METHODS: Mapping[str, SurplusMethod] = {"不扣分": surplus_accepted, "超线扣分": surplus_deducted}
CAP_METHODS: Mapping[str, CapMethod] = {"不封顶": no_cap, "分档封顶": banded_cap}
METHOD_CHOICES: Mapping[str, Collection[str]] = {
    "参数_执行率基数": EXECUTION_BASES,
    "参数_执行率方法": EXECUTION_METHODS,
    "参数_零预算处理": ZERO_BUDGET_METHODS,
    "参数_成本方法": COST_METHODS,
    "参数_等值方法": EQUAL_METHODS,
    "参数_满意度方法": SATISFACTION_METHODS,
    "参数_超额方法": SURPLUS_METHODS,
    "参数_执行率封顶": CAP_METHODS,
}
"""Every parameter that names a method, with the names it may have."""


class Methods(Struct, frozen=True):
    """The methods that one rule set names."""

    execution_base: str
    execution: ExecutionMethod
    zero_budget: ZeroBudgetMethod
    cost: QuantityMethod
    equal: QuantityMethod
    satisfaction: QuantityMethod
    surplus: SurplusMethod
    cap: CapMethod


def select_methods(rules: RuleSet) -> Methods:
    """The methods of a rule set; raises ``MasterFault`` naming the parameter whose value is none of them."""
    return Methods(
        execution_base=_select("参数_执行率基数", rules.execution_base, EXECUTION_BASES),
        execution=_select("参数_执行率方法", rules.execution_method, EXECUTION_METHODS),
        zero_budget=_select("参数_零预算处理", rules.zero_budget, ZERO_BUDGET_METHODS),
        cost=_select("参数_成本方法", rules.cost_method, COST_METHODS),
        equal=_select("参数_等值方法", rules.equal_method, EQUAL_METHODS),
        satisfaction=_select("参数_满意度方法", rules.satisfaction_method, SATISFACTION_METHODS),
        surplus=_select("参数_超额方法", rules.surplus_method, SURPLUS_METHODS),
        cap=_select("参数_执行率封顶", rules.total_cap, CAP_METHODS),
    )


def _select(parameter: str, value: str, methods: Mapping[str, T]) -> T:
    if value not in methods:
        raise parameter_fault(parameter, value, f"可选：{'、'.join(methods)}")
    return methods[value]


def _full(row: Quantity, sign: str, rules: RuleSet) -> Score:
    value = within(row.max_score, row.max_score, rules.decimals)
    trace = f"完成值 {plain(row.achieved)}{sign}指标值 {plain(row.target)}，得满分 {plain(value)}"
    return Score(value, trace)


def _nothing(row: Quantity, sign: str, rules: RuleSet) -> Score:
    trace = f"完成值 {plain(row.achieved)}{sign}指标值 {plain(row.target)}，得 0"
    return Score(half_up(ZERO, rules.decimals), trace)


def _share(coefficient: Decimal, full: Decimal, value: Decimal) -> str:
    return f"档内系数 {plain(coefficient)}，{plain(coefficient)}×{plain(full)}={value}"
