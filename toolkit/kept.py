"""Something that keeps what others work out of it, so that each of them works once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Keeper(Struct, frozen=True, dict=True):
    """A value that never changes, and with it what depends on nothing else."""

    @cached_property
    def _kept(self) -> dict[Callable[..., Any], Any]:
        return {}

    def kept(self, work: Callable[[Self], T]) -> T:
        """What ``work`` gives for this value, worked out by the first that asks; not kept where it raises.

        ``work`` is a function of a module, of which there is one: it is the key.
        """
        try:
            found: T = self._kept[work]
        except KeyError:
            found = self._kept[work] = work(self)
        return found
