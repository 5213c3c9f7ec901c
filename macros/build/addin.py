"""The ribbon add-in: the same commands for plain .xlsx workbooks."""

from __future__ import annotations

from macros.build.package import MAIN, OFFICE, TYPES_PART, WORKBOOK_PART, Package
from macros.build.sources import addin_modules, load_settings, ribbon_xml
from macros.build.vba_project import Module
from macros.build.workbook import add_project, add_settings_sheet

PROJECT = "JixiaoAddin"
SETTINGS_SHEET = "jixiao.conf"
RIBBON_PART = "customUI/customUI.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
STYLES_PART = "xl/styles.xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr defaultThemeVersion="124226"/>'
    '<bookViews><workbookView visibility="hidden" windowWidth="12000" windowHeight="8000"/></bookViews>'
    "<sheets/></workbook>"
)
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def build_addin(modules: list[Module] | None = None) -> bytes:
    """The .xlam's bytes: one settings sheet, the ribbon and the VBA project."""
    texts = {TYPES_PART: _TYPES, WORKBOOK_PART: _WORKBOOK, STYLES_PART: _STYLES}
    package = Package({part: (_DECLARATION + text).encode() for part, text in texts.items()})
    package.part_type(WORKBOOK_PART, ADDIN_TYPE)
    package.part_type(STYLES_PART, STYLES_TYPE)
    package.relate("", f"{OFFICE}/officeDocument", WORKBOOK_PART)
    package.relate(WORKBOOK_PART, f"{OFFICE}/styles", STYLES_PART)
    add_settings_sheet(package, SETTINGS_SHEET, load_settings(), state="visible")
    add_project(package, modules or addin_modules(), PROJECT)
    package.parts[RIBBON_PART] = ribbon_xml()
    package.relate("", RIBBON_RELATION, RIBBON_PART)
    return package.written()
