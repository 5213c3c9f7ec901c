"""The names that a report template may use: defined names, columns of a table, composites of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from toolkit.model import Field

PARAGRAPHS = "段落"
"""``段落.字段``: a long text as a sequence of paragraphs."""
LABELS = "标签"
"""``标签.字段`` or ``标签.表``: the label that the field list gives."""

COMPOSITES: Mapping[str, str] = {
    "打印_草稿": "草稿二字；正式稿为空",
    "打印_有概况": "基本概况填了任何一项时为“是”",
    "打印_有收入": "收入表填了任何一项时为“是”",
    "打印_有支出": "支出表填了任何一项时为“是”",
    "打印_有三公": "三公经费表填了任何一项时为“是”",
    "打印_有资产": "固定资产表填了任何一项时为“是”",
    "打印_有项目": "项目支出明细填了任何一项时为“是”",
    "打印_有四本": "四本预算填了任何一项时为“是”",
    "打印_组长日期": "组长签字日期；没有的为“年　月　日”",
    "打印_部门日期": "部门（单位）签章日期；没有的为“年　月　日”",
    "打印_财政日期": "财政部门签章日期；没有的为“年　月　日”",
    "打印_执行率审核": "执行率的审核得分，如（审核 9.5）；没有的为空",
    "打印_执行率得分": "执行率的自评得分；有审核得分的另起一行加审核得分",
    "打印_审核合计": "财政审核得分合计；一项也没有的为空",
    "打印_审核偏差": "自评减审核，如 96－86.4＝9.6；只审核了部分的，只比这几项并注明项数",
}
"""Printed texts that are no field, with what each says."""

ROW_COMPOSITES: Mapping[str, Mapping[str, str]] = {
    "任务": {"打印_任务": "“任务1：”加内容"},
    "目标": {
        "打印_预期": "“目标1：”加预期目标",
        "打印_实际": "“目标1：”加实际完成；只填一条的不加编号",
    },
    "指标": {
        "打印_一级": "一级指标加分值，如 产出指标（50分）；申报分值空缺的用分值合计",
        "打印_年度指标": "年度指标值加单位，如 12次",
        "打印_实际完成": "实际完成值加单位，如 191.18万元",
        "打印_审核": "审核得分，如（审核 2.5）；没有的为空",
        "打印_得分": "自评得分；有审核得分的另起一行加审核得分",
    },
}
"""Printed texts that are no column, by table."""

_PRINTED_BY: Mapping[str, tuple[str, ...]] = {
    "打印_任务": ("任务_内容",),
    "打印_预期": ("目标_预期",),
    "打印_实际": ("目标_实际",),
    "打印_一级": ("指标_一级",),
    "打印_年度指标": ("指标_年度指标值",),
    "打印_实际完成": ("指标_实际完成值",),
    "打印_得分": ("指标_自评得分",),
    "打印_执行率得分": ("预算_自评得分",),
    "打印_组长日期": ("评价_组长日期",),
    "打印_部门日期": ("评价_部门日期",),
    "打印_财政日期": ("评价_财政日期",),
    "封面_标题": ("封面_行政区", "封面_评价年度"),
}
HEADINGS: Mapping[str, str] = {
    "指标_年度指标值": "年度指标",
    "指标_自评得分": "得分",
    "预算_分值": "分值",
    "预算_自评得分": "得分",
}
"""Column headings of the printed form that differ from the field's label."""

_NOT_ON_THE_FORM = frozenset({"指标_性质"})


class Vocabulary(Struct, frozen=True):
    """Every name that a template may use, and those that it must print."""

    scalars: frozenset[str]
    """Fields of one cell, and composites."""
    columns: Mapping[str, frozenset[str]]
    """By table, its columns and their composites."""
    labelled: frozenset[str]
    """Fields and tables, which have a label."""
    required: frozenset[str]

    def missing(self, used: Iterable[str]) -> tuple[str, ...]:
        """Fields that must be printed but that none of the ``used`` names prints, sorted."""
        names = set(used)
        covered = names.union(*(_PRINTED_BY.get(name, ()) for name in names))
        return tuple(sorted(self.required - covered))

    def spelling(self, name: str) -> str:
        """How a tag says the field: a column as ``行.字段``."""
        in_table = any(name in columns for columns in self.columns.values())
        return f"行.{name}" if in_table else name


def printed_as(name: str) -> tuple[str, ...]:
    """The composites that print a field."""
    return tuple(composite for composite, names in _PRINTED_BY.items() if name in names)


def vocabulary_of(fields: Iterable[Field]) -> Vocabulary:
    """The vocabulary of a form's fields: what must be filled in must also be printed."""
    every = tuple(fields)
    columns: dict[str, set[str]] = {}
    for field in every:
        if field.table:
            columns.setdefault(field.table, set(ROW_COMPOSITES.get(field.table, ()))).add(field.name)
    return Vocabulary(
        scalars=frozenset(field.name for field in every if not field.table) | frozenset(COMPOSITES),
        columns={table: frozenset(names) for table, names in columns.items()},
        labelled=frozenset(field.name for field in every) | frozenset(columns),
        required=frozenset(field.name for field in every if field.required) - _NOT_ON_THE_FORM,
    )
