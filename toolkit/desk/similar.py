"""Finds like texts among many without comparing each with each: exact groups, then MinHash buckets.

A text is reduced to its letters (digits and punctuation left out), cut into runs of three, and signed with
48 minimum hashes (Broder 1997); texts that agree in one of 16 bands of three are compared letter by letter.
Two texts with 70 % of their runs in common meet with a probability above 99.8 %.
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
PRIME: Final = (1 << 31) - 1


class LikeTexts:
    """Groups of like texts; each text is compared with the first of each group only."""

    def __init__(self, alike: float, least: int) -> None:
        self._alike, self._least = alike * 100, least
        self._exact: dict[str, int] = {}
        self._leaders: list[str] = []
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
        bands = signature(letters)
        for candidate in sorted(self._candidates(bands)):
            if fuzz.ratio(letters, self._leaders[candidate], score_cutoff=self._alike):
                return candidate
        number = len(self._leaders)
        self._leaders.append(letters)
        for band in bands:
            if self._buckets.setdefault(band, number) != number:
                crowd = self._crowded.setdefault(band, [])
                if len(crowd) < MOST_IN_BUCKET - 1:
                    crowd.append(number)
        return number

    def _candidates(self, bands: Sequence[int]) -> set[int]:
        """The first texts of the groups that share a band."""
        shared = [band for band in bands if band in self._buckets]
        found = {self._buckets[band] for band in shared}
        return found.union(*(self._crowded.get(band, ()) for band in shared))


def letters_of(text: str) -> str:
    """The text's letters only: no digits, punctuation or blanks."""
    return "".join(filter(str.isalpha, text))


def signature(letters: str) -> list[int]:
    """The band keys of a text, no two bands with a key in common; the same on every machine."""
    import numpy as np

    runs = {letters[i : i + RUN] for i in range(max(1, len(letters) - RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode()) & PRIME for run in runs], dtype=np.uint64)
    factors, offsets = _permutations()
    smallest = ((hashes[None, :] * factors + offsets) % PRIME).min(axis=1).astype("<u4").tobytes()
    size = len(smallest) // BANDS
    parts = (smallest[band * size : (band + 1) * size] for band in range(BANDS))
    return [int.from_bytes(bytes((band,)) + part, "big") for band, part in enumerate(parts)]


@cache
def _permutations() -> tuple[Any, Any]:
    import numpy as np

    count = BANDS * ROWS
    seeds = [zlib.crc32(f"jixiao {i}".encode()) & PRIME for i in range(2 * count)]
    factors = np.array([seed or 1 for seed in seeds[:count]], dtype=np.uint64)
    return factors[:, None], np.array(seeds[count:], dtype=np.uint64)[:, None]
