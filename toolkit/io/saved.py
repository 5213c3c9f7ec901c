"""When a workbook was last saved, as its own properties say."""

from __future__ import annotations

import re

from toolkit.errors import UnusableInput
from toolkit.io.package import open_package

PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]{10,40})<")


def last_saved(data: bytes) -> str:
    """The time of the last save in ISO 8601, UTC; empty where the workbook does not say."""
    try:
        found = _MODIFIED.search(open_package(data).read(PROPERTIES))
    except UnusableInput:
        return ""
    return found.group(1).decode("ascii", "replace") if found else ""
