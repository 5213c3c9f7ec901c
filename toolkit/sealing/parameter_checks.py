"""Checks of the parameter sheet: rule sets, parameters, bands, drop-down lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from toolkit.addresses import Area, CellRef
from toolkit.errors import MasterFault
from toolkit.form import Form
from toolkit.model import Value
from toolkit.scoring import read_ruleset
from toolkit.scoring.methods import METHOD_CHOICES, select_methods
from toolkit.sealing.draft import BAND_NAMES, Draft, Fault
from toolkit.sealing.workbook_checks import beyond
from toolkit.specification import as_text

CHOICE_SEPARATOR = "／"
ASCENDING = tuple(name for name in BAND_NAMES if name.endswith("档_下限") and not name.startswith("定性档"))
PARALLEL = ("清单_所属一级", "清单_二级指标")
LEVEL1 = "清单_一级指标"
ROWS_FOR_LIST = {LEVEL1: "一级_名称", "清单_二级指标": "二级_名称"}
"""Lists that a sheet repeats, and the column that must be long enough for it."""


class Parameter(Struct, frozen=True):
    """One row of the parameter sheet."""

    code: str
    at: CellRef
    values: tuple[tuple[CellRef, Value], ...]
    """One a rule set."""
    choices: tuple[str, ...]


def parameter_faults(draft: Draft, previous: Form | None) -> Iterator[Fault]:
    """Everything wrong with rule sets and parameters."""
    rulesets = _rulesets(draft)
    yield from _ruleset_faults(draft, rulesets)
    seen: set[str] = set()
    for parameter in parameters(draft, len(rulesets)):
        if parameter.code in seen:
            yield Fault(parameter.at, f"参数“{parameter.code}”出现了两次，请删去一行。")
        seen.add(parameter.code)
        yield from _place_faults(draft, parameter)
        yield from _value_faults(draft, parameter, rulesets, previous)


def parameters(draft: Draft, rulesets: int) -> Iterator[Parameter]:
    """The filled rows of the parameter sheet."""
    codes, grid, choices = (draft.names[f"参数表_{name}"] for name in ("名称", "取值", "可选值"))
    for index in range(codes.rows):
        code = draft.text(codes.cell(index))
        if not code:
            continue
        cells = [CellRef(grid.sheet, grid.row1 + index, grid.column1 + place) for place in range(rulesets)]
        words = draft.text(choices.cell(index)).replace("/", CHOICE_SEPARATOR)
        yield Parameter(
            code,
            codes.cell(index),
            tuple((at, draft.value(at)) for at in cells),
            tuple(word.strip() for word in words.split(CHOICE_SEPARATOR) if word.strip()),
        )


def _rulesets(draft: Draft) -> list[tuple[CellRef, str]]:
    area = draft.names["规则集_名称"]
    columns = range(area.column1, area.column2 + 1)
    return [(at := CellRef(area.sheet, area.row1, column), draft.text(at)) for column in columns]


def _ruleset_faults(draft: Draft, rulesets: list[tuple[CellRef, str]]) -> Iterator[Fault]:
    heads, grid = draft.names["规则集_名称"], draft.names["参数表_取值"]
    if (heads.column1, heads.column2) != (grid.column1, grid.column2):
        yield Fault(heads.first, "“规则集_名称”与“参数表_取值”的列数不同，请在名称管理器中改正。")
    names = [name for _, name in rulesets]
    for at, name in rulesets:
        if not name:
            yield Fault(at, "规则集没有名称，请填写，或删去这一列。")
        elif names.count(name) > 1 and names.index(name) != rulesets.index((at, name)):
            yield Fault(at, f"规则集“{name}”重名，请另取名称。")
    chosen = draft.names["参数_规则集"].first
    if draft.text(chosen) not in names:
        choices = "、".join(name for name in names if name)
        yield Fault(chosen, f"本次采用的规则集“{draft.text(chosen)}”不在规则集里，可选：{choices}。")


def _place_faults(draft: Draft, parameter: Parameter) -> Iterator[Fault]:
    """The defined name of a parameter is the cell of its current value, in its own row."""
    area = draft.names.get(parameter.code)
    if area is None:
        text = f"参数“{parameter.code}”没有对应的名称，请在名称管理器中把它定义为本行的“当前值”。"
        yield Fault(parameter.at, text)
    elif (area.sheet, area.row1, area.rows) != (parameter.at.sheet, parameter.at.row, 1):
        text = f"名称“{parameter.code}”指向 {area.first.a1}，应是本行的“当前值”。"
        yield Fault(parameter.at, text)
    elif not draft.has_formula(area.first):
        yield Fault(
            area.first,
            f"参数“{parameter.code}”的当前值应是公式，请从上一行向下填充；要改取值请改各规则集的列。",
        )


def _value_faults(
    draft: Draft, parameter: Parameter, rulesets: list[tuple[CellRef, str]], previous: Form | None
) -> Iterator[Fault]:
    numeric = _is_numeric(parameter, previous)
    choices = parameter.choices or tuple(METHOD_CHOICES.get(parameter.code, ()))
    for (at, value), (_, ruleset) in zip(parameter.values, rulesets, strict=True):
        shown = f"参数“{parameter.code}”在规则集“{ruleset}”的取值“{as_text(value)}”"
        known = METHOD_CHOICES.get(parameter.code, ())
        if draft.has_formula(at):
            yield Fault(at, f"{shown}是公式，请直接填写取值。")
        elif choices and as_text(value) not in choices:
            yield Fault(at, f"{shown}不在可选值内，可选：{'、'.join(choices)}。")
        elif known and as_text(value) not in known:
            yield Fault(at, f"{shown}没有对应的计分方法，可选：{'、'.join(known)}。")
        elif numeric and value is not None and not isinstance(value, float):
            yield Fault(at, f"{shown}应为数字。")
        elif numeric is False and isinstance(value, float) and not choices:
            yield Fault(at, f"{shown}应为文字。")


def _is_numeric(parameter: Parameter, previous: Form | None) -> bool | None:
    """Whether the parameter is a number, as the version before says, else as most rule sets do."""
    values = [value for _, value in parameter.values if value not in (None, "")]
    if previous is not None:
        before = [previous.parameters_of(ruleset).get(parameter.code) for ruleset in previous.rulesets]
        values = [value for value in before if value not in (None, "")] or values
    numbers = sum(isinstance(value, float) for value in values)
    return None if not values else 2 * numbers > len(values)


def ruleset_faults(form: Form) -> Iterator[Fault]:
    """What scoring cannot use of each rule set of a form that has been read."""
    told: set[str] = set()
    for ruleset in form.rulesets:
        try:
            select_methods(read_ruleset(form, ruleset))
        except MasterFault as fault:
            if str(fault) not in told:
                told.add(str(fault))
                yield Fault(form.names["参数表_取值"].first, f"规则集“{ruleset}”：{fault}")


def band_faults(draft: Draft) -> Iterator[Fault]:
    """Bands that do not ascend, tiers with gaps, cells that hold no number."""
    for name in ASCENDING:
        yield from _ascending_faults(draft, name)
    for name in BAND_NAMES:
        table, _, column = name.partition("_")
        if column in ("系数", "上限", "缺省", "分值") or name == "定性档_下限":
            yield from _number_faults(draft, draft.names[name], table, column)
    yield from _tier_faults(draft)
    yield from _scheme_faults(draft)


def _ascending_faults(draft: Draft, name: str) -> Iterator[Fault]:
    table = name.partition("_")[0]
    before: float | None = None
    area = draft.names[name]
    for index in range(area.rows):
        at = area.cell(index)
        value = draft.value(at)
        if value is None and not _row_used(draft, table, index):
            continue
        if not isinstance(value, float):
            yield Fault(at, f"“{table}”的下限“{draft.text(at)}”应为数字。")
        elif before is None and value != 0:
            yield Fault(at, f"“{table}”第一档的下限应为 0。")
        elif before is not None and value <= before:
            yield Fault(at, f"“{table}”的下限应从小到大，{draft.text(at)} 不大于上一档的 {as_text(before)}。")
        before = value if isinstance(value, float) else before


def _number_faults(draft: Draft, area: Area, table: str, column: str) -> Iterator[Fault]:
    for index in range(area.rows):
        at = area.cell(index)
        value = draft.value(at)
        if _row_used(draft, table, index) and (not isinstance(value, float) or value < 0):
            yield Fault(at, f"“{table}”的{column}“{draft.text(at)}”应为不小于 0 的数字。")


def _row_used(draft: Draft, table: str, index: int) -> bool:
    """Whether anything is written in a row of a band table; the first row always counts."""
    columns = [area for name, area in draft.names.items() if name.startswith(f"{table}_")]
    return index == 0 or any(draft.text(area.cell(index)) for area in columns)


def _tier_faults(draft: Draft) -> Iterator[Fault]:
    """The qualitative tiers lie end to end, each default within its own."""
    lowers, uppers, defaults = (draft.names[f"定性档_{column}"] for column in ("下限", "上限", "缺省"))
    tiers = []
    for index in range(lowers.rows):
        values = [draft.value(area.cell(index)) for area in (lowers, uppers, defaults)]
        lower, upper, default = values
        if isinstance(lower, float) and isinstance(upper, float) and isinstance(default, float):
            tiers.append((lower, upper, index))
            if not lower <= default <= upper:
                yield Fault(defaults.cell(index), f"“定性档”的缺省 {as_text(default)} 不在本档上下限之内。")
    tiers.sort()
    for (_, upper, index), (lower, _, _) in pairwise(tiers):
        if upper != lower:
            text = f"“定性档”的上限 {as_text(upper)} 应等于高一档的下限 {as_text(lower)}。"
            yield Fault(uppers.cell(index), text)


def _scheme_faults(draft: Draft) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    schemes, parts = draft.names["分值方案_方案"], draft.names["分值方案_一级"]
    for index in range(schemes.rows):
        key = (draft.text(schemes.cell(index)), draft.text(parts.cell(index)))
        if all(key) and key in seen:
            yield Fault(parts.cell(index), f"分值方案 {key[0]} 的“{key[1]}”出现了两次，请删去一行。")
        elif any(key) and not all(key):
            yield Fault(parts.cell(index), "分值方案这一行的方案和一级都要填写。")
        seen.add(key)
    chosen = draft.names.get("参数_分值方案")
    if chosen and draft.text(chosen.first) not in {scheme for scheme, _ in seen if scheme}:
        text = f"分值方案“{draft.text(chosen.first)}”在“分值方案”一节里没有一行。"
        yield Fault(chosen.first, text)


def list_faults(draft: Draft) -> Iterator[Fault]:
    """Lists that are empty or have gaps, drop-downs that repeat a value, level-2 lists out of step."""
    chosen = draft.filled("字段_清单")
    for name in sorted(name for name in draft.names if name.startswith("清单_")):
        yield from _list_faults(draft, name, is_choice=name in chosen)
        yield from beyond(draft, name, f"“{name}”")
    for name, column in ROWS_FOR_LIST.items():
        rows = draft.names[column].rows if column in draft.names else 0
        count = len(draft.filled(name)) if name in draft.names else 0
        if rows and count > rows:
            text = f"“{name}”有 {count} 项，绩效自评表只能列 {rows} 项，请减少或扩大“{column}”所在的表。"
            yield Fault(draft.names[name].cell(rows), text)
    if all(name in draft.names for name in (*PARALLEL, LEVEL1)):
        yield from _level2_faults(draft)


def _list_faults(draft: Draft, name: str, *, is_choice: bool) -> Iterator[Fault]:
    cells = list(draft.column(name))
    filled = [text for _, text in cells if text]
    if not filled:
        yield Fault(cells[0][0], f"“{name}”是空的，至少要有一项。")
    seen: set[str] = set()
    for index, (at, text) in enumerate(cells):
        if not text and any(later for _, later in cells[index:]):
            yield Fault(at, f"“{name}”中间有空行，下拉列表会缺项，请把后面的各项上移。")
            break
        if text and text in seen and is_choice:
            yield Fault(at, f"“{name}”里“{text}”重复，请删去一项并上移。")
        seen.add(text)


def _level2_faults(draft: Draft) -> Iterator[Fault]:
    owners, names = (list(draft.column(name)) for name in PARALLEL)
    level1 = draft.filled(LEVEL1)
    done: list[str] = []
    for (at, owner), (_, name) in zip(owners, names, strict=False):
        if bool(owner) != bool(name):
            yield Fault(at, "所属一级和二级指标要成对填写。")
        if owner and owner not in level1:
            yield Fault(at, f"所属一级“{owner}”不在“{LEVEL1}”里。")
        if owner and done and owner != done[-1] and owner in done:
            yield Fault(at, f"“{owner}”的二级指标要排在一起，下拉列表才完整。")
        if owner:
            done.append(owner)
