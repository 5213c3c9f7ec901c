"""Qualitative rows that claim to be achieved and say otherwise: 未完成, or a date after the target's."""

from __future__ import annotations

import calendar
import re
from datetime import date

from toolkit.dates import FIRST_DAY, LAST_DAY
from toolkit.decimals import plain
from toolkit.expression import expression
from toolkit.rules.hit import Hit
from toolkit.rules.width import normalised
from toolkit.scoring.lines import QUALITATIVE, REACHED
from toolkit.submission import Row

TARGET, ACHIEVED, REASON = "指标_年度指标值", "指标_实际完成值", "指标_偏差原因"
MORE_MISSED = ("未开展", "没有开展", "未开工", "未完工", "没有完工", "未竣工", "未建成", "没有实现")
CLAUSES = expression(r"[，,。；;！!\n]")
TURNED = expression(
    r"无|没有|不存在|零|消除|杜绝|上年|去年|往年|以前|此前|年初|原(?!因)|对(?![方接])|将|督促|如|若|凡"
)
"""Words before, with which nothing is missed: 无未完成事项, 上年未完成的."""
ANOTHER_SENSE = expression(
    r"^的|已|均|全部|率|清零|(?<![\d.])0(?![\d.])|零|单位|企业|对象|人员|上限|警戒|预警|红线|报废|"
    r"事故|投诉|违规|违法|违纪|超标|超支|信访|舆情|处罚|案件|污染|浪费|拖欠|隐患|风险|流失|差错"
)
"""Words behind, with which it is a good result or of something else: 未完成0项, 未达到警戒水位."""
DAY = expression(
    r"(?:(?<!\d)(20\d\d)年)?(?<!\d)(\d{1,2})月份?(?:(\d{1,2})[日号]|(上旬|中旬|下旬|初|底|末))?|"
    r"(?<!\d)(20\d\d)年(?!度)|(?<!\d)(?<!\d年)年[底末内]"
)
"""A day, a part of a month, a month, a year, or the end of the year."""
PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10), "底": (21, 31), "末": (21, 31)}
FINISHED = expression(r"完工|完成|竣工|建成|交付|投入使用|验收|印发|出台|办结|发放|上线|运行")
ALL_ONE = frozenset({"完工", "完成", "竣工", "建成"})
MONTHS = 12
PUT_OFF = expression(r"批准|批复|同意|顺延")
"""With such words a later date may be right."""


def claim_against_words(row: Row, missed: tuple[str, ...], year: int | None) -> Hit | None:
    """The finding of a qualitative row with tier 达成 or a full score that was missed or is late.

    ``missed`` are the words for what was not done; ``year`` is meant where a date names none.
    """
    claim = _claim(row) if row.text("指标_性质") == QUALITATIVE else ""
    target, achieved = normalised(row.text(TARGET)), normalised(row.text(ACHIEVED))
    if not claim or not target or not achieved:
        return None
    if word := _missed_word(target, achieved, (*missed, *MORE_MISSED)):
        fault = f"写“{word}”"
    elif _is_late(target, achieved, year) and not PUT_OFF.search(achieved + row.text(REASON)):
        fault = f"“{row.text(ACHIEVED)}”晚于年度指标值“{row.text(TARGET)}”"
    else:
        return None
    return Hit(
        row.cell(ACHIEVED), row.key, f"“{row.name}”的实际完成值{fault}，但{claim}。", row.text(ACHIEVED)
    )


def _claim(row: Row) -> str:
    score, top = row.decimal("指标_自评得分"), row.decimal("指标_分值")
    full = f"得满分 {plain(score)} 分" if score is not None and score == top else ""
    tier = f"完成等次选“{REACHED}”" if row.text("指标_完成等次") == REACHED else ""
    return "，".join(filter(None, (tier, full)))


def _missed_word(target: str, achieved: str, missed: tuple[str, ...]) -> str:
    """The first word that says of the achievement itself that it was missed, empty where there is none."""
    for clause in CLAUSES.split(achieved):
        for word in missed:
            before, found, behind = clause.partition(word)
            if (
                found
                and word not in target
                and not TURNED.search(before)
                and not ANOTHER_SENSE.search(behind)
            ):
                return word
    return ""


def _is_late(target: str, achieved: str, year: int | None) -> bool:
    """Whether what the target asks for by a day was finished after it; only where both days are certain."""
    wanted = _finished(target)
    told = "，".join(clause for clause in CLAUSES.split(achieved) if wanted & _finished(clause))
    due, done = _only_day(target, year), _only_day(told, year)
    return due is not None and done is not None and done[0] > due[1]


def _finished(text: str) -> set[str]:
    """The words of finishing in a text; those that mean the same as one."""
    return {"完成" if word in ALL_ONE else word for word in FINISHED.findall(text)}


def _only_day(text: str, year: int | None) -> tuple[date, date] | None:
    """First and last day of the one date in a text; ``None`` where there is none, or more than one."""
    found = list(DAY.finditer(text))
    return _days(found[0], year) if len(found) == 1 else None


def _days(match: re.Match[str], year: int | None) -> tuple[date, date] | None:
    own = match[1] or match[5]
    in_year = int(own) if own else year
    month = int(match[2]) if match[2] else 0
    if in_year is None or not FIRST_DAY.year <= in_year <= LAST_DAY.year or month > MONTHS:
        return None
    if not match[2]:
        return date(in_year, 1, 1), date(in_year, 12, 31)
    if not month:
        return None
    last = calendar.monthrange(in_year, month)[1]
    first, end = (int(match[3]), int(match[3])) if match[3] else PARTS.get(match[4], (1, last))
    return (date(in_year, month, first), date(in_year, month, min(end, last))) if 1 <= first <= last else None
