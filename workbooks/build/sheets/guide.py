"""Sheet 填报说明: what to do, in which order, and how far one has come."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 7
HELP = 9
COUNTED = ("封面", "基本概况", "收支情况", "绩效自评表", "评价人员", "报告综述")
SHEET_LINK: style.Look = {**style.PLAIN, "font_color": style.ACCENT, "bold": True, "underline": 0}


def draw(board: Board) -> None:
    """Draw steps, progress by sheet, colours and questions."""
    sheet = board.sheet("填报说明")
    sheet.widths({"B": 16, "C": 56, "D": 10, "E": 10, "F": 18, "G": 22, "H": 2})
    sheet.ws.set_column("I:J", 10, None, {"hidden": True})
    frame.band(sheet, "部门整体支出绩效自评工作簿", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 3), (4, 7)], LAST)
    row = _steps(sheet, frame.TOP)
    row = _progress(sheet, row)
    row = _colours(sheet, row)
    row = _questions(sheet, row)
    frame.page(sheet, row - 1, LAST)


def _steps(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "怎么填：五步", LAST)
    for index, (title, text) in enumerate(sheet.board.sources.texts["步骤"], start=1):
        sheet.heights({row + index: 34})
        sheet.put(row + index, 2, f"{index}　{title}", {**style.LABEL, "bold": True})
        sheet.put(row + index, 3, text, style.PLAIN, LAST)
    row += 1 + len(sheet.board.sources.texts["步骤"])
    sheet.heights({row: 10})
    return row + 1


def _progress(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "各表进度", LAST, "点表名直接打开", 3)
    for column, text in enumerate(("工作表", "填什么", "必填项", "已填", "状态"), start=2):
        sheet.put(row + 1, column, text, style.HEADING, 7 if column == 6 else None)
    sheet.heights({row + 1: 22})
    first = row + 2
    for index, (title, text) in enumerate(sheet.board.sources.texts["工作表"]):
        line = first + index
        sheet.heights({line: 30})
        sheet.link(line, 2, f"'{title}'!A1", title, SHEET_LINK)
        sheet.put(line, 3, text, style.PLAIN)
        if title in COUNTED:
            _counts(sheet, line, title)
        else:
            sheet.put(line, 4, "—", {**style.PLAIN, "align": "center", "indent": 0})
            sheet.put(line, 5, "—", {**style.PLAIN, "align": "center", "indent": 0})
            sheet.put(line, 6, sheet.board.sources.texts["只读表"].get(title, ""), style.PLAIN, 7)
    last = first + len(sheet.board.sources.texts["工作表"])
    sheet.board.name("进度_应填", sheet.area(first, 4, len(COUNTED)), public=False)
    sheet.board.name("进度_已填", sheet.area(first, 5, len(COUNTED)), public=False)
    sheet.states(first, 6, len(COUNTED), 7)
    sheet.heights({last: 10})
    return last + 1


def _counts(sheet: SheetBoard, row: int, title: str) -> None:
    """Required and filled cells of one sheet; the grade sheet counts its indicator rows as well."""
    look = {**style.PLAIN, "align": "center", "indent": 0, "bg_color": style.AUTO}
    rows = "+MAX(1,COUNTA(指标_三级))" if title == frame.MAIN else ""
    done = "+SUM(助_指标_完整)" if title == frame.MAIN else ""
    sheet.formula(row, 4, f'=COUNTIFS(字段_工作表,"{title}",助_字段_计数,">=0"){rows}', look)
    sheet.formula(row, 5, f'=COUNTIFS(字段_工作表,"{title}",助_字段_计数,1){done}', look)
    state = f'=IF($E{row}=0,"○ 未填写",IF($E{row}<$D{row},"○ 还差 "&($D{row}-$E{row})&" 项","✔ 已填完"))'
    sheet.formula(row, 6, state, {**style.PLAIN, "bg_color": style.AUTO}, 7)


def _colours(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "颜色和符号", LAST)
    backs = {
        "填写": style.INPUT,
        "选择": style.PICK,
        "自动": style.AUTO,
        "回写": style.BACK,
        "审核": style.AUDIT,
    }
    for index, (word, text) in enumerate(sheet.board.sources.texts["颜色"], start=1):
        look = {**style.PLAIN, "align": "center", "indent": 0, "bg_color": backs.get(word, style.WHITE)}
        sheet.heights({row + index: 22})
        sheet.put(row + index, 2, word, look)
        sheet.put(row + index, 3, text, style.PLAIN, LAST)
    count = len(sheet.board.sources.texts["颜色"])
    sheet.states(row + 1, 2, count)
    sheet.heights({row + count + 1: 10})
    return row + count + 2


def _questions(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "常见问题", LAST)
    for index, (question, answer) in enumerate(sheet.board.sources.texts["常见问题"], start=1):
        sheet.heights({row + index: 32})
        sheet.put(row + index, 2, question, {**style.LABEL, "bold": True, "font_size": 9})
        sheet.put(row + index, 3, answer, style.PLAIN, LAST)
    return row + 1 + len(sheet.board.sources.texts["常见问题"])
