"""The roll-up for analysis: units and findings as Parquet, written in row groups as they come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any, Final

from toolkit.desk import rows
from toolkit.desk.results import Conclusion
from toolkit.desk.rows import UnitRows

GROUP: Final = 20_000
"""Rows held, in Arrow's own form, before they are written."""
AT_ONCE: Final = 4_000
"""Rows handed to Arrow in one go: few enough that they are still in the processor's cache."""
FLOATS: Final = frozenset(
    {
        "年初预算", "全年预算", "全年执行", "自评得分", "自动得分", "满分", "审核得分", "自评－审核",
        "偏差率", "差额",
    }
)  # fmt: skip
COUNTS: Final = frozenset({"错误", "警告", "提示", "全部项数", "已审核项数", "报送次数", "逾期天数"})
TEXT_IN_FINDINGS: Final = frozenset({"填报数", "应为"})

FREE_TEXT: Final = frozenset(
    {*TEXT_IN_FINDINGS, "对象", "问题", "怎么改", "单位说明", "依据", "文件", "SHA-256"}
)
"""Columns by which nobody selects rows: no dictionary of their texts, no least and greatest."""


class ParquetWriter:
    """Takes the results unit by unit and writes two files."""

    def __init__(self, units: IO[bytes], findings: IO[bytes]) -> None:
        """Raises ImportError where the optional library is not installed."""
        self._units = _Table(units, rows.UNIT_HEADS)
        self._findings = _Table(findings, rows.FINDING_HEADS)

    def add(self, told: UnitRows) -> None:
        """Take in one unit."""
        self._units.add([told.unit])
        self._findings.add(told.findings)

    def finish(self, conclusion: Conclusion) -> None:
        """Write what is left, and what is known at the end."""
        self._findings.add(rows.collection_rows(conclusion))
        self._units.finish()
        self._findings.finish()


class _Table:
    """One Parquet file that grows by row groups."""

    def __init__(self, out: IO[bytes], heads: Sequence[str]) -> None:
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        self._arrow: Any = arrow
        self._schema = arrow.schema([(head, self._type(head)) for head in heads])
        selected = [head for head in heads if head not in FREE_TEXT]
        self._writer: Any = parquet.ParquetWriter(
            out,
            self._schema,
            compression="zstd",
            use_dictionary=selected,
            write_statistics=selected,
        )
        self._waiting: list[rows.Row] = []
        self._batches: list[Any] = []
        self._rows = 0

    def _type(self, head: str) -> Any:
        if head in FLOATS:
            return self._arrow.float64()
        return self._arrow.int64() if head in COUNTS else self._arrow.string()

    def add(self, told: Sequence[rows.Row]) -> None:
        """Add some rows."""
        self._waiting += told
        if len(self._waiting) >= AT_ONCE:
            self._take()

    def _take(self) -> None:
        if self._waiting:
            columns = zip(self._schema, zip(*self._waiting, strict=True), strict=True)
            arrays = [
                self._arrow.array(_plain(field.name, cells), type=field.type) for field, cells in columns
            ]
            self._batches.append(self._arrow.record_batch(arrays, schema=self._schema))
            self._rows += len(self._waiting)
            self._waiting = []
        if self._rows >= GROUP:
            self._write()

    def _write(self) -> None:
        if self._batches:
            self._writer.write_table(self._arrow.Table.from_batches(self._batches))
            self._batches, self._rows = [], 0

    def finish(self) -> None:
        """Write what is left, and the file's end."""
        self._take()
        self._write()
        self._writer.close()


def _plain(head: str, cells: Sequence[rows.Cell]) -> Sequence[object]:
    """The cells of one column as Arrow takes them."""
    if head in FLOATS:
        return [None if cell is None or type(cell) is str else float(cell) for cell in cells]
    if head in TEXT_IN_FINDINGS:
        return [(str(cell) if type(cell) is Decimal else cell) or None for cell in cells]
    return cells
