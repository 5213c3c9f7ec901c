"""Labelled sentences: a unit's tables, one sentence in a section, and what the narrative rules find in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.returns import FIELDS, FormInMemory, as_value
from tests.support.samples import master_form
from toolkit.addresses import CellRef
from toolkit.form import Rule, RuleKind
from toolkit.model import Book, Severity, Value
from toolkit.rules import narrative, narrative_sums, narrative_wording
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import Registry
from toolkit.submission import Submission

HERE = Path(__file__).parents[1] / "narrative"
SECTIONS = {
    "总体": "概况_总体运行",
    "基本": "综述_基本支出情况",
    "项目": "综述_项目支出情况",
    "基金": "综述_政府性基金情况",
    "国资": "综述_国有资本情况",
    "产出": "综述_产出分析",
    "效益": "综述_效益分析",
    "满意": "综述_满意度分析",
    "问题": "综述_存在问题",
    "措施": "综述_改进措施",
}
LEVEL1 = {"产出": "产出指标", "效益": "效益指标", "满意": "满意度指标"}
BUDGET = (
    ("预算_年初预算",),
    ("预算_全年预算",),
    ("预算_全年执行", "四本_一般公共"),
    ("综述_基本支出", "预算_基本支出"),
    ("综述_人员经费",),
    ("综述_公用经费",),
    ("综述_项目支出", "预算_项目支出"),
)
OF_THE_WHOLE_TEXT = frozenset({"NV07", "EV02", "EV04", "EX10", "EX11"})
"""Rules that a single sentence cannot answer; they have tests of their own."""


class FormWithRules(FormInMemory):
    """What the narrative rules ask of a form."""

    @property
    def parameters(self) -> Mapping[str, Value]:
        return self.parameters_of(self.ruleset)

    @property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        return {"清单_一级指标": tuple(LEVEL1.values())}


@dataclass(frozen=True)
class Unit:
    """One unit's tables as the labelled set gives them."""

    name: str
    fields: Mapping[str, object]
    tables: Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Labelled:
    """One sentence and the findings that it calls for, ``NV01 11 12``."""

    unit: Unit
    section: str
    text: str
    expected: tuple[str, ...]


def sentences(name: str) -> Iterator[Labelled]:
    """The sentences of one file of the labelled set."""
    for raw in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["单位"]:
        unit = _unit(raw)
        for section, text, expected in raw["句子"]:
            labels = tuple(sorted(label.strip() for label in expected.split(";") if label.strip()))
            yield Labelled(unit, SECTIONS[section], text, labels)


def _unit(raw: Mapping[str, Any]) -> Unit:
    fields: dict[str, object] = {"封面_评价年度": 2023}
    for names, value in zip(BUDGET, raw["收支"], strict=True):
        fields |= dict.fromkeys(names, value)
    fields["预算_自动执行率"] = round(raw["收支"][2] / raw["收支"][1], 4)
    indicators = []
    for line in raw["指标"]:
        level1, _, name, kind, target, achieved, unit = line.split()
        indicators.append(
            {
                "指标_一级": LEVEL1[level1],
                "指标_三级": name,
                "指标_性质": kind,
                "指标_年度指标值": target if kind == "定性" else float(target),
                "指标_实际完成值": achieved if kind == "定性" else float(achieved),
                "指标_单位": unit,
            }
        )
    projects = [{"项目_名称": line.split()[0], "项目_支出": float(line.split()[1])} for line in raw["项目"]]
    return Unit(raw["名称"], fields, {"指标": indicators, "项目": projects})


def submission_of(
    fields: Mapping[str, object], tables: Mapping[str, Sequence[Mapping[str, object]]]
) -> Submission:
    """A submission with these fields and table rows, recomputed nothing."""
    form = FormWithRules()
    size = max(form.slot(field.area.cell(field.area.rows - 1)) for field in FIELDS.values()) + 1
    values: list[Value] = [None] * size

    def put(at: CellRef, value: object) -> None:
        values[form.slot(at)] = as_value(value)

    for name, value in fields.items():
        put(FIELDS[name].area.first, value)
    for rows in tables.values():
        for index, row in enumerate(rows):
            for name, value in row.items():
                put(FIELDS[name].area.cell(index), value)
    book = Book((), {}, frozenset(), True, False, frozenset())
    return Submission(form, book, tuple(values))  # type: ignore[arg-type]


REGISTRY = Registry.of(narrative, narrative_sums, narrative_wording)


@cache
def rules() -> tuple[Rule, ...]:
    """The rows of the master's rule sheet that the narrative modules serve."""
    return tuple(
        rule for rule in master_form().rules if rule.kind is RuleKind.PYTHON and rule.id in REGISTRY.ids
    )


def findings(submission: Submission) -> list[tuple[Rule, Hit]]:
    """Everything that the narrative rules find."""
    evidence = Evidence(submission)
    return [(rule, hit) for rule in rules() for hit in REGISTRY.check(rule)(evidence, rule)]


def found_in(labelled: Labelled) -> tuple[tuple[str, ...], dict[str, Severity]]:
    """The findings of one sentence as labels, and the severity of each."""
    unit = labelled.unit
    submission = submission_of({**unit.fields, labelled.section: labelled.text}, unit.tables)
    hits = [(rule, hit) for rule, hit in findings(submission) if rule.id not in OF_THE_WHOLE_TEXT]
    severities = {label(rule, hit): rule.severity for rule, hit in hits}
    return tuple(sorted(severities)), severities


def label(rule: Rule, hit: Hit) -> str:
    """``NV01 11 12``: rule, figure of the text, figure of the table, as far as they are figures."""
    figures = [figure for figure in (hit.actual, hit.expected) if isinstance(figure, Decimal)]
    return " ".join([rule.id, *(_plain(figure) for figure in figures)])


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
