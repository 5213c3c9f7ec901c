"""What the check leaves in the open workbook: links, colours, notes, the unit's explanations."""

from __future__ import annotations

from tests.buttons.conftest import Opener, filed
from tests.support.samples import CLEAN, YUNXI
from toolkit import buttons
from toolkit.addresses import parse_area
from toolkit.io.excel_marks import COLOURS, HEAD


def test_links_lead_to_the_cells(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    desk.recalculate()
    first = filed(YUNXI).report.findings[0]
    formula = str(desk.cell("结果_定位[1]").value)
    assert formula.startswith("=")
    assert "HYPERLINK" in formula
    assert desk.cell("结果_工作表[1]").value == first.sheet
    assert desk.book.results["校验结果", desk.cell("结果_定位[1]").coordinate] != ""


def test_marks_colour_and_note_the_cells_concerned(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    findings = filed(YUNXI).report.findings
    concerned = {
        area.first
        for finding in findings
        for text in ([f"{finding.sheet}!{finding.cell}"] if finding.cell else []) + list(finding.also)
        if (area := parse_area(text))
    }
    colours = {"FF{:02X}{:02X}{:02X}".format(*colour) for colour in COLOURS.values()}
    marked = {at for at, (_, fill) in desk.contents().items() if fill in colours}
    assert marked == {(at.sheet, at.a1) for at in concerned}
    noted = {(finding.sheet, finding.cell) for finding in findings if finding.cell}
    assert desk.notes().keys() == noted
    assert all(text.startswith(HEAD) for text in desk.notes().values())


def test_checking_again_leaves_no_trace_of_marks_that_no_longer_hold(opened: Opener) -> None:
    desk = opened(CLEAN)
    cell = desk.cell("预算_项目支出")
    right, before = cell.value, desk.contents()
    cell.value = 1.0
    desk.recalculate()
    buttons.validate()
    assert desk.notes() != {}
    cell.value = right
    desk.recalculate()
    buttons.validate()
    assert desk.notes() == {}
    after = desk.contents()
    changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
    assert changed == {("绩效自评表", desk.cell("自评_系统结论").coordinate)}


def test_marks_never_touch_a_note_of_the_unit(opened: Opener) -> None:
    from openpyxl.comments import Comment

    desk = opened(YUNXI)
    finding = next(f for f in filed(YUNXI).report.findings if f.cell)
    desk.book.workbook[finding.sheet][finding.cell].comment = Comment("本单位的批注", "甲")
    buttons.validate()
    buttons.validate()
    assert desk.notes()[finding.sheet, finding.cell] == "本单位的批注"


def test_explanations_follow_their_findings(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    rows = range(1, 40)
    target = next(row for row in rows if desk.cell(f"结果_规则[{row}]").value == "AR05")
    desk.cell(f"结果_说明[{target}]").value = "已与财政部门核对"
    desk.cell("封面_部门名称").value = None
    desk.recalculate()
    buttons.validate()
    explained = [row for row in rows if desk.cell(f"结果_说明[{row}]").value]
    assert [desk.cell(f"结果_规则[{row}]").value for row in explained] == ["AR05"]
    assert explained != [target]


def test_explanation_of_a_mended_finding_is_kept(opened: Opener) -> None:
    desk = opened(CLEAN)
    desk.cell("结果_说明[1]").value = "说明"
    buttons.validate()
    assert desk.cell("结果_说明[1]").value == "说明"
    assert desk.cell("结果_问题[1]").value == "原来的这一项问题已不存在，单位说明保留在这里。"
    desk.recalculate()
    buttons.validate()
    assert [desk.cell(f"结果_说明[{row}]").value for row in (1, 2)] == ["说明", None]
