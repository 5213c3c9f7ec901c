"""Rows of the outputs as the bureau reads them."""

from __future__ import annotations

from tests.support.desk import file
from toolkit.desk.returns import Standing, Version
from toolkit.desk.rows import FILE_HEADS, file_row


def test_times_of_a_file_are_told_alike() -> None:
    row = dict(
        zip(FILE_HEADS, file_row("132001", "单位", Version(file(), 1, next(iter(Standing)))), strict=True)
    )
    assert (row["收到时间"], row["保存时间"]) == ("2024-04-02 09:00", "2024-04-01 16:00")
