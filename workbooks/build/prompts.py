"""Prompts and data validation of the input cells, from the field list."""

from __future__ import annotations

from typing import Any

from toolkit.dates import FIRST_DAY, LAST_DAY
from workbooks.build.sources import FieldSource

AMOUNT_LIMIT = 100_000_000
SIGNED = ("当年结余", "累计结余", "收入_其他", "收入汇总_其他")
LEVEL2_LIST = (
    "=INDEX(清单_二级指标,MATCH(@指标_一级,清单_所属一级,0)):"
    "INDEX(清单_二级指标,MATCH(@指标_一级,清单_所属一级,0)+COUNTIF(清单_所属一级,@指标_一级)-1)"
)


def validation(field: FieldSource, cell: str) -> dict[str, Any]:
    """The validation of a field; ``cell`` is its first cell, row-relative. Formulas may hold ``@字段``."""
    options = {**_test(field, cell), "input_title": field.label[:32], "input_message": _message(field)}
    if options["validate"] != "any":
        options.setdefault("error_title", f"{field.label[:20]}有误")
        options.setdefault("error_message", f"{_wanted(field)}{field.hint}")
    return options


def _message(field: FieldSource) -> str:
    parts = [field.hint]
    if field.role == "审核" and "财政部门" not in field.hint:
        parts.append("由财政部门填写，单位不填。")
    if field.unit and field.type in ("数值", "整数") and field.unit not in field.hint:
        parts.append(f"单位：{field.unit}。")
    if field.required and field.role == "输入":
        parts.append("必填。")
    return "".join(parts) or _wanted(field)


def _wanted(field: FieldSource) -> str:
    return {
        "数值": "请只填数字，不带单位和逗号。",
        "整数": "请填整数。",
        "百分比": "请填百分数，如 98.5%。",
        "日期": "请填日期，如 2024-05-31。",
        "选项": "请从下拉列表选择。",
        "编码": "请按文本填写。",
    }.get(field.type, "请填写。")


def _test(field: FieldSource, cell: str) -> dict[str, Any]:
    special = _SPECIAL.get(field.name)
    if special:
        return {
            key: text.replace("§", cell) if isinstance(text, str) else text for key, text in special.items()
        }
    if field.type == "数值" and field.unit == "分":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1000}
    if field.type == "数值":
        least = -AMOUNT_LIMIT if field.name.endswith(SIGNED) else 0
        return {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": AMOUNT_LIMIT}
    if field.type == "整数":
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 1_000_000}
    if field.type == "百分比":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10}
    if field.type == "日期":
        first, behind = f"DATE({FIRST_DAY.year},1,1)", f"DATE({LAST_DAY.year + 1},1,1)"
        return {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),{cell}>={first},{cell}<{behind})"}
    if field.type == "选项":
        return {"validate": "list", "source": list_range(field.choices)}
    return {"validate": "any"}


def list_range(name: str) -> str:
    """The filled part of a list, so that its spare rows do not show in the drop-down."""
    return f"=INDEX({name},1):INDEX({name},COUNTA({name}))"


_PHONE = {
    "validate": "length",
    "criteria": "between",
    "minimum": 7,
    "maximum": 13,
    "error_type": "warning",
    "error_message": "请填 7—8 位固定电话（可带区号）或 11 位手机号。",
}
_SPECIAL: dict[str, dict[str, Any]] = {
    "封面_评价年度": {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2099},
    "封面_预算编码": {
        "validate": "length",
        "criteria": "==",
        "value": 6,
        "error_message": "预算编码是 6 位数字，前面的 0 不能省。",
    },
    "概况_联络电话": _PHONE,
    "评价_联系电话": _PHONE,
    "指标_二级": {
        "validate": "list",
        "source": LEVEL2_LIST,
        "error_type": "warning",
        "error_title": "二级指标不在清单",
        "error_message": "该二级指标不属于所选一级指标。确需使用请选“是”，并在偏差原因栏说明。",
    },
    "指标_三级": {
        "validate": "custom",
        "value": "=AND(LEN(§)<=40,COUNTIFS(指标_三级,§,指标_二级,@指标_二级)<=1)",
        "error_type": "warning",
        "error_message": "名称须在 40 字以内，同一个二级指标下不能重复。",
    },
    "指标_单位": {
        "validate": "list",
        "source": list_range("清单_单位"),
        "error_type": "information",
        "error_title": "单位不在常用清单",
        "error_message": "该单位不在常用清单内，请确认。",
    },
    "指标_分值": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100},
    "指标_自评得分": {
        "validate": "custom",
        "value": "=AND(ISNUMBER(§),§>=0,§<=@指标_分值)",
        "error_message": "得分是 0 至本行分值之间的数字。",
    },
    "指标_审核得分": {
        "validate": "custom",
        "value": "=AND(ISNUMBER(§),§>=0,§<=@指标_分值)",
        "error_message": "得分是 0 至本行分值之间的数字。",
    },
    "指标_偏差原因": {
        "validate": "length",
        "criteria": "<=",
        "value": 200,
        "error_type": "warning",
        "error_title": "文字过长",
        "error_message": "请控制在 200 字以内。",
    },
}
