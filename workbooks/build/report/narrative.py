"""Part five: the nine sections of the narrative, their numbers written out."""

from __future__ import annotations

from workbooks.build.report.elements import each, p

_BODY = "公文正文"
_OUTLINE: tuple[tuple[str, str, str], ...] = (
    ("标题2", "一、部门（单位）概况", "综述_部门概况"),
    ("标题2", "二、一般公共预算支出情况", ""),
    ("标题3", "（一）基本支出情况", "综述_基本支出情况"),
    ("标题3", "（二）项目支出情况", "综述_项目支出情况"),
    ("标题2", "三、政府性基金预算支出情况", "综述_政府性基金情况"),
    ("标题2", "四、国有资本经营预算支出情况", "综述_国有资本情况"),
    ("标题2", "五、社会保险基金预算支出情况", "综述_社保基金情况"),
    ("标题2", "六、部门整体支出绩效情况", ""),
    ("标题3", "（一）产出指标情况分析", "综述_产出分析"),
    ("标题3", "（二）效益指标情况分析", "综述_效益分析"),
    ("标题3", "（三）社会公众或服务对象满意度", "综述_满意度分析"),
    ("标题2", "七、存在的问题及原因分析", "综述_存在问题"),
    ("标题2", "八、下一步改进措施", "综述_改进措施"),
    ("标题2", "九、其他需要说明的情况", "综述_其他说明"),
)


def narrative() -> str:
    """The blocks of part five; a section that was left blank says so."""
    return p("标题1", "五、评价报告综述") + "".join(_section(*line) for line in _OUTLINE)


def _section(style: str, heading: str, name: str) -> str:
    if not name:
        return p(style, heading)
    text = each(_BODY, f"段落.{name}", p(_BODY, "{{ 段 }}"), otherwise=p(_BODY, "未填报。"))
    return p(style, heading) + text
