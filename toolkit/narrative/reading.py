"""A submission's narrative read once: its sections, their figures, and what they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from toolkit.addresses import CellRef
from toolkit.decimals import to_decimal
from toolkit.kept import Keeper
from toolkit.narrative.figures import SENTENCE_END, TextFigure, read_figures
from toolkit.narrative.names import clean
from toolkit.narrative.numerals import unspaced
from toolkit.narrative.pairing import Pair, pair_figures
from toolkit.narrative.subjects import Subject, subjects_of
from toolkit.narrative.sums import Batches, Shares, Sum, find_batches, find_shares, find_sums
from toolkit.submission import Submission

OVERVIEW = "概况_总体运行"
PROBLEMS, MEASURES = "综述_存在问题", "综述_改进措施"
OUTPUT, OUTCOME, SATISFACTION = "综述_产出分析", "综述_效益分析", "综述_满意度分析"
RESULTS = (OUTPUT, OUTCOME, SATISFACTION)
"""The sections that answer for the indicators."""
SPENDING = (
    "综述_基本支出情况",
    "综述_项目支出情况",
    "综述_政府性基金情况",
    "综述_国有资本情况",
    "综述_社保基金情况",
)
SECTIONS = (OVERVIEW, "综述_部门概况", *SPENDING, *RESULTS, PROBLEMS, MEASURES, "综述_其他说明")
DEFAULTS: Mapping[str, Decimal] = {
    "参数_配对置信度": Decimal("0.75"),
    "参数_约数幅度": Decimal("0.05"),
    "参数_单次公里上限": Decimal(500),
    "参数_支出提示线": Decimal(5),
    "参数_占比容差": Decimal(1),
    "参数_明细接近线": Decimal("0.05"),
}
"""Used where an older master does not carry the parameter."""


class Narrative(Keeper, frozen=True):
    """The texts of a submission and everything found in them."""

    submission: Submission

    def setting(self, name: str) -> Decimal:
        """A parameter of the master's chosen rule set."""
        value = to_decimal(self.submission.form.parameters.get(name), None)
        return DEFAULTS[name] if value is None else value

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Section field → its text, without blanks around numbers; blank sections left out."""
        found = ((name, unspaced(self.submission.text(name))) for name in SECTIONS)
        return {name: text for name, text in found if text}

    @cached_property
    def whole(self) -> str:
        """All sections, one after the other."""
        return "\n".join(self.texts.values())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence, reduced to its letters, digits and characters."""
        return tuple(clean(text) for text in SENTENCE_END.split(self.whole))

    @cached_property
    def spoken(self) -> str:
        """All of ``sentences``, a line each."""
        return "\n".join(self.sentences)

    @cached_property
    def year(self) -> str:
        """The year under evaluation, empty if not given."""
        return self.submission.text("封面_评价年度")

    @cached_property
    def figures(self) -> tuple[TextFigure, ...]:
        """Every figure of every section, in reading order."""
        return tuple(f for name, text in self.texts.items() for f in self._own_figures(name, text))

    def _own_figures(self, section: str, text: str) -> tuple[TextFigure, ...]:
        """Figures of one section without those that are part of a subject's name (两项补贴)."""
        spans = [(at, at + len(name)) for name in self._names_with_numerals if (at := text.find(name)) >= 0]
        figures = read_figures(section, text)
        return tuple(f for f in figures if not any(a <= f.start and f.end <= b for a, b in spans))

    @cached_property
    def _names_with_numerals(self) -> tuple[str, ...]:
        numerals = frozenset("二两三四五六七八九十")
        return tuple({s.name for s in self.subjects if numerals & set(s.name)})

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """What the tables give a figure for."""
        return subjects_of(self.submission)

    @cached_property
    def about(self) -> Decimal:
        """By what share an approximate figure may be off."""
        return self.setting("参数_约数幅度")

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Figures and what they speak of; measures speak of the next year and are left out."""
        figures = [figure for figure in self.figures if figure.section != MEASURES]
        threshold = self.setting("参数_配对置信度")
        return pair_figures(figures, self.subjects, self.year, threshold, self.about)

    @cached_property
    def paired(self) -> Mapping[TextFigure, Pair]:
        """Pairs by figure."""
        return {pair.figure: pair for pair in self.pairs}

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Totals with details."""
        return find_sums(self.figures)

    @cached_property
    def batches(self) -> tuple[Batches, ...]:
        """Figures told batch by batch."""
        return find_batches(self.figures)

    @cached_property
    def shares(self) -> tuple[Shares, ...]:
        """Percentages of one whole."""
        return find_shares(self.figures)

    def cell(self, section: str) -> CellRef:
        """The cell of a section's text."""
        return self.submission.cell(section)

    def label(self, section: str) -> str:
        """What the form calls a section."""
        return self.submission.form.fields[section].label
