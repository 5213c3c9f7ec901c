"""What the report says, from the workbook's values and the scorecard."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.reports import PHONE, content_of, filled, real_content, real_data, with_indicators
from tests.support.returns import FIELDS
from toolkit.report.content import split_paragraphs, split_title
from toolkit.report.vocabulary import COMPOSITES, ROW_COMPOSITES, vocabulary_of


def test_every_field_and_every_column_is_printed_under_its_own_name() -> None:
    content = real_content()
    scalars = {name for name, field in FIELDS.items() if not field.table}
    assert set(content.fields) == scalars | set(COMPOSITES)
    for table, rows in content.tables.items():
        columns = {name for name, field in FIELDS.items() if field.table == table}
        assert all(set(row) == columns | set(ROW_COMPOSITES.get(table, ())) for row in rows)


def test_budget_line_of_the_real_report_stays_blank_where_it_was_blank() -> None:
    fields = real_content().fields
    names = ("预算_年初预算", "预算_全年预算", "预算_全年执行", "预算_分值", "预算_执行率", "预算_自评得分")
    assert [fields[name] for name in names] == ["935.95", "2246.07", "2246.07", "10", "", ""]


def test_scores_of_the_toolkit_come_from_the_scorecard() -> None:
    content = real_content()
    assert content.fields["预算_自动得分"] == "10"
    row = next(row for row in content.tables["指标"] if row["指标_三级"] == "公车平台")
    assert (row["指标_自动得分"], row["指标_计分说明"]) == ("2.35", "150÷191.18×3=2.35")


def test_rule_set_is_printed_with_the_template_version() -> None:
    content = real_content()
    assert content.fields["自评_规则集"].endswith("（2023.1）")
    assert content.fields["自评_规则集"] != "（2023.1）"


def test_indicator_prints_weight_target_and_actual_as_the_form_does() -> None:
    rows = real_content().tables["指标"]
    printed = [(row["打印_一级"], row["打印_年度指标"], row["打印_实际完成"]) for row in rows]
    assert printed[0] == ("产出指标\n（50分）", "高质量完成", "高质量完成")
    assert printed[14] == ("产出指标\n（50分）", "187.90万元", "213.63万元")
    assert printed[16][0] == "效益指标\n（30分）"
    assert printed[23] == ("满意度指标\n（10分）", "100%", "98%")


def test_level_without_declared_weight_shows_the_sum_of_its_rows() -> None:
    data = {**real_data(), "一级": [{"一级_申报分值": 50}, {"一级_申报分值": None}, {"一级_申报分值": 10}]}
    assert content_of(data).tables["指标"][16]["打印_一级"] == "效益指标\n（40分）"


def test_goals_are_numbered_and_a_single_answer_is_not() -> None:
    goals = real_content().tables["目标"]
    assert [goal["打印_预期"][:4] for goal in goals] == ["目标1：", "目标2：", "目标3："]
    assert goals[0]["打印_实际"].startswith("严格落实") or goals[0]["打印_实际"].startswith("落实")
    both = [{"目标_预期": "甲", "目标_实际": "乙"}, {"目标_预期": "目标2：丙", "目标_实际": "丁"}]
    goals = content_of({**real_data(), "目标": both}).tables["目标"]
    assert [(goal["打印_预期"], goal["打印_实际"]) for goal in goals] == [
        ("目标1：甲", "目标1：乙"),
        ("目标2：丙", "目标2：丁"),
    ]


def test_parts_that_were_not_filled_are_known() -> None:
    fields = real_content().fields
    flags = {name: fields[name] for name in COMPOSITES if name.startswith("打印_有")}
    assert flags == {
        "打印_有概况": "",
        "打印_有收入": "",
        "打印_有支出": "",
        "打印_有三公": "",
        "打印_有资产": "",
        "打印_有项目": "是",
        "打印_有四本": "是",
    }


def test_draft_and_dates_of_signatures() -> None:
    data = {**real_data(), "评价_组长日期": date(2024, 6, 1)}
    fields = content_of(data, draft=True).fields
    assert (fields["打印_草稿"], fields["打印_组长日期"]) == ("草稿", "2024年6月1日")
    assert fields["打印_部门日期"] == "年　　月　　日"
    assert content_of(data).fields["打印_草稿"] == ""


def test_public_report_shows_no_phone_number() -> None:
    data = {
        **real_data(),
        "概况_联络电话": "0730-8888888",
        "评价_联系电话": PHONE,
        "综述_其他说明": f"举报电话{PHONE}。",
        "概况_职能职责": f"收入{PHONE}.55元",
    }
    public, internal = content_of(data, public=True), content_of(data)
    assert public.fields["评价_联系电话"] == "138********"
    assert public.fields["概况_联络电话"] == "073*-*******"
    assert public.paragraphs["综述_其他说明"] == ("举报电话138********。",)
    assert public.fields["概况_职能职责"] == internal.fields["概况_职能职责"]
    assert internal.fields["评价_联系电话"] == PHONE
    assert PHONE not in str(public).replace(f"{PHONE}.55", "")


def test_public_report_masks_phones_in_indicator_texts_too() -> None:
    row = {
        "指标_一级": "产出指标",
        "指标_二级": "数量指标",
        "指标_三级": "热线",
        "指标_年度指标值": f"开通{PHONE}",
    }
    printed = content_of(with_indicators([row]), public=True).tables["指标"][0]
    assert (printed["指标_年度指标值"], printed["打印_年度指标"]) == ("开通138********", "开通138********")


def test_title_and_date_go_into_the_document() -> None:
    content = real_content()
    assert content.title == "岳阳市云溪区2023年度部门整体支出绩效评价自评报告"
    assert content.paragraphs["封面_标题"] == ("岳阳市云溪区2023年度部门整体支出", "绩效评价自评报告")
    assert content.date == date(2024, 5, 31)
    assert content.fields["封面_报告日期"] == "2024年5月31日"


def test_report_without_a_date_has_none() -> None:
    data = {name: value for name, value in real_data().items() if name != "封面_报告日期"}
    assert content_of(data).date is None


def test_empty_workbook_gives_an_empty_report() -> None:
    content = content_of({})
    assert {len(rows) for name, rows in content.tables.items() if name != "一级"} == {0}
    assert content.title == ""
    assert content.paragraphs["综述_部门概况"] == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("　一\r\n\n 二  \n", ("一", "二")), ("", ()), ("一", ("一",))],
)
def test_a_line_break_is_a_paragraph(text: str, expected: tuple[str, ...]) -> None:
    assert split_paragraphs(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("甲县2024年度部门整体支出绩效自评报告", ("甲县2024年度部门整体支出", "绩效自评报告")),
        ("甲\n乙绩效评价丙", ("甲", "乙绩效评价丙")),
        ("绩效评价报告", ("绩效评价报告",)),
        ("", ()),
    ],
)
def test_a_title_breaks_once(title: str, expected: tuple[str, ...]) -> None:
    assert split_title(title) == expected


def test_vocabulary_says_what_is_missing() -> None:
    vocabulary = vocabulary_of(FIELDS.values())
    assert vocabulary.missing(vocabulary.required) == ()
    assert vocabulary.missing(vocabulary.required - {"预算_全年执行"}) == ("预算_全年执行",)
    covered = vocabulary.required - {"封面_行政区", "封面_评价年度", "指标_年度指标值"}
    assert vocabulary.missing({*covered, "封面_标题", "打印_年度指标"}) == ()


def test_submission_in_memory_holds_what_was_put_in() -> None:
    submission = filled(real_data())
    assert submission.value("预算_全年预算") == 2246.07
    assert len(submission.rows("指标")) == 24
