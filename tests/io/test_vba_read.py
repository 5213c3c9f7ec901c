"""Telling the toolkit's own macros from others, whatever a returned file holds."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.build.vba_project import build_project, standard_module
from toolkit.io.package import open_package, read_bytes
from toolkit.io.resources import button_workbook
from toolkit.io.vba_read import decompress, is_own_project
from toolkit.io.xlsx_read import PROJECT_PART, read_book_bytes

DATA = read_bytes(button_workbook())
PROJECT = open_package(DATA).read(PROJECT_PART)
SETTINGS = next(sheet for sheet in read_book_bytes(DATA).sheets if sheet.title == "xlwings.conf")


def test_shipped_project_is_known() -> None:
    assert is_own_project(PROJECT, SETTINGS)


def test_other_project_is_not() -> None:
    other = build_project([standard_module('Attribute VB_Name = "Jixiao"\nSub A()\nEnd Sub\n')], "Project")
    assert not is_own_project(other, SETTINGS)


@settings(max_examples=60)
@given(st.integers(0, len(PROJECT) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_project_is_never_a_crash(at: int, noise: bytes) -> None:
    assert is_own_project(PROJECT[:at] + noise + PROJECT[at + len(noise) :], SETTINGS) in (True, False)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_decompressing_noise_ends_in_text_or_a_refusal(noise: bytes) -> None:
    with contextlib.suppress(ValueError, IndexError, struct.error):
        assert len(decompress(b"\1" + noise)) <= 4096 * len(noise)


@pytest.mark.parametrize("data", [b"", b"\0", b"\1\0\0"])
def test_no_container_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="compressed"):
        decompress(data)
