"""The written report: same bytes, valid, clean, merged, as an office program draws it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from tests.support.office import to_pdf
from tests.support.reports import (
    PHONE,
    TEMPLATE,
    content_of,
    indicator,
    real_content,
    real_data,
    with_indicators,
    written,
)
from tests.support.wordml import W, body_text, grid_states, parts_of, text_of
from toolkit.io.docx_read import read_grids
from toolkit.io.docx_write import write_report

BUDGET, INDICATORS = 4, 5


"""Tables of the real report, counted from 0: cover, projects, budgets and their items, then part three."""


@pytest.fixture(scope="module")
def template() -> bytes:
    return TEMPLATE.read_bytes()


def test_same_content_gives_the_same_bytes(template: bytes) -> None:
    first, second = (write_report(real_content(), bytes(template)) for _ in range(2))
    assert first == second


def test_level1_and_level2_are_merged_down_and_never_across_a_level1(template: bytes) -> None:
    package = written(real_content(), template)
    states = grid_states(package, INDICATORS, 3)
    assert states[0] == "---"
    assert states[1:25] == [
        *("rrr", "ccc", "ccc", "ccc"),
        *("ccr", "ccc", "ccc", "ccc"),
        *("ccr", "ccc", "ccc"),
        *("ccr", "ccc", "ccc", "ccc", "ccc"),
        *("crr", "ccc"),
        *("ccr", "ccc", "ccc"),
        *("ccr", "ccc"),
        "c--",
    ]


def test_same_level2_under_two_level1_is_not_merged(template: bytes) -> None:
    rows = [
        {"指标_一级": level1, "指标_二级": "数量指标", "指标_三级": level1}
        for level1 in ("产出指标", "效益指标")
    ]
    package = written(content_of(with_indicators(rows)), template)
    assert grid_states(package, INDICATORS, 3)[1:3] == ["r--", "c--"]


def test_indicator_table_reads_as_the_sheet(template: bytes) -> None:
    grid = read_grids(written(real_content(), template))[INDICATORS]
    assert grid[0] == (
        *("", "一级指标", "二级指标", "三级指标", "年度指标", "实际完成值", "分值", "得分"),
        "偏差原因分析及改进措施",
    )
    assert grid[15] == (
        *(
            "绩效指标",
            "产出指标\n（50分）",
            "成本指标",
            "机关物业管理",
            "187.90万元",
            "213.63万元",
            "3",
            "3",
            "",
        ),
    )
    assert grid[24][1:8] == (
        *("满意度指标\n（10分）", "社会公众或服务对象满意度", "服务对象满意度", "100%", "98%", "10", "8"),
    )
    assert [row[4] for row in grid[25:]] == ["96", "优"]


def test_budget_block_has_the_lines_of_the_form(template: bytes) -> None:
    grid = read_grids(written(real_content(), template))[BUDGET]
    assert grid[2][3:] == ("935.95", "2246.07", "2246.07", "10", "", "")
    assert [(row[1], row[5]) for row in grid[3:8]] == [
        ("按收入性质分：", "按支出性质分："),
        ("其中：一般公共预算：2246.07", "其中：基本支出：412.08"),
        ("　　　政府性基金拨款：0", "　　　项目支出：1833.99"),
        ("　　　纳入专户管理的非税收入拨款：0", ""),
        ("　　　其他资金：0", ""),
    ]


def test_nine_sections_have_written_out_numbers(template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(written(real_content(), template))
    headings = [p.text for p in Document(str(path)).paragraphs if p.style.name.lower() == "heading 2"]
    assert [heading[:2] for heading in headings] == [f"{number}、" for number in "一二三四五六七八九"]
    levels = [p.text for p in Document(str(path)).paragraphs if p.style.name.lower() == "heading 3"]
    assert [text[:3] for text in levels] == ["（一）", "（二）", "（一）", "（二）", "（三）"]


def test_parts_not_filled_are_one_line(template: bytes) -> None:
    text = body_text(written(real_content(), template))
    assert "一、部门（单位）基本概况：未填报" in text
    assert "2-1 年度收入情况：未填报" in text
    assert "联系人" not in text
    assert "2-5 项目支出明细：未填报" not in text


def test_filled_parts_are_printed_as_tables(template: bytes) -> None:
    content = content_of(full_data())
    grids = {
        grid[1][0] if grid[0][0] == "" else grid[0][0]: grid
        for grid in read_grids(written(content, template))
    }
    assert grids["联系人"][0] == ("联系人", "某人", "联络电话", "0730-8888888")
    income = next(grid for grid in read_grids(write_report(content, template)) if "收入合计" in grid[0])
    assert income[2:] == (
        ("局机关及二级机构汇总", "300", "0", "299.50", "0.50", "", ""),
        ("1.局机关", "200", "", "", "", "", ""),
        ("2.二级机构1", "100", "", "", "", "", ""),
    )


@pytest.mark.parametrize("count", [0, 1, 60])
def test_any_number_of_indicators(count: int, template: bytes) -> None:
    rows = [indicator(三级=f"指标{number}", 分值=1, 自评得分=1) for number in range(count)]
    grid = read_grids(written(content_of(with_indicators(rows)), template))[INDICATORS]
    assert len(grid) == 1 + count + 2


def test_blank_workbook_gives_a_valid_report(template: bytes) -> None:
    written(content_of({}), template)


def test_draft_stands_in_every_header_and_final_in_none(template: bytes) -> None:
    for draft, expected in ((True, "草稿"), (False, "")):
        parts = parts_of(written(real_content(draft=draft), template))
        headers = {name: text_of(data) for name, data in parts.items() if name.startswith("word/header")}
        assert headers == {"word/header1.xml": expected, "word/header2.xml": expected}


def test_first_section_brings_the_headers_and_the_form_the_page_numbers(template: bytes) -> None:
    root = etree.fromstring(parts_of(write_report(real_content(), template))["word/document.xml"])
    sections = list(root.iter(f"{W}sectPr"))
    kinds = [
        [(etree.QName(r).localname[:6], r.get(f"{W}type")) for r in section if r.tag.endswith("Reference")]
        for section in sections
    ]
    assert kinds == [
        [("header", "default"), ("header", "even")],
        [("footer", "default"), ("footer", "even")],
        [],
    ]
    starts = [section.find(f"{W}pgNumType") for section in sections]
    assert [start.get(f"{W}start") if start is not None else None for start in starts] == [None, "1", None]


def test_public_report_holds_no_phone_number_anywhere(template: bytes) -> None:
    data = {**real_data(), "评价_联系电话": PHONE, "综述_其他说明": f"电话{PHONE}"}
    parts = parts_of(written(content_of(data, public=True), template))
    assert not any(PHONE.encode() in part for part in parts.values())


def test_properties_hold_title_and_report_date_only(template: bytes) -> None:
    parts = parts_of(write_report(real_content(), template))
    core = {etree.QName(e).localname: e.text for e in etree.fromstring(parts["docProps/core.xml"])}
    assert core == {
        "title": "岳阳市云溪区2023年度部门整体支出绩效评价自评报告",
        "creator": None,
        "lastModifiedBy": None,
        "revision": "1",
        "created": "2024-05-31T00:00:00Z",
        "modified": "2024-05-31T00:00:00Z",
        "language": "zh-CN",
    }
    assert sorted(parts) == sorted(parts_of(TEMPLATE.read_bytes()))


def test_audited_score_stands_below_the_claim_and_the_deviation_below_the_rating(template: bytes) -> None:
    rows = [
        indicator(三级="甲", 分值=3, 自评得分=3, 审核得分=2.5),
        indicator(三级="乙", 分值=5, 自评得分=5),
        indicator(三级="丙", 分值=2, 审核得分=0),
    ]
    data = {**with_indicators(rows), "预算_自评得分": 10, "预算_审核得分": 10}
    grids = read_grids(written(content_of(data), template))
    assert grids[BUDGET][2][8] == "10\n（审核 10）"
    assert [row[7] for row in grids[INDICATORS][1:4]] == ["3\n（审核 2.5）", "5", "（审核 0）"]
    assert [(row[0], row[4]) for row in grids[INDICATORS][4:]] == [
        ("绩效自评综合得分", "96"),
        ("评价等次", "优"),
        ("财政审核得分合计", "12.5"),
        ("偏差（自评－审核）", "13－12.5＝0.5（4 项中已审核的 2 项）"),
    ]


def test_report_is_valid_for_the_open_xml_sdk_rules(template: bytes, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "report.docx"
    audited = {**full_data(), "预算_审核得分": 9.5}
    for content in (real_content(draft=True), content_of(full_data()), content_of(audited), content_of({})):
        path.write_bytes(write_report(content, template))
        errors = [error.description for error in audit.OpenXmlValidator().validate(path).errors]
        assert [error for error in errors if "/theme'" not in error] == []


def full_data() -> dict[str, Any]:
    """The real report with parts one and two filled in."""
    return {
        **real_data(),
        "概况_联系人": "某人",
        "概况_联络电话": "0730-8888888",
        "概况_人员编制": 120,
        "概况_实有人数": 118,
        "概况_控制率": 118 / 120,
        "概况_职能职责": "负责甲。\n负责乙。",
        "任务": [{"任务_内容": "做甲"}, {"任务_内容": "做乙"}],
        "收入汇总_合计": 300,
        "收入汇总_上年结转": 0,
        "收入汇总_公共财政": 299.5,
        "收入汇总_政府基金": 0.5,
        "收入": [
            {"收入_机构名称": "1.局机关", "收入_合计": 200},
            {"收入_机构名称": "2.二级机构1", "收入_合计": 100},
        ],
        "支出": [{"支出_机构名称": "1.局机关", "支出_合计": 200.25, "支出_人员支出": 100.1}],
        "三公": [{"三公_机构名称": "1.局机关", "三公_合计": 3.5}],
        "资产": [{"资产_机构名称": "1.局机关", "资产_合计": 1000}],
        "预算_调整说明": "年中追加。",
        "封面_主管部门": "某主管部门",
    }


@pytest.mark.office
def test_pages_as_an_office_program_draws_them(template: bytes, tmp_path: Path) -> None:
    path, pdf = tmp_path / "report.docx", tmp_path / "report.pdf"
    path.write_bytes(written(real_content(draft=True), template))
    to_pdf(path, pdf)
    drawn = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    cover, *pages = drawn.stdout.rstrip("\f").split("\f")
    assert all("草稿" in page for page in (cover, *pages))
    numbers = [re.search(r"—\s*(\d+)\s*—", page) for page in pages]
    assert [number[1] if number else None for number in numbers] == [
        str(number) for number in range(1, len(pages) + 1)
    ]
    assert not re.search(r"—\s*\d+\s*—", cover)
    assert "岳阳市云溪财政局（制）" in cover
    assert sum("三级指标" in page for page in pages) == 2
