"""The roll-up for analysis: units and findings as Parquet, written in row groups as they come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from toolkit.desk import rows
from toolkit.desk.results import Conclusion, Kind, UnitResult

GROUP: Final = 20_000
"""Rows held before they are written."""
NUMBERS: Final = frozenset(
    {"年初预算", "全年预算", "全年执行", "自评得分", "自动得分", "满分", "审核得分", "自评－审核", "偏差率"}
)
COUNTS: Final = frozenset({"错误", "警告", "提示", "报送次数", "逾期天数"})
TEXT_IN_FINDINGS: Final = frozenset({"填报数", "应为"})


class ParquetWriter:
    """Takes the results unit by unit and gives two files' bytes at the end."""

    def __init__(self) -> None:
        """Raises ImportError where the optional library is not installed."""
        self._units = _Table(rows.UNIT_HEADS)
        self._findings = _Table(rows.FINDING_HEADS)

    def add(self, result: UnitResult) -> None:
        """Take in one unit."""
        self._units.write(rows.unit_row(result))
        for row in rows.finding_rows(result):
            self._findings.write(row)

    def finish(self, conclusion: Conclusion) -> tuple[bytes, bytes]:
        """The units and the findings."""
        for finding in conclusion.collection:
            self._findings.write(rows.finding_row("", "全部单位", Kind.BULK, finding))
        return self._units.finish(), self._findings.finish()


class _Table:
    """One Parquet file that grows by row groups."""

    def __init__(self, heads: Sequence[str]) -> None:
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        self._arrow: Any = arrow
        self._schema = arrow.schema([(head, self._type(head, arrow)) for head in heads])
        self._buffer = BytesIO()
        self._writer: Any = parquet.ParquetWriter(self._buffer, self._schema, compression="zstd")
        self._columns: list[list[object]] = [[] for _ in heads]
        self._heads = heads

    def _type(self, head: str, arrow: Any) -> Any:
        if head in NUMBERS or head == "差额":
            return arrow.float64()
        return arrow.int64() if head in COUNTS else arrow.string()

    def write(self, row: rows.Row) -> None:
        """Add one row."""
        for head, column, value in zip(self._heads, self._columns, row, strict=True):
            column.append(_plain(head, value))
        if len(self._columns[0]) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._columns[0]:
            arrays = [
                self._arrow.array(column, type=field.type)
                for column, field in zip(self._columns, self._schema, strict=True)
            ]
            self._writer.write_table(self._arrow.table(arrays, schema=self._schema))
            self._columns = [[] for _ in self._heads]

    def finish(self) -> bytes:
        """The file's bytes."""
        self._flush()
        self._writer.close()
        return self._buffer.getvalue()


def _plain(head: str, value: rows.Cell) -> object:
    if head in TEXT_IN_FINDINGS:
        return None if value in (None, "") else str(value)
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" else value
