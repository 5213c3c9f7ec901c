"""Write the Word report: docxtpl fills the template, then cells are merged and the package is cleaned."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from toolkit.errors import MasterFault
from toolkit.io.docx_clean import clean_package
from toolkit.io.docx_merge import MERGE_MARK, merge_cells
from toolkit.report.content import ReportContent
from toolkit.report.vocabulary import LABELS, PARAGRAPHS

MERGE_FILTER = "合并"
"""``{{ 行.字段|合并 }}``: equal neighbours of this column become one cell."""

_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff{MERGE_MARK}]")


def write_report(content: ReportContent, template: bytes) -> bytes:
    """The report as a docx package: same content and template, same bytes.

    Raises MasterFault, in one sentence, where the template uses an unknown name or is broken.
    """
    document = _open(clean_template(template))
    try:
        document.render(report_context(content), environment())
    except UndefinedError as error:
        raise MasterFault(f"Word 模板用了不认识的名称：{error.message}。请核对模板里的标记。") from None
    except TemplateError as error:
        raise MasterFault(f"Word 模板的标记写法有误：{error.message}。请核对模板里的标记。") from None
    merge_cells(document.docx.element.body)
    filled = io.BytesIO()
    document.save(filled)
    return clean_package(filled.getvalue(), title=content.title, day=content.date)


@lru_cache(maxsize=4)
def clean_template(template: bytes) -> bytes:
    """The template as it reads with all revisions accepted, comments and other traces removed."""
    return clean_package(template)


def _open(template: bytes) -> _Report:
    document = _Report(io.BytesIO(template))
    try:
        document.init_docx()
    except (KeyError, ValueError, etree.XMLSyntaxError):
        raise MasterFault("Word 模板已损坏，无法打开。请换用完好的模板。") from None
    return document


def report_context(content: ReportContent) -> dict[str, Any]:
    """Everything that a template may name, without characters that XML cannot hold."""
    context: dict[str, Any] = {**content.fields, **content.tables}
    context |= {PARAGRAPHS: content.paragraphs, LABELS: content.labels}
    return {name: _deep(value) for name, value in context.items()}


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _deep(item) for name, item in value.items()}
    return [_deep(item) for item in value]


def printable(text: str) -> str:
    """The text without characters that a document cannot hold; line breaks are newlines, none at an end."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def mark_for_merge(text: str) -> str:
    """The filter behind ``合并``: marks the cell for the merge pass."""
    return MERGE_MARK + str(text)


@lru_cache(maxsize=1)
def environment() -> SandboxedEnvironment:
    """Jinja as templates may use it: sandboxed, escaping, unknown names refused."""
    jinja = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    jinja.filters[MERGE_FILTER] = mark_for_merge
    return jinja


@lru_cache(maxsize=32)
def _compiled(source: str) -> Template:
    return environment().from_string(source)


@lru_cache(maxsize=32)
def _prepared(source: str) -> str:
    return str(DocxTemplate.patch_xml(_PATCHER, source))


class _Report(DocxTemplate):  # type: ignore[misc]
    """docxtpl with its preparation of a template kept for the next report, and texts taken literally."""

    def patch_xml(self, src_xml: str) -> str:
        return _prepared(src_xml)

    def render_xml_part(self, src_xml: str, part: object, context: object, jinja_env: object = None) -> str:
        """Fill one part; unlike docxtpl, braces such as ``{_{`` in a text stay as they are."""
        return str(self.resolve_listing(_compiled(src_xml).render(context)))

    def render_properties(self, context: object, jinja_env: object = None) -> None:
        """Properties hold no tags: they are written afresh when the package is cleaned."""


_PATCHER = _Report(io.BytesIO())
