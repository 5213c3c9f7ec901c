"""Wordings of the narrative: part years, contradictions, names, slips, satisfaction, problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from toolkit.expression import expression
from toolkit.form import Form, Rule
from toolkit.model import Role
from toolkit.narrative.contradictions import contradictions
from toolkit.narrative.names import best_coverage, clean, is_character
from toolkit.narrative.reading import MEASURES, OVERVIEW, PROBLEMS, RESULTS, SATISFACTION, SPENDING
from toolkit.narrative.subjects import REPEATED
from toolkit.narrative.wording import confused_names, misspelt_labels, part_years, relative_dates, slips
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule

TOLD = (OVERVIEW, *SPENDING, *RESULTS)
"""Sections that tell of the year gone by."""
SURVEYED = expression(r"问卷|调查|抽样|回访|访谈|测评表|评议")
SAMPLE = expression(r"\d+\s*(?:份|人|户|名|家|人次)")
SATISFIED = expression(r"满意(?:度|率)")
STAFF = expression(r"工作人员|干部职工|机关干部|本单位职工|内部职工|全体职工")
OUTSIDERS = expression(
    r"群众|公众|市民|居民|村民|农户|企业|家长|患者|学生|用户|受益|办事|服务对象|游客|业主|纳税人|脱贫户|对象"
)
OWN_HEADING = expression(r"社会公众或服务对象|服务对象满意度|社会公众")
LEAST_NAME = Decimal("0.6")
CLAUSES = expression(r"[；;。\n]")
GENERAL_PAIRS = frozenset(
    [
        "加强",
        "进一步",
        "一步",
        "完善",
        "提高",
        "工作",
        "管理",
        "制度",
        "问题",
        "单位",
        "绩效",
        "预算",
        "项目",
        "目标",
        "指标",
        "情况",
        "实施",
        "建设",
        "力度",
        "机制",
    ]
)


@rule("NV08")
def period_is_not_the_year(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Accounts of the year that stop before its end."""
    narrative = evidence.narrative
    for section in TOLD:
        for found in part_years(narrative.texts.get(section, ""), narrative.year):
            label = narrative.label(section)
            message = f"{label}写“{found.wrong}”，只说到这一时点，评价期应为全年。"
            yield Hit(narrative.cell(section), label, message, found.wrong)


@rule("NV09")
def claim_contradicts_table(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """General claims that the tables' figures speak against."""
    narrative = evidence.narrative
    for section, text in narrative.texts.items():
        for found in contradictions(text, evidence.submission):
            label = narrative.label(section)
            message = f"{label}写“{found.words}”，但{found.fact}，前后矛盾。"
            yield Hit(narrative.cell(section), label, message, found.words)


@rule("NV10")
def name_differs_from_table(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Names and terms of the form that the text writes in another way."""
    narrative, submission = evidence.narrative, evidence.submission
    rows = {row.text("指标_三级"): row for row in submission.filled_rows["指标"]}
    names = tuple(name for name in rows if name)
    for section, text in narrative.texts.items():
        for name, found in confused_names(text, names):
            message = (
                f"{narrative.label(section)}写“{found.wrong}”，自评表“{name}”写“{found.right}”，请统一。"
            )
            also = (rows[name].cell("指标_三级"),)
            yield Hit(narrative.cell(section), rows[name].key, message, found.wrong, found.right, also=also)
    yield from _terms_differ(evidence)


def _terms_differ(evidence: Evidence) -> Iterator[Hit]:
    """产出目标 where the form says 产出指标: the first half of a level-1 term with another second half."""
    narrative = evidence.narrative
    for term in evidence.form.lists.get("清单_一级指标", ()):
        stem, kind = term[:-2], term[-2:]
        for section in RESULTS if len(stem) == 2 else ():
            text = narrative.texts.get(section, "")
            found = re.search(rf"{stem}(?!{kind})目标(?!值)", text)
            if found and kind != "目标":
                message = f"{narrative.label(section)}写“{found[0]}”，表式中为“{term}”，请统一。"
                yield Hit(narrative.cell(section), term, message, found[0], term)


@rule("NV12")
def characters_missing_or_wrong(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Known slips of the pen, and labels of the form that lack or change one character."""
    narrative = evidence.narrative
    labels = evidence.form.kept(_labels)
    for section, text in narrative.texts.items():
        for found in (*slips(text), *misspelt_labels(text, labels)):
            shown = text[max(0, found.start - 4) : found.start + len(found.wrong) + 4].replace("\n", "")
            label = narrative.label(section)
            message = f"{label}“{shown}”中的“{found.wrong}”疑为“{found.right}”之误。"
            yield Hit(narrative.cell(section), label, message, found.wrong, found.right)


def _labels(form: Form) -> tuple[str, ...]:
    """Labels of the form's money fields, without additions in brackets."""
    found = (
        clean(REPEATED.sub("", REPEATED.sub("", field.label)))
        for field in form.fields.values()
        if field.unit == "万元" and field.role is Role.INPUT
    )
    return tuple(dict.fromkeys(found))


@rule("NV13")
def relative_date(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Words like 目前 in the account of a year that is over."""
    narrative = evidence.narrative
    for section in TOLD:
        text = narrative.texts.get(section, "")
        for found in relative_dates(text):
            shown = text[found.start : found.start + 16].split("\n")[0]
            label = narrative.label(section)
            yield Hit(
                narrative.cell(section),
                label,
                f"{label}写“{shown}”，年度已结束，请写明具体日期或结果。",
                found.wrong,
            )


@rule("EV02")
def satisfaction_without_survey(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Satisfaction claimed with no word on survey, sample and method."""
    narrative = evidence.narrative
    text = narrative.texts.get(SATISFACTION, "")
    if not SATISFIED.search(text):
        return
    others = [t for name, t in narrative.texts.items() if name in (*RESULTS, OVERVIEW)]
    if not any(
        SURVEYED.search(t) and SAMPLE.search(t[found.start() :])
        for t in others
        if (found := SURVEYED.search(t))
    ):
        label = narrative.label(SATISFACTION)
        message = f"{label}只写了满意度，没有写问卷、样本数和调查方法。"
        yield Hit(narrative.cell(SATISFACTION), label, message)


@rule("EV04")
def only_staff_asked(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Satisfaction of nobody but the unit's own people."""
    narrative = evidence.narrative
    text = OWN_HEADING.sub("", narrative.texts.get(SATISFACTION, ""))
    found = STAFF.search(text)
    if found and not OUTSIDERS.search(text):
        label = narrative.label(SATISFACTION)
        message = f"{label}只分析了“{found[0]}”的满意度，没有服务对象或社会公众。"
        yield Hit(narrative.cell(SATISFACTION), label, message, found[0])


@rule("EX10")
def problems_are_general(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Problems that name none of the indicators that lost points."""
    narrative = evidence.narrative
    text = clean(narrative.texts.get(PROBLEMS, ""))
    lost = [
        row
        for row in evidence.submission.filled_rows["指标"]
        if (score := row.decimal("指标_自评得分")) is not None
        and (top := row.decimal("指标_分值")) is not None
        and score < top
    ]
    if not text or not lost or any(best_coverage(row.text("指标_三级"), text) >= LEAST_NAME for row in lost):
        return
    names = "、".join(f"“{row.text('指标_三级')}”" for row in lost[:3])
    message = f"存在的问题没有提到扣分的指标{names}，是泛泛而谈。"
    also = tuple(row.cell("指标_自评得分") for row in lost)
    yield Hit(narrative.cell(PROBLEMS), narrative.label(PROBLEMS), message, also=also)


@rule("EX11")
def measures_do_not_answer_problems(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Measures more than half of which share no word with any problem."""
    narrative = evidence.narrative
    problems, measures = narrative.texts.get(PROBLEMS, ""), narrative.texts.get(MEASURES, "")
    clauses = [clause for clause in CLAUSES.split(measures) if len(clean(clause)) >= 6]
    if not problems or not clauses:
        return
    words = _pairs(problems)
    idle = [clause for clause in clauses if not _pairs(clause) & words]
    if len(idle) * 2 > len(clauses):
        shown = idle[0].strip()[:20]
        message = f"改进措施 {len(clauses)} 条中有 {len(idle)} 条没有对应所列问题，如“{shown}”。"
        yield Hit(
            narrative.cell(MEASURES), narrative.label(MEASURES), message, also=(narrative.cell(PROBLEMS),)
        )


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters, general words left out."""
    found = {one + other for one, other in pairwise(text) if is_character(one) and is_character(other)}
    return found - GENERAL_PAIRS
