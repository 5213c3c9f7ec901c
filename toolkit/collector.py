"""The garbage collector: a check makes ten thousands of values, and hardly one that only it can free."""

from __future__ import annotations

import gc
from typing import Final

SELDOM: Final = (200_000, 20, 100)
"""Thresholds of the three generations; Python's own are (700, 10, 10). One check stays below the first."""


def collect_seldom() -> None:
    """Let the collector look around seldom, for the rest of this process."""
    gc.set_threshold(*SELDOM)


def keep_for_good() -> None:
    """As ``collect_seldom``, and never again at what there is now: masters, compiled formulas, modules."""
    collect_seldom()
    gc.freeze()
