"""Times as people of the bureau read them."""

from __future__ import annotations

import pytest

from toolkit.dates import beijing_minute


@pytest.mark.parametrize(
    ("stamp", "read"),
    [
        ("2024-05-30T08:05:59Z", "2024-05-30 16:05"),
        ("2024-05-30T23:30:00Z", "2024-05-31 07:30"),
        ("2024-05-30T08:05:59.1234567+09:00", "2024-05-30 07:05"),
        ("2024-05-30T08:05:59", "2024-05-30 16:05"),
        ("2024-05-30", "2024-05-30"),
        ("9999-12-31T23:00:00Z", "9999-12-31T23:00:00Z"),
        ("上星期", "上星期"),
        ("", ""),
    ],
)
def test_time_of_a_workbook_is_told_in_beijing_time(stamp: str, read: str) -> None:
    assert beijing_minute(stamp) == read
