"""Random returns from a seed: what people type, right and wrong, into the master's input cells.

Left out is where LibreOffice is known not to answer as Excel does, so that its answers can be compared:
logical values in number cells (it counts them), error values as criteria, years outside 1900 to 9999. The
formula tests state Excel's answers to those.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from toolkit.form import Form
from toolkit.model import CellEdit, ExcelError, Field, Value
from toolkit.submission import inputs_of

WRONG = ("１２", "12", "187.90万元", "约 3", " ", "NULL", "<5", "=5", "*", "?", "≥", "98%", "1,234.5", "TRUE")
ERRORS = (ExcelError.NA, ExcelError.DIV0)
TEXTS = ("甲", "甲乙", "产出", "无", "按期完成", "a&b <c>", "第一行\n第二行", "～*?", "x" * 300)


def random_filling(form: Form, seed: int) -> list[CellEdit]:
    """Edits that fill some of the form, one cell in about 30 wrongly; the same for the same seed."""
    random = Random(seed)
    share = random.choice((0.2, 0.6, 0.95))
    return [
        CellEdit(field.area.cell(index), value)
        for field in inputs_of(form)
        for index in _rows(field, random)
        if random.random() < share and (value := _value(form, field, random)) is not None
    ]


def _rows(field: Field, random: Random) -> Iterator[int]:
    rows = field.area.rows
    return iter(range(rows if rows < 3 else random.choice((0, 1, rows // 3, rows // 2, rows))))


def _value(form: Form, field: Field, random: Random) -> Value:
    if random.random() < 0.03:
        return random.choice((*WRONG, *TEXTS, -1.0, 0.0, *(() if field.choices else ERRORS)))
    if field.choices:
        return random.choice(form.lists[field.choices])
    match field.type:
        case "数值":
            return round(random.choice((1, 10, 1e3, 1e5)) * random.random(), random.choice((0, 1, 2, 2, 3)))
        case "整数":
            return float(random.choice((0, 1950, 2023, 8_000)))
        case "百分比":
            return random.choice((0.0, 0.5, 0.8, 0.98, 1.0, 1.2, round(random.random(), 4)))
        case "日期":
            return float(random.randint(40_000, 46_000))
        case "编码":
            return "".join(random.choices("0123456789", k=random.choice((5, 6, 6, 11))))
        case "混合":
            return random.choice((0.0, 1.0, 12.0, round(1000 * random.random(), 2), *TEXTS[:5]))
    return random.choice(TEXTS)
