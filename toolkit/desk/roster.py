"""The roster: which units are to return a workbook, and what the bureau knows of each beforehand."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from toolkit.addresses import CellRef
from toolkit.dates import day_of, is_plausible
from toolkit.decimals import is_too_large
from toolkit.desk.columns import Column, Grid, Line, columns_of, fault_list, money_unit, read_grid, unused
from toolkit.desk.ledger import WANTED_HEADS
from toolkit.desk.vocabulary import ACTUAL, AMOUNT_HEADS, AMOUNTS, CODE, DEPARTMENT, FINAL, NAME, NAME_HEADS
from toolkit.errors import UnusableInput
from toolkit.form import Form, RuleKind, as_text
from toolkit.model import Book, Field, FieldType, Role, Value

NUMBERS = frozenset({FieldType.NUMBER, FieldType.COUNT, FieldType.PERCENT})
EQUAL = "＝"
DUE_HEADS = ("截止日期", "截止时间", "报送截止日期", "上报截止日期")
AMOUNT_WORDS = re.compile("预算|执行|支出|收入|决算|结余|结转|金额|经费")
UNFIT_FOR_FILES = frozenset('\\/:*?"<>|')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
LONGEST_NAME = 80


class Unit(Struct, frozen=True):
    """One line of the roster."""

    code: str
    name: str
    department: str
    row: int
    due: date | None = None
    known: Mapping[str, Value] = field(default_factory=dict)
    """Field name → value that goes into the unit's workbook and is locked there."""


class Roster(Struct, frozen=True):
    """All units in the roster's order."""

    units: tuple[Unit, ...]
    unused: tuple[str, ...] = ()
    """Headings of columns that mean no field of the form."""


def code_length(form: Form) -> int | None:
    """How many digits a code has, where a rule of the master demands so many; ``None`` where none does.

    A rule that allows several lengths (≤, ≠, a choice by formula) demands none of them.
    """
    for rule in form.rules:
        equal = rule.enabled and rule.kind is RuleKind.FORMULA and rule.relation == EQUAL
        if equal and rule.left and rule.right and _formula(form, rule.left) == f"LEN({CODE})":
            digits = _formula(form, rule.right)
            if digits.isdecimal():
                return int(digits)
    return None


def _formula(form: Form, at: CellRef) -> str:
    sheet = form.book.sheet(at.sheet)
    cell = sheet.cells.get((at.row, at.column)) if sheet else None
    return "".join((cell.formula or "").split()).upper() if cell else ""


def roster_from_book(book: Book, fields: Mapping[str, Field], length: int | None = None) -> Roster:
    """The roster in a workbook's first sheet that has the headings; codes of ``length`` digits.

    Raises UnusableInput with one line for each fault, named by the row of the sheet: missing columns, codes
    that are blank, no digits, of another length (leading zeros lost) or used twice, names that are blank,
    used twice or cannot be a file name, amounts that are no numbers.
    """
    heads = (*fields, *NAME_HEADS, fields[CODE].label, fields[NAME].label)
    grid = next((g for sheet in book.sheets if (g := read_grid(sheet, heads))), None)
    if grid is None:
        raise UnusableInput("名录里没有找到标题行；标题行至少要有“预算编码”和“单位名称”两列。")
    columns = columns_of(grid, fields, {**NAME_HEADS, **AMOUNT_HEADS}, "名录")
    given = {column.field.name for column in columns}
    missing = [label for name, label in ((CODE, "预算编码"), (NAME, "单位名称")) if name not in given]
    if missing:
        raise UnusableInput(f"名录缺少“{'”“'.join(missing)}”列，请补上后再试。")
    if not grid.lines:
        raise UnusableInput("名录里一个单位也没有，请填好后再试。")
    left = [head for head in unused(grid, columns) if head not in DUE_HEADS]
    if amounts := [head for head in left if _is_amount(grid, head)]:
        raise UnusableInput(f"名录里认不出金额列“{'”“'.join(amounts)}”，{WANTED_HEADS}，不用的请删去。")
    units = [_unit(line, columns) for line in grid.lines]
    faults = sorted({*_faults(units, grid, length), *_unfit(grid, columns)})
    if faults:
        raise UnusableInput(told_by_row("名录有误，请改正后再试", faults))
    return Roster(tuple(units), tuple(left))


def _is_amount(grid: Grid, head: str) -> bool:
    """Whether a column looks like one of amounts: by its unit, or by its heading and numbers alone."""
    values = [line.values[head] for line in grid.lines if head in line.values]
    numbers = bool(values) and all(isinstance(value, float) for value in values)
    return bool(money_unit(head)) or (numbers and bool(AMOUNT_WORDS.search(head)))


def told_by_row(title: str, faults: Sequence[tuple[int, str]]) -> str:
    """A heading, and faults each with the row of the roster that it is in."""
    return fault_list(title, [f"第 {row} 行：{text}" for row, text in faults])


def _unit(line: Line, columns: Sequence[Column]) -> Unit:
    known = {column.field.name: column.value(line) for column in columns if column.head in line.values}
    code, name, department = (as_text(known.get(key)) for key in (CODE, NAME, DEPARTMENT))
    due = line.values.get(_due_head(line))
    texts: dict[str, Value] = {CODE: code, NAME: name, DEPARTMENT: department or None}
    return Unit(
        code=code,
        name=name,
        department=department,
        row=line.row,
        due=_date(due),
        known={key: value for key, value in {**known, **texts}.items() if value is not None},
    )


def _due_head(line: Line) -> str:
    return next((head for head in DUE_HEADS if head in line.values), "")


def _date(value: Value) -> date | None:
    if isinstance(value, float):
        return day_of(value) if is_plausible(value) else None
    digits = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", as_text(value))
    try:
        return date(*map(int, digits.groups())) if digits else None
    except ValueError:
        return None


def _faults(units: list[Unit], grid: Grid, length: int | None) -> Iterator[tuple[int, str]]:
    codes, names = Counter(unit.code for unit in units), Counter(unit.name for unit in units)
    wanted = f"应为 {length} 位" if length else ""
    if length is None:
        lengths = Counter(len(unit.code) for unit in units)
        length = max(lengths, key=lambda one: (lengths[one], one))
        wanted = f"其余是 {length} 位"
    for unit, line in zip(units, grid.lines, strict=True):
        for text in (*_code_faults(unit, codes, length, wanted), *_name_faults(unit, names)):
            yield unit.row, text
        head = _due_head(line)
        if head in line.values and unit.due is None:
            yield unit.row, f"{head}“{line.text(head)}”不是日期，请写成 2024-05-31。"


def _code_faults(unit: Unit, codes: Counter[str], length: int, wanted: str) -> Iterator[str]:
    if not unit.code:
        yield "预算编码未填。"
    elif not (unit.code.isascii() and unit.code.isdigit()):
        yield f"预算编码“{unit.code}”应全是半角数字。"
    elif len(unit.code) < length:
        short = f"预算编码“{unit.code}”只有 {len(unit.code)} 位，{wanted}"
        yield f"{short}；前面的 0 可能丢了，请把该列设为文本后重填。"
    elif len(unit.code) > length:
        yield f"预算编码“{unit.code}”有 {len(unit.code)} 位，{wanted}，请核对。"
    elif codes[unit.code] > 1:
        yield f"预算编码 {unit.code} 重复，一个编码只能对应一个单位。"


def _name_faults(unit: Unit, names: Counter[str]) -> Iterator[str]:
    if not unit.name:
        yield "单位名称未填。"
        return
    bad = [c for c in dict.fromkeys(unit.name) if c in UNFIT_FOR_FILES or unicodedata.category(c)[0] == "C"]
    if bad:
        shown = "".join(c if c.isprintable() else "（控制字符）" for c in bad)
        yield f"单位名称“{printable(unit.name)}”含有不能用作文件名的字符“{shown}”，请去掉或改成全角。"
    elif RESERVED.match(unit.name) or unit.name.endswith("."):
        yield f"单位名称“{unit.name}”不能用作文件名，请写全称。"
    elif len(unit.name) > LONGEST_NAME:
        yield f"单位名称有 {len(unit.name)} 个字，最多 {LONGEST_NAME} 个字。"
    if names[unit.name] > 1:
        yield f"单位名称“{printable(unit.name)}”重复，请核对是否同一个单位。"


def _unfit(grid: Grid, columns: Sequence[Column]) -> Iterator[tuple[int, str]]:
    """Values that their field cannot hold, and amounts that cannot be right."""
    for line in grid.lines:
        for column in columns:
            head, value, wanted = column.head, column.value(line), column.field
            if wanted.role is not Role.INPUT:
                yield line.row, f"“{head}”由系统计算，不能预填，请删去这一列。"
            elif wanted.type in NUMBERS and value is not None:
                text = _unfit_number(value, wanted)
                if text:
                    yield line.row, f"“{head}”{text}，现在是“{printable(as_text(value))}”。"
        known = {column.field.name: column.value(line) for column in columns}
        for text in impossible(known, {column.field.name: column.field for column in columns}):
            yield line.row, text


def impossible(known: Mapping[str, Value], fields: Mapping[str, Field]) -> Iterator[str]:
    """Budgets and spending below 0, and spending beyond the budget."""
    amounts = {name: value for name in AMOUNTS if isinstance(value := known.get(name), float)}
    for name, amount in amounts.items():
        if amount < 0:
            yield f"“{fields[name].label}”不能小于 0，现在是“{as_text(amount)}”。"
    if ACTUAL in amounts and FINAL in amounts and amounts[ACTUAL] > amounts[FINAL]:
        spent, budget = (as_text(amounts[name]) for name in (ACTUAL, FINAL))
        yield f"“{fields[ACTUAL].label}”{spent} 大于“{fields[FINAL].label}”{budget}，请核对。"


def _unfit_number(value: Value, wanted: Field) -> str:
    """What a number should be that cannot be right; empty where it can."""
    if not isinstance(value, float):
        return "应填数字"
    if is_too_large(value):
        return "的数太大"
    if wanted.type == FieldType.COUNT and (value < 0 or not value.is_integer()):
        return "应填不小于 0 的整数"
    return ""


def printable(text: str) -> str:
    """The text with control characters shown as a box, fit for a message."""
    return "".join(c if c.isprintable() else "□" for c in text)
