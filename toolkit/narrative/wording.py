"""Wordings that a reviewer stumbles over: relative dates, part years, slips, near-identical names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.narrative.names import clean

RELATIVE = re.compile(r"目前正在|现正在|目前|正在|近期|近日|(?<!\d)日前|现阶段|截至目前|今年以来")
PART_YEAR = re.compile(
    r"(?P<whole>(?:(?P<year>\d{4})年)?(?:元|1|一)月?份?(?:-|—|–|~|～|至|到)(?P<to>\d{1,2})月份?"
    r"|截[至止](?:(?P<year2>\d{4})年)?(?P<until>\d{1,2})月(?:\d{1,2}日|底|末|份)?|(?P<quarters>前三季度|前三个季度))"
)
LAST_MONTH = 12
SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        (r"乡村振兴管(?!理)", "乡村振兴馆"),
        (r"布署", "部署"),
        (r"帐户", "账户"),
        (r"台帐", "台账"),
        (r"记帐", "记账"),
        (r"对帐", "对账"),
        (r"座落", "坐落"),
        (r"做为", "作为"),
        (r"以经", "已经"),
        (r"竟争", "竞争"),
        (r"按装", "安装"),
        (r"园满", "圆满"),
        (r"既时", "及时"),
        (r"迫切须要", "迫切需要"),
        (r"，，|。。|、、|；；", "单个标点"),
    )
)
CONFUSED = ("查察", "账帐", "像象", "馆管", "份分", "型形", "域城", "辩辨", "績绩", "岀出")
"""Characters that are taken for one another in names."""
SHORTEST_LABEL = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """A wording to look at: where, what stands there and what was probably meant."""

    start: int
    wrong: str
    right: str


def relative_dates(text: str) -> Iterator[Slip]:
    """The first relative date of each sentence."""
    for start, sentence in sentences(text):
        found = RELATIVE.search(sentence)
        if found:
            yield Slip(start + found.start(), found[0], "")


def part_years(text: str, year: str) -> Iterator[Slip]:
    """Periods from the year's beginning that stop before its end, unless the sentence goes on."""
    for start, sentence in sentences(text):
        found = PART_YEAR.search(sentence)
        if found is None or (found["year"] or found["year2"] or year) != year:
            continue
        month = int(found["to"] or found["until"] or 9)
        rest = re.search(rf"(?<!\d){month + 1}月?(?:-|—|–|~|～|至|到)12月|四季度|下半年", sentence)
        if month < LAST_MONTH and not rest:
            yield Slip(start + found.start(), found["whole"], "")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with where they start."""
    for match in re.finditer(r"[^。！？\n；;]+", text):
        yield match.start(), match[0]


def slips(text: str) -> Iterator[Slip]:
    """Well-known slips of the pen."""
    for pattern, right in SLIPS:
        for match in pattern.finditer(text):
            yield Slip(match.start(), match[0], right)


def misspelt_labels(text: str, labels: Sequence[str]) -> Iterator[Slip]:
    """A label of the form with one character missing or another in its place, right before a figure."""
    for match in re.finditer(r"([一-龥]{2,12}?)(?:为|达|共|合计|完成)?(?=\d)", text):
        words = match[1]
        if any(words.endswith(label) for label in labels):
            continue
        for label in labels:
            wrong = _one_off(words, label)
            if wrong:
                yield Slip(match.end(1) - len(wrong), wrong, label)
                break


def _one_off(words: str, label: str) -> str:
    """The end of ``words`` that is the label but for one character; empty if there is none."""
    if len(label) < SHORTEST_LABEL:
        return ""
    short, same = words[-len(label) + 1 :], words[-len(label) :]
    inner = range(1, len(label) - 1)
    if any(label[:i] + label[i + 1 :] == short for i in inner):
        return short
    if len(same) == len(label):
        differing = [i for i in range(len(label)) if label[i] != same[i]]
        if len(differing) == 1 and _alike(label[differing[0]], same[differing[0]]):
            return same
    return ""


def _alike(one: str, other: str) -> bool:
    return any(one in pair and other in pair for pair in CONFUSED)


def confused_names(text: str, names: Sequence[str]) -> Iterator[tuple[str, Slip]]:
    """Names of the tables whose word stands in the text with a character that is often taken for it."""
    for name in names:
        for index, character in enumerate(name):
            for pair in CONFUSED:
                if character in pair:
                    other = pair.replace(character, "")
                    yield from _confused(text, name, index, other)


def _confused(text: str, name: str, index: int, other: str) -> Iterator[tuple[str, Slip]]:
    for start in (index - 1, index):
        word = name[start : start + 2] if start >= 0 else ""
        wrong = word.replace(name[index], other)
        if len(word) == len(clean(word)) == 2 and wrong in text and word not in text:
            yield name, Slip(text.find(wrong), wrong, word)
            return
