"""What is measured of the toolkit itself, and the floors it is measured against: all inside one process."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

from lxml import etree
from msgspec.structs import replace

from tests.support.samples import MASTER
from toolkit.collector import keep_for_good
from toolkit.commands.check import Checked, check_data
from toolkit.form import Form, RuleKind
from toolkit.io.masters import load_form
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.rules import integrity, run_rules
from toolkit.rules.registry import Registry
from toolkit.submission import bind


@cache
def whole_form() -> Form:
    """The master with all its rules, kept from the collector as a worker keeps it."""
    form = load_form(MASTER)
    keep_for_good()
    return form


@cache
def workbook_form() -> Form:
    """The master with the rules that compare the file with it, and those that its own formulas state."""
    integrity_rules = Registry.of(integrity).ids
    rules = (r for r in whole_form().rules if r.kind is RuleKind.FORMULA or r.id in integrity_rules)
    return replace(whole_form(), rules=tuple(rules))


def unzip(data: bytes) -> None:
    """Unpack every part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            package.read(name)


def parse(data: bytes) -> None:
    """Unpack every part, and parse the XML of each with lxml: the floor."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name)
            if name.endswith((".xml", ".rels")):
                etree.fromstring(part)


def read(data: bytes) -> None:
    """The toolkit's reader alone."""
    read_book_bytes(data)


def recompute(data: bytes) -> None:
    """Integrity, recomputation and the workbook's own rules."""
    run_rules(bind(read_book_bytes(data), workbook_form()))


def check(data: bytes) -> Checked:
    """The whole check: every rule, the narrative, the scores."""
    return check_data(Path("return.xlsx"), data, lambda book: whole_form())
