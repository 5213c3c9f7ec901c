"""The shipped workbook and add-in: their package, their macros, and that they are what the sources say."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from macros.build.addin import build_addin
from macros.build.compression import compress
from macros.build.sources import MACROS, WORKBOOKS, addin_modules, load_settings, workbook_modules
from macros.build.vba_project import Module, standard_module
from macros.build.workbook import build_workbook
from tests.support.olevba_report import olevba_report
from tests.support.samples import MASTER, master_form
from toolkit.io.compound_read import CompoundFile
from toolkit.io.vba_read import read_modules
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.rules import run_rules
from toolkit.submission import bind

XLSM, XLAM = WORKBOOKS / "self-evaluation.xlsm", WORKBOOKS / "jixiao.xlam"
BUTTONS = ["JixiaoValidate", "JixiaoScore", "JixiaoExportWord", "JixiaoUndoScore"]
CAPTIONS = ["校验", "评分", "导出Word", "撤销上次评分"]


@cache
def parts(path: Path) -> dict[str, bytes]:
    return members(path.read_bytes())


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_building_twice_gives_the_same_bytes() -> None:
    master = MASTER.read_bytes()
    assert build_workbook(master) == build_workbook(master)
    assert build_addin() == build_addin()


def test_shipped_files_are_built_from_the_present_sources() -> None:
    """If this fails: python -m macros.build."""
    assert members(build_workbook(MASTER.read_bytes())) == parts(XLSM)
    assert members(build_addin()) == parts(XLAM)


def test_vba_sources_are_ascii_and_start_nothing_by_themselves() -> None:
    for path in sorted((MACROS / "vba").glob("*.bas")):
        text = path.read_text("ascii")
        assert not re.search(r"Sub (Auto_?Open|Workbook_Open|Auto_?Close|Workbook_\w+)", text, re.IGNORECASE)
        assert not re.search(r"\bDeclare\b|CreateObject|Shell", text), path


@pytest.mark.parametrize(
    ("path", "modules"), [(XLSM, workbook_modules()), (XLAM, addin_modules())], ids=["workbook", "addin"]
)
def test_olevba_extracts_exactly_our_sources(path: Path, modules: list[Module], tmp_path: Path) -> None:
    report = olevba_report(parts(path)["xl/vbaProject.bin"], tmp_path)
    found = {name: code.splitlines() for name, code in report["modules"].items() if "VB_Base" not in code}
    assert found == {module.name: module.source.splitlines() for module in modules}
    assert (report["stomping"], report["autoexec"], report["suspicious"]) == (False, False, False)
    assert not {"AutoExec", "VBA Stomping"} & set(report["kinds"])


def test_projects_hold_no_compiled_code() -> None:
    for path in (XLSM, XLAM):
        project = parts(path)["xl/vbaProject.bin"]
        streams = CompoundFile(project).streams("VBA")
        assert streams["_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000100")
        sources = read_modules(project)
        assert streams.keys() == sources.keys() | {"_VBA_PROJECT", "dir"}
        for name, source in sources.items():
            assert streams[name] == compress(source.encode())


def test_stock_module_is_the_installed_one() -> None:
    import xlwings

    stock = Path(xlwings.__file__).with_name("xlwings.bas").read_text("ascii")
    source = read_modules(parts(XLSM)["xl/vbaProject.bin"])["xlwings"]
    assert source.splitlines() == stock.splitlines()


def test_every_part_parses_and_every_relation_leads_somewhere() -> None:
    for path in (XLSM, XLAM):
        found = parts(path)
        for name, data in found.items():
            if name.endswith((".xml", ".rels", ".vml")):
                etree.fromstring(data)
        types = found["[Content_Types].xml"].decode()
        assert "application/vnd.ms-office.vbaProject" in types
        overrides = re.findall(r'PartName="/([^"]+)"', types)
        assert set(overrides) <= found.keys()
        for rels in (name for name in found if name.endswith(".rels")):
            folder = str(Path(rels).parent.parent)
            for target in re.findall(r'Target="([^"]+)"', found[rels].decode()):
                if not target.startswith(("#", "http")):
                    joined = (Path("/") / folder / target).resolve() if target[0] != "/" else Path(target)
                    assert str(joined).lstrip("/") in found, (rels, target)


def test_content_types_say_macros() -> None:
    assert "sheet.macroEnabled.main+xml" in parts(XLSM)["[Content_Types].xml"].decode()
    assert "addin.macroEnabled.main+xml" in parts(XLAM)["[Content_Types].xml"].decode()


def test_code_names_match_the_document_modules() -> None:
    for path in (XLSM, XLAM):
        found = parts(path)
        sheets = [
            found[name].decode()
            for name in found
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        ]
        names = [re.findall(r'<sheetPr[^>]* codeName="([^"]+)"', sheet) for sheet in sheets]
        assert all(len(name) == 1 for name in names)
        assert 'codeName="ThisWorkbook"' in found["xl/workbook.xml"].decode()
        documents = {
            name for name, source in read_modules(found["xl/vbaProject.bin"]).items() if "VB_Base" in source
        }
        assert documents == {name for (name,) in names} | {"ThisWorkbook"}


def test_buttons_stand_on_both_sheets_and_call_our_subs() -> None:
    found = parts(XLSM)
    subs = re.findall(r"Public Sub (\w+)", read_modules(found["xl/vbaProject.bin"])["Jixiao"])
    for number in (1, 2):
        drawing = found[f"xl/drawings/vmlDrawing{number}.vml"].decode()
        assert re.findall(r"FmlaMacro>\[0\]!(\w+)<", drawing) == BUTTONS
        assert re.findall(r'color="#000000">([^<]+)<', drawing) == CAPTIONS
    assert subs == BUTTONS


def test_ribbon_calls_our_subs() -> None:
    found = parts(XLAM)
    ribbon = found["customUI/customUI.xml"].decode()
    subs = re.findall(
        r"Public Sub (\w+)\(control As Object\)", read_modules(found["xl/vbaProject.bin"])["Jixiao"]
    )
    assert re.findall(r'onAction="Jixiao\.(\w+)"', ribbon) == BUTTONS == subs
    assert re.findall(r' label="([^"]+)" size', ribbon) == CAPTIONS


def test_sheets_are_the_masters() -> None:
    book, master = read_book(XLSM), read_book(MASTER)
    assert [sheet.title for sheet in book.sheets] == [*(s.title for s in master.sheets), "xlwings.conf"]
    for ours, theirs in zip(book.sheets, master.sheets, strict=False):
        assert (ours.cells, ours.state, ours.protected) == (theirs.cells, theirs.state, theirs.protected)
    assert (book.names, book.structure_locked, book.unlocked_styles) == (
        master.names, master.structure_locked, master.unlocked_styles,
    )  # fmt: skip
    assert book.own_macros


def _integrity(data: bytes) -> set[tuple[str, str]]:
    findings = run_rules(bind(read_book_bytes(data), master_form())).findings
    return {(finding.rule, finding.message) for finding in findings if finding.rule in ("IN01", "IN08")}


def test_integrity_accepts_the_button_workbook() -> None:
    assert _integrity(XLSM.read_bytes()) == set()


FOREIGN = {("IN01", "多出工作表“xlwings.conf”。"), ("IN08", "文件含有宏。")}


def test_integrity_reports_other_macros() -> None:
    extra = standard_module('Attribute VB_Name = "Extra"\nSub Auto_Open()\nEnd Sub\n')
    assert _integrity(build_workbook(MASTER.read_bytes(), [*workbook_modules(), extra])) == FOREIGN


def test_integrity_reports_another_interpreter_in_the_settings() -> None:
    content = parts(XLSM) | {
        "xl/worksheets/xlwingsConf.xml": parts(XLSM)["xl/worksheets/xlwingsConf.xml"].replace(
            b"%JIXIAO_PYTHON%", b"C:\\x\\evil.exe"
        )
    }
    assert _integrity(_zipped(content)) == FOREIGN


def test_integrity_reports_shown_settings() -> None:
    content = parts(XLSM)
    shown = content["xl/workbook.xml"].replace(b'sheetId="13" state="veryHidden"', b'sheetId="13"')
    assert _integrity(_zipped(content | {"xl/workbook.xml": shown})) == {FOREIGN_SHEET}


FOREIGN_SHEET = ("IN01", "多出工作表“xlwings.conf”。")


def _zipped(content: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_settings_answer_every_key_that_the_stock_module_looks_up() -> None:
    """A key left out could be set by a file beside the workbook."""
    source = read_modules(parts(XLSM)["xl/vbaProject.bin"])["xlwings"]
    asked = set(re.findall(r'GetConfig\("([^"]+)"', source))
    mac_or_functions = {
        "INTERPRETER_MAC", "INTERPRETER", "ONEDRIVE_CONSUMER_MAC", "ONEDRIVE_COMMERCIAL_MAC",
        "SHAREPOINT_MAC", "UDF MODULES", "DEBUG UDFS",
    }  # fmt: skip
    assert asked - mac_or_functions <= load_settings().rows.keys()
    own = set(
        re.findall(r'(?:GetConfig|AddinSetting)\("(\w+)"', "".join(m.source for m in addin_modules()[:1]))
    )
    assert own <= load_settings().rows.keys()


def test_openpyxl_keeps_macros_and_buttons(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(XLSM, keep_vba=True)
    book.save(tmp_path / "kept.xlsm")
    kept = members((tmp_path / "kept.xlsm").read_bytes())
    assert kept["xl/vbaProject.bin"] == parts(XLSM)["xl/vbaProject.bin"]
    drawings = b"".join(data for name, data in kept.items() if name.endswith(".vml")).decode()
    assert re.findall(r"FmlaMacro>\[0\]!(\w+)<", drawings) == BUTTONS * 2
