"""What a form asks for and what is checked: its fields and its rules, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from toolkit.errors import ToolkitError
from toolkit.form import Form, Rule, RuleKind
from toolkit.io.rule_list import rules_json, rules_markdown, rules_workbook
from toolkit.model import SEVERITY_LABELS
from toolkit.rules.width import normalised

FIELD_HEADS = ("字段", "标签", "类型", "单位", "必填", "角色", "位置")
RULE_HEADS = ("编号", "级别", "方式", "名称", "示例", "怎么改", "依据")
RULE_KEYS = ("id", "severity", "kind", "title", "example", "fix", "basis")
SHORT = slice(0, 5)
"""The columns of RULE_HEADS that fit a page of text: without advice and basis."""
HOW: Mapping[RuleKind, str] = {
    RuleKind.PYTHON: "由程序检查，级别和启用与否在“校验规则”表中设定。",
    RuleKind.BULK: "汇总时由程序检查，级别和启用与否在“校验规则”表中设定。",
    RuleKind.PERSON: "由审核人员判断，程序不检查。",
}


def field_rows(form: Form) -> Iterator[Sequence[str]]:
    """Every field: name, label, type, unit, rule that asks for it, role, cell or range."""
    for field in form.fields.values():
        area = field.area
        place = f"{area.sheet}!{area.first.a1}"
        if area.rows > 1:
            place += f":{area.cell(area.rows - 1).a1}"
        kind, role = field.type, field.role.value
        yield field.name, field.label, kind, field.unit, field.required, role, place


class RuleText(Struct, frozen=True):
    """A rule id with all rows of the rule sheet that belong to it."""

    id: str
    rows: tuple[Rule, ...]

    @property
    def titles(self) -> str:
        """The titles of its rows, each once."""
        return "；".join(dict.fromkeys(row.title for row in self.rows))

    @property
    def severities(self) -> str:
        """The severities of its rows, each once."""
        return "、".join(dict.fromkeys(SEVERITY_LABELS[row.severity] for row in self.rows))

    @property
    def kinds(self) -> str:
        """How its rows are checked, each way once."""
        return "、".join(dict.fromkeys(row.kind.value for row in self.rows))

    def joined(self, name: str) -> str:
        """A text column of its rows, each text once."""
        texts = dict.fromkeys(text for row in self.rows if (text := getattr(row, name)))
        return " ".join(texts)


def rule_texts(form: Form) -> tuple[RuleText, ...]:
    """Every rule id once, in the order of its letters and digits."""
    ids = sorted({rule.id for rule in form.rules})
    return tuple(RuleText(i, tuple(rule for rule in form.rules if rule.id == i)) for i in ids)


def rule_rows(form: Form) -> Iterator[Sequence[str]]:
    """Every rule as texts under RULE_HEADS."""
    for text in rule_texts(form):
        more = (text.joined(name) for name in ("example", "fix", "basis"))
        yield text.id, text.severities, text.kinds, text.titles, *more


def rule_listing(form: Form, kind: str, *, to_file: bool) -> bytes:
    """The catalogue as ``md``, ``json`` or ``xlsx``; raises ToolkitError for what cannot go there."""
    if kind == "md":
        return rules_markdown(RULE_HEADS[SHORT], (row[SHORT] for row in rule_rows(form))).encode()
    if kind == "json":
        return rules_json(RULE_KEYS, rule_rows(form)).encode()
    if kind == "xlsx" and to_file:
        return rules_workbook(RULE_HEADS, rule_rows(form))
    if kind == "xlsx":
        raise ToolkitError("xlsx 请用 --out 写明文件名。")
    raise ToolkitError("表格只在屏幕上显示，写文件请用 --format md、json 或 xlsx。")


def find_rule(form: Form, rule_id: str) -> RuleText:
    """One rule; raises ToolkitError for an id that the form does not have."""
    wanted = normalised(rule_id).strip().upper()
    for text in rule_texts(form):
        if text.id == wanted:
            return text
    raise ToolkitError(f"没有编号为“{rule_id}”的规则，请用 jixiao rules 查看全部规则。")


def explanation(form: Form, text: RuleText) -> Iterator[tuple[str, str]]:
    """A rule in words: heading and text of each paragraph, formulas included."""
    yield text.id, f"{text.titles}（{text.severities}）"
    if example := text.joined("example"):
        yield "示例", example
    yield "依据", "；".join(dict.fromkeys(row.basis for row in text.rows))
    yield "怎么改", "；".join(dict.fromkeys(row.fix.removesuffix("。") for row in text.rows)) + "。"
    for kind in dict.fromkeys(row.kind for row in text.rows if row.kind is not RuleKind.FORMULA):
        yield "检查方式", HOW[kind]
    for row in text.rows:
        if row.kind is RuleKind.FORMULA:
            yield f"公式（{row.part or '全部'}）", formula_text(form, row)


def formula_text(form: Form, row: Rule) -> str:
    """A formula rule as ``左值 关系 右值``, with tolerance and condition where it has them."""
    cells = {sheet.title: sheet.cells for sheet in form.book.sheets}

    def formula(name: str) -> str:
        at = getattr(row, name)
        cell = cells[at.sheet][at.row, at.column] if at else None
        return (cell.formula or f"{cell.value}") if cell else ""

    text = f"{formula('left')} {row.relation} {formula('right')}".strip()
    if row.tolerance is not None:
        text += f"，容差 {row.tolerance}"
    if row.condition:
        text += f"；条件：{formula('condition')}"
    return text + ("；逐行检查" if row.by_row else "")
