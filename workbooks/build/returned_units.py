"""The twelve invented units of the demonstration: names, nouns of their trade, scale of their budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KEYS = ("会务", "公务车辆", "公务用车", "食堂", "物业", "水电", "办公用房", "垃圾分类", "节约型机关", "门店")
OFFICE = "示范市示范区人民政府办公室"
CULTURE = "示范市示范区文化旅游局"


@dataclass(frozen=True, slots=True)
class Unit:
    """One invented unit."""

    code: str
    name: str
    department: str
    scale: int
    nouns: Mapping[str, str]
    habit: str
    """Words with which it begins its sentences."""


def _unit(number: int, name: str, department: str, scale: int, habit: str, nouns: str = "") -> Unit:
    own = dict(zip(KEYS, nouns.split(), strict=True)) if nouns else {}
    return Unit(f"1320{number:02d}", f"示范市示范区{name}", department, scale, own, habit)


UNITS = (
    _unit(1, "机关事务服务中心", OFFICE, 1, ""),
    _unit(2, "档案馆", OFFICE, 2, "按照档案管护要求，",
          "查档 档案车辆 档案用车 阅览室 库房管护 恒温恒湿 档案库房 档案宣传 规范化档案室 复印点"),
    _unit(3, "图书馆", CULTURE, 3, "围绕全民阅读任务，",
          "借阅 流动图书车 流动书车 读者餐厅 书库管护 照明空调 阅览用房 阅读推广 示范农家书屋 书吧"),
    _unit(4, "博物馆", CULTURE, 2, "结合文物保护工作，",
          "讲解 文物运输车 文物用车 观众餐厅 展陈维护 安防消防 陈列展厅 文物宣传 非遗传习所 文创店"),
    _unit(5, "文化馆", CULTURE, 1, "根据群众文化需求，",
          "演出 流动舞台车 舞台用车 排练食堂 场馆保洁 灯光音响 排练场地 文艺辅导 文化示范点 培训点"),
    _unit(6, "体育中心", CULTURE, 4, "为方便市民健身，",
          "赛事 赛事车辆 赛事用车 运动餐厅 场地养护 场馆能耗 健身场馆 健身指导 社区健身点 场地店"),
    _unit(7, "信访接待中心", OFFICE, 2, "着眼化解信访矛盾，",
          "接访 接访车辆 接访用车 来访食堂 大厅管理 大厅能耗 接待大厅 法规宣讲 无访示范村 便民店"),
    _unit(8, "融媒体中心", OFFICE, 3, "为做好新闻传播，",
          "直播 采访车辆 采访用车 采编食堂 演播维护 机房能耗 演播用房 媒介素养 优秀通联站 广告位"),
    _unit(9, "青少年宫", CULTURE, 1, "为了少年儿童成长，",
          "公益课 接送车辆 接送用车 学员食堂 教室保洁 教学能耗 教学用房 安全教育 校外实践站 文具店"),
    _unit(10, "老干部活动中心", OFFICE, 2, "服务离退休干部，",
          "活动 保健车辆 保健用车 长者食堂 活动室保洁 活动室能耗 活动用房 健康宣讲 示范活动室 小卖部"),
    _unit(11, "行政服务中心", OFFICE, 5, "为提升办事体验，",
          "办件 帮代办车辆 帮办用车 窗口食堂 窗口保洁 窗口能耗 窗口用房 政策宣讲 标准化窗口 打印店"),
    _unit(12, "接待服务中心", OFFICE, 3, "按接待标准从简，",
          "接待 接待车辆 接待用车 接待餐厅 客房保洁 客房能耗 接待用房 节俭宣传 节俭示范点 特产店"),
)  # fmt: skip
