"""Every figure that a text states: value, unit, qualifier, and the words around it."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.numerals import NARROW, WIDE, last_digit_place, last_place, parse_numeral
from toolkit.narrative.units import FAMILIES, FAMILY_OF, MONEY, MULTIPLES, OTHER_WORDS, PERCENT, Unit

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMERAL = r"[〇零一二两三四五六七八九十][〇零一二两三四五六七八九十百千]*(?:点[零一二三四五六七八九]+)?"
MASK = "|".join(
    (
        r"“[^”\n]{0,24}”|《[^》\n]*》|〔\d{4}〕\d*号?",
        r"[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]",
        rf"第(?:\d+|{NUMERAL})(?:批|期|次|条|款|个|轮|季度|位|名)?",
        r"(?:\d{4}年)?(?:元|\d{1,2})月?份?(?:-|—|–|~|至|到)\d{1,2}月份?",
        r"(?:\d{4}年?(?:-|—|–|~|至|到))?(?:19|20)\d\d年度?(?:\d{1,2}月(?:\d{1,2}日|份|底|初|末)?)?",
        r"\d{1,2}月(?:\d{1,2}日|份|底|初|末|上旬|中旬|下旬)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
        r"[A-Za-z]+[-\d.]*\d|\d+号|\d{3,}\*+\d*|^\s*\d{1,2}[、.．](?!\d)",
    )
)
_NAMES = sorted({*FAMILY_OF, *(n for names in FAMILIES.values() for n in names)}, key=len, reverse=True)
_SPELT = [re.escape(name) + "".join(f"(?!{sign})" for sign in OTHER_WORDS.get(name, "")) for name in _NAMES]
UNIT = f"(?=[{re.escape(''.join(sorted({name[0] for name in _NAMES})))}])(?:{'|'.join(_SPELT)})"
"""The longest first; none is tried where the first character belongs to none of them.

Characters are excluded one by one: sets of Chinese characters take long to compile."""
FIGURE = (
    rf"(?:(?P<hundredth>百分之)(?P<share>百|{NUMERAL})|(?P<low>{NUMBER}|{NUMERAL})"
    rf"(?:%?(?:-|—|–|~|至|到)(?P<high>{NUMBER}|{NUMERAL}))?"
    r"(?P<more>多|余|来)?"
    rf"(?:(?P<multiple>[万亿])(?:(?P<rest>{NUMBER}|{NUMERAL})(?P<rest_multiple>[千万])?(?=元))?)?"
    r"(?P<more2>多|余)?"
    rf"(?P<unit>{UNIT})?(?:(?:/|每(?=平方米|㎡|亩|公里|吨|度|人(?!员)|户|台|套|辆|月|年|天))(?P<per>[一-龥]{{1,3}}))?)"
    r"(?P<after>及以上|以上|及以下|以下|以内|之内|左右|上下|多)?"
)
START = expression(r"[0-9〇零一二两三四五六七八九十“《〔（(第]|[A-Za-z]+|百分之|元(?=月|至|-)")
TOKEN = expression(f"(?![〇零一二两三四五六七八九十])(?P<mask>{MASK})|{FIGURE}", re.M)
"""Nothing that is passed over starts with a Chinese numeral."""
DIGITS = expression(r"[\d.,]+")
QUALIFIER = expression(
    r"(?:约为|大约|(?<![签合预条节制])约|将近|接近|(?<![最附临])近|超过|逾|突破|高于|大于|多于|不低于|不少于|不小于|至少|"
    r"不超过|不高于|不大于|低于|少于|小于|≥|≤|>|<|(?<![赶])超)$"
)
STOP = expression(r"[，。；：！？、,;:!?\n]")
SENTENCE_END = expression(r"[。！？\n；;]")
FULL_STOP = expression(r"[。！？\n]")
WHOLE = Decimal(100)
"""100% claims the whole; it is not a rounded figure."""
HUNDREDTHS = Unit(PERCENT, PERCENT, Decimal(1))
YEAR = expression(r"((?:19|20)\d\d)(?:年|[-—至])")
BARE_MONEY = expression(r"收益|收入|支出|资金|投入|投资|经费|费|款|金额|税|补助|资产")
NUMERALS_NEED = frozenset({"年", "分", "倍", "批"})
"""After Chinese numerals these are part of a word (十分, 三年行动) rather than a unit."""


class Bound(Enum):
    """What a figure claims: exactly, about, somewhat more, at least, at most, or between two figures."""

    EXACT = "恰为"
    ABOUT = "约"
    SOMEWHAT_MORE = "多"
    AT_LEAST = "至少"
    AT_MOST = "至多"
    RANGE = "区间"


ABOUT = ("约为", "大约", "约", "将近", "接近", "近")
AT_LEAST = (
    "超过",
    "超",
    "逾",
    "突破",
    "高于",
    "大于",
    "多于",
    "不低于",
    "不少于",
    "不小于",
    "至少",
    "≥",
    ">",
)
AT_MOST = ("不超过", "不高于", "不大于", "低于", "少于", "小于", "≤", "<")
_BEFORE = {
    **dict.fromkeys(ABOUT, Bound.ABOUT),
    **dict.fromkeys(AT_LEAST, Bound.AT_LEAST),
    **dict.fromkeys(AT_MOST, Bound.AT_MOST),
}
_AFTER = {
    **dict.fromkeys(("及以上", "以上"), Bound.AT_LEAST),
    **dict.fromkeys(("及以下", "以下", "以内", "之内"), Bound.AT_MOST),
    **dict.fromkeys(("左右", "上下"), Bound.ABOUT),
    "多": Bound.SOMEWHAT_MORE,
}


class TextFigure(Struct, frozen=True):
    """One figure of a text, with the words that say what it counts."""

    section: str
    """The field that holds the text."""
    text: str
    """The whole text, digits half-width."""
    start: int
    end: int
    value: Decimal
    """In the base of the unit's family: 150万元 is 1500000 (元), 98% is 98."""
    high: Decimal | None
    """The upper figure of a range."""
    unit: Unit
    bound: Bound
    half_unit: Decimal
    """Half a unit of the last written digit, in the family's base."""
    left: str
    """Words before it, back to the last stop or figure."""
    right: str
    """Words after it, up to the next stop or figure."""
    sentence: tuple[int, int]
    clause: int
    """Where its clause starts (after the last stop), figures in between included."""
    year: str
    """The year that the sentence spoke of last, empty if none."""

    def __hash__(self) -> int:
        return hash((self.section, self.start, self.end))

    @property
    def words(self) -> str:
        """The figure as it is written, ``150多万元``."""
        return self.text[self.start : self.end]

    @property
    def sentence_text(self) -> str:
        """The sentence it stands in."""
        return self.text[self.sentence[0] : self.sentence[1]]

    @property
    def preceding(self) -> str:
        """The sentence up to the figure."""
        return self.text[self.sentence[0] : self.start]

    @property
    def clause_left(self) -> str:
        """The clause up to the figure."""
        return self.text[self.clause : self.start]

    def allows_any(self, values: Iterable[Decimal], about: Decimal) -> bool:
        """Whether one of the values (in the family's base) is what the words may mean; 20多 is below 30."""
        low, high = self.interval(about)
        below_high = operator.lt if self.bound is Bound.SOMEWHAT_MORE else operator.le
        return any(
            (low is None or value >= low) and (high is None or below_high(value, high)) for value in values
        )

    def interval(self, about: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest value (in the family's base) that the words allow; ``None`` is unbounded."""
        low, high, half = self.value, self.high or self.value, self.half_unit
        match self.bound:
            case Bound.ABOUT:
                return low * (1 - about), high * (1 + about)
            case Bound.SOMEWHAT_MORE:
                return low, high + last_digit_place(high / self.unit.multiple) * self.unit.multiple
            case Bound.AT_LEAST:
                return low - half, None
            case Bound.AT_MOST:
                return None, high + half
        return low - half, high + half


class _Raw(NamedTuple):
    """A figure before its surroundings are known."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: Unit
    bound: Bound
    half_unit: Decimal


def read_figures(section: str, text: str) -> tuple[TextFigure, ...]:
    """Every figure with a unit, in the text's order; dates, ordinals, titles, numbering are passed over."""
    text = text.translate(NARROW) if WIDE.search(text) else text
    raws = [raw for match in _tokens(text) if (raw := _raw(text, match))]
    return tuple(_with_words(section, text, raws)) if raws else ()


def _tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while (start := START.search(text, position)) is not None:
        match = TOKEN.match(text, start.start())
        position = match.end() if match else start.end()
        if match is None and start[0].isdigit():
            position = DIGITS.match(text, start.start()).end()  # type: ignore[union-attr]
        if match is not None and match["mask"] is None:
            yield match


def _raw(text: str, match: re.Match[str]) -> _Raw | None:
    before = QUALIFIER.search(text, max(0, match.start() - 3), match.start())
    start, bound = before.start() if before else match.start(), _bound(match, before[0] if before else "")
    if match["hundredth"]:
        value = WHOLE if match["share"] == "百" else parse_numeral(match["share"])
        half = Decimal(0) if value == WHOLE else Decimal("0.5")
        return _Raw(start, match.end(), value, None, HUNDREDTHS, bound, half)
    unit, low, high = _unit(text, match), match["low"], match["high"]
    if unit is None or (not low[0].isdigit() and (unit.name in NUMERALS_NEED or low == "一")):
        return None
    if match["rest"]:
        value, half = _in_two_pieces(match, unit)
        return None if high else _Raw(start, match.end(), value, None, unit, bound, half)
    written = high if high and high[0].isdigit() else low
    half = (last_place(written) if written[0].isdigit() else Decimal(1)) / 2 * unit.multiple
    if unit.family == PERCENT and parse_numeral(low) == WHOLE:
        half = Decimal(0)
    value, upper = parse_numeral(low) * unit.multiple, parse_numeral(high) * unit.multiple if high else None
    return _Raw(start, match.end(), value, upper, unit, Bound.RANGE if high else bound, half)


def _in_two_pieces(match: re.Match[str], unit: Unit) -> tuple[Decimal, Decimal]:
    """The value of ``77万9600元`` or ``114万2千元``, and half a unit of its last written digit."""
    rest, multiple = match["rest"], MULTIPLES[match["rest_multiple"] or ""]
    place = last_place(rest) if rest[0].isdigit() else Decimal(1)
    return parse_numeral(match["low"]) * unit.multiple + parse_numeral(rest) * multiple, place / 2 * multiple


def _unit(text: str, match: re.Match[str]) -> Unit | None:
    multiple, name, per = match["multiple"] or "", match["unit"] or "", match["per"] or ""
    if not name:
        if not multiple or not BARE_MONEY.search(text[max(0, match.start() - 8) : match.start()]):
            return None
        name = MONEY
    family = FAMILY_OF[name]
    if per:
        family = f"{family}/{FAMILY_OF.get(per, per)}"
        name = f"{name}/{per}"
    return Unit(multiple + name, family, MULTIPLES[multiple])


def _bound(match: re.Match[str], before: str) -> Bound:
    if match["after"]:
        return _AFTER[match["after"]]
    if match["more"] or match["more2"]:
        return Bound.SOMEWHAT_MORE
    return _BEFORE.get(before, Bound.EXACT)


def _with_words(section: str, text: str, raws: list[_Raw]) -> Iterator[TextFigure]:
    """Say of each figure what surrounds it."""
    stops, ends, full = (_ends(pattern, text) for pattern in (STOP, SENTENCE_END, FULL_STOP))
    years = [(match.end(), match[1]) for match in YEAR.finditer(text)]
    befores = [0, *[raw.end for raw in raws]]
    afters = [*[raw.start for raw in raws[1:]], len(text) + 1]
    for raw, before, after in zip(raws, befores, afters, strict=False):
        clause, clause_end = _around(stops, raw.start, raw.end)
        paragraph, _ = _around(full, raw.start, raw.end)
        spoken = [year for at, year in years if paragraph < at <= raw.start] if years else []
        yield TextFigure(
            section,
            text,
            *raw,
            left=text[max(clause, before) : raw.start],
            right=text[raw.end : min(after, clause_end)],
            sentence=_around(ends, raw.start, raw.end),
            clause=clause,
            year=spoken[-1] if spoken else "",
        )


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [0, *[match.end() for match in pattern.finditer(text)], len(text) + 1]


def _around(ends: list[int], start: int, end: int) -> tuple[int, int]:
    """Of the pieces that end at ``ends``, the one around a figure: its start and its end, the stop not."""
    return ends[bisect_right(ends, start) - 1], ends[bisect_left(ends, end + 1)] - 1
