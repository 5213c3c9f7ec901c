"""What the tables say that a text may repeat: indicators, budget fields, projects, fund items."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.decimals import to_decimal
from toolkit.expression import expression
from toolkit.form import Form
from toolkit.model import Field, FieldType, Role
from toolkit.narrative.totals import TOTALS, Total
from toolkit.narrative.units import PERCENT, Unit, parse_unit
from toolkit.submission import Submission

MONEY_UNIT = "万元"
REPEATED = expression(r"^(?:综述所列)|（[^）]*）$|\([^)]*\)$")
GENERAL = frozenset({"其他", "其他资金", "收入合计", "支出合计", "上年结转", "金额", "支出"})
"""Labels that every paragraph uses in another sense: only ``TOTALS`` say when the totals are meant."""

OF_THE_WHOLE = frozenset({"年初预算", "全年预算数", "全年执行数", "执行率"})
"""Labels that mean the department's only where the sentence speaks of nothing smaller."""

FUND_SECTIONS = {
    "综述_政府性基金情况": "政府性基金预算",
    "综述_国有资本情况": "国有资本经营预算",
    "综述_社保基金情况": "社会保险基金预算",
}
"""Sections that speak of one budget only, and its name: general totals are not meant there."""


class Kind(Enum):
    """Where a subject stands, in the words of a message."""

    INDICATOR = "自评表指标"
    FIELD = "表内"
    PROJECT = "项目支出明细"
    ITEM = "四本预算其中项"


class Subject(Struct, frozen=True):
    """One thing with a figure of its own in the tables."""

    kind: Kind
    key: str
    name: str
    unit: Unit
    values: tuple[Decimal, ...]
    """In ``unit``; the first is the one that a text is held against, any of the others also agrees."""
    at: CellRef
    level1: str = ""
    target: Decimal | None = None
    total: Total | None = None
    """Of a total of the department: how texts name it."""

    @property
    def value(self) -> Decimal:
        """The figure that a text is held against."""
        return self.values[0]


def subjects_of(submission: Submission) -> tuple[Subject, ...]:
    """Every subject of a submission that has a figure."""
    return (
        *_indicators(submission),
        *_projects(submission),
        *_items(submission),
        *_fields(submission),
        *_totals(submission),
    )


def _indicators(submission: Submission) -> Iterator[Subject]:
    for row in submission.filled_rows["指标"]:
        value = to_decimal(row.value("指标_实际完成值"), None)
        unit = parse_unit(row.text("指标_单位"))
        if value is not None and unit is not None and row.text("指标_三级"):
            yield Subject(
                Kind.INDICATOR,
                row.key,
                row.text("指标_三级"),
                unit,
                (value,),
                row.cell("指标_实际完成值"),
                row.text("指标_一级"),
                to_decimal(row.value("指标_年度指标值"), None),
            )


def _projects(submission: Submission) -> Iterator[Subject]:
    unit = _known(MONEY_UNIT)
    for row in submission.filled_rows["项目"]:
        values = [row.decimal(name) for name in ("项目_支出", "项目_全年预算", "项目_年初预算")]
        if values[0] is not None and row.text("项目_名称"):
            given = tuple(value for value in values if value is not None)
            yield Subject(Kind.PROJECT, row.key, row.text("项目_名称"), unit, given, row.cell("项目_支出"))


def _items(submission: Submission) -> Iterator[Subject]:
    unit = _known(MONEY_UNIT)
    for row in submission.filled_rows["其中"]:
        value = row.decimal("其中_金额")
        if value is not None and row.text("其中_名称"):
            yield Subject(Kind.ITEM, row.key, row.text("其中_名称"), unit, (value,), row.cell("其中_金额"))


def _fields(submission: Submission) -> Iterator[Subject]:
    """Single fields of money, and rates; several fields with one label make one subject."""
    found: dict[tuple[str, str], list[tuple[Decimal, Field]]] = {}
    for field, label, unit in submission.form.kept(_spoken_of):
        value = submission.decimal(field.name)
        if value is not None:
            figure = (value * 100).normalize() if unit == PERCENT else value
            found.setdefault((label, unit), []).append((figure, field))
    for (label, name), entries in found.items():
        values, field = tuple([value for value, _ in entries]), entries[0][1]
        yield Subject(Kind.FIELD, field.label, label, _known(name), values, field.area.first)


def _totals(submission: Submission) -> Iterator[Subject]:
    for total in TOTALS:
        values, field = total.values(submission), submission.form.fields[total.fields[0]]
        if values:
            name = REPEATED.sub("", field.label)
            unit = _known(total.unit)
            yield Subject(Kind.FIELD, field.label, name, unit, values, field.area.first, total=total)


def _spoken_of(form: Form) -> tuple[tuple[Field, str, str], ...]:
    """The single fields of money, and rates, with the label that a text gives them and their unit."""
    found = []
    for field in form.fields.values():
        rate = field.type == FieldType.PERCENT
        money = field.unit == MONEY_UNIT and field.role is Role.INPUT
        if not field.table and not field.name.startswith("参数_") and (rate or money):
            label = REPEATED.sub("", REPEATED.sub("", field.label))
            if label not in GENERAL and "得分率" not in label:
                found.append((field, label, PERCENT if rate else MONEY_UNIT))
    return tuple(found)


def _known(name: str) -> Unit:
    unit = parse_unit(name)
    assert unit is not None
    return unit
