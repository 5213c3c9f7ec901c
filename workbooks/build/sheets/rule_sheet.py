"""Sheet 校验规则: one rule a row, its formulas real, its verdict live."""

from __future__ import annotations

from collections.abc import Mapping

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard
from workbooks.build.sources import RuleSource

CAPACITY = 250
HEAD = 9
FIRST = HEAD + 1
COLUMNS: Mapping[str, tuple[str, float]] = {
    "编号": ("编号", 8),
    "分项": ("分项", 9),
    "级别": ("级别", 7),
    "结论": ("结论", 14),
    "名称": ("名称", 34),
    "左值": ("左值", 14),
    "关系": ("关系", 6.5),
    "右值": ("右值", 14),
    "差额": ("差额（左－右）", 13),
    "容差": ("容差", 7.5),
    "单位": ("单位", 6.5),
    "适用条件": ("适用条件", 9.5),
    "定位": ("定位", 19),
    "问题": ("问题", 46),
    "建议": ("怎么改", 34),
    "依据": ("依据", 26),
    "方式": ("方式", 7),
    "范围": ("范围", 7),
    "启用": ("启用", 6.5),
    "示例": ("示例", 46),
}
HELPERS = ("助_规则_态", "助_规则_号", "助_规则_数合", "助_规则_符合")
LAST = 1 + len(COLUMNS)
HELP = LAST + 2
CENTRED = ("编号", "分项", "级别", "关系", "单位", "适用条件", "方式", "范围", "启用", "容差")
CHOICES = {
    "级别": ["错误", "警告", "提示"],
    "关系": ["＝", "≠", "≤", "≥", "＜", "非空"],
    "方式": ["公式", "程序", "汇总", "人工"],
    "范围": ["全表", "逐行"],
    "启用": ["是", "否"],
}
FORMATS = {"万元": "#,##0.00_ ", "%": "0.00%", "日期": "yyyy-mm-dd;;"}


def draw(board: Board) -> None:
    """Draw the rules and the live columns of every row, spare rows included."""
    sheet = board.sheet("校验规则")
    for index, (_, width) in enumerate(COLUMNS.values(), start=1):
        sheet.ws.set_column(index, index, width)
    sheet.ws.set_column(LAST, LAST, 2)
    sheet.ws.set_column(HELP - 1, HELP + len(HELPERS) - 2, 9, None, {"hidden": True})
    frame.band(sheet, "校验规则", 6, LAST)
    slots = [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 9), (10, 10), (11, 12), (13, 13), (14, 14)]
    frame.navigation(sheet, slots, LAST)
    _summary(sheet)
    for column, (name, (label, _)) in enumerate(COLUMNS.items(), start=2):
        sheet.put(HEAD, column, label, style.HEADING)
        board.name(f"规则_{name}", sheet.area(FIRST, column, CAPACITY))
    sheet.heights({HEAD: 26})
    for index in range(CAPACITY):
        _row(sheet, index, board.sources.rules[index] if index < len(board.sources.rules) else None)
    _live(sheet)
    sheet.ws.autofilter(HEAD - 1, 1, HEAD - 1 + CAPACITY, LAST - 1)
    frame.page(
        sheet, FIRST + CAPACITY - 1, LAST, landscape=True, repeat=(HEAD, HEAD), keep=(2, 6), freeze=(FIRST, 6)
    )


def _row(sheet: SheetBoard, index: int, rule: RuleSource | None) -> None:
    row = FIRST + index
    sheet.heights({row: 30 if rule else 18})
    texts = _texts(rule) if rule else {}
    formulas = {"左值": rule.left, "右值": rule.right, "适用条件": rule.condition} if rule else {}
    for column, name in enumerate(COLUMNS, start=2):
        if name in ("差额", "结论"):
            continue
        look = _look(name, rule)
        if formulas.get(name):
            sheet.formula(row, column, formulas[name], look)
        else:
            sheet.put(row, column, texts.get(name), look)


def _texts(rule: RuleSource) -> dict[str, str | float | None]:
    return {
        "编号": rule.id,
        "分项": rule.part,
        "级别": rule.severity,
        "名称": rule.title,
        "关系": rule.relation,
        "容差": rule.tolerance,
        "单位": rule.unit,
        "定位": rule.locate,
        "问题": rule.message,
        "建议": rule.fix,
        "依据": rule.basis,
        "方式": rule.way,
        "范围": rule.scope,
        "启用": rule.enabled,
        "示例": rule.example,
    }


def _look(name: str, rule: RuleSource | None) -> style.Look:
    look: style.Look = {**style.BOX, "text_wrap": True, "font_size": 9}
    if name in ("左值", "右值", "适用条件"):
        look.update(
            bg_color=style.AUTO,
            shrink=True,
            text_wrap=False,
            align="right" if name != "适用条件" else "center",
        )
        if rule and name != "适用条件":
            look["num_format"] = FORMATS.get(rule.unit, "General")
        if rule and rule.scope == "逐行":
            look["font_color"] = style.FAINT
    elif name in CENTRED:
        look["align"] = "center"
    else:
        look["indent"] = 1
    if name in ("编号", "分项", "定位"):
        look["num_format"] = "@"
    if name == "名称":
        look["bold"] = True
    return look


def _live(sheet: SheetBoard) -> None:
    """Difference, verdict and their hidden helpers in every row."""
    sources = sheet.board.sources.formulas
    names = list(COLUMNS)
    difference, verdict = names.index("差额") + 2, names.index("结论") + 2
    look: style.Look = {**style.BOX, "bg_color": style.AUTO, "font_size": 9}
    number = {**look, "num_format": "#,##0.00##", "align": "right", "shrink": True}
    sheet.fill(sources["规则_差额"], FIRST, difference, CAPACITY, number)
    sheet.fill(
        sources["规则_结论"], FIRST, verdict, CAPACITY, {**look, "indent": 1, "font_color": style.MUTE}
    )
    sheet.states(FIRST, verdict, CAPACITY)
    for offset, name in enumerate(HELPERS):
        sheet.helper(name, FIRST, HELP + offset, CAPACITY)
    for name, choices in CHOICES.items():
        column = names.index(name) + 2
        options = {
            "validate": "list",
            "source": choices,
            "error_title": f"{name}有误",
            "error_message": "请从下拉列表选择。",
        }
        sheet.check(FIRST, column, options, CAPACITY)
    _severities(sheet, names.index("级别") + 2)


def _severities(sheet: SheetBoard, column: int) -> None:
    for word, ink in (("错误", style.ERROR), ("警告", style.WARN), ("提示", style.WAIT)):
        criteria = f'=${chr(64 + column)}{FIRST}="{word}"'
        sheet.when(FIRST, column, CAPACITY, column, criteria, {"font_color": ink, "bold": True})


def _summary(sheet: SheetBoard) -> None:
    """How the rules stand now, and how to read and maintain the sheet."""
    card = {**style.BOX, "bg_color": style.CARD, "align": "center", "font_size": 9, "font_color": style.MUTE}
    value = {**card, "font_size": 13, "bold": True, "font_color": style.INK}
    counts = (
        (2, 3, "错误 不通过", '=COUNTIFS(规则_级别,"错误",规则_结论,"✖*")'),
        (4, 5, "警告 不通过", '=COUNTIFS(规则_级别,"警告",规则_结论,"✖*")'),
        (6, 6, "通过", '=COUNTIF(规则_结论,"✔*")'),
        (7, 8, "不适用", '=COUNTIF(规则_结论,"— 不适用")'),
        (9, 10, "由工具检查", '=COUNTIF(规则_结论,"·*")'),
    )
    for first, to, label, formula in counts:
        sheet.put(5, first, label, card, to)
        sheet.formula(6, first, formula, value, to)
    text = {**style.HINT, "bg_color": style.WHITE, "indent": 0}
    sheet.put(7, 2, sheet.board.sources.texts["规则读法"], text, 14)
    sheet.heights({5: 16, 6: 26, 7: 32, 8: 4})
