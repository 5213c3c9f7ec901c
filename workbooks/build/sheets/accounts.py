"""Sheet 收支情况: four tables by institution, project lines, the four budgets."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.addresses import column_letters
from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 10
HELP = 12
"""First hidden helper column."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "收入": ("合计", "上年结转", "公共财政", "政府基金", "专户非税", "其他"),
    "支出": ("合计", "基本支出", "人员支出", "公用支出", "项目支出", "当年结余", "累计结余"),
    "三公": ("合计", "公务接待", "用车运维", "用车购置", "因公出国"),
    "资产": ("合计", "在用", "出租", "其他"),
}
HELPERS = {
    "收入": ("助_收入_差",),
    "支出": ("助_支出_差", "助_支出_基本差", "助_支出_错"),
    "三公": ("助_三公_差",),
    "资产": ("助_资产_差",),
}
PARTS = {"支出": {"人员支出": "基本支出：", "公用支出": "基本支出："}}


def draw(board: Board) -> None:
    """Draw all tables one below the other, with links to each at the top."""
    sheet = board.sheet("收支情况")
    sheet.widths({"B": 32, "C:I": 15.5, "J": 24, "K": 2})
    sheet.ws.set_column("L:P", 10, None, {"hidden": True})
    frame.band(sheet, "二、部门（单位）收支情况", 5, LAST)
    slots = [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 9)]
    frame.navigation(sheet, slots, LAST)
    sheet.heights({4: 18})
    row = frame.TOP
    places: list[tuple[str, int]] = []
    for table in TABLES:
        places.append((board.sources.tables[table].label, row))
        row = _institutions(sheet, row, table)
    places.append((board.sources.tables["项目"].label, row))
    row = _projects(sheet, row)
    places.append(("2-6 四本预算", row))
    row = _budgets(sheet, row)
    _shortcuts(sheet, places)
    frame.page(sheet, row - 1, LAST, landscape=True, freeze=(frame.TOP, 3))


def _shortcuts(sheet: SheetBoard, places: list[tuple[str, int]]) -> None:
    look = {"font_size": 9, "font_color": style.ACCENT, "underline": 0, "align": "center"}
    sheet.put(4, 2, "本表分六部分，点右边直接到 →", {**style.HINT, "align": "right"})
    for column, (label, row) in enumerate(places, start=3):
        sheet.link(4, column, f"'{sheet.title}'!B{row}", label.replace("年度", ""), look)


def _institutions(sheet: SheetBoard, row: int, table: str) -> int:
    """One table: header, the totals as filed, one row an institution, the sum of the institutions."""
    source = sheet.board.sources.tables[table]
    columns = TABLES[table]
    frame.section(sheet, row, f"{source.label}", LAST, "单位：万元，保留两位小数", 7)
    head, total, first = row + 1, row + 2, row + 3
    last = first + source.rows
    sheet.heights({head: 32, total: 24, last: 24, last + 1: 12})
    sheet.heights({first + index: 20 for index in range(source.rows)})
    sheet.put(head, 2, "机构名称", style.HEADING)
    sheet.put(total, 2, "局机关及二级机构汇总", {**style.LABEL, "bold": True})
    sheet.put(last, 2, "各机构合计（自动）", {**style.TOTAL, "indent": 1})
    sheet.column(f"{table}_机构名称", first, 2)
    for column, part in enumerate(columns, start=3):
        label = sheet.board.sources.fields[f"{table}_{part}"].label
        sheet.put(head, column, PARTS.get(table, {}).get(part, "") + label, style.HEADING)
        sheet.field(f"{table}汇总_{part}", total, column, bold=True)
        sheet.column(f"{table}_{part}", first, column)
        sheet.field(f"{table}机构_{part}", last, column, **style.TOTAL)
        _mark_difference(sheet, total, last, first, column, source.rows)
    _checks(sheet, table, head, first, source.rows)
    return last + 2


def _mark_difference(sheet: SheetBoard, total: int, last: int, first: int, column: int, rows: int) -> None:
    letter = column_letters(column)
    filled = f"COUNT({letter}${first}:{letter}${first + rows - 1})>0"
    differs = f"=AND({filled},ABS(ROUND(N({letter}${total})-{letter}${last},2))>0.01)"
    for row in (total, last):
        sheet.when(row, column, 1, column, differs, {"font_color": style.ERROR, "bg_color": style.ERROR_BACK})


def _checks(sheet: SheetBoard, table: str, head: int, first: int, rows: int) -> None:
    check = 3 + len(TABLES[table])
    sheet.put(
        head, check, "填报校验", {**style.HEADING, "font_color": style.INK2, "bg_color": style.AUTO}, LAST
    )
    sheet.column(f"{table}_校验", first, check, LAST, font_size=9)
    sheet.states(first, check, rows, LAST)
    _compare(sheet, table, head + 1, first + rows, check)
    frame.pale(sheet, first, rows, 2, [(2, check - 1)])
    for offset, name in enumerate(HELPERS[table]):
        sheet.helper(name, first, HELP + offset, rows)


def _compare(sheet: SheetBoard, table: str, total: int, last: int, check: int) -> None:
    """Say in words beside both sums whether the total as filed is what the institutions add up to."""
    letters = [column_letters(column) for column in range(3, 3 + len(TABLES[table]))]
    gaps = "+".join(f"ABS(N(${letter}${total})-${letter}${last})" for letter in letters)
    sheet.formula(total, HELP, f"=ROUND({gaps},2)", style.HIDDEN)
    filled = f"COUNT(${letters[0]}${total}:${letters[-1]}${total})*COUNT({table}_合计)"
    gap = f"${column_letters(HELP)}${total}"
    text = f'=IF({filled}=0,"",IF({gap}>0.01,"✖ 汇总与机构合计不符","✔ 汇总与机构合计相符"))'
    look = {**style.BOX, "bg_color": style.AUTO, "font_size": 9, "indent": 1}
    sheet.formula(total, check, text, look, LAST)
    sheet.put(last, check, None, style.TOTAL, LAST)
    sheet.states(total, check, 1, LAST)


def _projects(sheet: SheetBoard, row: int) -> int:
    source = sheet.board.sources.tables["项目"]
    frame.section(sheet, row, source.label, LAST, "单位：万元，保留两位小数", 7)
    names = ("项目_名称", "项目_类别", "项目_资金来源", "项目_年初预算", "项目_全年预算", "项目_支出")
    head, first = row + 1, row + 2
    last = first + source.rows
    sheet.heights({head: 24, last: 24, last + 1: 12})
    sheet.heights({first + index: 20 for index in range(source.rows)})
    for column, name in enumerate(names, start=2):
        sheet.put(head, column, sheet.board.sources.fields[name].label, style.HEADING)
        sheet.column(name, first, column, **({"font_size": 9} if name == "项目_资金来源" else {}))
    frame.pale(sheet, first, source.rows, 2, [(2, 2), (5, 7)], [(3, 3), (4, 4)])
    sheet.put(last, 2, "合计（自动）", {**style.TOTAL, "indent": 1}, 4)
    for column, name in ((5, "项目合计_年初预算"), (6, "项目合计_全年预算"), (7, "项目合计_支出")):
        sheet.field(name, last, column, **style.TOTAL)
    sheet.put(head, 9, "其中：专项资金支出", style.SUBHEAD, 10)
    sheet.field("项目合计_专项", first, 9, 10)
    sheet.put(first + 1, 9, "其中：其他项目支出", style.SUBHEAD, 10)
    sheet.field("项目合计_其他", first + 2, 9, 10)
    sheet.put(first + 3, 9, sheet.board.sources.texts["项目提示"], style.HINT, 10, down=4)
    return last + 2


def _budgets(sheet: SheetBoard, row: int) -> int:
    source = sheet.board.sources.tables["其中"]
    frame.section(sheet, row, "2-6 四本预算支出及其中项", LAST, "单位：万元，保留两位小数", 7)
    names = ("四本_一般公共", "四本_政府性基金", "四本_国有资本", "四本_社保基金")
    head, first = row + 1, row + 2
    sheet.heights({head: 24})
    sheet.put(head, 2, "预算", style.HEADING)
    sheet.put(head, 3, "全年支出", style.HEADING)
    for index, name in enumerate(names):
        sheet.put(first + index, 2, sheet.board.sources.fields[name].label + " *", style.LABEL)
        sheet.field(name, first + index, 3)
    sheet.put(first + 4, 2, "合计（自动）", {**style.TOTAL, "indent": 1})
    sheet.field("四本_合计", first + 4, 3, **style.TOTAL)
    sheet.put(first + 5, 2, sheet.board.sources.texts["四本提示"], style.HINT, 3, down=4)
    _items(sheet, head, source.rows)
    sheet.heights({first + index: 20 for index in range(source.rows)})
    return first + source.rows + 1


def _items(sheet: SheetBoard, head: int, rows: int) -> None:
    spans = (("名称", 5, 7), ("预算", 8, 9), ("金额", 10, 10))
    for part, first, last in spans:
        sheet.put(head, first, f"其中：{part}", style.HEADING, last)
        sheet.column(f"其中_{part}", head + 1, first, last)
    frame.pale(sheet, head + 1, rows, 5, [(5, 7), (10, 10)], [(8, 9)])
