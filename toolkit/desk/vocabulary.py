"""The fields by which the desk knows a unit and compares returns, by their one name."""

from __future__ import annotations

from typing import Final

CODE: Final = "封面_预算编码"
NAME: Final = "封面_部门名称"
DEPARTMENT: Final = "封面_主管部门"
YEAR: Final = "封面_评价年度"
IDENTITY: Final = frozenset({CODE, NAME, DEPARTMENT})
ISSUE_CELL: Final = "模板_下发编号"

ORIGINAL: Final = "预算_年初预算"
FINAL: Final = "预算_全年预算"
ACTUAL: Final = "预算_全年执行"
AMOUNTS: Final = (ORIGINAL, FINAL, ACTUAL)
SPENT: Final = "支出汇总_合计"
"""The accounts' own total, the fourth side of the tie of actual spending."""

CARRIED_IN: Final = "收入汇总_上年结转"
SURPLUS: Final = "支出汇总_累计结余"

INDICATORS: Final = "指标"
INDICATOR: Final = "指标_三级"
RELATION: Final = "指标_性质"
TARGET: Final = "指标_年度指标值"
ACHIEVED: Final = "指标_实际完成值"
UNIT: Final = "指标_单位"
AUDITED: Final = "指标_审核得分"
EXECUTION_AUDITED: Final = "预算_审核得分"
TOTAL: Final = "自评_综合得分"
RATING: Final = "自评_评价等次"
CARRIED_OVER_INDICATOR_FIELDS: Final = ("指标_一级", "指标_二级", INDICATOR, RELATION, UNIT)
"""What of last year's indicators goes into this year's workbook: never a figure."""

NAME_HEADS: Final = {
    "单位名称": NAME,
    "部门名称": NAME,
    "部门（单位）名称": NAME,
    "编码": CODE,
    "单位编码": CODE,
}
"""Other headings under which rosters are kept in practice."""
AMOUNT_HEADS: Final = {
    "全年预算": FINAL,
    "调整后预算": FINAL,
    "调整预算": FINAL,
    "执行数": ACTUAL,
    "全年执行": ACTUAL,
    "预算执行数": ACTUAL,
}
