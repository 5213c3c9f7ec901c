"""Colours, fonts and cell looks of the master; every look is a plain dictionary of XlsxWriter properties."""

from __future__ import annotations

from typing import Any

from workbooks.build.sources import FieldSource

Look = dict[str, Any]

FONT = "微软雅黑"
INK, INK2, ACCENT, BAND = "#1F3A5F", "#44546A", "#2F6DB5", "#1F3A5F"
HEAD, GRID, LINE, NAV, CARD = "#E6ECF4", "#D3DAE3", "#8FA3BD", "#F6F8FB", "#F8FAFC"
INPUT, PICK, AUTO, BACK, AUDIT = "#FFFBE6", "#EEF4FC", "#F3F4F6", "#EAF6ED", "#F4EFFA"
INPUT_SPARE, PICK_SPARE, BACK_SPARE = "#FFFEF8", "#FAFCFE", "#F9FCFA"
TEXT, MUTE, FAINT, WHITE, PALE = "#1F2933", "#5F6B7A", "#5C6A7B", "#FFFFFF", "#D6E0EE"
OK, OK_BACK = "#1B7F3B", "#E7F6EC"
WARN, WARN_BACK = "#9A5B00", "#FFF3DC"
ERROR, ERROR_BACK = "#B42318", "#FDE9E7"
WAIT, WAIT_BACK = "#52606D", "#EEF1F5"

STATES = (("✖", ERROR, ERROR_BACK), ("⚠", WARN, WARN_BACK), ("○", WAIT, WAIT_BACK), ("✔", OK, OK_BACK))
"""First sign of every status text, with its colours: never colour alone."""

BOX: Look = {"border": 1, "top_color": GRID, "bottom_color": GRID, "left_color": GRID, "right_color": GRID}
HEADING: Look = {
    **BOX,
    "bold": True,
    "font_color": INK,
    "bg_color": HEAD,
    "align": "center",
    "text_wrap": True,
}
SUBHEAD: Look = {
    **BOX,
    "font_size": 8,
    "font_color": MUTE,
    "bg_color": HEAD,
    "align": "center",
    "text_wrap": True,
}
LABEL: Look = {**BOX, "font_color": INK, "bg_color": HEAD, "indent": 1, "text_wrap": True}
HINT: Look = {"font_size": 9, "font_color": MUTE, "indent": 1, "text_wrap": True}
SECTION: Look = {"bold": True, "font_size": 12, "font_color": INK, "bottom": 2, "bottom_color": ACCENT}
SECTION_NOTE: Look = {
    "font_size": 9,
    "font_color": MUTE,
    "bottom": 2,
    "bottom_color": ACCENT,
    "align": "right",
}
PLAIN: Look = {**BOX, "text_wrap": True, "indent": 1}
HIDDEN: Look = {"font_size": 8, "font_color": MUTE}
TOTAL: Look = {
    **BOX,
    "bold": True,
    "font_color": INK,
    "bg_color": HEAD,
    "top": 2,
    "bottom": 2,
    "top_color": INK,
    "bottom_color": INK,
}

ROLE_COLOURS = {"公式": AUTO, "回写": BACK, "审核": AUDIT, "固定": AUTO}
NUMBER_FORMATS = {"百分比": "0.00%", "日期": "yyyy-mm-dd", "编码": "@", "文本": "@"}
UNIT_FORMATS = {"万元": "#,##0.00_ ", "人": "#,##0", "年": "0", "项": "0"}


def field_look(field: FieldSource) -> Look:
    """How a field's cell looks: colour by role, number format and alignment by type."""
    picks = field.role == "输入" and field.type == "选项"
    look: Look = {**BOX, "bg_color": PICK if picks else ROLE_COLOURS.get(field.role, INPUT)}
    look["locked"] = field.role not in ("输入", "审核")
    if field.role == "公式":
        look["font_color"] = INK2
    form = UNIT_FORMATS.get(field.unit, NUMBER_FORMATS.get(field.type)) if field.type != "选项" else None
    if field.type == "百分比":
        form = NUMBER_FORMATS["百分比"]
    if form and not (field.role == "公式" and form == "@"):
        look["num_format"] = form
    if field.type in ("数值", "整数", "百分比"):
        look["align"] = "right"
    elif field.type in ("长文本", "文本", "编码", "日期"):
        look.update(text_wrap=True, indent=1, align="left")
    else:
        look.update(align="center", text_wrap=True)
    return look
