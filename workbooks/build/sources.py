"""The readable sources of the master: field list, tables, lists, parameters, rules, formulas, texts."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FieldSource:
    """One line of fields.csv."""

    name: str
    label: str
    sheet: str
    table: str
    role: str
    type: str
    unit: str
    decimals: str
    required: str
    choices: str
    half_unit: str
    hint: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """One line of tables.csv."""

    name: str
    label: str
    sheet: str
    rows: int
    key_fields: str


@dataclass(frozen=True, slots=True)
class RuleSource:
    """One rule as it stands in its row, formulas still with field names and ``@字段``."""

    id: str
    part: str
    severity: str
    way: str
    scope: str
    title: str
    left: str
    relation: str
    right: str
    tolerance: float | None
    unit: str
    condition: str
    locate: str
    message: str
    fix: str
    basis: str
    enabled: str
    example: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the builder reads."""

    fields: Mapping[str, FieldSource]
    tables: Mapping[str, TableSource]
    lists: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    """Lists of words that rules look for; parallel lists have no blanks."""
    level2: tuple[tuple[str, str], ...]
    rulesets: tuple[str, ...]
    parameters: tuple[Mapping[str, Any], ...]
    bands: tuple[Mapping[str, Any], ...]
    rules: tuple[RuleSource, ...]
    formulas: Mapping[str, str]
    texts: Mapping[str, Any]


def load() -> Sources:
    """Read all sources of the folder."""
    parameters, examples = _toml("parameters.toml"), _toml("examples.toml")
    return Sources(
        fields={row[0]: FieldSource(*row) for row in _csv("fields.csv")},
        tables={
            row[0]: TableSource(row[0], row[1], row[2], int(row[3]), row[4]) for row in _csv("tables.csv")
        },
        lists=_lists("lists.csv"),
        words=_lists("words.csv"),
        level2=tuple((row[0], row[1]) for row in _csv("level2.csv")),
        rulesets=tuple(parameters["规则集"]),
        parameters=tuple(parameters["参数"]),
        bands=tuple(parameters["分档"]),
        rules=tuple(rule for raw in _toml("rules.toml")["规则"] for rule in _expanded(raw, examples)),
        formulas=_toml("formulas.toml"),
        texts=_toml("texts.toml"),
    )


def _csv(name: str) -> Iterator[list[str]]:
    with (HERE / name).open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        yield from rows


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _lists(file: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _csv(file):
        found[name] = (*found.get(name, ()), value)
    return found


def _expanded(raw: Mapping[str, Any], examples: Mapping[str, str]) -> Iterator[RuleSource]:
    """One rule, or one for each entry of ``每`` with ``$1``, ``$2`` … put in and a part number of its own."""
    if "每" not in raw:
        yield _rule(raw, raw.get("分项", ""), (), examples)
        return
    for number, entry in enumerate(raw["每"], start=1):
        part = f"{raw['分项']}-{number}" if "分项" in raw else str(number)
        yield _rule(raw, part, tuple(entry.split("|")), examples)


def _rule(
    raw: Mapping[str, Any], part: str, values: tuple[str, ...], examples: Mapping[str, str]
) -> RuleSource:
    def text(key: str, default: str = "") -> str:
        result = str(raw.get(key, default))
        for number, value in enumerate(values, start=1):
            result = result.replace(f"${number}", value)
        return result

    return RuleSource(
        id=raw["编号"],
        part=part,
        severity=raw["级别"],
        way=text("方式", "公式"),
        scope=text("范围", "全表"),
        title=text("名称"),
        left=text("左值"),
        relation=text("关系"),
        right=text("右值"),
        tolerance=raw.get("容差"),
        unit=text("单位"),
        condition=text("条件"),
        locate=text("定位"),
        message=text("问题"),
        fix=text("建议"),
        basis=text("依据"),
        enabled=text("启用", "是"),
        example=examples[raw["编号"]],
    )
