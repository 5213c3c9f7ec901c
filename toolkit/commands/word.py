"""Export the official Word report of a checked return."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.check import Checked
from toolkit.errors import OutputRefused
from toolkit.io.docx_read import prove_report
from toolkit.io.docx_write import write_report
from toolkit.io.files import refuse_source, require_suffix, write_new
from toolkit.io.package import read_bytes
from toolkit.io.resources import report_template
from toolkit.report.content import build_content
from toolkit.report.write_back import final_obstacles


def report_of(checked: Checked, *, draft: bool, public: bool, template: Path | None = None) -> bytes:
    """The report as .docx bytes, read back and compared figure by figure with the sheet.

    Raises OutputRefused for a final report while error findings remain, or where the file was not fully
    checked; a draft carries 草稿 on every page instead.
    """
    refuse_if_not_final(checked, draft=draft)
    card = checked.report.score
    assert card is not None
    content = build_content(checked.submission, card, draft=draft, public=public)
    form = read_bytes(template or report_template())
    data = write_report(content, form)
    prove_report(data, content, form)
    return data


def refuse_if_not_final(checked: Checked, *, draft: bool) -> None:
    """Raise OutputRefused where only a draft may be exported, naming the rules that stand in the way."""
    errors = final_obstacles(checked.report)
    if draft or (not errors and checked.report.verdict != "not_fully_checked"):
        return
    if not errors:
        raise OutputRefused("有规则未能执行，还不能导出正式报告；请先查看校验结果，或加 --draft 导出草稿。")
    ids = "、".join(dict.fromkeys(finding.rule for finding in errors))
    raise OutputRefused(
        f"还有 {len(errors)} 项错误（{ids}），不能导出正式报告；请先改正，或加 --draft 导出草稿。"
    )


def save_report(checked: Checked, target: Path, *, draft: bool, public: bool, overwrite: bool) -> None:
    """Write the report; raises OutputRefused where the target is the return, is no ``.docx``, or exists and
    may not be replaced."""
    refuse_source(target, checked.path)
    require_suffix(target, ".docx")
    write_new(target, report_of(checked, draft=draft, public=public), overwrite=overwrite)
