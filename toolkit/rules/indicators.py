"""Are the indicators fit to measure by? Standards, their place in the table, what they leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.expression import expression
from toolkit.form import Rule
from toolkit.narrative.names import best_coverage, clean
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.rules.settings import alike, first_word, pairs_of, threshold, words
from toolkit.scoring.lines import QUALITATIVE
from toolkit.submission import Row, Submission

OUTPUT, OUTCOME = "产出", "效益"
QUANTITY, QUALITY = "数量", "质量"
CHANGE = expression(r"下降|降低|减少|节约|节省|增长|提高|率$|比$")
"""Names that tell a change or a ratio: they may stand under any level 2."""
SAME_PROJECT = 0.6


def indicators(submission: Submission) -> tuple[Row, ...]:
    """The rows of the grade sheet that name an indicator."""
    return submission.kept(_named)


def _named(submission: Submission) -> tuple[Row, ...]:
    return tuple(row for row in submission.filled_rows["指标"] if row.text("指标_三级"))


@rule("TG04")
def qualitative_without_standard(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Qualitative targets without a number that are vague or only a few characters; told in one finding."""
    vague = words(evidence.form, "清单_空泛标准")
    shortest = threshold(evidence.form, "参数_定性最少字数")
    told = [row for row in indicators(evidence.submission) if row.text("指标_性质") == QUALITATIVE]
    targets = [(row, row.text("指标_年度指标值")) for row in told]
    found = [
        row
        for row, target in targets
        if target
        and not re.search(r"\d", target)
        and (len(clean(target)) < shortest or first_word(target, vague))
    ]
    if found:
        cells = tuple(row.cell("指标_年度指标值") for row in found)
        shown = "、".join(f"“{row.name}：{row.text('指标_年度指标值')}”" for row in found)
        message = f"{len(found)} 行定性指标没有可衡量的标准：{shown}。"
        yield Hit(cells[0], found[0].key, message, also=cells[1:])


@rule("TG06")
def filed_under_wrong_level2(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Names with a word that the master's list files under another level 2."""
    columns = (words(evidence.form, f"清单_{name}") for name in ("错位二级", "错位用语", "应属二级"))
    misplaced = list(zip(*columns, strict=False))
    for row in indicators(evidence.submission):
        name, level2 = row.text("指标_三级"), row.text("指标_二级")
        for wrong, word, right in misplaced:
            if level2 == wrong and word in name and not (CHANGE.search(name) and not name.endswith(word)):
                message = f"“{name}”放在“{level2}”，从“{word}”看应属“{right}”。"
                yield Hit(row.cell("指标_二级"), row.key, message, level2, right)
                break


@rule("TG07")
def same_matter_as_output_and_outcome(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """An outcome whose name is that of an output."""
    least = float(threshold(evidence.form, "参数_同名相似度")) * 100
    rows = [(row, row.text("指标_一级"), clean(row.name)) for row in indicators(evidence.submission)]
    outputs = [(row, core) for row, level1, core in rows if level1.startswith(OUTPUT)]
    for row, level1, core in rows:
        if not level1.startswith(OUTCOME):
            continue
        same_matter = (o for o, own in outputs if alike(own, core, least))
        if same := next(same_matter, None):
            message = f"效益的“{row.name}”与产出的“{same.name}”是同一件事，重复考核。"
            also = (same.cell("指标_三级"),)
            yield Hit(row.cell("指标_三级"), row.key, message, row.name, also=also)


@rule("TG14")
def project_without_indicator(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Projects of the category that shares no word with any indicator; told in one finding."""
    submission = evidence.submission
    category = str(evidence.form.parameters.get("参数_须设指标类别") or "")
    projects = [row for row in submission.filled_rows["项目"] if row.text("项目_类别") == category]
    found = [row for row in projects if not _answered(evidence, row.text("项目_名称"))]
    if found and indicators(submission):
        cells = tuple(row.cell("项目_名称") for row in found)
        shown = "、".join(f"“{row.name}”{_money(row)}" for row in found)
        message = f"{len(found)} 个{category}项目没有对应的三级指标：{shown}。"
        yield Hit(cells[0], found[0].key, message, also=cells[1:])


def _money(row: Row) -> str:
    spent = row.decimal("项目_支出")
    return "" if spent is None else f" {spent:.2f} 万元"


@rule("TG14", part="任务")
def duty_without_indicator(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Duties of the year that share no word with any indicator."""
    for row in evidence.submission.filled_rows["任务"]:
        text = row.text("任务_内容")
        if indicators(evidence.submission) and text and not _answered(evidence, text):
            message = f"年度任务“{text[:20]}”没有对应的三级指标。"
            yield Hit(row.cell("任务_内容"), row.key, message)


def _answered(evidence: Evidence, text: str) -> bool:
    general = words(evidence.form, "清单_泛称用语")
    own = pairs_of(text, general)
    rows = indicators(evidence.submission)
    return not own or any(own & pairs_of(row.text("指标_三级"), general) for row in rows)


@rule("SC14")
def quantity_full_quality_nothing(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """One project's quantity with full marks beside its quality with none."""
    rows = indicators(evidence.submission)
    counted = [row for row in rows if row.text("指标_二级").startswith(QUANTITY) and _full(row)]
    for row in rows:
        if not row.text("指标_二级").startswith(QUALITY) or row.decimal("指标_自评得分") != 0:
            continue
        for other in counted:
            if best_coverage(other.name, clean(row.name)) >= SAME_PROJECT:
                score = other.text("指标_自评得分")
                message = f"“{other.name}”得满分 {score} 分，同一项目的“{row.name}”得 0 分，口径不一。"
                also = (other.cell("指标_自评得分"),)
                yield Hit(row.cell("指标_自评得分"), row.key, message, also=also)


def _full(row: Row) -> bool:
    score, top = row.decimal("指标_自评得分"), row.decimal("指标_分值")
    return score is not None and top is not None and top > 0 and score >= top
