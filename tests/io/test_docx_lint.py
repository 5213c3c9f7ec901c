"""What goes wrong when a template is edited by hand, each told in one sentence."""

from __future__ import annotations

import pytest

from tests.support.reports import TEMPLATE
from tests.support.returns import FIELDS
from tests.support.wordml import replaced
from toolkit.io.docx_lint import lint_template
from toolkit.report.vocabulary import vocabulary_of

VOCABULARY = vocabulary_of(FIELDS.values())


def test_our_template_is_in_order() -> None:
    assert lint_template(TEMPLATE.read_bytes(), VOCABULARY) == ()


CASES = (
    (
        "{{ 封面_预算编码 }}",
        "｛｛ 封面_预算编码 ｝｝",
        (
            "“｛｛ 封面_预算编码 ｝｝”里有全角大括号、全角百分号或拆开的括号，请改成半角 {{ }} 或 {% %}。",
            "必填项“封面_预算编码”没有印出来，请加上标记 {{ 封面_预算编码 }}。",
        ),
    ),
    (
        "{{ 预算_全年执行 }}",
        "{{ 预算_全年执行数 }}",
        (
            "没有名为“预算_全年执行数”的字段，请核对拼写，或用 jixiao fields 查看全部名称。",
            "必填项“预算_全年执行”没有印出来，请加上标记 {{ 预算_全年执行 }}。",
        ),
    ),
    (
        "{{ 行.指标_分值 }}",
        "{{ 行.指标_权重 }}",
        (
            "没有名为“行.指标_权重”的字段，请核对拼写，或用 jixiao fields 查看全部名称。",
            "必填项“指标_分值”没有印出来，请加上标记 {{ 行.指标_分值 }}。",
        ),
    ),
    (
        "{{ 行.人员_姓名 }}",
        "{{ 行.指标_分值 }}",
        (
            "没有名为“行.指标_分值”的字段，请核对拼写，或用 jixiao fields 查看全部名称。",
            "必填项“人员_姓名”没有印出来，请加上标记 {{ 行.人员_姓名 }}。",
        ),
    ),
    (
        "{%p for 段 in 段落.封面_标题 %}",
        "标题{%p for 段 in 段落.封面_标题 %}",
        ("“标题{%p for 段 in 段落.封面_标题 %}”：控制标记旁边的文字会丢失，请另起一段。",),
    ),
    (
        "{%tr for 行 in 指标 %}",
        "各项指标{%tr for 行 in 指标 %}",
        ("“各项指标{%tr for 行 in 指标 %}”：控制标记所在的行会整行消失，请把其他文字移到别的行。",),
    ),
    (
        "{%tr for 行 in 指标 %}",
        "",
        ("标记没有配对：for 有 27 处，endfor 有 28 处，请补上缺的一处。",),
    ),
    (
        "{{ 封面_附件号 }}",
        "{{ 封面_附件号 or “附件” }}",
        ("“{{ 封面_附件号 or “附件” }}”的标记里有引号，请去掉。",),
    ),
    (
        "{{ 封面_附件号 }}",
        "{{ 封面_附件号 封面_标题 }}",
        ("标记写法有误（expected token 'end of print statement', got '封面_标题'），请与原模板核对。",),
    ),
    (
        "{{ 封面_附件号 }}",
        "{{ 标签.封面_附件 }}",
        ("没有名为“标签.封面_附件”的字段，请核对拼写，或用 jixiao fields 查看全部名称。",),
    ),
    (
        "{{ 封面_附件号 }}",
        "{%tr if 封面_附件号 %}{%tr endif %}",
        ("“{%tr if 封面_附件号 %}{%tr endif %}”：tr 标记只能放在表格的行里。",),
    ),
)


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_a_damaged_template_is_described(old: str, new: str, expected: tuple[str, ...]) -> None:
    assert lint_template(replaced(TEMPLATE.read_bytes(), old, new), VOCABULARY) == expected


def test_a_tag_split_over_runs_is_no_fault() -> None:
    split = "{{ 封面_附</w:t></w:r><w:r><w:t>件号 }}"
    assert lint_template(replaced(TEMPLATE.read_bytes(), "{{ 封面_附件号 }}", split), VOCABULARY) == ()


def test_headers_are_checked_too() -> None:
    damaged = replaced(TEMPLATE.read_bytes(), "打印_草稿", "打印_草案", "word/header2.xml")
    assert lint_template(damaged, VOCABULARY) == (
        "没有名为“打印_草案”的字段，请核对拼写，或用 jixiao fields 查看全部名称。",
    )
