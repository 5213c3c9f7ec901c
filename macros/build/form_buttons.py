"""The buttons on a sheet as form controls in VML, the one drawing that every Excel and openpyxl keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from macros.build.package import MAIN, OFFICE, RELATION_ID, Package
from macros.build.sources import Button, Place

WIDTHS = {4: 66, 8: 104}
"""Width in pixels by the caption's width in half characters."""
WIDEST, HEIGHT, GAP = 128, 26, 6
MAX_DIGIT, DEFAULT_WIDTH, DEFAULT_HEIGHT = 7, 8.43, 15.0
SHAPES_A_DRAWING = 1024
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
BEHIND_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path shadowok="f" o:extrusionok="f" strokeok="f" fillok="f"'
    ' o:connecttype="rect"/><o:lock v:ext="edit" shapetype="t"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t201" alt={tip} o:button="t" fillcolor="buttonFace [67]"'
    ' strokecolor="windowText [64]" o:insetmode="auto"'
    ' style="position:absolute;z-index:{order};mso-wrap-style:tight">'
    '<v:fill color2="buttonFace [67]" o:detectmouseclick="t"/><o:lock v:ext="edit" rotation="t"/>'
    '<v:textbox style="mso-direction-alt:auto" o:singleclick="f"><div style="text-align:center">'
    '<font face="Microsoft YaHei" size="200" color="#000000">{caption}</font></div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>{anchor}</x:Anchor><x:PrintObject>False</x:PrintObject>'
    "<x:AutoFill>False</x:AutoFill><x:FmlaMacro>[0]!{macro}</x:FmlaMacro>"
    "<x:TextHAlign>Center</x:TextHAlign><x:TextVAlign>Center</x:TextVAlign></x:ClientData></v:shape>"
)


def add_buttons(
    package: Package, sheet_part: str, number: int, place: Place, buttons: Sequence[Button]
) -> None:
    """Put a row of buttons on a sheet that has no VML drawing yet; ``number`` is the drawing's, from 1 up."""
    root = package.xml(sheet_part)
    if root.find(f"{{{MAIN}}}legacyDrawing") is not None:
        raise ValueError(f"工作表“{place.sheet}”已有旧式图形，按钮无处可放。")
    drawing = f"xl/drawings/vmlDrawing{number}.vml"
    package.parts[drawing] = _vml(number, Grid.of(root), place, buttons).encode()
    package.default_type("vml", VML_TYPE)
    element = root.makeelement(f"{{{MAIN}}}legacyDrawing")
    element.set(RELATION_ID, package.relate(sheet_part, f"{OFFICE}/vmlDrawing", drawing))
    behind = {f"{{{MAIN}}}{name}" for name in BEHIND_DRAWING}
    at = next((index for index, child in enumerate(root) if child.tag in behind), len(root))
    root.insert(at, element)
    package.put_xml(sheet_part, root)


def _vml(number: int, grid: Grid, place: Place, buttons: Sequence[Button]) -> str:
    shapes, left = [], grid.x(place.column) + place.left
    top = grid.y(place.row) + place.top
    for order, button in enumerate(buttons, start=1):
        width = _width(button.caption)
        shapes.append(
            _SHAPE.format(
                id=SHAPES_A_DRAWING * number + order,
                tip=quoteattr(button.tip),
                order=order,
                caption=escape(button.caption),
                anchor=grid.anchor(left, top, left + width, top + HEIGHT),
                macro=button.macro,
            )
        )
        left += width + GAP
    return _HEAD.format(number=number) + "".join(shapes) + "</xml>"


def _width(caption: str) -> int:
    half_characters = sum(1 if letter.isascii() else 2 for letter in caption)
    return next((width for most, width in WIDTHS.items() if half_characters <= most), WIDEST)


@dataclass(frozen=True, slots=True)
class Grid:
    """Pixel sizes of a sheet's columns and rows, counted from 0."""

    widths: Mapping[int, float]
    heights: Mapping[int, float]

    @classmethod
    def of(cls, root: etree._Element) -> Grid:
        """The sizes that a worksheet states; others have Excel's default."""
        widths = {
            index: 0.0 if column.get("hidden") else float(column.get("width", DEFAULT_WIDTH))
            for column in root.iter(f"{{{MAIN}}}col")
            for index in range(int(column.get("min", 1)) - 1, min(int(column.get("max", 1)), 100))
        }
        heights = {
            int(row.get("r", 1)) - 1: float(row.get("ht", DEFAULT_HEIGHT))
            for row in root.iter(f"{{{MAIN}}}row")
        }
        return cls(widths, heights)

    def width(self, column: int) -> int:
        """Pixels of a column; the stated width counts characters, its padding included."""
        return int(self.widths.get(column, DEFAULT_WIDTH + 0.71) * MAX_DIGIT + 0.5)

    def height(self, row: int) -> int:
        """Pixels of a row; stated in points."""
        return int(self.heights.get(row, DEFAULT_HEIGHT) * 4 / 3 + 0.5)

    def x(self, column: int) -> int:
        """Pixels left of a column."""
        return sum(map(self.width, range(column)))

    def y(self, row: int) -> int:
        """Pixels above a row."""
        return sum(map(self.height, range(row)))

    def anchor(self, left: int, top: int, right: int, bottom: int) -> str:
        """A rectangle as VML states it: column, offset, row, offset of both corners."""
        corners = (self._column(left), self._row(top), self._column(right), self._row(bottom))
        return ", ".join(str(number) for corner in corners for number in corner)

    def _column(self, x: int) -> tuple[int, int]:
        column = 0
        while x >= self.width(column):
            x -= self.width(column)
            column += 1
        return column, x

    def _row(self, y: int) -> tuple[int, int]:
        row = 0
        while y >= self.height(row):
            y -= self.height(row)
            row += 1
        return row, y
