"""What every sheet shares: title band, navigation, page set-up, footer, protection."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.addresses import column_letters
from workbooks.build import style
from workbooks.build.canvas import SheetBoard
from workbooks.build.style import Look

TOP = 5
"""First row below title band and navigation."""

PAGES = ("填报说明", "封面", "基本概况", "收支情况", "绩效自评表", "评价人员", "报告综述", "校验结果")
SPECIFICATION = ("校验规则", "评分参数", "字段表")
MAIN = "绩效自评表"
PROTECTION = {"format_rows": True, "format_columns": True, "autofilter": True}
HARMLESS = ("number_stored_as_text", "formula_differs", "formula_range", "formula_unlocked")
"""Excel's green corners that would only worry people: codes are text on purpose, formulas are sealed."""
TABS = {"填报说明": style.INK, MAIN: style.ACCENT, "校验结果": style.OK} | dict.fromkeys(
    SPECIFICATION, style.LINE
)

Span = tuple[int, int]


def band(sheet: SheetBoard, title: str, split: int, last: int) -> None:
    """Draw the title band: the title up to column ``split``, unit and overall state to its right."""
    sheet.ws.hide_gridlines(2)
    sheet.ws.set_tab_color(TABS.get(sheet.title, "#C5D0DE"))
    sheet.widths({"A": 1.2})
    sheet.heights({1: 6, 2: 34, 3: 20, 4: 6})
    heading: Look = {
        "font_size": 18,
        "bold": True,
        "font_color": style.WHITE,
        "bg_color": style.BAND,
        "indent": 1,
    }
    if title.startswith("="):
        sheet.formula(2, 2, title, heading, split)
    else:
        sheet.put(2, 2, title, heading, split)
    note: Look = {
        "font_size": 9,
        "font_color": style.PALE,
        "bg_color": style.BAND,
        "align": "right",
        "indent": 1,
    }
    sheet.formula(2, split + 1, _note(sheet.title), {**note, "text_wrap": True}, last)


def _note(title: str) -> str:
    if title in SPECIFICATION:
        return '="财政部门维护　｜　模板 "&模板_版本'
    unit = '=IF(封面_部门名称="","请先填写封面",封面_部门名称)'
    amounts = '&"　｜　金额单位：万元"' if title in ("收支情况", MAIN) else ""
    return f'{unit}{amounts}&"　｜　"&状态_总体'


def navigation(sheet: SheetBoard, slots: Sequence[Span], last: int) -> None:
    """Draw the links to the other sheets: all of them, or previous, main and next where there is no room."""
    base: Look = {
        "font_size": 9,
        "bg_color": style.NAV,
        "align": "center",
        "bottom": 1,
        "bottom_color": style.GRID,
    }
    for column in range(2, last + 1):
        sheet.put(3, column, None, base)
    for (first, to), (target, text) in zip(slots, _targets(sheet.title, len(slots)), strict=False):
        here = target == sheet.title
        mark: Look = {"bold": True, "bottom": 5, "bottom_color": style.ACCENT} if here else {}
        look = {**base, "font_color": style.ACCENT if here else style.INK2, "underline": 0, **mark}
        sheet.link(3, first, f"'{target}'!A1", text, look, to)


def _targets(title: str, room: int) -> list[tuple[str, str]]:
    order = PAGES + SPECIFICATION
    if room >= len(PAGES):
        names = order if title in SPECIFICATION else PAGES
        return [(name, name) for name in names[:room]]
    place = order.index(title)
    before, after = order[place - 1], order[(place + 1) % len(order)]
    middle = PAGES[0] if MAIN in (before, after) else MAIN
    if place == 0:
        return [(after, f"开始填写：{after} ›"), (MAIN, MAIN), (PAGES[-1], PAGES[-1])]
    return [(before, f"‹ 上一张：{before}"), (middle, middle), (after, f"下一张：{after} ›")]


def section(sheet: SheetBoard, row: int, text: str, last: int, note: str = "", split: int = 0) -> None:
    """Draw a section heading over the sheet's width, with a note at its right end."""
    sheet.heights({row: 24})
    split = split or last
    sheet.put(row, 2, text, style.SECTION, split)
    if split < last:
        sheet.put(row, split + 1, note, style.SECTION_NOTE, last)


def pale(
    sheet: SheetBoard, row: int, rows: int, key: int, inputs: Sequence[Span], picks: Sequence[Span] = ()
) -> None:
    """Let spare rows of a table recede until their key column is filled."""
    empty = f'=${column_letters(key)}{row}=""'
    for first, to in inputs:
        sheet.when(row, first, rows, to, empty, {"bg_color": style.INPUT_SPARE})
    for first, to in picks:
        sheet.when(row, first, rows, to, empty, {"bg_color": style.PICK_SPARE})


def page(
    sheet: SheetBoard,
    last_row: int,
    last: int,
    *,
    landscape: bool = False,
    repeat: Span | None = None,
    keep: Span | None = None,
    freeze: Span = (TOP, 1),
) -> None:
    """Set up A4 printing, the frozen rows and columns, and protection.

    ``repeat`` are the rows printed on every page; ``keep`` the columns printed on both pages of a sheet
    that is too wide for one; ``freeze`` is the first free cell.
    """
    ws = sheet.ws
    ws.set_paper(9)
    if landscape:
        ws.set_landscape()
    ws.set_margins(left=0.45, right=0.45, top=0.6, bottom=0.6)
    ws.center_horizontally()
    ws.fit_to_pages(2 if keep else 1, 0)
    if keep:
        ws.repeat_columns(keep[0] - 1, keep[1] - 1)
        ws.print_across()
    ws.print_area(f"B2:{column_letters(last)}{last_row}")
    if repeat:
        ws.repeat_rows(repeat[0] - 1, repeat[1] - 1)
    ws.set_footer("&L&8部门整体支出绩效自评 · &A&C&8第 &P 页，共 &N 页")
    ws.freeze_panes(freeze[0] - 1, freeze[1] - 1)
    ws.ignore_errors(dict.fromkeys(HARMLESS, f"A1:AZ{last_row}"))
    ws.protect("", PROTECTION)
