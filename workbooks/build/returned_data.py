"""The return of each invented unit as data: the clean sample with its own names, nouns and amounts."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from workbooks.build.returned_units import Unit

Data = dict[str, Any]
_MONEY = re.compile(r"(\d+(?:\.\d+)?)万元")
TABLES = ("收入", "支出", "三公", "资产", "项目", "四本", "其中")
NOT_MONEY = ("预算_分值", "预算_执行率", "预算_自评得分")
TOLD_MONEY = ("基本支出", "人员经费", "公用经费", "项目支出", "专项资金", "其他项目支出")
OWN_WORDS = ("综述_", "概况_", "指标_偏差", "预算_", "目标_", "任务_")
LEAST_TEXT = 12


def data_of(unit: Unit, clean: Mapping[str, Any], year: int = 2023) -> Data:
    """A faultless return of one unit for one year."""
    data: Data = _varied(copy.deepcopy(dict(clean)), unit)
    data |= {"封面_部门名称": unit.name, "封面_预算编码": unit.code, "封面_主管部门": unit.department}
    for person in data["人员"]:
        person["人员_单位"] = unit.name
    if year != clean["封面_评价年度"]:
        data |= {"封面_评价年度": year, "封面_报告日期": date(year + 1, 4, 26)}
    return data


def _varied(value: Any, unit: Unit, name: str = "") -> Any:
    if isinstance(value, dict):
        money = value.get("指标_单位") == "万元"
        return {key: _entry(key, item, unit, money=money) for key, item in value.items()}
    if isinstance(value, list):
        return [_varied(item, unit, name) for item in value]
    if isinstance(value, str):
        return _told(value, unit, name)
    return _scaled(value, unit) if isinstance(value, float) and _is_money(name) else value


def _entry(name: str, value: Any, unit: Unit, *, money: bool) -> Any:
    if money and name in ("指标_年度指标值", "指标_实际完成值"):
        return _scaled(value, unit)
    return _varied(value, unit, name)


def _is_money(name: str) -> bool:
    table, _, column = name.partition("_")
    if table == "预算":
        return name not in NOT_MONEY
    return table.removesuffix("汇总") in TABLES or (table == "综述" and column in TOLD_MONEY)


def _scaled(value: float, unit: Unit) -> float:
    return round(value * unit.scale, 2)


def _told(text: str, unit: Unit, name: str) -> str:
    for noun, own in unit.nouns.items():
        text = text.replace(noun, own)
    text = _MONEY.sub(lambda match: f"{float(match.group(1)) * unit.scale:.2f}万元", text)
    if not name.startswith(OWN_WORDS) or len(text) <= LEAST_TEXT:
        return text
    return "\n".join(_own_words(line, unit) for line in text.split("\n"))


def _own_words(line: str, unit: Unit) -> str:
    """The line with the unit's habitual words where a sentence begins after its number."""
    number = re.match(r"(?:\d+、|（\d）|[一二三]是)?", line)
    assert number is not None
    body = re.sub(r"(?<=[。；])(?=.)", unit.habit, line[number.end() :])
    return f"{number.group()}{unit.habit}{body}"
