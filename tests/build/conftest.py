"""The committed master, read once for all tests of its build."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from toolkit.form import Form
from toolkit.io.xlsx_read import read_book

MASTER = Path(__file__).parents[2] / "workbooks" / "master.xlsx"


@pytest.fixture(scope="session")
def master_path() -> Path:
    return MASTER


@pytest.fixture(scope="session")
def form() -> Form:
    return Form.from_book(read_book(MASTER))


@pytest.fixture(scope="session")
def workbook() -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(MASTER)
