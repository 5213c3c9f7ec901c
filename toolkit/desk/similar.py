"""Finds like texts among many without comparing each with each: exact groups, then MinHash buckets.

A text is reduced to its letters (digits and punctuation left out), cut into runs of three, and signed with
48 minimum hashes (Broder 1997); texts that agree in one of 16 bands of three are compared letter by letter.
Two texts with 70 % of their runs in common meet with a probability above 99.8 %.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from rapidfuzz import fuzz

RUN: Final = 3
BANDS: Final = 16
ROWS: Final = 3
MOST_IN_BUCKET: Final = 64
"""A bucket keeps this many different texts; more are stock phrases."""
PRIME: Final = (1 << 31) - 1
SPREAD: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xFF51AFD7ED558CCD)
"""Odd numbers that spread the hashes of a band, and its own number, over 64 bits."""
FEWEST_PLACES: Final = 1 << 10


class LikeTexts:
    """Groups of like texts; each text is compared with the first of each group only."""

    def __init__(self, alike: float, least: int) -> None:
        self._alike, self._least = alike * 100, least
        self._exact: dict[str, int] = {}
        self._leaders: list[str] = []
        self._first: list[object] = []
        self._others: dict[int, list[object]] = {}
        self._buckets = Buckets()

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
        bands = signature(letters)
        for candidate in sorted({number for band in bands for number in self._buckets.of(band)}):
            if fuzz.ratio(letters, self._leaders[candidate], score_cutoff=self._alike):
                return candidate
        number = len(self._leaders)
        self._leaders.append(letters)
        for band in bands:
            self._buckets.add(band, number)
        return number


class Buckets:
    """Numbers by 64-bit keys: the first of each key in flat arrays, 12 bytes a place, the others in lists.

    A key stands at the first free place from where it points; at most two thirds are taken.
    """

    def __init__(self) -> None:
        self._others: dict[int, list[int]] = {}
        self._set_up(FEWEST_PLACES)

    def _set_up(self, places: int) -> None:
        self._keys, self._values = array("Q", bytes(8 * places)), array("I", bytes(4 * places))
        self._mask, self._taken = places - 1, 0

    def of(self, key: int) -> Sequence[int]:
        """The numbers of a key, as they came."""
        value = self._values[self._place(key)]
        return (value - 1, *self._others.get(key, ())) if value else ()

    def add(self, key: int, number: int) -> None:
        """Put a number into the bucket of a key, unless that is full."""
        place = self._place(key)
        if self._values[place]:
            others = self._others.setdefault(key, [])
            if len(others) < MOST_IN_BUCKET - 1:
                others.append(number)
            return
        self._keys[place], self._values[place] = key, number + 1  # 0 marks a free place
        self._taken += 1
        if 3 * self._taken > 2 * len(self._keys):
            self._grow()

    def _place(self, key: int) -> int:
        """Where a key stands, or would stand."""
        keys, values, mask = self._keys, self._values, self._mask
        place = key & mask
        while values[place] and keys[place] != key:
            place = place + 1 & mask
        return place

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._set_up(2 * len(keys))
        for key, value in zip(keys, values, strict=True):
            if value:
                self.add(key, value - 1)


def letters_of(text: str) -> str:
    """The text's letters only: no digits, punctuation or blanks."""
    return "".join(filter(str.isalpha, text))


def signature(letters: str) -> list[int]:
    """The band keys of a text, 64 bits each; the same on every machine."""
    import numpy as np

    runs = {letters[i : i + RUN] for i in range(max(1, len(letters) - RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode()) & PRIME for run in runs], dtype=np.uint64)
    factors, offsets = _permutations()
    smallest = ((hashes[None, :] * factors + offsets) % PRIME).min(axis=1)
    factors, offsets, half = _spreading()
    keys = smallest.reshape(BANDS, ROWS) @ factors + offsets
    found: list[int] = ((keys ^ keys >> half) * factors[0]).tolist()
    return found


@cache
def _permutations() -> tuple[Any, Any]:
    import numpy as np

    count = BANDS * ROWS
    seeds = [zlib.crc32(f"jixiao {i}".encode()) & PRIME for i in range(2 * count)]
    factors = np.array([seed or 1 for seed in seeds[:count]], dtype=np.uint64)
    return factors[:, None], np.array(seeds[count:], dtype=np.uint64)[:, None]


@cache
def _spreading() -> tuple[Any, Any, Any]:
    import numpy as np

    spread = np.array(SPREAD, dtype=np.uint64)
    return spread[:ROWS], np.arange(BANDS, dtype=np.uint64) * spread[ROWS], np.uint64(32)
