"""The vocabulary of the house: frozen values with next to no behaviour, known to every layer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from typing import NamedTuple

from msgspec import Struct

from toolkit.addresses import Area, CellRef


class ExcelError(StrEnum):
    """An error value as Excel spells it in a cell."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"


Value = float | str | bool | ExcelError | None
"""A cell's value with Excel's own types: a blank is ``None``, every number a double, a date its serial."""


class Cell(NamedTuple):
    """What a file stores in one cell: value (of a formula: the cached one), formula text, style number."""

    value: Value
    formula: str | None
    style: int


class Sheet(Struct, frozen=True):
    """One sheet as stored. ``cells`` holds (row, column) of every cell with a value or a formula."""

    title: str
    state: str
    """``visible``, ``hidden`` or ``veryHidden``."""
    cells: Mapping[tuple[int, int], Cell]
    protected: bool


class Book(Struct, frozen=True):
    """A workbook read once: every cell's value and formula, nothing interpreted."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str]
    """Global defined names and what they refer to, without the leading ``=``; ``_xlnm.`` names left out."""
    unlocked_styles: frozenset[int]
    """Style numbers whose cells may be typed in on a protected sheet."""
    structure_locked: bool
    date1904: bool
    parts: frozenset[str]
    """Names of all package parts (to see macros, external links, …)."""
    own_macros: bool = False
    """Whether its macros are exactly those of a button workbook that the toolkit ships."""
    print_areas: Mapping[str, str] = {}
    """Title → what of the sheet is printed, where that is set; not known of a workbook open in Excel."""

    def sheet(self, title: str) -> Sheet | None:
        """The sheet of that title, or ``None``."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


class Severity(StrEnum):
    """How binding a finding is: must be mended, may stand with an explanation, for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS: Mapping[Severity, str] = {
    Severity.ERROR: "错误",
    Severity.WARNING: "警告",
    Severity.NOTE: "提示",
}


class RuleStatus(StrEnum):
    """What became of a rule on one workbook."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CRASHED = "crashed"


class Verdict(StrEnum):
    """The one word for a workbook; ``not_fully_checked`` outranks the rest."""

    CLEAN = "clean"
    WARNINGS = "warnings"
    ERRORS = "errors"
    NOT_FULLY_CHECKED = "not_fully_checked"


VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.CLEAN: "通过",
    Verdict.WARNINGS: "有警告",
    Verdict.ERRORS: "有错误",
    Verdict.NOT_FULLY_CHECKED: "未完全校验",
}
ACCEPTABLE = (Verdict.CLEAN, Verdict.WARNINGS)
"""Checked in full without an error: such a return is taken, and its report may go out as final."""

Figure = Decimal | str | None
"""One side of a finding: a figure, a text, or nothing."""


class Finding(Struct, frozen=True):
    """One thing wrong: where, both figures, who says so and what to do. Field order is the report's."""

    rule: str
    severity: Severity
    sheet: str
    cell: str
    """Address on ``sheet``, ``E24``; empty where the finding concerns the whole file."""
    key: str
    """The row in words, ``产出指标/成本指标/公车平台``, or the field's label."""
    message: str
    actual: Figure
    expected: Figure
    difference: Decimal | None
    """``actual - expected`` where both are numbers."""
    unit: str
    """Of both figures: ``%`` is per cent (98.53), ``日期`` a date in ISO form."""
    basis: str
    fix: str
    also: tuple[str, ...] = ()
    """Other cells concerned, ``收支情况!E24``."""
    follows: int = 0
    """How many further findings only follow from this blank or broken cell; they are not listed."""
    explanation: str = ""
    """What the unit says about it beside the finding."""

    @property
    def place(self) -> str:
        """``收支情况!E24``; the title where it concerns a whole sheet, empty where the whole file."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __hash__(self) -> int:
        return hash((self.rule, self.sheet, self.cell, self.message))


class RuleResult(Struct, frozen=True):
    """A rule's status on one workbook, with the reason where it did not run."""

    rule: str
    status: RuleStatus
    reason: str = ""


class Score(NamedTuple):
    """A score of one row, half-up to the form's decimals, with the sum that led to it."""

    value: Decimal | None
    trace: str
    """``150÷191.18×3=2.35``; for ``None`` the reason why nothing could be computed."""


class ScoredRow(Struct, frozen=True):
    """One scored line of the grade sheet: the execution row or an indicator."""

    at: CellRef
    """The cell of the automatic score."""
    key: str
    level1: str
    max_score: Decimal | None
    claimed: Decimal | None
    audited: Decimal | None
    auto: Score


class Scorecard(Struct, frozen=True):
    """All scores of one workbook under one rule set; totals are sums of what could be scored."""

    ruleset: str
    rows: tuple[ScoredRow, ...]
    auto_total: Decimal
    claimed_total: Decimal
    max_total: Decimal
    rating: str
    """Band of ``auto_total`` scaled to 100 where ``max_total`` is another figure."""


SEMANTICS = "Excel"
"""Whose meaning of functions and operators every recalculation follows, where programs differ."""


class CheckReport(Struct, frozen=True):
    """Everything that one check found."""

    file: str
    sha256: str
    template: str
    ruleset: str
    verdict: Verdict
    rules: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]
    score: Scorecard | None = None
    other_master: str = ""
    """The master that the workbook says it was issued from, where it had to be checked by another one."""

    def count(self, severity: Severity) -> int:
        """Number of findings of that severity."""
        return sum(finding.severity is severity for finding in self.findings)


class CellEdit(NamedTuple):
    """One cell to write: a value, never a formula. ``None`` empties the cell."""

    at: CellRef
    value: Value | Decimal


class Role(Enum):
    """Who fills a field, as column 角色 of the field list says it."""

    INPUT = "输入"
    FORMULA = "公式"
    WRITTEN = "回写"
    AUDIT = "审核"
    FIXED = "固定"


class FieldType(StrEnum):
    """What a field holds, as column 类型 of the field list says it."""

    TEXT = "文本"
    LONG_TEXT = "长文本"
    COUNT = "整数"
    NUMBER = "数值"
    PERCENT = "百分比"
    DATE = "日期"
    CODE = "编码"
    CHOICE = "选项"
    MIXED = "混合"
    """A number, or words where there is nothing to measure."""


class Field(Struct, frozen=True):
    """One row of the field list: the one name of a field, and where the master keeps it."""

    name: str
    label: str
    table: str
    """The table it is a column of; empty for a field of one cell."""
    role: Role
    type: str
    """Of a sealed master one of ``FieldType``, with whose members it compares equal."""
    unit: str
    decimals: int | None
    required: str
    """Rule id reported where the field is blank; empty where it may be."""
    choices: str
    """Defined name of its list of values, if any."""
    half_unit: Decimal
    """Half a unit of the last printed decimal: a figure stands for ± this much; 0 where it is exact."""
    hint: str
    area: Area


class Table(Struct, frozen=True):
    """A block of like rows, one column a field."""

    name: str
    label: str
    fields: tuple[Field, ...]
    rows: int
    key_fields: tuple[str, ...] = ()
    """The columns that name a row in words."""
