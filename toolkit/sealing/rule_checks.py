"""Checks of the rule sheet: every row complete, its words from their lists, its formulas in their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from toolkit.addresses import Area, CellRef
from toolkit.formulas_model.tokens import Token, tokenise
from toolkit.sealing.draft import Draft, Fault, Record
from toolkit.sealing.workbook_checks import beyond
from toolkit.specification import FIELD_COLUMNS, RULE_COLUMNS, RULE_FORMULAS, SEVERITIES, RuleKind

COLUMNS = (*RULE_COLUMNS, *RULE_FORMULAS)
RELATIONS = ("＝", "≠", "≤", "≥", "＜", "非空")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "级别": tuple(SEVERITIES),
    "方式": tuple(kind.value for kind in RuleKind),
    "范围": ("全表", "逐行"),
    "启用": ("是", "否"),
}
PLACEHOLDERS = ("{左}", "{右}", "{差}", "{行}", "{定位值}")
NUMBER = re.compile(r"[A-Z]{2}\d{2,3}")
TOLERANCE = re.compile(r"\d+(\.\d+)?")


class Programs(Struct, frozen=True):
    """The ids and parts for which this version of the toolkit has a program, by way of checking."""

    python: Collection[tuple[str, str]]
    bulk: Collection[tuple[str, str]]

    def has(self, kind: str, rule_id: str, part: str) -> bool:
        """Whether a row of that way of checking would find its program."""
        known = self.python if kind == RuleKind.PYTHON.value else self.bulk
        return (rule_id, part) in known or (rule_id, "") in known


def rule_records(draft: Draft) -> Iterator[Record]:
    """The filled rows of the rule sheet."""
    return draft.records("规则", COLUMNS, "编号")


def rule_faults(draft: Draft, programs: Programs) -> Iterator[Fault]:
    """Everything wrong with the rows of the rule sheet."""
    seen: dict[tuple[str, str], str] = {}
    tables = _tables_of(draft)
    for record in rule_records(draft):
        key, at = (record["编号"], record["分项"]), record.cells["编号"]
        if key in seen:
            yield Fault(at, f"{label(record)}与 {seen[key]} 的编号、分项相同，请另编分项。")
        seen.setdefault(key, at.a1)
        yield from _word_faults(record, programs)
        yield from _live_faults(draft, record)
        if record["方式"] == RuleKind.FORMULA.value:
            yield from _formula_faults(draft, record, tables)
    yield from _nameless(draft)
    yield from beyond(draft, "规则_编号", "校验规则")


def label(record: Record) -> str:
    """A rule row in words: ``规则 AR05（分项 方案）``."""
    part = f"（分项 {record['分项']}）" if record["分项"] else ""
    return f"规则 {record['编号']}{part}"


def _word_faults(record: Record, programs: Programs) -> Iterator[Fault]:
    name = label(record)
    if not NUMBER.fullmatch(record["编号"]):
        yield Fault(record.cells["编号"], f"{name}的编号应为两个大写字母加两到三位数字，如 AR31。")
    for column, choices in CHOICES.items():
        if record[column] not in choices:
            text = f"{name}的{column}“{record[column]}”不在选项内，可选：{'、'.join(choices)}。"
            yield Fault(record.cells[column], text)
    for column, what in (("名称", "名称"), ("建议", "怎么改"), ("依据", "依据")):
        if not record[column]:
            yield Fault(record.cells[column], f"{name}没有写{what}。")
    if record["容差"] and not TOLERANCE.fullmatch(record["容差"]):
        text = f"{name}的容差“{record['容差']}”应为不小于 0 的数字或留空。"
        yield Fault(record.cells["容差"], text)
    kind = record["方式"]
    if kind in (RuleKind.PYTHON.value, RuleKind.BULK.value) and not programs.has(
        kind, record["编号"], record["分项"]
    ):
        text = f"{name}的方式是“{kind}”，但本工具没有这条规则的程序；新增规则请用“公式”。"
        yield Fault(record.cells["方式"], text)
    for column in ("建议", "依据"):
        yield from _unknown_tags(record, column, ())


def _live_faults(draft: Draft, record: Record) -> Iterator[Fault]:
    """The live verdict must still be a formula in every row that is used."""
    row = record.cells["编号"].row
    for column in ("差额", "结论"):
        area = draft.names[f"规则_{column}"]
        at = CellRef(area.sheet, row, area.column1)
        if not draft.has_formula(at):
            yield Fault(at, f"{label(record)}的{column}公式不见了，请从上一行向下填充。")


def _formula_faults(draft: Draft, record: Record, tables: Mapping[str, str]) -> Iterator[Fault]:
    name = label(record)
    if record["关系"] not in RELATIONS:
        text = f"{name}的关系“{record['关系']}”不在选项内，可选：{'、'.join(RELATIONS)}。"
        yield Fault(record.cells["关系"], text)
    if not record["问题"]:
        yield Fault(record.cells["问题"], f"{name}没有写问题，请写明查出后告诉填报人的话。")
    yield from _unknown_tags(record, "问题", (*PLACEHOLDERS, *(f"{{{name}}}" for name in tables)))
    for column in ("左值", "右值"):
        at = record.cells[column]
        needed = column == "左值" or record["关系"] != "非空"
        if needed and not draft.has_formula(at) and not record[column]:
            yield Fault(at, f"{name}没有写{column}。")
    for column in RULE_FORMULAS:
        cell = draft.cell(record.cells[column])
        text = cell.value if cell and cell.formula is None and isinstance(cell.value, str) else ""
        if text.startswith(("=", "＝")):
            yield Fault(record.cells[column], f"{name}的{column}是文字，不是公式；请改单元格格式后重新输入。")
        elif text.strip() in draft.names:
            advice = f"请在前面加“=”，写成“={text.strip()}”。"
            yield Fault(record.cells[column], f"{name}的{column}是文字“{text.strip()}”，不是公式；{advice}")
    if record["定位"] not in tables:
        text = f"{name}的定位“{record['定位']}”不是字段表里的字段。"
        yield Fault(record.cells["定位"], text)
    elif record["范围"] == "逐行":
        yield from _row_rule_faults(draft, record, tables[record["定位"]])


def _unknown_tags(record: Record, column: str, known: tuple[str, ...]) -> Iterator[Fault]:
    text = record[column]
    for tag in known:
        text = text.replace(tag, "")
    if "{" in text or "}" in text:
        allowed = f"可用：{' '.join(PLACEHOLDERS)} 和字段名" if known else "这一栏不能用"
        found = next(iter(re.findall(r"\{[^{}]*\}|[{}]", text)))
        yield Fault(record.cells[column], f"{label(record)}的{column}里有不认识的“{found}”，{allowed}。")


def _row_rule_faults(draft: Draft, record: Record, table: str) -> Iterator[Fault]:
    """A rule for every row is written for the table's first row and must follow down from there."""
    area = draft.names.get(record["定位"])
    if not table or area is None:
        yield Fault(
            record.cells["范围"], f"{label(record)}是逐行规则，定位“{record['定位']}”应是表里的一列。"
        )
        return
    follows = False
    for column in RULE_FORMULAS:
        at = record.cells[column]
        cell = draft.cell(at)
        for token in tokenise(cell.formula) if cell and cell.formula else ():
            reason = _misplaced(token, area, at.sheet)
            if reason:
                yield Fault(at, f"{label(record)}的{column}引用了 {token.text}，{reason}")
            follows |= token.area is not None and not token.area.fixed[0] and not reason
    if not follows and not any(record.cells[column] in draft.broken for column in RULE_FORMULAS):
        where = f"{area.sheet}!${_letters(area)}{area.row1}"
        text = f"{label(record)}是逐行规则，但公式没有引用表“{table}”的首行，应写成如 {where}。"
        yield Fault(record.cells["左值"], text)


def _misplaced(token: Token, area: Area, sheet: str) -> str:
    found = token.area
    if found is None or not found.row1 or (found.fixed[0] and found.fixed[2]):
        return _fixed_in_table(token, area, sheet)
    if (found.sheet or sheet) != area.sheet or found.row1 != area.row1 or found.row2 != area.row1:
        return f"应指向表的首行（工作表“{area.sheet}”第 {area.row1} 行）。"
    if not (found.fixed[1] and found.fixed[3]):
        return "列号前要加 $，行号前不加。"
    return ""


def _fixed_in_table(token: Token, area: Area, sheet: str) -> str:
    found = token.area
    if found and found.single and (found.sheet or sheet) == area.sheet and found.row1 == area.row1:
        return "行号前不能加 $，否则不会逐行变化。"
    return ""


def _letters(area: Area) -> str:
    return area.first.a1.rstrip("0123456789")


def _tables_of(draft: Draft) -> dict[str, str]:
    """Every field with the table it belongs to."""
    return {record["名称"]: record["表"] for record in draft.records("字段", FIELD_COLUMNS, "名称")}


def _nameless(draft: Draft) -> Iterator[Fault]:
    """Rows with a title or a formula but no number: they would be passed over in silence."""
    area = draft.names["规则_编号"]
    for index in range(area.rows):
        if draft.text(area.cell(index)):
            continue
        for column in ("名称", "左值", "问题"):
            at = draft.names[f"规则_{column}"].cell(index)
            if draft.has_formula(at) or draft.text(at):
                yield Fault(area.cell(index), "这一行写了规则，但没有编号。")
                break
