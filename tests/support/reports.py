"""Report contents for tests: the real 2023 report from its data file, and fillings of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.support.returns import FIELDS, FormInMemory, as_value
from tests.support.wordml import order_faults
from toolkit.io.docx_read import report_faults
from toolkit.io.docx_write import write_report
from toolkit.model import Book, Value
from toolkit.report.content import ReportContent, build_content
from toolkit.scoring import score_submission
from toolkit.submission import Submission

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
TEMPLATE = WORKBOOKS / "report.docx"

Data = Mapping[str, Any]
PHONE = "138" + 8 * "0"
"""Of the length of a mobile number, and nobody's."""


class ReportForm(FormInMemory, frozen=True):
    """What the report asks of a form."""

    version: str = "2023.1"


@lru_cache
def real_data() -> Data:
    """The real report as the sample's data file has it."""
    loaded: Data = yaml.safe_load((WORKBOOKS / "samples" / "yunxi-2023.yaml").read_text(encoding="utf-8"))
    return loaded


def filled(data: Data) -> Submission:
    """A submission holding the data: a list is a table, anything else one field.

    What the workbook's own formulas would say of title, level-1 names and totals is put in as well.
    """
    form = ReportForm()
    values: list[Value] = [None] * (max(form.slot(f.area.cell(f.area.rows - 1)) for f in FIELDS.values()) + 1)
    for name, value in {**_formulas(data), **data}.items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                for column, item in row.items():
                    values[form.slot(FIELDS[column].area.cell(index))] = _value(item)
        else:
            values[form.slot(FIELDS[name].area.first)] = _value(value)
    return Submission(form, _NO_BOOK, tuple(values))  # type: ignore[arg-type]


_NO_BOOK = Book((), {}, frozenset(), True, False, frozenset())


def _value(item: object) -> Value:
    if isinstance(item, date):
        return float((item - date(1899, 12, 30)).days)
    return as_value(item)


def _formulas(data: Data) -> dict[str, Any]:
    levels = ("产出指标", "效益指标", "满意度指标")
    region, year = data.get("封面_行政区", ""), data.get("封面_评价年度", "")
    return {"封面_标题": f"{region}{year}年度部门整体支出绩效评价自评报告" if region else ""} | {
        "一级": [{"一级_名称": level} for level in levels]
    }


def content_of(data: Data, *, draft: bool = False, public: bool = False) -> ReportContent:
    """The content of a report on the data, scored under the default rule set."""
    data = dict(data)
    levels = [{"一级_名称": level} for level in ("产出指标", "效益指标", "满意度指标")]
    if "一级" in data:
        data["一级"] = [a | b for a, b in zip(levels, data["一级"], strict=True)]
    submission = filled(data)
    return build_content(submission, score_submission(submission), draft=draft, public=public)


def real_content(*, draft: bool = False, public: bool = False) -> ReportContent:
    """The content of the real report."""
    return content_of(real_data(), draft=draft, public=public)


def with_indicators(rows: Sequence[Mapping[str, object]]) -> Data:
    """The real report with other indicator rows."""
    return {**real_data(), "指标": list(rows)}


def written(content: ReportContent, template: bytes) -> bytes:
    """The report, proven to say what the content says."""
    package = write_report(content, template)
    assert report_faults(package, content, template) == ()
    assert order_faults(package) == []
    return package


def indicator(**columns: object) -> dict[str, object]:
    """A row of the indicator table."""
    return {"指标_一级": "产出指标", "指标_二级": "数量指标"} | {
        f"指标_{name}": value for name, value in columns.items()
    }
