"""The roll-up for analysis: units and findings as Parquet, written in row groups as they come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any, Final

from toolkit.desk import rows
from toolkit.desk.results import Conclusion, Kind, UnitResult
from toolkit.model import Finding

GROUP: Final = 20_000
"""Rows held, in Arrow's own form, before they are written."""
AT_ONCE: Final = 4_000
"""Rows handed to Arrow in one go: few enough that they are still in the processor's cache."""
UNITS_AT_ONCE: Final = 100
"""Units taken apart in one go; all that is known of them is held until then."""
FLOATS: Final = frozenset(
    {
        "年初预算", "全年预算", "全年执行", "自评得分", "自动得分", "满分", "审核得分", "自评－审核",
        "偏差率", "差额",
    }
)  # fmt: skip
COUNTS: Final = frozenset({"错误", "警告", "提示", "报送次数", "逾期天数"})
TEXT_IN_FINDINGS: Final = frozenset({"填报数", "应为"})

FREE_TEXT: Final = frozenset(
    {*TEXT_IN_FINDINGS, "对象", "问题", "怎么改", "单位说明", "依据", "文件", "SHA-256"}
)
"""Columns by which nobody selects rows: no dictionary of their texts, no least and greatest."""


class ParquetWriter:
    """Takes the results unit by unit and writes two files."""

    def __init__(self, units: IO[bytes], findings: IO[bytes]) -> None:
        """Raises ImportError where the optional library is not installed."""
        self._unit_table = _Table(units, rows.UNIT_HEADS)
        self._finding_table = _Table(findings, rows.FINDING_HEADS)
        self._units: list[UnitResult] = []
        self._unit_columns: list[list[rows.Cell]] = [[] for _ in rows.UNIT_HEADS]
        self._codes: list[str] = []
        self._names: list[str] = []
        self._kinds: list[Kind] = []
        self._findings: list[Finding] = []

    def add(self, result: UnitResult) -> None:
        """Take in one unit."""
        self._units.append(result)
        if len(self._units) >= UNITS_AT_ONCE:
            self._keep_units()
        unit = result.case.dossier.unit
        self._add(unit.code, unit.name, result.findings)

    def _add(self, code: str, name: str, findings: Sequence[tuple[Kind, Finding]]) -> None:
        self._codes += [code] * len(findings)
        self._names += [name] * len(findings)
        self._kinds += [kind for kind, _ in findings]
        self._findings += [finding for _, finding in findings]
        if len(self._findings) >= AT_ONCE:
            self._take_findings()

    def _keep_units(self) -> None:
        for kept, column in zip(self._unit_columns, rows.unit_columns(self._units), strict=True):
            kept += column
        self._units = []
        if len(self._unit_columns[0]) >= AT_ONCE:
            self._take_units()

    def _take_units(self) -> None:
        self._unit_table.take(self._unit_columns)
        self._unit_columns = [[] for _ in rows.UNIT_HEADS]

    def _take_findings(self) -> None:
        if self._findings:
            columns = rows.finding_columns(self._codes, self._names, self._kinds, self._findings)
            self._finding_table.take(columns)
            self._codes, self._names, self._kinds, self._findings = [], [], [], []

    def finish(self, conclusion: Conclusion) -> None:
        """Write what is left, and what is known at the end."""
        self._add(*rows.ALL_UNITS, [(Kind.BULK, finding) for finding in conclusion.collection])
        self._keep_units()
        self._take_units()
        self._take_findings()
        self._unit_table.finish()
        self._finding_table.finish()


class _Table:
    """One Parquet file that grows by row groups."""

    def __init__(self, out: IO[bytes], heads: Sequence[str]) -> None:
        import pyarrow as arrow
        import pyarrow.compute as compute
        import pyarrow.parquet as parquet

        self._arrow: Any = arrow
        self._compute: Any = compute
        self._schema = arrow.schema([(head, self._type(head)) for head in heads])
        self._null = arrow.scalar(None, arrow.string())
        selected = [head for head in heads if head not in FREE_TEXT]
        self._writer: Any = parquet.ParquetWriter(
            out,
            self._schema,
            compression="zstd",
            use_dictionary=selected,
            write_statistics=selected,
        )
        self._batches: list[Any] = []
        self._rows = 0

    def _type(self, head: str) -> Any:
        if head in FLOATS:
            return self._arrow.float64()
        return self._arrow.int64() if head in COUNTS else self._arrow.string()

    def take(self, columns: Sequence[Sequence[rows.Cell]]) -> None:
        """Add some rows, given by columns."""
        arrays = [
            self._arrow.array(_plain(field.name, cells), type=field.type)
            for field, cells in zip(self._schema, columns, strict=True)
        ]
        self._batches.append(self._arrow.record_batch(arrays, schema=self._schema))
        self._rows += len(columns[0])
        if self._rows >= GROUP:
            self._write()

    def _write(self) -> None:
        if self._batches:
            columns = map(self._told, self._arrow.Table.from_batches(self._batches).columns)
            self._writer.write_table(self._arrow.table(list(columns), schema=self._schema))
            self._batches, self._rows = [], 0

    def _told(self, column: Any) -> Any:
        """A column in which nothing stands where a text is empty."""
        if column.type != self._arrow.string():
            return column
        empty = self._compute.equal(column, "")
        return self._compute.if_else(empty, self._null, column) if self._compute.any(empty) else column

    def finish(self) -> None:
        """Write what is left, and the file's end."""
        self._write()
        self._writer.close()


def _plain(head: str, cells: Sequence[rows.Cell]) -> Sequence[object]:
    """The cells of one column as Arrow takes them."""
    if head in FLOATS:
        return [None if cell is None or type(cell) is str else float(cell) for cell in cells]
    if head in TEXT_IN_FINDINGS:
        return [str(cell) if type(cell) is Decimal else cell for cell in cells]
    return cells
