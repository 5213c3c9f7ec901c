"""Finds like texts among many without comparing each with each: exact groups, then MinHash buckets.

A text is reduced to its letters (digits and punctuation left out), cut into runs of three, and signed with
48 minimum hashes (Broder 1997). Texts that agree in one of 16 bands of three, and have letters enough in
common whatever their order, are compared letter by letter. Two texts with 70 % of their runs in common meet
with a probability above 99.8 %.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from rapidfuzz import fuzz

RUN: Final = 3
BANDS: Final = 16
ROWS: Final = 3
MOST_IN_BUCKET: Final = 64
"""A bucket keeps this many different texts; more are stock phrases."""
KINDS: Final = 64
"""Letters are counted by so many kinds, those of a kind together."""
ROUNDING: Final = 1e-6


class LikeTexts:
    """Groups of like texts; each text is compared with the first of each group only."""

    def __init__(self, alike: float, least: int) -> None:
        self._alike, self._least = alike * 100, least
        self._exact: dict[str, int] = {}
        self._leaders = _Leaders()
        self._first: list[object] = []
        self._others: dict[int, list[object]] = {}
        self._buckets: dict[int, int] = {}
        self._crowded: dict[int, list[int]] = {}
        """The first text of a band, which mostly is the only one, and further ones."""

    def add(self, who: object, text: str) -> None:
        """Take in one text; ``who`` is what the groups are made of. Short texts are left out."""
        letters = letters_of(text)
        if len(letters) < self._least:
            return
        group = self._exact.get(letters)
        if group is None:
            group = self._exact[letters] = self._group(letters)
        if group == len(self._first):
            self._first.append(who)
        else:
            self._others.setdefault(group, []).append(who)

    def groups(self) -> Iterator[list[object]]:
        """The groups of two and more, in the order in which their first texts came."""
        return ([self._first[group], *others] for group, others in sorted(self._others.items()))

    def _group(self, letters: str) -> int:
        bands, counts = signature(letters), letter_counts(letters)
        for candidate in self._leaders.near(self._sharing(bands), letters, counts, self._alike):
            if fuzz.ratio(letters, self._leaders.texts[candidate], score_cutoff=self._alike):
                return candidate
        number = self._leaders.append(letters, counts)
        for band in bands:
            if self._buckets.setdefault(band, number) != number:
                crowd = self._crowded.setdefault(band, [])
                if len(crowd) < MOST_IN_BUCKET - 1:
                    crowd.append(number)
        return number

    def _sharing(self, bands: Sequence[int]) -> list[int]:
        """The first texts of the groups that share a band; once for each that they share."""
        found: list[int] = []
        for band in bands:
            first = self._buckets.get(band)
            if first is not None:
                found.append(first)
                found += self._crowded.get(band, ())
        return found


class _Leaders:
    """The first texts of the groups, with how often each kind of letter stands in them."""

    def __init__(self) -> None:
        import numpy as np

        self.texts: list[str] = []
        self._np: Any = np
        self._counts: Any = np.zeros((1, KINDS), np.uint16)
        self._lengths: Any = np.zeros(1, np.int64)

    def append(self, letters: str, counts: Any) -> int:
        """Keep a text; its number."""
        number = len(self.texts)
        if number == len(self._lengths):
            self._counts = self._np.concatenate([self._counts, self._np.zeros_like(self._counts)])
            self._lengths = self._np.concatenate([self._lengths, self._np.zeros_like(self._lengths)])
        self.texts.append(letters)
        self._counts[number], self._lengths[number] = counts, len(letters)
        return number

    def near(self, numbers: list[int], letters: str, counts: Any, ratio: float) -> list[int]:
        """Those of the numbers, each once, that can come to the ratio by the letters that are in both."""
        if not numbers:
            return numbers
        which = self._np.array(numbers)
        common = self._np.minimum(self._counts[which], counts).sum(axis=1, dtype=self._np.int64)
        can = common * 200 >= (self._lengths[which] + len(letters)) * ratio - ROUNDING
        return sorted(set(which[can].tolist()))


def letters_of(text: str) -> str:
    """The text's letters only: no digits, punctuation or blanks."""
    return "".join(filter(str.isalpha, text))


def letter_counts(letters: str) -> Any:
    """How often each kind of letter stands in a text, as KINDS numbers of 16 bits (a cell holds 32,767)."""
    import numpy as np

    return np.bincount(_codes(letters) % KINDS, minlength=KINDS).astype(np.uint16)


def signature(letters: str) -> list[int]:
    """The band keys of a text, no two bands with a key in common.

    They are the same on every machine: all arithmetic is that of whole numbers of 64 bits.
    """
    import numpy as np

    codes = _codes(letters.ljust(RUN)).astype(np.uint64)
    places, factors, offsets = _numbers()
    runs = codes[: 1 - RUN] * places[0]
    for place in range(1, RUN):
        runs += codes[place : len(runs) + place] * places[place]
    runs ^= runs >> np.uint64(32)
    smallest = (runs[:, None] * factors + offsets).min(axis=0) >> np.uint64(32)
    keys = smallest.astype("<u4").tobytes()
    size = len(keys) // BANDS
    parts = (keys[band * size : (band + 1) * size] for band in range(BANDS))
    return [int.from_bytes(bytes((band,)) + part, "big") for band, part in enumerate(parts)]


def _codes(letters: str) -> Any:
    import numpy as np

    return np.frombuffer(letters.encode("utf-32-le"), dtype="<u4")


@cache
def _numbers() -> tuple[Any, Any, Any]:
    """An odd factor for each letter of a run; an odd factor and an offset for each minimum."""
    import numpy as np

    count = BANDS * ROWS
    halves = np.array([zlib.crc32(f"jixiao {i}".encode()) for i in range(4 * count + 2 * RUN)], np.uint64)
    wholes = halves[::2] << np.uint64(32) | halves[1::2]
    odd = wholes | np.uint64(1)
    return odd[2 * count :], odd[:count], wholes[count : 2 * count]
