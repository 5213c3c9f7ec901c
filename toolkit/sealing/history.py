"""The rules of an edited master against those of the version before: numbers keep their meaning for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from rapidfuzz import fuzz

from toolkit.form import Form
from toolkit.sealing.draft import Draft, Fault, Record
from toolkit.sealing.rule_checks import label, rule_records
from toolkit.sealing.symbols import Symbols

SAME_TITLE = 60.0
"""Two titles at least this alike (0–100) are a rewording, not another rule."""

Key = tuple[str, str]


class Meaning(Struct, frozen=True):
    """What a rule is about: its title, and the formula of its left side with names for addresses."""

    title: str
    left: str
    shown: str
    """The rule's number and part in words."""

    def is_same(self, other: Meaning) -> bool:
        """The same rule: either side of its meaning unchanged, or the title no more than reworded."""
        if self.left and other.left and self.left == other.left:
            return True
        return self.title == other.title or (
            not (self.left and other.left) and fuzz.ratio(self.title, other.title) >= SAME_TITLE
        )


def history_faults(draft: Draft, previous: Form) -> Iterator[Fault]:
    """Rules that were deleted, renumbered, or whose number was given to another rule."""
    before, now = meanings_of(previous), _meanings(draft)
    cells = {_key(record): record.cells["编号"] for record in rule_records(draft)}
    added = {key: meaning for key, meaning in now.items() if key not in before}
    for key, meaning in before.items():
        if key in now:
            if not meaning.is_same(now[key]):
                text = (
                    f"{now[key].shown}换成了另一条规则（上一版是“{meaning.title}”）；"
                    "编号不能另作他用，请恢复原规则并停用，新规则另编号。"
                )
                yield Fault(cells[key], text)
            continue
        heir = next((k for k, new in added.items() if _renamed(meaning, new)), None)
        if heir:
            text = f"{meaning.shown}被改编为{added[heir].shown}；编号发布后不能改，请改回。"
            yield Fault(cells[heir], text)
        else:
            text = f"{meaning.shown}“{meaning.title}”被删除；不用的规则请保留，把“启用”改为“否”。"
            yield Fault(draft.names["规则_编号"].first, text)


def _renamed(old: Meaning, new: Meaning) -> bool:
    if old.left or new.left:
        return old.left == new.left and old.title == new.title
    return old.title == new.title


def meanings_of(form: Form) -> Mapping[Key, Meaning]:
    """The meaning of every rule of a sealed master."""
    symbols = Symbols(form.names)
    return {
        (rule.id, rule.part): Meaning(
            rule.title,
            symbols.written(form.formula_at(rule.left), rule.left.sheet) if rule.left else "",
            f"规则 {rule.id}" + (f"（分项 {rule.part}）" if rule.part else ""),
        )
        for rule in form.rules
    }


def _meanings(draft: Draft) -> Mapping[Key, Meaning]:
    symbols = Symbols(draft.names)
    found: dict[Key, Meaning] = {}
    for record in rule_records(draft):
        at = record.cells["左值"]
        cell = draft.cell(at)
        left = symbols.written(cell.formula, at.sheet) if cell and cell.formula else ""
        found.setdefault(_key(record), Meaning(record["名称"], left, label(record)))
    return found


def _key(record: Record) -> Key:
    return record["编号"], record["分项"]
