"""Version numbers of masters."""

from __future__ import annotations

import pytest

from toolkit.errors import MasterFault
from toolkit.sealing.versions import checked_version, next_version, version_key


@pytest.mark.parametrize(
    ("version", "following"),
    [("2024.1", "2024.2"), ("2024.9", "2024.10"), ("2024", "2024.1"), ("1.2.3", "1.2.4")],
)
def test_the_version_after(version: str, following: str) -> None:
    assert next_version(version) == following
    assert version_key(following) > version_key(version)


def test_versions_sort_by_number() -> None:
    assert sorted(["2024.10", "草稿", "2024.9", "2023.12"], key=version_key) == [
        "草稿", "2023.12", "2024.9", "2024.10",
    ]  # fmt: skip


def test_a_version_that_is_none() -> None:
    with pytest.raises(MasterFault, match="请用 --version 指定新版本"):
        next_version("草稿")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("2024.1", "版本“2024.1”应大于现在的“2024.1”。"), ("新版", "版本“新版”写法不对，应如 2024.2。")],
)
def test_a_version_that_does_not_follow(version: str, sentence: str) -> None:
    with pytest.raises(MasterFault, match=f"^{sentence}$"):
        checked_version(version, "2024.1")
    assert checked_version("2025.1", "2024.1") == "2025.1"
