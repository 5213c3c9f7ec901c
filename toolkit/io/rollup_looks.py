"""How the desk's sheets look: colours, widths, pages; held apart from what they say."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from toolkit.desk.results import OUTSTANDING
from toolkit.model import SEVERITY_LABELS, VERDICT_LABELS, Severity, Verdict

TITLE: Final = "部门整体支出绩效自评汇总"
SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED: Final = datetime(2000, 1, 1)
"""Fixed, so that the same results give the same bytes."""
HEAD: Final = {
    "bold": True, "font_color": "white", "bg_color": "#1F4E79", "border": 1, "border_color": "#BFBFBF",
    "align": "center", "valign": "vcenter", "text_wrap": True,
}  # fmt: skip
TO_FILL: Final = "#FFF9E5"
BODY: Final = {"border": 1, "border_color": "#D9D9D9", "valign": "top", "font_size": 10}
STATE_COLOURS: Final = {
    VERDICT_LABELS[Verdict.CLEAN]: "#C6E0B4",
    VERDICT_LABELS[Verdict.WARNINGS]: "#FFE699",
    VERDICT_LABELS[Verdict.ERRORS]: "#F8CBAD",
    VERDICT_LABELS[Verdict.NOT_FULLY_CHECKED]: "#D9C3E8",
    OUTSTANDING: "#D9D9D9",
    SEVERITY_LABELS[Severity.ERROR]: "#F8CBAD",
    SEVERITY_LABELS[Severity.WARNING]: "#FFE699",
    SEVERITY_LABELS[Severity.NOTE]: "#DDEBF7",
    "不符": "#F8CBAD",
}
SLICE_COLOURS: Final = {
    VERDICT_LABELS[Verdict.CLEAN]: "#548235",
    VERDICT_LABELS[Verdict.WARNINGS]: "#BF9000",
    VERDICT_LABELS[Verdict.ERRORS]: "#C0392B",
    VERDICT_LABELS[Verdict.NOT_FULLY_CHECKED]: "#7030A0",
    OUTSTANDING: "#7F7F7F",
}
WIDTHS: Final = {
    "预算编码": 9, "单位名称": 30, "主管部门": 22, "状态": 10, "级别": 7, "规则": 7, "来源": 7, "错误": 7,
    "警告": 7, "提示": 7, "满分": 8, "填报等次": 9, "行": 5, "单元格": 8, "单位": 7, "年初预算": 12,
    "全年预算": 12, "全年执行": 12, "问题": 60, "怎么改": 40, "依据": 26, "对象": 26, "名称": 44, "文件": 44,
    "与之相同": 30, "SHA-256": 14, "报表 SHA-256": 14, "收到时间": 16, "保存时间": 21, "原因": 44, "指标": 40,
    "计分说明": 34, "单位说明": 30, "工作表": 12, "得分区间（折合百分）": 20, "指标值": 18, "完成值": 22,
    "自评表－台账": 13, "涉及单位占比": 13,
}  # fmt: skip
WRAPPED: Final = frozenset(
    {
        "单位名称", "主管部门", "问题", "怎么改", "依据", "对象", "名称", "原因", "指标", "指标值", "完成值",
        "计分说明", "内容", "单位说明", "填报数", "应为", "文件", "与之相同",
    }
)  # fmt: skip
CUT: Final = frozenset({"SHA-256", "报表 SHA-256"})
"""Columns whose texts end at the column's edge: they are there to be copied, not read."""
CENTRED: Final = frozenset(
    {
        "状态", "级别", "规则", "来源", "填报等次", "处理", "结论", "单元格", "行", "单位", "报送次数",
        "收到时间", "逾期天数", "第几次",
    }
)  # fmt: skip
ON_A3: Final = frozenset({"汇总", "问题明细", "审核打分"})
NOT_PRINTED: Final = frozenset({"文件", *CUT})
PERCENT: Final = ("偏差率", "涉及单位占比")
USUAL_WIDTH: Final = 11


def set_page(sheet: Any, title: str = TITLE) -> None:
    """Landscape, as wide as the paper, headings on each page."""
    sheet.set_landscape()
    sheet.set_paper(8 if sheet.get_name() in ON_A3 else 9)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L&10{title}&R&10&A")
    sheet.set_footer("&C&9第 &P 页　共 &N 页")
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def look_of(head: str, kind: str) -> dict[str, object]:
    """The look of a cell: ``0`` an amount, ``1`` a count, empty a blank, a state, or any other text."""
    if kind == "0":
        return {**BODY, "num_format": "0.00%" if head in PERCENT else "#,##0.00##"}
    if kind == "1":
        return {**BODY, "align": "center"} if head in CENTRED else dict(BODY)
    if not kind:
        return dict(BODY)
    look: dict[str, object] = {**BODY, "num_format": "@"}
    if kind in STATE_COLOURS:
        look["bg_color"] = STATE_COLOURS[kind]
    if head in CENTRED:
        look["align"] = "center"
    if head in WRAPPED:
        look["text_wrap"] = True
    if head in CUT:
        look["align"] = "fill"
    return look
