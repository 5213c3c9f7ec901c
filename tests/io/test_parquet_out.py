"""The Parquet roll-up: every row once and in order whatever the sizes of its groups; blanks are nulls."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pyarrow.parquet
import pytest

from tests.support.desk import case, digest
from tests.support.samples import master_form
from toolkit.desk import rows
from toolkit.desk.results import Conclusion, Summary, UnitResult
from toolkit.io import parquet_out
from toolkit.io.parquet_out import ParquetWriter
from toolkit.model import Finding, Severity


def finding(message: str, **facts: Any) -> Finding:
    usual: dict[str, Any] = {
        "rule": "AR06", "severity": Severity.ERROR, "sheet": "绩效自评表", "cell": "", "key": "合计",
        "message": message, "actual": Decimal("1.50"), "expected": "二", "difference": Decimal("0.5"),
        "unit": "", "fix": "改。", "basis": "",
    }  # fmt: skip
    return Finding(**{**usual, **facts})


COLLECTION = finding("全部", severity=Severity.NOTE, actual=None, difference=None)
RESULTS = tuple(
    UnitResult(
        case(digest(f"{132001 + number}", findings=tuple(map(finding, "一二三"[:number])))),
        (finding("汇总", severity=Severity.WARNING),),
    )
    for number in range(4)
)
END = Conclusion(Summary(), master_form(), (), (), (COLLECTION,), {}, ())


def written() -> list[pyarrow.Table]:
    outs = BytesIO(), BytesIO()
    writer = ParquetWriter(*outs)
    for result in RESULTS:
        writer.add(rows.unit_rows(result))
    writer.finish(END)
    return [pyarrow.parquet.read_table(BytesIO(out.getvalue())) for out in outs]


def plain(cell: rows.Cell, head: str) -> object:
    if isinstance(cell, Decimal):
        return str(cell) if head in ("填报数", "应为") else float(cell)
    return None if cell == "" else cell


@pytest.mark.parametrize(("group", "at_once"), [(1, 1), (3, 2), (100, 100)])
def test_parquet_holds_every_row_whatever_the_sizes_of_its_groups(
    group: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_out, "GROUP", group)
    monkeypatch.setattr(parquet_out, "AT_ONCE", at_once)
    units, findings = written()
    told = [row for result in RESULTS for row in rows.unit_rows(result).findings]
    told += rows.collection_rows(END)
    for table, heads, expected in (
        (units, rows.UNIT_HEADS, [rows.unit_rows(result).unit for result in RESULTS]),
        (findings, rows.FINDING_HEADS, told),
    ):
        assert [tuple(row.values()) for row in table.to_pylist()] == [
            tuple(map(plain, row, heads)) for row in expected
        ]
        assert tuple(table.column_names) == heads


def test_parquet_types_are_numbers_where_rows_are_counted_or_summed() -> None:
    units, findings = written()
    types = {field.name: str(field.type) for field in (*units.schema, *findings.schema)}
    assert {types.pop(head) for head in parquet_out.FLOATS} == {"double"}
    assert {types.pop(head) for head in parquet_out.COUNTS} == {"int64"}
    assert set(types.values()) == {"string"}
