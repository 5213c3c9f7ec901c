"""Wordings that a reviewer stumbles over: relative dates, part years, slips, near-identical names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.figures import FULL_STOP
from toolkit.narrative.names import clean, is_character
from toolkit.narrative.periods import LAST_MONTH, PART_YEAR, WHOLE_YEAR

RELATIVE = expression(r"目前正在|现正在|目前|正在|近期|近日|(?<!\d)日前|现阶段|截至目前|今年以来")
SLIPS = {
    "乡村振兴管": "乡村振兴馆",
    "布署": "部署",
    "帐户": "账户",
    "台帐": "台账",
    "记帐": "记账",
    "对帐": "对账",
    "座落": "坐落",
    "做为": "作为",
    "以经": "已经",
    "竟争": "竞争",
    "按装": "安装",
    "园满": "圆满",
    "既时": "及时",
    "，，": "，",
    "。。": "。",
    "、、": "、",
    "；；": "；",
}
SLIP = expression("|".join(map(re.escape, SLIPS)).replace("乡村振兴管", "乡村振兴管(?!理)"))
CONFUSED = ("查察", "账帐", "像象", "馆管", "份分", "型形", "域城", "辩辨", "績绩", "岀出")
"""Characters that are taken for one another in names."""
SHORTEST_LABEL, LONGEST_LABEL = 4, 14
DIGITS = expression(r"\d+")
LEAD = expression(r"([一-龥]{2,16}?)(?:为|达|共|合计|完成)?$")
LEAD_LENGTH = 20


class Slip(Struct, frozen=True):
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
        rest = re.search(rf"(?<!\d){month + 1}月?(?:-|—|–|~|～|至|到)12月|四季度|下半年", text)
        goes_on = rest or WHOLE_YEAR.search(FULL_STOP.split(text[start:], maxsplit=1)[0])
        if month < LAST_MONTH and not goes_on:
            yield Slip(start + found.start(), found["whole"], "")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with where they start."""
    for match in re.finditer(r"[^。！？\n；;]+", text):
        yield match.start(), match[0]


def slips(text: str) -> Iterator[Slip]:
    """Well-known slips of the pen."""
    for match in SLIP.finditer(text):
        yield Slip(match.start(), match[0], SLIPS[match[0]])


def misspelt_labels(text: str, labels: tuple[str, ...]) -> Iterator[Slip]:
    """A label of the form with one character missing or taken for another, right before a figure."""
    variants = _label_variants(labels)
    for figure in DIGITS.finditer(text):
        if not is_character(text[figure.start() - 1 : figure.start()]):
            continue
        lead = LEAD.search(text, max(0, figure.start() - LEAD_LENGTH), figure.start())
        words = lead[1] if lead else ""
        for length in range(min(len(words), LONGEST_LABEL), SHORTEST_LABEL - 2, -1):
            label = variants.get(words[-length:])
            if lead and label and not words.endswith(label):
                yield Slip(lead.end(1) - length, words[-length:], label)
                break


@lru_cache(maxsize=32)
def _label_variants(labels: tuple[str, ...]) -> Mapping[str, str]:
    """Every label with one inner character left out, or one character confused → the label."""
    found: dict[str, str] = {}
    for label in labels:
        if len(label) >= SHORTEST_LABEL:
            inner = range(1, len(label) - 1)
            variants = [label[:i] + label[i + 1 :] for i in inner]
            variants += [wrong for wrong, _ in _confusions(label)]
            found |= {wrong: label for wrong in variants if not any(wrong in other for other in labels)}
    return found


def _confusions(name: str) -> Iterator[tuple[str, int]]:
    """The name with one character replaced by the one it is taken for, and where."""
    for index, character in enumerate(name):
        for pair in CONFUSED:
            if character in pair:
                yield name[:index] + pair.replace(character, "") + name[index + 1 :], index


@lru_cache(maxsize=32)
def _confused_words(names: tuple[str, ...]) -> Sequence[tuple[str, str, str]]:
    """Of every name, each two-character word that is easily miswritten: name, wrong word, right word."""
    return tuple(
        (name, wrong[start : start + 2], name[start : start + 2])
        for name in names
        for wrong, index in _confusions(name)
        for start in (index - 1, index)
        if start >= 0 and len(clean(name[start : start + 2])) == 2
    )


def confused_names(text: str, names: tuple[str, ...]) -> Iterator[tuple[str, Slip]]:
    """Names of the tables whose word stands in the text with a character that is often taken for it."""
    told: set[str] = set()
    for name, wrong, right in _confused_words(names):
        if name not in told and wrong in text and right not in text:
            told.add(name)
            yield name, Slip(text.find(wrong), wrong, right)
