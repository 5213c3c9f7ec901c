"""TRUE and FALSE in cells of a form that asks nothing that is answered with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.form import as_text
from toolkit.model import FieldType, Role
from toolkit.rules.hit import Hit
from toolkit.submission import Submission

WANTED: Mapping[str, str] = {
    FieldType.DATE: "日期，如 2024-5-31",
    FieldType.CODE: "编码或号码",
    FieldType.TEXT: "文字",
    FieldType.LONG_TEXT: "文字",
    FieldType.MIXED: "数字或文字",
    FieldType.CHOICE: "下拉列表里的一项",
}
"""What a cell asks for, by its field's type; of all others a number."""
NUMBER = "数字"
RETYPE = "删除逻辑值，重新填写。"


def logical_values(submission: Submission) -> Iterator[Hit]:
    """Every cell that people fill in and that holds a logical value."""
    for (at, field, _), value in submission.filled_entries:
        if isinstance(value, bool) and field.role is not Role.WRITTEN:
            written = as_text(value)
            wanted = WANTED.get(field.type, NUMBER)
            message = f"“{field.label}”填的是逻辑值 {written}，应填{wanted}。"
            yield Hit(at, field.label, message, written, fix=RETYPE)
