"""Sheet 评分参数: rule sets side by side, band tables, drop-down lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 14
CODE, LABEL, NOW, SETS = 2, 3, 4, 5
CELL: style.Look = {**style.BOX, "align": "center", "font_size": 9, "text_wrap": True}
NOTE: style.Look = {**style.BOX, "font_size": 9, "text_wrap": True, "indent": 1, "font_color": style.INK2}
FORMATS = {"百分比": "0%", "日期": "yyyy-mm-dd"}
SPARE = {"清单_单位": 14, "清单_一级指标": 5, "清单_二级指标": 11, "清单_所属一级": 11}
SPARE_DEFAULT = 6


def draw(board: Board) -> None:
    """Draw selector, parameters, bands and lists."""
    sheet = board.sheet("评分参数")
    sheet.widths({"B": 20, "C": 26, "D": 17, "E:J": 15, "K": 8, "L": 24, "M": 44, "N": 36, "O": 2})
    sheet.ws.set_column("P:P", 9, None, {"hidden": True})
    frame.band(sheet, "评分参数", 5, LAST)
    slots = [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 9), (10, 11), (12, 12), (13, 13)]
    frame.navigation(sheet, slots, LAST)
    _selector(sheet)
    row = _parameters(sheet, 8)
    row = _bands(sheet, row)
    row = _lists(sheet, row)
    row = _words(sheet, row + 1)
    frame.page(sheet, row, LAST, landscape=True, keep=(2, 3), freeze=(frame.TOP, 5))


def _selector(sheet: SheetBoard) -> None:
    board = sheet.board
    sheet.heights({5: 30, 6: 8})
    sheet.put(5, 2, "本次采用的规则集", {**style.LABEL, "bold": True}, 3)
    look = {**CELL, "bg_color": style.PICK, "bold": True, "font_size": 11, "font_color": style.INK}
    sheet.put(5, 4, board.sources.rulesets[0], look, 5)
    board.name("参数_规则集", sheet.area(5, 4))
    title = "规则集"
    options = {
        "validate": "list",
        "source": "=规则集_名称",
        "input_title": title,
        "input_message": "由财政部门撤销工作表保护后选择；“当前值”一列随之变化。",
        "error_title": "规则集有误",
        "error_message": "请从下拉列表选择。",
    }
    sheet.check(5, 4, options)
    sheet.put(5, 6, board.sources.texts["参数读法"], style.HINT, LAST)
    sheet.formula(5, 16, "=IFERROR(MATCH(参数_规则集,规则集_名称,0),1)", style.HIDDEN)
    board.name("助_规则集序号", sheet.area(5, 16), public=False)


def _parameters(sheet: SheetBoard, row: int) -> int:
    board = sheet.board
    frame.section(sheet, row - 1, "一、参数", LAST, "每一列是一套规则", 5)
    heads = ("代码", "参数", "当前值", *board.sources.rulesets, "单位", "可选值", "说明", "来源")
    sheet.heights({row: 30})
    for column, text in enumerate(heads, start=CODE):
        sheet.put(row, column, text, style.HEADING)
    count = len(board.sources.rulesets)
    board.name("规则集_名称", sheet.area(row, SETS, to=SETS + count - 1))
    first = row + 1
    for index, parameter in enumerate(board.sources.parameters):
        _parameter(sheet, first + index, parameter)
    rows = len(board.sources.parameters)
    board.name("参数表_名称", sheet.area(first, CODE, rows))
    board.name("参数表_取值", sheet.area(first, SETS, rows, SETS + count - 1))
    board.name("参数表_标签", sheet.area(first, LABEL, rows))
    board.name("参数表_可选值", sheet.area(first, SETS + count + 1, rows))
    for column in range(SETS, SETS + count):
        chosen = {"bold": True, "bg_color": style.OK_BACK}
        sheet.when(row, column, rows + 1, column, f"=$P$5={column - SETS + 1}", chosen)
    return first + rows + 1


def _parameter(sheet: SheetBoard, row: int, parameter: Mapping[str, Any]) -> None:
    board = sheet.board
    form = {"num_format": FORMATS[parameter["格式"]]} if "格式" in parameter else {}
    sheet.heights({row: 30})
    sheet.put(row, CODE, parameter["名称"], {**NOTE, "font_color": style.MUTE, "num_format": "@"})
    sheet.put(row, LABEL, parameter["标签"], style.LABEL)
    count = len(parameter["取值"])
    cells = f"${chr(64 + SETS)}{row}:${chr(63 + SETS + count)}{row}"
    now = f"INDEX({cells},助_规则集序号)"
    sheet.formula(row, NOW, f'=IF({now}="","",{now})', {**CELL, "bold": True, "bg_color": style.AUTO, **form})
    board.name(parameter["名称"], sheet.area(row, NOW))
    for offset, value in enumerate(parameter["取值"]):
        sheet.put(row, SETS + offset, value, {**CELL, "bg_color": style.INPUT, **form})
    choices = [str(choice) for choice in parameter.get("可选", ())]
    tail = (parameter.get("单位", ""), "／".join(choices), parameter["说明"], parameter["来源"])
    for column, text in enumerate(tail, start=SETS + count):
        sheet.put(row, column, text, NOTE)
    if choices:
        options = {
            "validate": "list",
            "source": choices,
            "error_title": "取值有误",
            "error_message": "请从下拉列表选择。",
        }
        sheet.check(row, SETS, options, columns=count)


def _bands(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "二、分档", LAST, "下限：大于或等于；从小到大排列", 5)
    row += 1
    for band in sheet.board.sources.bands:
        row = _band(sheet, row, band)
    return row


def _band(sheet: SheetBoard, row: int, band: Mapping[str, Any]) -> int:
    name, heads, lines = band["名称"], band["列"], band["行"]
    sheet.heights({row: 24})
    sheet.put(row, 2, band["标签"], {**style.HEADING, "align": "left", "indent": 1})
    sheet.put(
        row + 1,
        2,
        f"来源：{band['来源']}",
        {**style.HINT, "font_size": 8, "valign": "top"},
        down=len(lines) - 1,
    )
    for column, head in enumerate(heads, start=3):
        wide = LAST if head == "备注" else None
        sheet.put(row, column, head, style.HEADING, wide)
        sheet.board.name(f"{name}_{head}", sheet.area(row + 1, column, len(lines)))
        rate = head in ("下限", "系数", "缺省", "上限") and name not in ("等次档",)
        for offset, line in enumerate(lines, start=1):
            look = {**CELL, "bg_color": style.INPUT}
            if rate and not (name == "封顶档" and head == "上限"):
                look["num_format"] = "0%"
            if wide:
                look.update(align="left", indent=1)
            sheet.put(row + offset, column, line[column - 3], look, wide)
    sheet.heights({row + len(lines) + 1: 8})
    return row + len(lines) + 2


def _lists(sheet: SheetBoard, row: int) -> int:
    board = sheet.board
    frame.section(sheet, row, "三、下拉清单", LAST, "可在空行增补；二级指标按所属一级排在一起", 5)
    lists = dict(board.sources.lists)
    lists["清单_所属一级"] = tuple(level1 for level1, _ in board.sources.level2)
    lists["清单_二级指标"] = tuple(level2 for _, level2 in board.sources.level2)
    return _columns(sheet, row, lists)


def _words(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "四、用语", LAST, "校验规则查找的词，可在空行增补；错位三列逐行对应", 5)
    return _columns(sheet, row, sheet.board.sources.words)


def _columns(sheet: SheetBoard, row: int, lists: Mapping[str, tuple[str, ...]]) -> int:
    sheet.heights({row + 1: 24})
    deepest = 0
    for column, (name, values) in enumerate(lists.items(), start=2):
        rows = len(values) + SPARE.get(name, SPARE_DEFAULT)
        deepest = max(deepest, rows)
        sheet.put(row + 1, column, name.removeprefix("清单_"), style.HEADING)
        sheet.board.name(name, sheet.area(row + 2, column, rows))
        for index in range(rows):
            value = values[index] if index < len(values) else None
            sheet.put(row + 2 + index, column, value, {**CELL, "bg_color": style.INPUT, "num_format": "@"})
    return row + 2 + deepest
