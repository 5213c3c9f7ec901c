"""全年支出, 总收入, 年初结转: general words that mean a total of the department, and when they do not."""

from __future__ import annotations

import pytest

from tests.support.narratives import findings, submission_of

FIELDS = {
    "封面_评价年度": 2023,
    "收入汇总_合计": 2280,
    "收入汇总_上年结转": 20,
    "支出汇总_合计": 2246.4,
    "支出汇总_累计结余": 33.6,
    "预算_全年预算": 2280,
    "预算_全年执行": 2246.4,
    "预算_基本支出": 414.96,
    "预算_项目支出": 1831.44,
    "概况_人员编制": 62,
    "概况_实有人数": 60,
}
PROJECT = {"项目_名称": "机关食堂", "项目_支出": 114.2}
OVERVIEW = "概况_总体运行"


def differing(text: str, section: str = OVERVIEW) -> list[tuple[str, str]]:
    """NV02 as ``("全年执行数", "2264.4")``: the total's name and the figure of the text."""
    submission = submission_of({**FIELDS, section: text}, {"项目": [PROJECT]})
    hits = [hit for rule, hit in findings(submission) if rule.id == "NV02"]
    return [(hit.message.partition("表内“")[2].partition("”")[0], str(hit.actual)) for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年支出2264.40万元。", [("全年执行数", "2264.4")]),
        ("2023年度，我中心总支出2264.40万元，同比增长3%。", [("全年执行数", "2264.4")]),
        ("部门整体支出0.2264亿元，较上年减少。", [("全年执行数", "2264")]),
        ("年内追加预算220万元，全年总支出达2,264.40万元。", [("全年执行数", "2264.4")]),
        (
            "全年收入2208.00万元，支出2264.40万元。",
            [("收入合计", "2208"), ("全年执行数", "2264.4")],
        ),
        ("年初结转25.00万元。", [("上年结转", "25")]),
        ("全年预算数2280.00万元，其中上年结转25.00万元。", [("上年结转", "25")]),
        ("支出合计2246.40万元，年末结转结余36.60万元。", [("累计结余", "36.6")]),
        ("全年支出约2800万元。", [("全年执行数", "2800")]),
        ("调整后全年预算2280万元；实际支出2264.4万元。", [("全年执行数", "2264.4")]),
        ("全年预算执行2264.4万元，占全年预算的98.53%。", [("全年执行数", "2264.4")]),
    ],
)
def test_a_total_that_differs(text: str, expected: list[tuple[str, str]]) -> None:
    assert differing(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全年支出2246.40万元，较上年增加126.3万元。",
        "全年支出2246万元。",
        "全年总收入2260.00万元，年末结余33.60万元。",
        "上年支出2100.50万元。",
        "2022年支出2100.50万元。",
        "全年支出比上年增加126.30万元。",
        "全年项目支出1831.44万元。",
        "其中全年一般公共预算支出2240.00万元。",
        "后勤服务站全年支出394.00万元。",
        "下属后勤服务站收入400.00万元，支出394.00万元。",
        "档案管理有力，全年支出112.40万元。",
        "档案管理预算115万元，全年支出112.40万元。",
        "工作有序，全年支出114.20万元。",
        "全年支出120万元用于节能改造。",
        "全县旅游总收入38亿元。",
        "盘活门店17间，全年收入365.80万元。",
        "维修改造项目预算1010万元，其中上年结转10万元。",
        "机关食堂预算115万元，其中上年结转5万元。",
        "档案管理全年预算1500万元；实际支出1480万元。",
        "维修改造工程招标完成，实际支出1480万元。",
    ],
)
def test_no_false_alarm(text: str) -> None:
    assert differing(text) == []


def staff(text: str, section: str = "综述_部门概况") -> list[str]:
    submission = submission_of({**FIELDS, section: text}, {})
    return [f"{hit.actual} {hit.expected}" for rule, hit in findings(submission) if rule.id == "NV01"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("核定编制62人，年末实有60人。", []),
        ("本单位核定编制26名，年末实有在职人员66人。", ["26 62", "66 60"]),
        ("现有在职在编人员61人。", ["61 60"]),
        ("核定行政编制18名、事业编制44名，编制外聘用12人。", []),
        ("下设2个二级机构，核定编制12人，实有11人。", []),
        ("2022年末实有58人。", []),
    ],
)
def test_numbers_of_staff(text: str, expected: list[str]) -> None:
    assert staff(text) == expected


def test_numbers_of_staff_elsewhere_are_others() -> None:
    assert staff("食堂现有在职人员12人。", "综述_产出分析") == staff("实有12人。", "综述_产出分析") == []


@pytest.mark.parametrize("section", ["综述_基本支出情况", "综述_项目支出情况", "综述_国有资本情况"])
def test_a_section_on_a_part_speaks_of_the_part(section: str) -> None:
    assert differing("全年支出310.00万元。", section) == []


def test_the_finding_says_cell_and_words() -> None:
    submission = submission_of({**FIELDS, OVERVIEW: "全年支出2264.40万元。"}, {})
    (found,) = [(rule, hit) for rule, hit in findings(submission) if rule.id == "NV02"]
    rule, hit = found
    assert rule.severity.value == "error"
    assert hit.at == submission.cell(OVERVIEW)
    assert hit.also == (submission.cell("预算_全年执行"),)
    assert "写“全年支出2264.40万元”，表内“全年执行数”为 2246.4万元" in hit.message


@pytest.mark.parametrize(("text", "expected"), [("核定编制60人。", ["62.5"]), ("核定编制62.5人。", [])])
def test_a_number_of_staff_is_told_as_it_was_typed(text: str, expected: list[str]) -> None:
    submission = submission_of({**FIELDS, "概况_人员编制": 62.5, OVERVIEW: text}, {})
    hits = [hit for rule, hit in findings(submission) if rule.id == "NV01"]
    assert [str(hit.expected) for hit in hits] == expected
    assert all("为 62.5人" in hit.message for hit in hits)
