"""What one unit seems to have copied from another: whole returns, texts, indicators with their targets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from toolkit.desk import vocabulary as v
from toolkit.desk.bulk_registry import Told, across
from toolkit.desk.case import Background, Case
from toolkit.desk.similar import LikeTexts
from toolkit.rules.hit import Hit

COMMON_SHARE = 0.5
FEWEST_COMMON = 6
"""What more than half of the units, and at least this many, have alike is a stock phrase, not a copy."""
FEWEST_SHARED = 5
"""Fewer like indicators than this are chance."""
MOST_SHARING = 40
"""An indicator that more units share is common to the trade."""
LONGEST_QUOTE = 40
MOST_NAMED = 3
"""A message names the first few other units and counts the rest."""


def is_common(sharing: int, units: int) -> bool:
    """Whether so many of the units have it that it is nobody's own."""
    return sharing >= FEWEST_COMMON and sharing > COMMON_SHARE * units


def other_names(names: Sequence[str], own: str) -> str:
    """The other units of a group in words: the first few by name, all of them by number."""
    first = [name for name in names[: MOST_NAMED + 1] if name != own][:MOST_NAMED]
    shown, others = "、".join(f"“{name}”" for name in first), len(names) - 1
    return shown if others <= MOST_NAMED else f"{shown}等 {others} 个单位"


def quoted(text: str) -> str:
    """The beginning of a text, by which it is told."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}……"


@across("BK03", "整份")
class WholeCopies:
    """Returns whose every entry but the unit's identity is another unit's."""

    def __init__(self) -> None:
        self._by_content: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def observe(self, case: Case) -> None:
        """Take in one unit."""
        if case.digest:
            self._by_content[case.digest.content].append((case.code, case.dossier.unit.name))

    def conclude(self) -> Iterator[Told]:
        """One hit for each unit that shares its whole return."""
        for sharing in self._by_content.values():
            names = [name for _, name in sharing]
            for code, name in sharing if len(sharing) > 1 else ():
                others = other_names(names, name)
                yield code, Hit(None, name, f"除封面外，整份报表与{others}的完全相同。")


@across("BK03", "文字")
class LikePassages:
    """Long texts that are nearly the same in the returns of different units."""

    def __init__(self) -> None:
        self._texts: LikeTexts | None = None
        self._background: Background | None = None
        self._names: dict[str, str] = {}
        self._whole: dict[str, str] = {}

    def observe(self, case: Case) -> None:
        """Take in one unit's texts; those of a return that is a whole copy are not told one by one."""
        if case.digest is None:
            return
        limits = case.background.thresholds
        self._background = case.background
        self._texts = self._texts or LikeTexts(limits.alike, limits.least_characters)
        self._names[case.code] = case.dossier.unit.name
        if self._whole.setdefault(case.digest.content, case.code) != case.code:
            return
        for passage in case.digest.passages:
            who = case.code, passage.field, passage.index, quoted(passage.text)
            self._texts.add(who, passage.text)

    def conclude(self) -> Iterator[Told]:
        """One hit for each text that another unit has too."""
        if self._texts is None or self._background is None:
            return
        for group in self._texts.groups():
            yield from self._told(group, self._background)

    def _told(self, group: list[object], background: Background) -> Iterator[Told]:
        members = [member for member in group if isinstance(member, tuple)]
        codes = dict.fromkeys(member[0] for member in members)
        if len(codes) < 2 or is_common(len(codes), background.units):
            return
        names = [self._names[code] for code in codes]
        for code, name, index, quote in members:
            others = other_names(names, self._names[code])
            label = background.form.fields[name].label
            message = f"“{label}”与{others}的文字雷同：{quote}"
            yield code, Hit(background.cell(name, index), label, message)


@across("TG13")
class LikeIndicators:
    """Returns of which a great part of the indicators, targets included, are another unit's."""

    def __init__(self) -> None:
        self._by_row: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._rows: dict[str, tuple[str, int]] = {}
        self._whole: dict[str, str] = {}
        self._background: Background | None = None

    def observe(self, case: Case) -> None:
        """Take in one unit's indicators."""
        digest = case.digest
        if digest is None or self._whole.setdefault(digest.content, case.code) != case.code:
            return
        self._background = case.background
        rows = {(row.name, row.relation, row.target, row.unit) for row in digest.indicators if row.name}
        self._rows[case.code] = case.dossier.unit.name, len(rows)
        for row in rows:
            self._by_row[row].append(case.code)

    def conclude(self) -> Iterator[Told]:
        """One hit for each unit, with the unit that it shares most indicators with."""
        if self._background is None:
            return
        background = self._background
        shared: dict[str, Counter[str]] = defaultdict(Counter)
        for codes in self._by_row.values():
            if len(codes) > MOST_SHARING or is_common(len(codes), background.units):
                continue
            for code in codes:
                shared[code].update(other for other in codes if other != code)
        for code, (name, rows) in self._rows.items():
            if not shared[code]:
                continue
            most = max(shared[code].values())
            other = min(code for code, count in shared[code].items() if count == most)
            if most >= max(FEWEST_SHARED, background.thresholds.shared_indicators * rows):
                text = f"{rows} 项指标中有 {most} 项的名称和指标值与“{self._rows[other][0]}”相同。"
                yield code, Hit(background.cell(v.INDICATOR), name, text)
