"""Build ``workbooks/report.docx``, the template of the Word report: same sources, same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from workbooks.build.report.cover import cover
from workbooks.build.report.elements import R, W, p, section, section_end
from workbooks.build.report.figures import income_and_expenditure, profile
from workbooks.build.report.grade_sheet import grade_sheet
from workbooks.build.report.narrative import narrative
from workbooks.build.report.people import people
from workbooks.build.report.styles import font_table_xml, styles_xml

TARGET = Path(__file__).resolve().parents[1] / "report.docx"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PLAIN_MARGINS = (37, 26, 35, 28)
_FORM_MARGINS = (25, 20, 22, 20)

_LINKED = {
    "rId1": ("styles", "styles.xml"),
    "rId2": ("settings", "settings.xml"),
    "rId3": ("fontTable", "fontTable.xml"),
    "rId4": ("header", "header1.xml"),
    "rId5": ("header", "header2.xml"),
    "rId6": ("footer", "footer1.xml"),
    "rId7": ("footer", "footer2.xml"),
}


def build_template() -> bytes:
    """The template as a docx package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _parts().items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(entry, (_HEAD + text).encode())
    return packed.getvalue()


def _parts() -> Mapping[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/app.xml": _app(),
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _document_relations(),
        "word/document.xml": _document(),
        "word/fontTable.xml": font_table_xml(),
        "word/footer1.xml": _footer("页码右", "　"),
        "word/footer2.xml": _footer("页码左", "　"),
        "word/header1.xml": _header(),
        "word/header2.xml": _header(),
        "word/settings.xml": _settings(),
        "word/styles.xml": styles_xml(),
    }


def _document() -> str:
    headers = _reference("header", "default", "rId4") + _reference("header", "even", "rId5")
    footers = _reference("footer", "default", "rId6") + _reference("footer", "even", "rId7")
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        f"{cover()}{section_end(section(_PLAIN_MARGINS, references=headers))}"
        f"{profile()}{income_and_expenditure()}{grade_sheet()}{people()}"
        f"{section_end(section(_FORM_MARGINS, references=footers, restart=True))}"
        f"{narrative()}{section(_PLAIN_MARGINS)}</w:body></w:document>"
    )


def _reference(kind: str, pages: str, relation: str) -> str:
    return f'<w:{kind}Reference w:type="{pages}" r:id="{relation}"/>'


def _header() -> str:
    return f'<w:hdr xmlns:w="{W}">{p("草稿标记", "{{ 打印_草稿 }}")}</w:hdr>'


def _footer(style: str, margin: str) -> str:
    number = (
        f'<w:r><w:t xml:space="preserve">{margin}— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r><w:t xml:space="preserve"> —{margin}</w:t></w:r>'
    )
    return f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{number}</w:p></w:ftr>'


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        "<w:evenAndOddHeaders/>"
        '<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _content_types() -> str:
    kinds = {"document.xml": "document.main"}
    kinds |= {target: kind for kind, target in _LINKED.values()}
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/app.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        f' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{overrides}</Types>'
    )


def _package_relations() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    links = (
        ("rId1", f"{R}/officeDocument", "word/document.xml"),
        ("rId2", core, "docProps/core.xml"),
        ("rId3", f"{R}/extended-properties", "docProps/app.xml"),
    )
    return _relations(links)


def _document_relations() -> str:
    return _relations((id_, f"{R}/{kind}", target) for id_, (kind, target) in _LINKED.items())


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>' for id_, kind, target in links
    )
    return f'<Relationships xmlns="{_RELATIONS}">{items}</Relationships>'


def _app() -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Microsoft Office Word</Application></Properties>"
    )


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>部门整体支出绩效评价自评报告模板</dc:title>'
        "<dc:creator></dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def main() -> None:
    """Write the template into the repository."""
    TARGET.write_bytes(build_template())


if __name__ == "__main__":
    main()
