"""Regular expressions compiled when they are first used: those with Chinese characters take long."""

from __future__ import annotations

import re
from typing import Any, Final, cast

METHODS: Final = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


def expression(text: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, for ``METHODS`` only; the functions of the module ``re`` do not take it."""
    _stated.append(_Pattern(text, flags))
    return cast("re.Pattern[str]", _stated[-1])


def compile_all() -> None:
    """Compile every expression that was stated so far, for processes that are forked from this one."""
    for pattern in _stated:
        pattern.compiled()


class _Pattern:
    """Has the methods of a compiled pattern as soon as one of them is asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        return getattr(self.compiled(), name)

    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern, whose methods are this one's from now on."""
        compiled = re.compile(self._text, self._flags)
        vars(self).update({method: getattr(compiled, method) for method in METHODS})
        return compiled


_stated: Final[list[_Pattern]] = []
