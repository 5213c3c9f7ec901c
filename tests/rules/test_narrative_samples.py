"""What the narrative rules find in the two samples: a whole list, and nothing at all."""

from __future__ import annotations

from tests.support.narratives import findings
from tests.support.samples import CLEAN, YUNXI, place, submission_of

NARRATIVE_OF_THE_REAL_REPORT = [
    ("NV01 error", "综述_产出分析", "主题党日活动11场次”，自评表指标“主题党日活动”为 12次"),
    ("NV05 warning", "综述_产出分析", "平均每次 1728 公里、每天 10354 公里"),
    ("NV06 warning", "综述_效益分析", "投入资金150多万元"),
    ("NV06 warning", "综述_国有资本情况", "75.34＋54.83＝130.17，超过指标值 130"),
    ("NV07 note", "指标_三级[1]", "“党建工作”在综述中没有提到"),
    ("NV07 note", "指标_三级[2]", "“盘活存量房产”在综述中没有提到"),
    ("NV07 note", "指标_三级[6]", "“垃圾分类宣传活动”在综述中提到了，但没有写完成数 3次"),
    ("NV07 note", "指标_三级[9]", "“上级任务限时完成”"),
    ("NV07 note", "指标_三级[11]", "“保证目标时效性”"),
    ("NV07 note", "指标_三级[12]", "“运行成本控制”"),
    ("NV07 note", "指标_三级[18]", "“营造良好工作氛围”"),
    ("NV07 note", "指标_三级[19]", "经营性门店租金”在综述中没有提到"),
    ("NV08 warning", "综述_产出分析", "2023年元至11月份"),
    ("NV09 warning", "综述_存在问题", "“资源不足”，但“产出指标”16 行得分全满（50.00 分）"),
    ("NV09 warning", "综述_改进措施", "全年执行数 2246.07 万元，已全部执行"),
    ("NV10 note", "综述_产出分析", "写“巡察”，自评表“巡查问题整改”写“巡查”"),
    ("NV10 note", "综述_产出分析", "写“产出目标”，表式中为“产出指标”"),
    ("NV10 note", "综述_效益分析", "写“效益目标”，表式中为“效益指标”"),
    ("NV12 note", "综述_基本支出情况", "“基本出”疑为“基本支出”之误"),
    ("NV12 note", "综述_效益分析", "“乡村振兴管”疑为“乡村振兴馆”之误"),
    ("NV13 note", "综述_效益分析", "目前正在办理过户手续"),
    ("EV02 warning", "综述_满意度分析", "样本数"),
    ("EV04 warning", "综述_满意度分析", "只分析了“工作人员”的满意度"),
    ("EX10 warning", "综述_存在问题", "“营造良好工作氛围”、“服务对象满意度”"),
    ("EX11 warning", "综述_改进措施", "3 条中有 2 条"),
]


def test_the_real_reports_narrative() -> None:
    submission = submission_of(YUNXI)
    found = [(f"{rule.id} {rule.severity.value}", hit.at, hit.message) for rule, hit in findings(submission)]
    order = ["NV", "AR", "EV", "EX"]
    found.sort(key=lambda entry: (order.index(entry[0][:2]), entry[0][:4]))
    expected = [(rule, place(submission.form, field)) for rule, field, _ in NARRATIVE_OF_THE_REAL_REPORT]
    assert [(rule, at) for rule, at, _ in found] == expected
    for (_, _, message), (_, _, words) in zip(found, NARRATIVE_OF_THE_REAL_REPORT, strict=True):
        assert words in message


def test_figures_of_the_counted_difference() -> None:
    (hit,) = [hit for rule, hit in findings(submission_of(YUNXI)) if rule.id == "NV01"]
    assert (str(hit.actual), str(hit.expected), hit.unit) == ("11", "12", "次")
    assert hit.also == (place(submission_of(YUNXI).form, "指标_实际完成值[5]"),)


def test_nothing_in_the_clean_return() -> None:
    assert findings(submission_of(CLEAN)) == []
