"""Money split over several budgets: costs that exceed their target together, projects counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.form import Rule
from toolkit.narrative.names import clean
from toolkit.rules.figures import plain
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.indicators import indicators
from toolkit.rules.registry import rule
from toolkit.rules.settings import words
from toolkit.scoring.lines import AT_MOST
from toolkit.submission import Row, Submission

MONEY = "万元"
OTHER_BUDGETS = ("四本_政府性基金", "四本_国有资本", "四本_社保基金")


@rule("SC02", part="分列")
def cost_exceeded_with_other_budget(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Costs within their target that exceed it together with a like item of another budget."""
    submission = evidence.submission
    general = words(evidence.form, "清单_泛称用语")
    for row in indicators(submission):
        target, achieved = row.decimal("指标_年度指标值"), row.decimal("指标_实际完成值")
        if row.text("指标_性质") != AT_MOST or row.text("指标_单位") != MONEY or not target or not achieved:
            continue
        for item in _unlisted_items(submission):
            amount = item.decimal("其中_金额") or Decimal(0)
            if achieved <= target < achieved + amount and _alike(row.name, item.name, general):
                yield _exceeded(row, item, achieved, amount, target)


def _unlisted_items(submission: Submission) -> Iterator[Row]:
    """Items of the budgets that stand in no line of the project list."""
    listed = {row.decimal("项目_支出") for row in submission.filled_rows["项目"]}
    for item in submission.filled_rows["其中"]:
        if listed and item.decimal("其中_金额") not in listed:
            yield item


def _alike(name: str, other: str, general: tuple[str, ...]) -> bool:
    """Whether two names are of one kind of cost: the same last two characters, and no general word."""
    last = clean(name)[-2:]
    return last == clean(other)[-2:] and last not in general


def _exceeded(row: Row, item: Row, achieved: Decimal, amount: Decimal, target: Decimal) -> Hit:
    total = achieved + amount
    message = (
        f"“{row.name}”{plain(achieved)} 万元，加上列在{item.text('其中_预算')}的“{item.name}”"
        f"{plain(amount)} 万元共 {plain(total)} 万元，超过年度指标值 {plain(target)} 万元。"
    )
    also = (item.cell("其中_金额"),)
    return Hit(row.cell("指标_实际完成值"), row.key, message, total, target, MONEY, also)


@rule("AR17", part="口径")
def projects_do_not_fit_beside_other_budgets(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """With other budgets' spending within the projects, the general ones named exceed the rest."""
    submission = evidence.submission
    projects, spent = submission.decimal("预算_项目支出"), submission.decimal("预算_全年执行")
    other = sum((submission.decimal(name) or Decimal(0) for name in OTHER_BUDGETS), Decimal(0))
    if projects is None or spent is None or not other or submission.decimal("四本_合计") == spent:
        return
    named, left = _general_projects(submission), projects - other
    if named > left:
        message = (
            f"其他预算支出 {plain(other)} 万元如已含在项目支出 {plain(projects)} 万元里，"
            f"一般公共预算项目只剩 {plain(left)} 万元，而已列的（不计重复的）有 {plain(named)} 万元，"
            f"多 {plain(named - left)} 万元。"
        )
        yield Hit(submission.cell("预算_项目支出"), "项目支出", message, named, left, MONEY)


def _general_projects(submission: Submission) -> Decimal:
    """Sum of the listed projects of the first budget, without amounts that another budget lists too."""
    first = submission.form.lists["清单_四本预算"][0]
    items = submission.filled_rows["其中"]
    twice = {item.decimal("其中_金额") for item in items if item.text("其中_预算") != first}
    amounts = (
        row.decimal("项目_支出")
        for row in submission.filled_rows["项目"]
        if row.text("项目_资金来源") == first
    )
    return sum((amount for amount in amounts if amount and amount not in twice), Decimal(0))
