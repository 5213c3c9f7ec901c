"""Cleaning a package: no trace of who made it and how, and revisions are carried out."""

from __future__ import annotations

from datetime import date

from tests.support.reports import TEMPLATE, real_content
from tests.support.wordml import W, body_text, packed, parts_of, replaced
from toolkit.io.docx_clean import clean_package
from toolkit.io.docx_write import write_report
from workbooks.build.report_template import build_template


def test_traces_of_editing_are_removed() -> None:
    revised = (
        '<w:p w:rsidR="00AA"><w:pPr><w:rPr><w:ins w:id="1" w:author="甲"/></w:rPr></w:pPr>'
        '<w:ins w:id="2" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins>'
        '<w:del w:id="3" w:author="乙"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        '<w:commentRangeStart w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>'
        '<w:proofErr w:type="spellStart"/></w:p>'
        "<w:sectPr"
    )
    parts = parts_of(replaced(build_template(), "<w:sectPr", revised))
    parts["word/comments.xml"] = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()
    parts["docProps/custom.xml"] = b"<Properties/>"
    parts["docProps/thumbnail.jpeg"] = b"jpeg"
    parts["customXml/item1.xml"] = b"<x/>"
    cleaned = parts_of(clean_package(packed(parts), title="题", day=date(2024, 5, 31)))
    body = cleaned["word/document.xml"].decode()
    assert "新" in body
    for trace in ("旧", "甲", "乙", "rsid", "comment", "proofErr", "w:ins"):
        assert trace not in body
    assert set(cleaned) == set(parts_of(build_template()))


def test_tracked_changes_of_a_template_are_carried_out() -> None:
    """Words struck out in Word, a struck out row and paragraph do not come back; inserted ones stay."""
    deleted_row = (
        '<w:tr><w:trPr><w:cantSplit/><w:del w:id="1" w:author="甲"/></w:trPr>'
        '<w:tc><w:tcPr><w:gridSpan w:val="9"/></w:tcPr>'
        "<w:p><w:r><w:t>作废{{ 作废 }}</w:t></w:r></w:p></w:tc></w:tr>"
    )
    deleted_paragraph = (
        '<w:p><w:pPr><w:rPr><w:del w:id="2" w:author="甲"/></w:rPr></w:pPr><w:del w:id="3" w:author="甲">'
        "<w:r><w:delText>{{ 作废 }}</w:delText></w:r></w:del></w:p>"
    )
    inserted = '<w:ins w:id="4" w:author="甲"><w:r><w:t>新{{ 封面_预算编码 }}</w:t></w:r></w:ins>'
    edited = replaced(TEMPLATE.read_bytes(), "<w:body>", f"<w:body>{deleted_paragraph}<w:p>{inserted}</w:p>")
    edited = replaced(edited, "<w:tr>", f"{deleted_row}<w:tr>")
    body = body_text(write_report(real_content(), edited))
    assert body.startswith("新132001附件3-1")
    assert "作废" not in body
