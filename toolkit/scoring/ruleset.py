"""One rule set of the parameter sheet, typed: names of methods, figures and band tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from toolkit.decimals import to_decimal
from toolkit.errors import MasterFault
from toolkit.form import Form
from toolkit.model import Value
from toolkit.scoring.bands import Bands, Tier, read_number_bands, read_text_bands, read_tiers


class RuleSet(Struct, frozen=True):
    """Everything that decides a score; method names are the values of the parameters, unchecked."""

    name: str
    execution_base: str
    execution_method: str
    step_width: Decimal
    step_deduction: Decimal
    total_cap: str
    zero_budget: str
    cost_method: str
    equal_method: str
    satisfaction_method: str
    surplus_method: str
    surplus_deduction: Decimal
    surplus_threshold: Decimal
    """Achieved ÷ target from which an over-achievement counts."""
    satisfaction_level1: str
    decimals: int
    execution_bands: Bands[Decimal]
    satisfaction_bands: Bands[Decimal]
    cap_bands: Bands[Decimal]
    tiers: tuple[Tier, ...]
    rating_bands: Bands[str]


def read_ruleset(form: Form, name: str | None = None) -> RuleSet:
    """The rule set ``name`` of a form (the form's chosen one if ``None``).

    Raises ``MasterFault`` for a name that the form does not have, and for a parameter or band table that
    is missing or not of its kind.
    """
    name, read = form.ruleset if name is None else name, form.kept(_rulesets)
    if name not in read:
        read[name] = _read(form, name)
    return read[name]


def _rulesets(_: Form) -> dict[str, RuleSet]:
    """The form's rule sets that have been read, by name."""
    return {}


def _read(form: Form, name: str) -> RuleSet:
    parameters = form.parameters_of(name)
    return RuleSet(
        name=name,
        execution_base=_word(parameters, "参数_执行率基数"),
        execution_method=_word(parameters, "参数_执行率方法"),
        step_width=_positive(parameters, "参数_阶梯步长"),
        step_deduction=_number(parameters, "参数_阶梯扣分"),
        total_cap=_word(parameters, "参数_执行率封顶"),
        zero_budget=_word(parameters, "参数_零预算处理"),
        cost_method=_word(parameters, "参数_成本方法"),
        equal_method=_word(parameters, "参数_等值方法"),
        satisfaction_method=_word(parameters, "参数_满意度方法"),
        surplus_method=_word(parameters, "参数_超额方法"),
        surplus_deduction=_number(parameters, "参数_超额扣分"),
        surplus_threshold=_positive(parameters, "参数_超额说明线"),
        satisfaction_level1=_word(parameters, "参数_满意度一级"),
        decimals=_decimals(parameters, "参数_得分小数"),
        execution_bands=read_number_bands(form.bands, "执行率档", "系数"),
        satisfaction_bands=read_number_bands(form.bands, "满意度档", "系数"),
        cap_bands=read_number_bands(form.bands, "封顶档", "上限"),
        tiers=read_tiers(form.bands, "定性档"),
        rating_bands=read_text_bands(form.bands, "等次档", "等次"),
    )


def parameter_fault(name: str, value: Value, wanted: str) -> MasterFault:
    """The sentence for a parameter whose value cannot be used."""
    shown = "空" if value in (None, "") else f"“{value}”"
    return MasterFault(f"评分参数“{name}”的取值{shown}不能用，{wanted}，请在母版的评分参数表中改正。")


def _word(parameters: Mapping[str, Value], name: str) -> str:
    value = parameters.get(name)
    if not isinstance(value, str) or not value.strip():
        raise parameter_fault(name, value, "应为文字")
    return value.strip()


def _number(parameters: Mapping[str, Value], name: str) -> Decimal:
    number = to_decimal(parameters.get(name), None)
    if number is None or number < 0:
        raise parameter_fault(name, parameters.get(name), "应为不小于 0 的数字")
    return number


def _positive(parameters: Mapping[str, Value], name: str) -> Decimal:
    number = _number(parameters, name)
    if number == 0:
        raise parameter_fault(name, parameters.get(name), "应大于 0")
    return number


def _decimals(parameters: Mapping[str, Value], name: str) -> int:
    number = _number(parameters, name)
    if number != int(number) or number > 6:
        raise parameter_fault(name, parameters.get(name), "应为 0 到 6 的整数")
    return int(number)
