"""Export the official Word report of a checked return."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.check import Checked
from toolkit.errors import MasterFault, OutputRefused
from toolkit.form import Form
from toolkit.io.docx_lint import lint_template
from toolkit.io.docx_read import prove_report
from toolkit.io.docx_write import write_report
from toolkit.io.files import refuse_source, require_suffix, write_new
from toolkit.io.package import read_bytes
from toolkit.io.resources import report_template
from toolkit.report.content import build_content
from toolkit.report.vocabulary import vocabulary_of
from toolkit.report.write_back import final_obstacles, needs_draft


def report_of(checked: Checked, *, draft: bool, public: bool, template: Path | None = None) -> bytes:
    """The report as .docx bytes, read back and compared figure by figure with the sheet.

    ``template`` takes the place of the one that comes with the toolkit. Raises OutputRefused for a final
    report while error findings remain, or where the file was not fully checked; a draft carries 草稿 on every
    page instead. Raises MasterFault for a template that is not in order.
    """
    refuse_if_not_final(checked, draft=draft)
    card = checked.report.score
    assert card is not None
    content = build_content(checked.submission, card, draft=draft, public=public)
    form = _in_order(template, checked.submission.form) if template else read_bytes(report_template())
    data = write_report(content, form)
    prove_report(data, content, form)
    return data


def _in_order(template: Path, form: Form) -> bytes:
    data = read_bytes(template)
    complaints = lint_template(data, vocabulary_of(form.fields.values()))
    if complaints:
        raise MasterFault(f"报告模板“{template.name}”有 {len(complaints)} 处要改：\n" + "\n".join(complaints))
    return data


def refuse_if_not_final(checked: Checked, *, draft: bool) -> None:
    """Raise OutputRefused where only a draft may be exported, naming the rules that stand in the way."""
    if draft or not needs_draft(checked.report):
        return
    errors = final_obstacles(checked.report)
    if not errors:
        raise OutputRefused("有规则未能执行，还不能导出正式报告；请先查看校验结果，或加 --draft 导出草稿。")
    ids = "、".join(dict.fromkeys(finding.rule for finding in errors))
    raise OutputRefused(
        f"还有 {len(errors)} 项错误（{ids}），不能导出正式报告；请先改正，或加 --draft 导出草稿。"
    )


def save_report(
    checked: Checked,
    target: Path,
    *,
    draft: bool,
    public: bool,
    overwrite: bool,
    template: Path | None = None,
) -> None:
    """Write the report; raises OutputRefused where the target is the return or the template, is no ``.docx``,
    or exists and may not be replaced; else as ``report_of``."""
    refuse_source(target, checked.path, *([template] if template else []))
    require_suffix(target, ".docx")
    data = report_of(checked, draft=draft, public=public, template=template)
    write_new(target, data, overwrite=overwrite)
