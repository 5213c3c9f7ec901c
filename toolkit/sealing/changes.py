"""What a master changed against the version before, in words that the bureau uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.form import Form, Rule, as_text
from toolkit.model import SEVERITY_LABELS, Field, Value
from toolkit.sealing.symbols import Symbols

FIELD_ATTRIBUTES: Mapping[str, Callable[[Field], object]] = {
    "标签": lambda field: field.label,
    "表": lambda field: field.table,
    "角色": lambda field: field.role.value,
    "类型": lambda field: field.type,
    "单位": lambda field: field.unit,
    "小数": lambda field: field.decimals,
    "必填": lambda field: field.required,
    "清单": lambda field: field.choices,
    "尾差": lambda field: field.half_unit,
    "填写提示": lambda field: field.hint,
}
RULE_ATTRIBUTES: Mapping[str, Callable[[Rule], object]] = {
    "级别": lambda rule: SEVERITY_LABELS[rule.severity],
    "方式": lambda rule: rule.kind.value,
    "范围": lambda rule: "逐行" if rule.by_row else "全表",
    "名称": lambda rule: rule.title,
    "关系": lambda rule: rule.relation,
    "容差": lambda rule: rule.tolerance,
    "单位": lambda rule: rule.unit,
    "定位": lambda rule: rule.locate,
    "问题": lambda rule: rule.message,
    "怎么改": lambda rule: rule.fix,
    "依据": lambda rule: rule.basis,
    "启用": lambda rule: "是" if rule.enabled else "否",
}
RULE_FORMULAS: Mapping[str, Callable[[Rule], CellRef | None]] = {
    "左值": lambda rule: rule.left,
    "右值": lambda rule: rule.right,
    "适用条件": lambda rule: rule.condition,
}
SPECIFICATION = ("字段_", "表_", "规则_", "参数", "规则集_", "清单_", "模板_")
"""Names whose cells are compared as what they specify, not as formulas and labels."""
T = TypeVar("T")
_ROW = re.compile(r"\[\d+\]")


class Change(Struct, frozen=True):
    """One difference: of what kind, in what, and both sides; empty where there is none."""

    kind: str
    subject: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before or not self.after:
            return f"{self.subject}：{'新增' if self.after else '删除'} {self.after or self.before}"
        return f"{self.subject}：{self.before} → {self.after}"


def changes_between(old: Form, new: Form) -> tuple[Change, ...]:
    """Everything that differs: fields, tables, rules, parameters, bands, lists, formulas, texts.

    Cells that only moved are no change: formulas are compared with names in place of addresses.
    """
    comparison = _Comparison(old, new)
    return (
        *comparison.fields(),
        *comparison.tables(),
        *comparison.rules(),
        *comparison.parameters(),
        *comparison.bands(),
        *comparison.lists(),
        *comparison.formulas(),
        *comparison.labels(),
    )


class _Comparison:
    def __init__(self, old: Form, new: Form) -> None:
        self.old, self.new = old, new
        self.symbols = {id(old): Symbols(old.names), id(new): Symbols(new.names)}

    def fields(self) -> Iterator[Change]:
        yield from _of_items("字段", "字段", self.old.fields, self.new.fields, lambda field: field.label)
        for name in self.old.fields.keys() & self.new.fields.keys():
            old, new = self.old.fields[name], self.new.fields[name]
            yield from _of_attributes("字段", f"字段“{name}”", old, new, FIELD_ATTRIBUTES)

    def tables(self) -> Iterator[Change]:
        yield from _of_items("表", "表", self.old.tables, self.new.tables, lambda table: table.label)
        for name in self.old.tables.keys() & self.new.tables.keys():
            old, new = self.old.tables[name], self.new.tables[name]
            yield from _differing("表", f"表“{name}”行数", f"{old.rows}", f"{new.rows}")
            yield from _differing(
                "表", f"表“{name}”行名字段", " ".join(old.key_fields), " ".join(new.key_fields)
            )

    def rules(self) -> Iterator[Change]:
        before, after = _rules_of(self.old), _rules_of(self.new)
        for name in [name for name in before if name not in after]:
            yield Change("规则", f"规则 {name}", before[name].title, "")
        for name in [name for name in after if name not in before]:
            yield Change("规则", f"规则 {name}", "", self._in_short(after[name]))
        for name in [name for name in before if name in after]:
            old, new = before[name], after[name]
            yield from _of_attributes("规则", f"规则 {name}", old, new, RULE_ATTRIBUTES)
            for column, cell in RULE_FORMULAS.items():
                texts = self.written(self.old, cell(old)), self.written(self.new, cell(new))
                yield from _differing("规则", f"规则 {name} 的{column}", *texts)

    def parameters(self) -> Iterator[Change]:
        yield from _differing("参数", "本次采用的规则集", self.old.ruleset, self.new.ruleset)
        yield from _of_lists("参数", "规则集", self.old.rulesets, self.new.rulesets)
        for ruleset in [name for name in self.new.rulesets if name in self.old.rulesets]:
            before, after = self.old.parameters_of(ruleset), self.new.parameters_of(ruleset)
            for code in dict.fromkeys((*before, *after)):
                subject = f"参数“{code}”（{ruleset}）"
                texts = (_shown(side[code]) if code in side else "" for side in (before, after))
                yield from _differing("参数", subject, *texts)

    def bands(self) -> Iterator[Change]:
        for table in dict.fromkeys((*self.old.bands, *self.new.bands)):
            before, after = (_band_rows(form.bands.get(table, ())) for form in (self.old, self.new))
            yield from _of_lists("分档", f"“{table}”", before, after)

    def lists(self) -> Iterator[Change]:
        for name in dict.fromkeys((*self.old.lists, *self.new.lists)):
            yield from _of_lists(
                "清单", f"“{name}”", self.old.lists.get(name, ()), self.new.lists.get(name, ())
            )

    def formulas(self) -> Iterator[Change]:
        before, after = self._formulas(self.old), self._formulas(self.new)
        groups: dict[tuple[str, str, str], list[str]] = {}
        for label in dict.fromkeys((*before, *after)):
            old, new = before.get(label, ""), after.get(label, "")
            if _without_rows(old) != _without_rows(new) or bool(old) != bool(new):
                name = label.partition("[")[0]
                groups.setdefault((name, _without_rows(old), _without_rows(new)), []).append(label)
        for (name, old, new), labels in groups.items():
            subject = f"{name}（{len(labels)} 格）" if len(labels) > 1 else labels[0]
            yield Change("公式", subject, old, new)

    def labels(self) -> Iterator[Change]:
        """Other texts: how often each stands on a sheet, wherever it stands."""
        before, after = self._labels(self.old), self._labels(self.new)
        for title in dict.fromkeys((*before, *after)):
            old, new = before.get(title, Counter()), after.get(title, Counter())
            for text in old - new:
                yield Change("文字", f"工作表“{title}”", text, "")
            for text in new - old:
                yield Change("文字", f"工作表“{title}”", "", text)

    def _in_short(self, rule: Rule) -> str:
        """A new rule in one line: severity, title, its formulas."""
        left, right = self.written(self.new, rule.left), self.written(self.new, rule.right)
        text = f"{SEVERITY_LABELS[rule.severity]}“{rule.title}”"
        return f"{text}：{left} {rule.relation} {right}".rstrip() if left else text

    def written(self, form: Form, at: CellRef | None) -> str:
        """A cell's formula with names for addresses, or its value."""
        if at is None:
            return ""
        formula = form.formula_at(at)
        if not formula:
            return as_text(form.blank[form.slot(at)])
        return "=" + self.symbols[id(form)].written(formula, at.sheet)

    def _formulas(self, form: Form) -> dict[str, str]:
        specified = _specified(form)
        symbols = self.symbols[id(form)]
        return {
            symbols.label(at): "=" + symbols.written(cell.formula, sheet.title)
            for sheet in form.book.sheets
            for place, cell in sorted(sheet.cells.items())
            if cell.formula and (at := CellRef(sheet.title, *place)) not in specified
        }

    def _labels(self, form: Form) -> dict[str, Counter[str]]:
        specified = _specified(form)
        return {
            sheet.title: Counter(
                as_text(cell.value)
                for place, cell in sheet.cells.items()
                if not cell.formula
                and cell.value not in (None, "")
                and CellRef(sheet.title, *place) not in specified
            )
            for sheet in form.book.sheets
        }


def _specified(form: Form) -> set[CellRef]:
    """The cells that say what the form is, other than formulas and labels."""
    found = set()
    for name, area in form.names.items():
        table = name.partition("_")[0]
        if name.startswith(SPECIFICATION) or table in form.bands:
            for row in range(area.row1, area.row2 + 1):
                found |= {CellRef(area.sheet, row, c) for c in range(area.column1, area.column2 + 1)}
    return found


def _rules_of(form: Form) -> dict[str, Rule]:
    return {f"{rule.id}（{rule.part}）" if rule.part else rule.id: rule for rule in form.rules}


def _of_items(
    kind: str, what: str, old: Mapping[str, T], new: Mapping[str, T], title: Callable[[T], str]
) -> Iterator[Change]:
    for name in old:
        if name not in new:
            yield Change(kind, f"{what} {name}", title(old[name]), "")
    for name in new:
        if name not in old:
            yield Change(kind, f"{what} {name}", "", title(new[name]))


def _of_attributes(
    kind: str, subject: str, old: T, new: T, attributes: Mapping[str, Callable[[T], object]]
) -> Iterator[Change]:
    for name, read in attributes.items():
        yield from _differing(kind, f"{subject}的{name}", _shown(read(old)), _shown(read(new)))


def _of_lists(kind: str, subject: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    before, after = tuple(old), tuple(new)
    gone, added = (Counter(before) - Counter(after)), (Counter(after) - Counter(before))
    yield from (Change(kind, subject, text, "") for text in gone.elements())
    yield from (Change(kind, subject, "", text) for text in added.elements())
    if not gone and not added and before != after:
        yield Change(kind, f"{subject}的次序", "、".join(before), "、".join(after))


def _differing(kind: str, subject: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(kind, subject, old or "（空）", new or "（空）")


def _band_rows(rows: Iterable[Mapping[str, Value]]) -> tuple[str, ...]:
    return tuple("，".join(f"{name} {as_text(value)}" for name, value in row.items()) for row in rows)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "（空）"
    return as_text(value) if isinstance(value, float) else str(value)


def _without_rows(formula: str) -> str:
    """A formula with the rows of a table left out, so that a formula filled down is told once."""
    return _ROW.sub("", formula)
