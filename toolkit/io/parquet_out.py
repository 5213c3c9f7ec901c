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
FLOATS: Final = frozenset(
    {
        "年初预算", "全年预算", "全年执行", "自评得分", "自动得分", "满分", "审核得分", "自评－审核",
        "偏差率", "差额",
    }
)  # fmt: skip
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
        self._rows: list[rows.Row] = []

    def _type(self, head: str, arrow: Any) -> Any:
        if head in FLOATS:
            return arrow.float64()
        return arrow.int64() if head in COUNTS else arrow.string()

    def write(self, row: rows.Row) -> None:
        """Add one row."""
        self._rows.append(row)
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(self._schema, zip(*self._rows, strict=True), strict=True)
            arrays = [self._arrow.array(_plain(f.name, cells), type=f.type) for f, cells in columns]
            self._writer.write_table(self._arrow.table(arrays, schema=self._schema))
            self._rows = []

    def finish(self) -> bytes:
        """The file's bytes."""
        self._flush()
        self._writer.close()
        return self._buffer.getvalue()


def _plain(head: str, cells: Sequence[rows.Cell]) -> list[object]:
    """The cells of one column as Arrow takes them; what is blank or empty is null."""
    if head in FLOATS:
        return [None if cell is None or isinstance(cell, str) else float(cell) for cell in cells]
    if head in COUNTS:
        return list(cells)
    if head in TEXT_IN_FINDINGS:
        return [str(cell) if isinstance(cell, Decimal) else cell or None for cell in cells]
    return [cell or None for cell in cells]
