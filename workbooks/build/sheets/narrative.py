"""Sheet 报告综述: nine sections, each text with the figures it states beside it."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 6
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("一、部门（单位）概况", "综述_部门概况", ()),
    ("二、（一）基本支出情况", "综述_基本支出情况", ("综述_基本支出", "综述_人员经费", "综述_公用经费")),
    ("二、（二）项目支出情况", "综述_项目支出情况", ("综述_项目支出", "综述_专项资金", "综述_其他项目支出")),
    ("三、政府性基金预算支出情况", "综述_政府性基金情况", ("综述_政府性基金",)),
    ("四、国有资本经营预算支出情况", "综述_国有资本情况", ("综述_国有资本",)),
    ("五、社会保险基金预算支出情况", "综述_社保基金情况", ("综述_社保基金",)),
    ("六、1 产出指标情况分析", "综述_产出分析", ("综述_产出总分值", "综述_产出得分", "综述_产出得分率")),
    ("六、2 效益指标情况分析", "综述_效益分析", ("综述_效益总分值", "综述_效益得分", "综述_效益得分率")),
    (
        "六、3 社会公众或服务对象满意度",
        "综述_满意度分析",
        ("综述_满意度总分值", "综述_满意度得分", "综述_满意度得分率"),
    ),
    ("七、存在的问题及原因分析", "综述_存在问题", ()),
    ("八、下一步改进措施", "综述_改进措施", ()),
    ("九、其他需要说明的情况", "综述_其他说明", ()),
)
TALL, LOW = 150, 60
SHORT = (
    "综述_政府性基金情况",
    "综述_社保基金情况",
    "综述_其他说明",
    "综述_国有资本情况",
    "综述_基本支出情况",
)


def draw(board: Board) -> None:
    """Draw the narrative sections."""
    sheet = board.sheet("报告综述")
    sheet.widths({"B": 22, "C": 28, "D": 28, "E": 28, "F": 34})
    frame.band(sheet, "五、评价报告综述", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 4), (5, 5)], LAST)
    row = 5
    for title, text, figures in SECTIONS:
        row = _section(sheet, row, title, text, figures)
    frame.page(sheet, row - 1, LAST)


def _section(sheet: SheetBoard, row: int, title: str, text: str, figures: tuple[str, ...]) -> int:
    fields = sheet.board.sources.fields
    frame.section(sheet, row, title, LAST, fields[text].hint, 4)
    sheet.heights({row + 1: LOW if text in SHORT else TALL})
    sheet.put(row + 1, 2, "正文 *", {**style.LABEL, "valign": "top"})
    sheet.field(text, row + 1, 3, LAST, valign="top")
    row += 2
    if figures:
        sheet.put(row, 2, "正文里写的数字", style.LABEL, down=1)
        for column, name in enumerate(figures, start=3):
            field = fields[name]
            unit = f"（{field.unit}）" if field.unit != "%" else ""
            sheet.put(row, column, field.label + unit, style.SUBHEAD)
            sheet.field(name, row + 1, column)
        hint = "与正文一致；系统据此与前面各表核对。"
        sheet.put(row, LAST, hint, style.HINT, down=1)
        sheet.heights({row: 16, row + 1: 22})
        row += 2
    sheet.heights({row: 10})
    return row + 1
