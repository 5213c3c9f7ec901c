"""Version numbers of masters: ``2024.1``, ``2024.2``, ``2024.10``."""

from __future__ import annotations

from toolkit.errors import MasterFault
from toolkit.expression import expression

VERSION = expression(r"\d+(\.\d+)*")


def version_key(version: str) -> tuple[int, ...]:
    """What versions sort by: 2024.10 comes after 2024.9; anything else comes first."""
    return tuple(map(int, version.split("."))) if VERSION.fullmatch(version) else ()


def next_version(version: str) -> str:
    """The version after: 2024.1 is followed by 2024.2, 2024 by 2024.1."""
    if not VERSION.fullmatch(version):
        raise MasterFault(f"母版的版本“{version}”不是 2024.1 这样的写法，请用 --version 指定新版本。")
    head, dot, last = version.rpartition(".")
    return f"{head}.{int(last) + 1}" if dot else f"{version}.1"


def checked_version(version: str, before: str) -> str:
    """A version given by hand; raises MasterFault unless it is one and comes after ``before``."""
    if not VERSION.fullmatch(version):
        raise MasterFault(f"版本“{version}”写法不对，应如 2024.2。")
    if version_key(version) <= version_key(before):
        raise MasterFault(f"版本“{version}”应大于现在的“{before}”。")
    return version
