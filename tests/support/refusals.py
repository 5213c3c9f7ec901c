"""With what sentence an input is refused, and that it does not take long to find one."""

from __future__ import annotations

import time

import pytest

from toolkit.errors import UnusableInput
from toolkit.io.xlsx_read import read_book_bytes

SECONDS = 10
"""Nothing that is sent may keep the program busy for longer."""


def sentence(data: bytes) -> str:
    """What reading these bytes is refused with."""
    start = time.monotonic()
    with pytest.raises(UnusableInput) as refusal:
        read_book_bytes(data)
    assert time.monotonic() - start < SECONDS
    return str(refusal.value)
