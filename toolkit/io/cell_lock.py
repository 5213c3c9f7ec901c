"""Lock single cells of a workbook: each gets a twin of its style that may not be typed in."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from lxml import etree

from toolkit.addresses import CellRef
from toolkit.io.package import Package, open_package
from toolkit.io.package_write import replace_parts
from toolkit.io.workbook_parts import workbook_layout

STYLES = "styles"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def lock_cells(data: bytes, cells: Iterable[CellRef]) -> bytes:
    """A copy in which these cells are locked on a protected sheet; values and looks stay as they are.

    Only cells that are stored in their sheet are locked; the same input gives the same bytes.
    """
    package = open_package(data)
    layout = workbook_layout(package)
    styles = layout.part_of_kind(package, STYLES)
    assert styles is not None
    twins = _Twins(package.read(styles))
    parts: dict[str, bytes] = {}
    wanted = sorted(set(cells))
    for entry in layout.workbook.sheets:
        addresses = [cell.a1 for cell in wanted if cell.sheet == entry.title]
        part = layout.sheet_part(package, entry)
        if addresses and part:
            parts[part] = _locked(package, part, addresses, twins)
    return replace_parts(package, {**parts, styles: twins.styles()}) if parts else data


def _locked(package: Package, part: str, addresses: list[str], twins: _Twins) -> bytes:
    xml = package.read(part)
    for address in addresses:
        pattern = re.compile(rb'(<c [^>]*?\br="' + address.encode() + rb'"[^>]*?)(/?>)')
        xml = pattern.sub(lambda match: _with_style(match, twins), xml, count=1)
    return xml


def _with_style(match: re.Match[bytes], twins: _Twins) -> bytes:
    head, tail = match.group(1), match.group(2)
    style = re.search(rb'\bs="(\d+)"', head)
    twin = twins.of(int(style.group(1)) if style else 0)
    attribute = b's="%d"' % twin
    if style:
        return head[: style.start()] + attribute + head[style.end() :] + tail
    return head.rstrip() + b" " + attribute + tail


class _Twins:
    """The cell formats of a workbook, with a locked twin made for each that is asked for."""

    def __init__(self, xml: bytes) -> None:
        self._root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        formats = self._root.find(f"{_MAIN}cellXfs")
        assert formats is not None
        self._formats = formats
        self._made: dict[int, int] = {}

    def of(self, style: int) -> int:
        """The number of the locked twin of a style."""
        if style not in self._made:
            twin = copy.deepcopy(self._formats[style])
            protection = twin.find(f"{_MAIN}protection")
            if protection is None:
                protection = etree.SubElement(twin, f"{_MAIN}protection")
            protection.set("locked", "1")
            twin.set("applyProtection", "1")
            self._formats.append(twin)
            self._made[style] = len(self._formats) - 1
            self._formats.set("count", str(len(self._formats)))
        return self._made[style]

    def styles(self) -> bytes:
        """The style part with all twins."""
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
