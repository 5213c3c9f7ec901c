"""Figures in Chinese text: value, unit, qualifier; and what looks like a figure but is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.narrative.figures import Bound, read_figures

EXACT, ABOUT, MORE = Bound.EXACT, Bound.ABOUT, Bound.SOMEWHAT_MORE


@pytest.mark.parametrize(
    ("text", "words", "value", "unit", "bound"),
    [
        ("主题党日活动11场次", "11场次", 11, "场次", EXACT),
        ("培训１２人次", "12人次", 12, "人次", EXACT),
        ("培训1,260人次", "1,260人次", 1260, "人次", EXACT),
        ("演练二十六次", "二十六次", 26, "次", EXACT),
        ("走访两百零五户", "两百零五户", 205, "户", EXACT),
        ("走访二十余家", "二十余家", 20, "家", MORE),
        ("投入150多万元", "150多万元", 1500000, "万元", MORE),
        ("受众3万余人", "3万余人", 30000, "万人", MORE),
        ("装订凭证近300本", "近300本", 300, "本", ABOUT),
        ("签约6.2万户", "6.2万户", 62000, "万户", EXACT),
        ("约80公里", "约80公里", 80, "公里", ABOUT),
        ("满意率95%以上", "95%以上", 95, "%", Bound.AT_LEAST),
        ("控制在4%以内", "4%以内", 4, "%", Bound.AT_MOST),
        ("不少于30次", "不少于30次", 30, "次", Bound.AT_LEAST),
        ("验收合格率百分之百", "百分之百", 100, "%", EXACT),
        ("收益9230万，", "9230万", 92300000, "万元", EXACT),
        ("总产值3.18亿元", "3.18亿元", 318000000, "亿元", EXACT),
        ("成本1460元/平方米", "1460元/平方米", 1460, "元/平方米", EXACT),
        ("成本1460元每平方米", "1460元每平方米", 1460, "元/平方米", EXACT),
        ("公用经费77万9600元", "77万9600元", 779600, "万元", EXACT),
        ("食堂114万2千元，", "114万2千元", 1142000, "万元", EXACT),
        ("食堂一百一十四万二千元", "一百一十四万二千元", 1142000, "万元", EXACT),
        ("总投入1亿2000万元以上", "1亿2000万元以上", 120000000, "亿元", Bound.AT_LEAST),
    ],
)
def test_one_figure(text: str, words: str, value: int, unit: str, bound: Bound) -> None:
    (figure,) = read_figures("", text)
    assert (figure.words, figure.value, figure.unit.name, figure.bound) == (
        words,
        Decimal(value),
        unit,
        bound,
    )


@pytest.mark.parametrize("text", ["3至5次", "3-5次", "３～５次"])
def test_a_range_keeps_both_ends(text: str) -> None:
    (figure,) = read_figures("", text)
    assert (figure.value, figure.high, figure.bound) == (Decimal(3), Decimal(5), Bound.RANGE)


@pytest.mark.parametrize(
    "text",
    [
        "2023年元至11月份",
        "于6月25日完成",
        "2023-2025年规划",
        "第一批拍卖，第3次会议",
        "在“832平台”采购",
        "做到“十分钟内有响应”",
        "《条例》第19条",
        "〔2023〕18号",
        "（1）数量。\n2、质量",
        "一是加强领导，统一思想",
        "十分重视，多方面努力",
        "联系电话138****0000",
        "PM2.5浓度",
        "其他项目支出为0",
    ],
)
def test_no_figure(text: str) -> None:
    assert read_figures("", text) == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("150多万元", "1500000", "1600000"),
        ("5000多件", "5000", "6000"),
        ("26多处", "26", "27"),
        ("约80公里", "76", "84"),
        ("6.6万户", "65500", "66500"),
        ("12次", "11.5", "12.5"),
        ("98%", "97.5", "98.5"),
        ("100%", "100", "100"),
        ("3至5次", "2.5", "5.5"),
    ],
)
def test_interval_of_what_the_words_allow(text: str, low: str, high: str) -> None:
    (figure,) = read_figures("", text)
    assert figure.interval(Decimal("0.05")) == (Decimal(low), Decimal(high))


def test_words_around_a_figure_end_at_stops_and_figures() -> None:
    first, second, third = read_figures("", "2023年，培训教师1260人次发放教材3000册；演练4次。")
    assert (first.left, first.right) == ("培训教师", "发放教材")
    assert (second.left, second.clause_left) == ("发放教材", "培训教师1260人次发放教材")
    assert (third.left, third.right, third.sentence_text) == ("演练", "", "演练4次")
    assert [figure.year for figure in (first, second, third)] == ["2023", "2023", "2023"]


def test_positions_point_into_the_original_text() -> None:
    text = "整治１，２处，清运２６吨。"
    figure = read_figures("", text)[-1]
    assert text[figure.start : figure.end] == "２６吨"


@pytest.mark.parametrize(
    ("text", "low", "high"), [("77万9600元", "779599.5", "779600.5"), ("114万2千元", "1141500", "1142500")]
)
def test_an_amount_in_two_pieces_is_as_exact_as_its_last_piece(text: str, low: str, high: str) -> None:
    (figure,) = read_figures("", text)
    assert figure.interval(Decimal(0)) == (Decimal(low), Decimal(high))
