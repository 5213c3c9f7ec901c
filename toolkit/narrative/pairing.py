"""Which figure of a text speaks of which subject of the tables, how surely, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from toolkit.narrative.figures import TextFigure
from toolkit.narrative.names import BRACKETS, clean, cores, coverage, name_pairs, pairs
from toolkit.narrative.subjects import FUND_SECTIONS, Kind, Subject
from toolkit.narrative.units import PERCENT, SAME, VISITS, compatibility

NAME_WEIGHT, UNIT_WEIGHT, SIZE_WEIGHT = Decimal("0.8"), Decimal("0.1"), Decimal("0.1")
REACH = Decimal("0.6")
"""How much the earlier words of the sentence count where the clause itself does not carry the whole name."""
INHERITED = Decimal("0.9")
STRAY_TAIL = Decimal("0.7")
RATE_MARGIN = Decimal("0.08")
"""A rate that differs must be surer by this much: rates of like names are often different rates."""
RESTRICTED = Decimal("0.3")
LEAST_NAME = Decimal("0.25")
FILLER = re.compile(
    r"(?:20\d\d年度?|本年度?|当年|全年|年内|年末|年底|本单位|我[局县区市中心]{1,2}|全[县区市]|其中|完成|开展|组织|举办|实施|建成|"
    r"新建|办理|发放|承办|进行|落实|安排|使用|用于|达到|实现|共计|累计|合计|总计|实际|各类|各项|分别|决算|数为|数|为|达|共|有|约|"
    r"在|将|对|和|及|与|并|已|[一二三四五六七八九]是|的|支出|投入|资金|经费|专项|金额|总额|稳定|保持|控制|压缩至|至|是)"
)
"""Words that say nothing of what a figure counts."""
VERB = re.compile(
    r"(?:扶持|培育|选派|查处|维修|治理|整治|清运|拆除|放映|编制|印发|发布|出动|办结|调处|化解|建设|修建|购置|采购|维护|检修|更换|"
    r"安装|投放|覆盖|惠及|保障|服务|接待|承接|签订|引进|举行|召开|参加|参与|报送|审核|审批|登记|发展|新增|增设|创建|适配|管理|"
    r"纳入|全部|全面|按月|按季|按年|定期|先后|继续|严格|认真|扎实|有序|顺利|圆满|户数|人数|次数|个数|数量|面积|里程|情况|工作|活动)"
)
"""Actions and manners that may stand beside a name without making it another thing."""
ACTION = re.compile(r"完成|开展|组织|举办|实施|建成|承办|进行|落实|签约")
"""What stands before it tells how or why, not what is counted."""
EXAMPLES = re.compile(r"^.*等(?!级|次|候)")
RESTRICTION = re.compile(
    r"计划|目标|任务|指标值|年初|下达|要求|拟|预计|力争|预期|上年|去年|上一年|往年|近三年|近两年|近年|历年|"
    r"(?<!全年)(?<!本年)(?<!年内)(?<!年度)累计|总数|总量|总藏|同比|环比|增长|增加|提高|提升|下降|减少|降低|超额|超出|高于|低于|"
    r"相比|比上|较|其余|余下|剩余|尚有|尚未|未|不合格|每|人均|户均|平均|日均|月均|年均|亩均|最高|最低|标准|限额|容纳|能力|设计|"
    r"排查|申报|补充|示范|大型|中型|小型|省级|市级|国家级|县级|重点|优秀|受理|仅|少|超支|节约|结余|追加|调整|争取|撬动|引导|"
    r"贷款|余额|占|预算|批复|核定|概算|合同|中标|投资|欠|应付|质保金|尾款|季度|上半年|下半年|月份|\d月(?!底|末)|首批|首期|试点"
)
RIGHT_RESTRICTION = re.compile(r"^(?:的?(?:目标|任务|计划)|大型|中型|小型|重点|示范|省级|国家级|控制线)")
ACTUALLY = re.compile(r"实际|全年")
ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+[批期季]")
PART = re.compile(r"其中")
UNDONE = re.compile(r"其余|剩余|余下|尚|未")
BUDGET_WORD = "预算"
BUDGET = re.compile(r"预算|部门|整体")
SURE = Decimal("0.9")
"""Where the table's figure stands in the text as well, only such a pair may still disagree with it."""
CLEAR = Decimal("0.05")
"""Two subjects nearer than this in confidence are not told apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and what it speaks of."""

    figure: TextFigure
    subject: Subject
    confidence: Decimal
    """From 0 to 1, out of name, unit and size."""
    reason: str
    """The same in words."""
    agrees: bool
    others: tuple[Subject, ...] = ()
    """Subjects of other tables that it speaks of just as surely: the project of a cost indicator."""

    @property
    def stated(self) -> Decimal:
        """The figure in the subject's unit."""
        return self.figure.value / self.subject.unit.multiple


def agree(figure: TextFigure, values: Iterable[Decimal], multiple: Decimal, about: Decimal) -> bool:
    """Whether one of the values (in a unit of ``multiple``) lies within what the figure's words allow."""
    low, high = figure.interval(about)
    return any(
        (low is None or value * multiple >= low) and (high is None or value * multiple <= high)
        for value in values
    )


def pair_figures(
    figures: Sequence[TextFigure], subjects: Sequence[Subject], year: str, threshold: Decimal, about: Decimal
) -> tuple[Pair, ...]:
    """The pairs that reach the threshold, at most one a figure, and one a subject in each sentence.

    ``year`` is the year that the tables speak of: figures of other years are left alone.
    """
    families: dict[str, list[_Candidate]] = {}
    found: list[Pair] = []
    for figure in figures:
        if (figure.year and year and figure.year != year) or ORDINAL.search(figure.clause_left):
            continue
        family = figure.unit.family
        if family not in families:
            families[family] = [
                _Candidate(subject, fit, name_pairs(subject.name))
                for subject in subjects
                if (fit := compatibility(family, subject.unit.family))
            ]
        best = _best(figure, families[family], threshold, about)
        if best is not None:
            found.append(best)
    return tuple(pair for pair in _one_a_sentence(found) if pair.agrees or not _adds_up(pair, figures))


class _Candidate(NamedTuple):
    """A subject of the right unit, how right, and the pairs of characters of its name."""

    subject: Subject
    fit: Decimal
    pairs: frozenset[str]


def _best(
    figure: TextFigure, candidates: list[_Candidate], threshold: Decimal, about: Decimal
) -> Pair | None:
    """The surest pair of a figure; where another subject is as sure and agrees, that one."""
    if not candidates:
        return None
    words = _Words.of(figure)
    spoken = set(pairs(words.near + words.inherited))
    found = [
        pair
        for subject, fit, known in candidates
        if not known.isdisjoint(spoken)
        and (pair := _pair(figure, words, subject, fit, about))
        and pair.confidence >= threshold
    ]
    if not found:
        return None
    found = [pair for pair in found if pair.agrees or _may_differ(pair, threshold)]
    if not found:
        return None
    top = max(pair.confidence for pair in found)
    close = [pair for pair in found if pair.confidence >= top - CLEAR]
    close.sort(key=lambda pair: (pair.agrees, pair.confidence), reverse=True)
    distinct = {pair.subject.name for pair in close}
    if not (close[0].agrees or len(distinct) == 1 or close[0].confidence == top):
        return None
    return replace(close[0], others=tuple(pair.subject for pair in close[1:]))


def _may_differ(pair: Pair, threshold: Decimal) -> bool:
    """Whether a difference counts: not where people and visits are compared, and for a rate only if surer."""
    one, other = pair.figure.unit.family, pair.subject.unit.family
    if one != other and (one in VISITS or other in VISITS):
        return False
    return one != PERCENT or pair.confidence >= threshold + RATE_MARGIN


@dataclass(frozen=True, slots=True)
class _Words:
    """The words around a figure, cleaned once for all its candidates."""

    near: str
    tail: str
    """What ``near`` says without fillers; empty where the name follows the figure."""
    lead: int
    """How long the words before the figure are, where the name follows it."""
    wide: str
    inherited: str
    """The clause before, where the figure's own clause says no more than that it is the actual figure."""
    restriction: tuple[str, ...]
    is_part: bool

    @classmethod
    def of(cls, figure: TextFigure) -> _Words:
        left = clean(BRACKETS.sub("", figure.left))
        content = FILLER.sub("", left)
        near, tail, inherited = left, content, ""
        if not content:
            before = figure.preceding.rstrip()
            if figure.text[figure.clause - 1 : figure.clause] in (":", "：") and not figure.right:
                near = clean(re.split(r"[，。；、,;]", before.rstrip("：:"))[-1])
            else:
                near, tail = left + clean(figure.right), ""
            if ACTUALLY.search(left) or not left:
                inherited = clean(before) if ACTUALLY.search(left) else ""
        words = (*RESTRICTION.findall(figure.clause_left), *RIGHT_RESTRICTION.findall(figure.right))
        part = bool(PART.search(figure.preceding))
        return cls(near, tail, len(left), clean(figure.preceding) + near, inherited, words, part)


def _pair(figure: TextFigure, words: _Words, subject: Subject, fit: Decimal, about: Decimal) -> Pair | None:
    field = subject.kind is Kind.FIELD
    if field and figure.section in FUND_SECTIONS and BUDGET_WORD not in subject.name:
        return None
    name = _field_name(words, subject) if field else _name(words, subject)
    if name < LEAST_NAME:
        return None
    if any(word not in subject.name for word in words.restriction if not (field and word == BUDGET_WORD)):
        name *= RESTRICTED
    unit = SAME if figure.unit.name == subject.unit.name else fit
    size = _closeness(figure.value, subject.value * subject.unit.multiple)
    confidence = (name * NAME_WEIGHT + unit * UNIT_WEIGHT + size * SIZE_WEIGHT).quantize(Decimal("0.01"))
    reason = f"名称吻合 {name:.0%}，单位“{figure.unit.name}”对“{subject.unit.name}”，配对把握 {confidence}"
    agrees = agree(figure, subject.values, subject.unit.multiple, about)
    return Pair(figure, subject, confidence, reason, agrees)


def _name(words: _Words, subject: Subject) -> Decimal:
    best = Decimal(0)
    for core in cores(subject.name):
        near = coverage(core, words.near)
        if near < 1 and words.inherited:
            near = max(near, coverage(core, words.inherited) * INHERITED)
        if near and near < 1 and not words.is_part:
            near += (coverage(core, words.wide) - near) * REACH
        if near and words.tail and _stray(words.tail, core):
            near *= STRAY_TAIL
        if near > best:
            best = max(best, near * len(core) / (len(core) + _extra(core, words)))
    return best


def _extra(core: str, words: _Words) -> int:
    """How many characters next to the figure make it a more special thing than the name says."""
    text = words.near if words.tail else words.near[words.lead :]
    text = EXAMPLES.sub("", text)
    covered = [False] * len(text)
    for index, pair in enumerate(pairs(text)):
        if pair in core:
            covered[index] = covered[index + 1] = True
    if not words.tail:
        first = covered.index(True) if True in covered else 0
        covered[first:] = [True] * (len(text) - first)
    rest = "".join(" " if known else character for character, known in zip(text, covered, strict=True))
    lead, name, tail = rest.partition(" ")
    own = ACTION.split(lead)[-1] + name + tail
    return sum(len(piece) for piece in VERB.sub(" ", FILLER.sub(" ", own)).split() if len(piece) > 1)


def _stray(tail: str, core: str) -> bool:
    """Whether the words next to the figure say something that the name does not."""
    return len(tail) >= 2 and tail[-2:] not in core and tail[-1] not in core and tail[-2] not in core


def _field_name(words: _Words, subject: Subject) -> Decimal:
    """A field is meant only where its label is all that the clause says."""
    label = clean(subject.name)
    for written in (label, label.removesuffix("数"), label.removesuffix("合计")):
        if written in words.near:
            rest = FILLER.sub("", words.near.replace(written, "", 1))
            if subject.unit.family == PERCENT:
                rest = BUDGET.sub("", rest)
            return Decimal(0) if rest else Decimal(1)
    return Decimal(0)


def _closeness(one: Decimal, other: Decimal) -> Decimal:
    low, high = sorted((abs(one), abs(other)))
    if not high or low / high >= Decimal("0.5"):
        return Decimal(1)
    return Decimal("0.5") if low / high >= Decimal("0.1") else Decimal(0)


def _adds_up(pair: Pair, figures: Sequence[TextFigure]) -> bool:
    """Whether the figure and its like neighbours in the sentence make the table's figure together."""
    figure, wanted = pair.figure, pair.subject.value * pair.subject.unit.multiple
    like = [
        other
        for other in figures
        if (other.section, other.sentence) == (figure.section, figure.sentence)
        and other.unit.family == figure.unit.family
        and (other is figure or not UNDONE.search(other.clause_left))
    ]
    own = like.index(figure)
    return any(
        sum(other.value for other in like[first:last]) == wanted
        for first in range(own + 1)
        for last in range(own + 1, len(like) + 1)
        if last - first > 1
    )


def _one_a_sentence(pairs: list[Pair]) -> Iterator[Pair]:
    """Of the pairs of one subject in one sentence, the one that agrees, else the surest."""
    kept: dict[tuple[str, tuple[int, int], str, int], Pair] = {}
    for pair in pairs:
        key = (pair.figure.section, pair.figure.sentence, pair.subject.name, id(pair.subject))
        old = kept.get(key)
        if old is None or (pair.agrees, pair.confidence) > (old.agrees, old.confidence):
            kept[key] = pair
    agreed = {id(pair.subject) for pair in kept.values() if pair.agrees}
    for pair in kept.values():
        same = pair.figure.unit.name == pair.subject.unit.name and pair.confidence >= SURE
        if pair.agrees or id(pair.subject) not in agreed or same:
            yield pair
