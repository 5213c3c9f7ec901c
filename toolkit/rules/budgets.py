"""Money of several budgets that cannot all be within the project expenditure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.decimals import plain
from toolkit.form import Rule
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.submission import Submission

MONEY = "万元"
OTHER_BUDGETS = ("四本_政府性基金", "四本_国有资本", "四本_社保基金")


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
