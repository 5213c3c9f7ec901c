"""The report's template: built from its sources, faults refused in one sentence."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.support.reports import TEMPLATE, real_content
from tests.support.wordml import order_faults, packed, parts_of, replaced
from toolkit.errors import MasterFault
from toolkit.io.docx_write import write_report
from workbooks.build.report_template import build_template

BLANK = TEMPLATE.read_bytes()


def test_template_in_the_repository_is_the_one_its_sources_build() -> None:
    assert hashlib.sha256(build_template()).hexdigest() == hashlib.sha256(BLANK).hexdigest()
    assert order_faults(BLANK) == []


def test_report_without_audited_scores_is_as_if_the_template_knew_of_none() -> None:
    document = parts_of(BLANK)["word/document.xml"].decode()
    for block in ("tr", "p"):
        opened = rf"<w:{block}>(?:(?!<w:{block}>).)*?{{%{block} if [^%]*?打印_(?:执行率)?审核"
        document, removed = re.subn(rf"{opened}.*?endif %}}.*?</w:{block}>", "", document)
        assert removed == 2
    assert "审核" not in document
    bare = packed({**parts_of(BLANK), "word/document.xml": document.encode()})
    assert write_report(real_content(), BLANK) == write_report(real_content(), bare)


def test_unknown_name_in_a_template_is_refused_in_one_sentence() -> None:
    broken = replaced(BLANK, "{{ 封面_部门名称 }}", "{{ 封面_单位名称 }}")
    with pytest.raises(MasterFault, match="封面_单位名称"):
        write_report(real_content(), broken)


def test_template_cannot_reach_python() -> None:
    broken = replaced(BLANK, "{{ 封面_部门名称 }}", "{{ 封面_部门名称.__class__.__mro__ }}")
    with pytest.raises(MasterFault):
        write_report(real_content(), broken)


def test_broken_template_is_refused_in_one_sentence() -> None:
    with pytest.raises(MasterFault, match="标记"):
        write_report(real_content(), replaced(BLANK, "{%tr endfor %}", "{%tr end %}"))
    with pytest.raises(MasterFault, match="已损坏"):
        write_report(real_content(), b"PK not a package")
