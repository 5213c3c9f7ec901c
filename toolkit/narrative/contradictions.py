"""What a text asserts in general words, against what the tables say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.wording import sentences
from toolkit.submission import Submission

CARRY_OVER = expression(
    r"(?:减少|压减|压缩|降低|消化|盘活|清理)[^，。；、]{0,8}(?:结转|结余)|(?:结转|结余)[^，。；]{0,6}(?:较多|偏多|偏高|过多|较大)"
)
SLOW = expression(r"(?:执行率|执行进度|支出进度)[^，。；]{0,4}(?:偏低|较低|不高|缓慢|偏慢|较慢|滞后)")
SHORT_OF = expression(
    r"(?:资源|资金|经费|人员|人手|力量|人力)(?:严重|较为|明显|相对)?(?:不足|短缺|紧缺|匮乏)"
)
ALL_DONE = expression(
    r"(?:全部|圆满|全面|超额|均已?|都已?|较好地?)(?:完成|达到|实现)了?(?:全年|年度|年初|各项|既定|预定|所有|全部)*"
    r"(?:各项|全部|所有)?(?:绩效|目标|指标|任务)(?:目标|指标|任务)?"
)
INDICATOR_WORDS = expression(r"绩效|指标")
NO_FUND = expression(r"(?:没有|无)(?P<fund>政府性基金|国有资本经营|社会保险基金)预算")
FUNDS = {
    "政府性基金": "四本_政府性基金",
    "国有资本经营": "四本_国有资本",
    "社会保险基金": "四本_社保基金",
}
ALL_SPENT = Decimal(1)


class Contradiction(Struct, frozen=True):
    """A claim, and the table's figure that speaks against it."""

    start: int
    words: str
    fact: str


def contradictions(text: str, submission: Submission) -> Iterator[Contradiction]:
    """At most one contradiction a sentence."""
    checks = [check for check in _CHECKS if check[0].search(text)]
    for start, sentence in sentences(text) if checks else ():
        for pattern, fact in checks:
            found = pattern.search(sentence)
            said = fact(submission, found) if found else ""
            if found and said:
                yield Contradiction(start + found.start(), found[0], said)
                break


def _all_spent(submission: Submission, _: re.Match[str]) -> str:
    budget, spent = submission.decimal("预算_全年预算"), submission.decimal("预算_全年执行")
    if budget and spent is not None and spent / budget >= ALL_SPENT:
        return f"全年预算数 {budget} 万元、全年执行数 {spent} 万元，已全部执行，没有结转结余"
    return ""


def _full_marks(submission: Submission, _: re.Match[str]) -> str:
    """The level-1 indicator that comes first in the form, where every row has full marks."""
    rows = submission.filled_rows["指标"]
    first = rows[0].text("指标_一级") if rows else ""
    marks = [
        (row.decimal("指标_自评得分"), row.decimal("指标_分值"))
        for row in rows
        if row.text("指标_一级") == first
    ]
    if marks and all(score is not None and score == top for score, top in marks):
        total = sum((top for _, top in marks if top is not None), Decimal(0))
        return f"“{first}”{len(marks)} 行得分全满（{total:f} 分）"
    return ""


def _missed(submission: Submission, found: re.Match[str]) -> str:
    if not INDICATOR_WORDS.search(found[0]):
        return ""
    for row in submission.filled_rows["指标"]:
        target, achieved = row.decimal("指标_年度指标值"), row.decimal("指标_实际完成值")
        if target is None or achieved is None:
            continue
        kind = row.text("指标_性质")
        if (kind in ("≥", "＝") and achieved < target) or (kind == "≤" and achieved > target):
            unit = row.text("指标_单位")
            figures = f"指标值 {target.normalize():f}{unit}，实际完成 {achieved.normalize():f}{unit}"
            return f"“{row.text('指标_三级')}”{figures}"
    return ""


def _fund_spent(submission: Submission, found: re.Match[str]) -> str:
    amount = submission.decimal(FUNDS[found["fund"]])
    return f"收支情况所列{found['fund']}预算支出为 {amount} 万元" if amount else ""


_CHECKS: tuple[tuple[re.Pattern[str], Callable[[Submission, re.Match[str]], str]], ...] = (
    (CARRY_OVER, _all_spent),
    (SLOW, _all_spent),
    (SHORT_OF, _full_marks),
    (ALL_DONE, _missed),
    (NO_FUND, _fund_spent),
)
