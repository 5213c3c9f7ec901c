"""After a check Excel prints the result sheet as far as it is filled."""

from __future__ import annotations

from tests.buttons.conftest import Desk, Opener, filed
from tests.support.samples import CLEAN, YUNXI, master_form
from toolkit import buttons
from toolkit.commands.live import check_live


def printed(desk: Desk) -> str:
    """What of the result sheet is printed, as Excel says it."""
    return desk.front.sheets["校验结果"].page_setup.print_area or ""


def one_row() -> str:
    """What is printed where there is no finding."""
    return f"$B$2:$N${master_form().names['结果_问题'].row1}"


def test_validate_prints_a_row_a_finding(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.protection()
    assert printed(desk) == one_row()
    buttons.validate()
    first = master_form().names["结果_问题"].row1
    assert printed(desk) == f"$B$2:$N${first + len(filed(YUNXI).report.findings) - 1}"
    assert desk.protection() == before
    desk.cell("封面_预算编码").value = "1"
    desk.recalculate()
    findings = check_live(desk.front).report.findings
    assert len(findings) > len(filed(YUNXI).report.findings)
    buttons.validate()
    assert printed(desk) == f"$B$2:$N${first + len(findings) - 1}"


def test_validate_gives_each_finding_the_height_of_its_text(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    first = master_form().names["结果_问题"].row1
    beyond = first + len(filed(YUNXI).report.findings)
    heights = desk.book.workbook["校验结果"].row_dimensions
    assert {heights[row].height for row in range(first, beyond)} == {None}
    assert heights[first - 1].height
    assert heights[beyond].height


def test_validate_of_a_faultless_book_prints_one_row(opened: Opener) -> None:
    desk = opened(CLEAN)
    buttons.validate()
    assert printed(desk) == one_row()


def test_validate_without_a_printer_still_writes_the_findings(opened: Opener) -> None:
    desk = opened(YUNXI)
    desk.book.has_printer = False
    buttons.validate()
    assert desk.app.alerts[0].startswith("有错误：")
    assert desk.cell("结果_问题").value == filed(YUNXI).report.findings[0].message
    desk.book.has_printer = True
    assert printed(desk) == one_row()
