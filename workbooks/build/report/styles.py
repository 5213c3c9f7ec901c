"""Styles of the report: the typography of official documents, and nothing inherited from any program."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from workbooks.build.report.elements import W, twips

LATIN = "Times New Roman"
TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"

ALTERNATIVES = {
    TITLE: "华文中宋,宋体,SimSun",
    HEI: "SimHei",
    KAI: "楷体,KaiTi",
    FANG: "仿宋,FangSong",
    SONG: "SimSun",
    LATIN: "",
}
"""What a reader without the font may show instead."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. Sizes and lines in points; ``line`` exact, ``indent`` in characters."""

    name: str
    font: str
    size: float
    line: float | None = None
    align: str = "left"
    indent: int = 0
    outline: int | None = None
    bold: bool = False
    colour: str = ""
    before: float = 0
    after: float = 0
    in_table: bool = False
    keep_next: bool = False
    word_name: str = ""
    """Word's own name for a style that it knows, ``heading 1``."""
    tabs: str = ""
    right: float = 0
    """Right indent in millimetres."""

    def xml(self) -> str:
        """The style's definition."""
        built_in = "" if self.word_name else ' w:customStyle="1"'
        rank = '<w:uiPriority w:val="9"/>' if self.outline is not None else ""
        return (
            f'<w:style w:type="paragraph"{built_in} w:styleId="{self.name}">'
            f'<w:name w:val="{self.word_name or self.name}"/><w:basedOn w:val="正文"/>{rank}<w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        spacing = f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
        if self.line:
            spacing += f' w:line="{round(self.line * 20)}" w:lineRule="exact"'
        parts = ["<w:keepNext/>" if self.keep_next else "", self.tabs]
        parts += ['<w:snapToGrid w:val="0"/>' if self.in_table else "", spacing + "/>"]
        if self.indent:
            first = round(self.size * 20 * self.indent)
            parts.append(f'<w:ind w:firstLineChars="{self.indent * 100}" w:firstLine="{first}"/>')
        if self.right:
            parts.append(f'<w:ind w:right="{twips(self.right)}"/>')
        parts.append(f'<w:jc w:val="{self.align}"/>')
        if self.outline is not None:
            parts.append(f'<w:outlineLvl w:val="{self.outline}"/>')
        return "".join(parts)

    def _run(self) -> str:
        bold = "<w:b/><w:bCs/>" if self.bold else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        return f"{fonts(self.font)}{bold}{colour}{size(self.size)}"


def fonts(east_asia: str) -> str:
    """All four font attributes; the hint gives quotation marks and dashes their Chinese shape."""
    latin = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}"'
    return f'<w:rFonts w:hint="eastAsia" w:eastAsia="{east_asia}" {latin}/>'


def size(points: float) -> str:
    """Font size in half points, for both scripts."""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _right_tab(millimetres: float) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{twips(millimetres)}"/></w:tabs>'


STYLES = (
    Style("附件标记", HEI, 16, 28),
    Style("公文标题", TITLE, 22, 36, "center"),
    Style("封面字段", FANG, 16, 30),
    Style("封面标签", FANG, 16, 30, "distribute"),
    Style("封面落款", FANG, 16, 30, "center"),
    Style("公文正文", FANG, 16, 28, "both", indent=2),
    Style("标题1", TITLE, 22, 36, "center", outline=0, after=14, keep_next=True, word_name="heading 1"),
    Style("标题2", HEI, 16, 28, "both", indent=2, outline=1, keep_next=True, word_name="heading 2"),
    Style(
        "标题3", KAI, 16, 28, "both", indent=2, outline=2, bold=True, keep_next=True, word_name="heading 3"
    ),
    Style("表格标题", HEI, 12, 20, outline=0, in_table=True, keep_next=True),
    Style(
        "表名",
        HEI,
        10.5,
        18,
        outline=1,
        before=10,
        after=2,
        in_table=True,
        keep_next=True,
        tabs=_right_tab(170),
    ),
    Style("表头", HEI, 10.5, 15, "center", in_table=True),
    Style("表头相连", HEI, 10.5, 15, "center", in_table=True, keep_next=True),
    Style("表文居中", FANG, 10.5, 15, "center", in_table=True),
    Style("表文居左", FANG, 10.5, 15, in_table=True),
    Style("表文居右", FANG, 10.5, 15, "right", in_table=True),
    Style("表文段落", FANG, 10.5, 16, "both", indent=2, in_table=True),
    Style("表文说明", FANG, 9, 12, in_table=True),
    Style("表文强调", HEI, 12, 18, "center", in_table=True),
    Style("表注", FANG, 9, 13, before=3, in_table=True),
    Style("表末", FANG, 12, 18, before=5, in_table=True, tabs=_right_tab(160)),
    Style("签章", FANG, 10.5, 15, "right", in_table=True, right=38),
    Style("签章日期", FANG, 10.5, 15, "right", after=3, in_table=True, keep_next=True, right=10),
    Style("接缝", FANG, 1, 1, in_table=True),
    Style("页码右", SONG, 14, align="right"),
    Style("页码左", SONG, 14),
    Style("草稿标记", HEI, 26, 30, "center", colour="BFBFBF"),
)


def _line(side: str, weight: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="auto"/>'


def _table_style(name: str, borders: str) -> str:
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (("top", 0.5), ("left", 1), ("bottom", 0.5), ("right", 1))
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="普通表格"/><w:pPr><w:snapToGrid w:val="0"/></w:pPr>'
        f"<w:tblPr>{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


def styles_xml() -> str:
    """The part ``word/styles.xml``."""
    outer, inner = ("top", "left", "bottom", "right"), ("insideH", "insideV")
    ruled = "".join([_line(side, 8) for side in outer] + [_line(side, 4) for side in inner])
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}{size(16)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="正文"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="默认字体">'
        '<w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="普通表格"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f"{''.join(style.xml() for style in STYLES)}"
        f"{_table_style('公文表格', f'<w:tblBorders>{ruled}</w:tblBorders>')}{_table_style('封面表格', '')}"
        "</w:styles>"
    )


def font_table_xml() -> str:
    """The part ``word/fontTable.xml``, with stand-ins for fonts that a reader may lack."""
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f"<w:altName w:val={quoteattr(stand_in)}/>" if stand_in else "")
        + f'<w:charset w:val="{"00" if name == LATIN else "86"}"/></w:font>'
        for name, stand_in in ALTERNATIVES.items()
    )
    return f'<w:fonts xmlns:w="{W}">{entries}</w:fonts>'
