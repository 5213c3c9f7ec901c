"""A report template of the bureau's own: looked through before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.io.test_docx_lint import TEMPLATE, replaced
from tests.support.samples import CLEAN
from toolkit.cli import jixiao
from toolkit.commands.check import check_file
from toolkit.commands.word import save_report
from toolkit.errors import MasterFault, OutputRefused, UnusableInput
from toolkit.io.docx_read import read_grids


def test_another_wording_is_printed(tmp_path: Path) -> None:
    template, out = tmp_path / "模板.docx", tmp_path / "报告.docx"
    template.write_bytes(replaced(TEMPLATE.read_bytes(), "年度资金总额", "全年资金总额"))
    typed = [str(word) for word in ("word", CLEAN, "--template", template, "--out", out)]
    found = CliRunner().invoke(jixiao, typed, standalone_mode=False)
    assert found.return_value == 0, found.output
    words = {cell for grid in read_grids(out.read_bytes()) for row in grid for cell in row}
    assert any("全年资金总额" in word for word in words)


def test_template_with_faults_is_told_line_by_line_and_nothing_written(tmp_path: Path) -> None:
    template = tmp_path / "模板.docx"
    template.write_bytes(replaced(TEMPLATE.read_bytes(), "{{ 封面_附件号 }}", "{{ 封面_没有 }}"))
    with pytest.raises(MasterFault, match=r"“模板\.docx”有 1 处要改：\n没有名为“封面_没有”的字段"):
        save(tmp_path / "报告.docx", template)
    assert list(tmp_path.iterdir()) == [template]


def test_file_that_is_no_template_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "模板.docx"
    template.write_bytes(CLEAN.read_bytes())
    with pytest.raises((UnusableInput, MasterFault), match=r"不是 \.docx 文件"):
        save(tmp_path / "报告.docx", template)


def test_template_is_never_written_over(tmp_path: Path) -> None:
    template = tmp_path / "模板.docx"
    template.write_bytes(TEMPLATE.read_bytes())
    with pytest.raises(OutputRefused, match="读入的原文件"):
        save(template, template)
    assert template.read_bytes() == TEMPLATE.read_bytes()


def save(target: Path, template: Path) -> None:
    save_report(check_file(CLEAN), target, draft=False, public=False, overwrite=True, template=template)
