"""The button workbook: the master's sheets untouched, with buttons, a settings sheet and the VBA project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from macros.build.form_buttons import add_buttons
from macros.build.package import MAIN, OFFICE, RELATION_ID, WORKBOOK_PART, Package
from macros.build.sources import Settings, load_settings, workbook_modules
from macros.build.vba_project import WORKBOOK_CLASS, Module, build_project, document_module

PROJECT = "JixiaoWorkbook"
SETTINGS_SHEET = "xlwings.conf"
SETTINGS_PART = "xl/worksheets/xlwingsConf.xml"
PROJECT_PART = "xl/vbaProject.bin"
WORKBOOK_CODE_NAME = "ThisWorkbook"
MACRO_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
PROJECT_TYPE = "application/vnd.ms-office.vbaProject"
PROJECT_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_SHEET_PROPERTIES = re.compile(rb"<sheetPr\b")


def build_workbook(master: bytes, modules: list[Module] | None = None) -> bytes:
    """The .xlsm made from the master's bytes; equal input gives equal bytes.

    Raises ValueError where a sheet that should carry buttons is missing.
    """
    settings, package = load_settings(), Package.read(master)
    sheets = sheet_parts(package)
    for number, place in enumerate(settings.places, start=1):
        if place.sheet not in sheets:
            raise ValueError(f"母版没有工作表“{place.sheet}”，按钮无处可放。")
        add_buttons(package, sheets[place.sheet], number, place, settings.buttons)
    add_settings_sheet(package, SETTINGS_SHEET, settings)
    add_project(package, modules or workbook_modules(), PROJECT)
    package.part_type(WORKBOOK_PART, MACRO_WORKBOOK_TYPE)
    return package.written()


def sheet_parts(package: Package) -> dict[str, str]:
    """Title and part of every sheet, in tab order."""
    targets = package.targets(WORKBOOK_PART)
    sheets = package.xml(WORKBOOK_PART).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
    return {sheet.get("name", ""): targets[sheet.get(RELATION_ID, "")] for sheet in sheets}


def add_settings_sheet(package: Package, title: str, settings: Settings, state: str = "veryHidden") -> None:
    """Append the sheet that tells xlwings' module which Python to start, and our own its messages."""
    package.parts[SETTINGS_PART] = settings_sheet(settings.rows).encode()
    package.part_type(SETTINGS_PART, SHEET_TYPE)
    root = package.xml(WORKBOOK_PART)
    sheets = root.find(f"{{{MAIN}}}sheets")
    assert sheets is not None
    number = max((int(sheet.get("sheetId", 0)) for sheet in sheets), default=0) + 1
    sheet = sheets.makeelement(f"{{{MAIN}}}sheet", name=title, sheetId=str(number), state=state)
    sheet.set(RELATION_ID, package.relate(WORKBOOK_PART, f"{OFFICE}/worksheet", SETTINGS_PART))
    sheets.append(sheet)
    package.put_xml(WORKBOOK_PART, root)


def settings_sheet(rows: Mapping[str, str]) -> str:
    """The worksheet: keys in column A, values in column B, all text."""
    lines = "".join(
        f'<row r="{row}">{_text_cell("A", row, key)}{_text_cell("B", row, value)}</row>'
        for row, (key, value) in enumerate(rows.items(), start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}"><sheetPr/><sheetData>{lines}</sheetData></worksheet>'
    )


def _text_cell(column: str, row: int, text: str) -> str:
    if not text:
        return ""
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def add_project(package: Package, modules: list[Module], name: str) -> None:
    """Give the workbook and every sheet a code name, and add a project with their modules and ours."""
    root = package.xml(WORKBOOK_PART)
    properties = root.find(f"{{{MAIN}}}workbookPr")
    assert properties is not None
    properties.set("codeName", WORKBOOK_CODE_NAME)
    package.put_xml(WORKBOOK_PART, root)
    documents = [document_module(WORKBOOK_CODE_NAME, WORKBOOK_CLASS)]
    for number, part in enumerate(sheet_parts(package).values(), start=1):
        code_name = f"Sheet{number}"
        package.parts[part] = _with_code_name(package.parts[part], code_name)
        documents.append(document_module(code_name))
    package.parts[PROJECT_PART] = build_project([*documents, *modules], name)
    package.default_type("bin", PROJECT_TYPE)
    package.relate(WORKBOOK_PART, PROJECT_RELATION, PROJECT_PART)


def _with_code_name(data: bytes, code_name: str) -> bytes:
    """A worksheet with its code name; the rest of it stays byte for byte."""
    attribute = f' codeName="{code_name}"'.encode()
    if _SHEET_PROPERTIES.search(data):
        return _SHEET_PROPERTIES.sub(rb"<sheetPr" + attribute, data, count=1)
    head = re.search(rb"<worksheet\b[^>]*>", data)
    assert head is not None
    return data[: head.end()] + b"<sheetPr" + attribute + b"/>" + data[head.end() :]
