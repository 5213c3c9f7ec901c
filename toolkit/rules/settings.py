"""Thresholds and word lists that rules read from the master."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from toolkit.decimals import to_decimal
from toolkit.form import Form
from toolkit.rules.hit import NotApplicable

ROUNDING = 1e-6
"""More than a similarity is off by, as a double."""
PAIRS_KEPT = 512
"""Texts: those of several returns. Each return brings its own, so more would only take memory."""


def threshold(form: Form, name: str) -> Decimal:
    """A parameter of the chosen rule set; raises NotApplicable where an older master lacks it."""
    value = to_decimal(form.parameters.get(name), None)
    if value is None:
        raise NotApplicable(name)
    return value


def words(form: Form, name: str) -> tuple[str, ...]:
    """A list of the master; raises NotApplicable where an older master lacks it or it is empty."""
    found = form.lists.get(name, ())
    if not found:
        raise NotApplicable(name)
    return found


def first_word(text: str, listed: tuple[str, ...]) -> str:
    """The first of the listed words that stands in a text, empty if none does."""
    return next((word for word in listed if word in text), "")


def alike(one: str, other: str, least: float) -> bool:
    """Whether two texts are similar to ``least`` per cent: twice what they share, of all their characters."""
    if one == other or not may_be_alike(one, other, least):
        return one == other
    from rapidfuzz.fuzz import ratio  # takes as long to load as many rules take; few texts are nearly alike

    return ratio(one, other) >= least


def may_be_alike(one: str, other: str, least: float) -> bool:
    """Whether two texts are near enough in length, and share characters enough, in whatever order."""
    shorter, longer = sorted((one, other), key=len)
    enough = (least - ROUNDING) * (len(one) + len(other))
    return 200 * len(shorter) >= enough and 200 * sum(map(longer.__contains__, shorter)) >= enough


@lru_cache(maxsize=PAIRS_KEPT)
def pairs_of(text: str, general: tuple[str, ...]) -> frozenset[str]:
    """Pairs of neighbouring characters of a text's words, general words left out."""
    for word in general:
        text = text.replace(word, " ")
    return frozenset(text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum())
