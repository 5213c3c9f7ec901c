"""How far the words around a figure carry the name of a thing: overlap of character pairs in any order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from toolkit.expression import expression

MARKS = expression(r"[^0-9A-Za-z一-龥]+")
TAILS = expression(
    r"(?:支出|经费|费用|资金|项目|工作|活动|情况|数量|次数|个数|人数|户数|场次|人次|数据|数|金额|总额)$"
)
HEADS = expression(r"^(?:承担|开展|完成|实施|加强|组织)")
SPLIT = expression(r"[:：/—]+")
BRACKETS = expression(r"[（(][^）)]*[）)]")
SHORTEST = 2
NOTHING = Decimal(0)
NAMES_KEPT = 1024
"""Names: those of about twenty returns, each of which brings its own."""


def is_character(sign: str) -> bool:
    """Whether one sign is a Chinese character of everyday use."""
    return "一" <= sign <= "龥"


def clean(text: str) -> str:
    """The letters, digits and characters of a text, nothing else."""
    return MARKS.sub("", text)


@lru_cache(maxsize=NAMES_KEPT)
def cores(name: str) -> tuple[str, ...]:
    """What of a name is looked for in a text: the name, also without brackets, general words and lead-in.

    ``非税收入：门店租金`` also gives ``门店租金``; ``机关食堂支出`` also ``机关食堂``.
    """
    found = [clean(name), clean(BRACKETS.sub("", name)), clean(SPLIT.split(name)[-1])]
    for core in tuple(found):
        for shorter in (TAILS.sub("", core), HEADS.sub("", TAILS.sub("", core))):
            if len(shorter) > SHORTEST or (len(shorter) == SHORTEST and shorter != core):
                found.append(shorter)
    kept = [core for core in found if len(core) >= SHORTEST]
    return tuple(dict.fromkeys(core for core in kept if len(core) > SHORTEST)) or tuple(dict.fromkeys(kept))


@lru_cache(maxsize=NAMES_KEPT)
def name_pairs(name: str) -> frozenset[str]:
    """Every pair of neighbours in any core of a name: a text without one of them does not speak of it."""
    return frozenset(pair for core in cores(name) for pair in pairs(core))


def pairs(text: str) -> Iterator[str]:
    """The pairs of neighbouring characters of a text."""
    return (text[index : index + 2] for index in range(len(text) - 1))


def coverage(core: str, text: str) -> Decimal:
    """Share of a core's characters that stand in a pair of neighbours which the text also has; 0 to 1."""
    covered, last = 0, -1
    for index in range(len(core) - 1):
        if core[index : index + 2] in text:
            covered += 1 if last == index else 2
            last = index + 1
    return _share(covered, len(core)) if covered else NOTHING


@lru_cache(maxsize=1024)
def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole


def best_coverage(name: str, text: str) -> Decimal:
    """The best coverage of any core of a name by a cleaned text."""
    return max([coverage(core, text) for core in cores(name)], default=NOTHING)
