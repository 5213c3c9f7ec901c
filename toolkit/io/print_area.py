"""Print areas: how the last row that is printed of a sheet is moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from toolkit.io.workbook_parts import PRINT_AREA
from toolkit.io.xml_parts import in_utf8

_ONE_AREA = re.compile(r"((?:[^,]*!)?\$?[A-Z]{1,3}\$?(\d+):\$?[A-Z]{1,3}\$?)(\d+)")
_NAME_TAG = re.compile(
    rb"""(<(?:[\w.-]+:)?definedName((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*>)([^<]*)(?=</)"""
)
_ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*["']([^"']*)["']""")


def ending_at(area: str, row: int) -> str:
    """An area with another last row: ``表!$B$2:$N$308`` to 20 is ``表!$B$2:$N$20``.

    One that is not a single rectangle, or that begins below that row, is somebody's own: left as it is.
    """
    found = _ONE_AREA.fullmatch(area)
    return f"{found[1]}{row}" if found and int(found[2]) <= row else area


def with_print_areas(data: bytes, areas: Mapping[int, str]) -> bytes:
    """A workbook part with other print areas, by the sheet's number from 0; every other byte stays."""
    wanted = {b"%d" % number: escape(area, quote=False).encode() for number, area in areas.items()}

    def renewed(tag: re.Match[bytes]) -> bytes:
        attributes = dict(_ATTRIBUTE.findall(tag[2]))
        is_area = attributes.get(b"name") == PRINT_AREA.encode()
        area = wanted.get(attributes.get(b"localSheetId", b"")) if is_area else None
        return tag[0] if area is None else tag[1] + area

    return in_utf8(data, lambda utf8: _NAME_TAG.sub(renewed, utf8))
