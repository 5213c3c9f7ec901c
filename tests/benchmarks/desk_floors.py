"""What the desk's outputs cost beside their libraries' own floors: the same cells, rows and columns, bare.

The rows of the units, which all tables share, are made with the workbook, the first that needs them; page,
JSON and Parquet get them ready, as their floors do.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pyarrow
import pyarrow.parquet
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.desk.results import Conclusion, UnitResult
from toolkit.desk.rows import UnitRows, unit_rows
from toolkit.io.html_report import WEB, HtmlWriter
from toolkit.io.parquet_out import ParquetWriter
from toolkit.io.return_slip import return_slip, slip_of
from toolkit.io.rollup_json import JsonWriter
from toolkit.io.rollup_looks import SAFE
from toolkit.io.rollup_xlsx import RollupWriter

WRITES = ("write_string", "write_number", "write_blank", "write_formula", "write_url", "set_row")
ROUNDS = 3
Bare = Callable[[], Callable[[], object]]
"""Gets everything ready; what it gives does the work to be timed."""
Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]


def ratios(results: Sequence[UnitResult], conclusion: Conclusion) -> Iterator[tuple[str, float, float]]:
    """Output, its seconds of processor time, and those of its floor; the least of a few rounds each."""
    told = [unit_rows(result) for result in results]
    for name, ours, bare in (
        ("汇总.xlsx", lambda: _rollup(results, conclusion), _bare_workbook(results, conclusion)),
        ("汇总.html", lambda: _page(told, conclusion), _bare_page(told, conclusion)),
        ("汇总.json", lambda: _document(told, conclusion), _bare_document(told, conclusion)),
        ("Parquet", lambda: _parquet(told, conclusion), _bare_parquet(told, conclusion)),
        ("退回单", lambda: _slips(results), _bare_slips(results)),
    ):
        times = [(_seconds(ours), _seconds(bare())) for _ in range(ROUNDS)]
        yield name, min(one for one, _ in times), min(other for _, other in times)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rollup(results: Sequence[UnitResult], conclusion: Conclusion) -> bytes:
    return _written(lambda out: RollupWriter(out, "../报表"), map(unit_rows, results), conclusion)


def _page(told: Sequence[UnitRows], conclusion: Conclusion) -> bytes:
    return _written(lambda out: HtmlWriter(out, "../报表"), told, conclusion)


def _document(told: Sequence[UnitRows], conclusion: Conclusion) -> bytes:
    return _written(JsonWriter, told, conclusion)


def _written(
    new: Callable[[BytesIO], RollupWriter | HtmlWriter | JsonWriter],
    told: Iterable[UnitRows],
    conclusion: Conclusion,
) -> bytes:
    out = BytesIO()
    writer = new(out)
    for one in told:
        writer.add(one)
    writer.finish(conclusion)
    return out.getvalue()


def _parquet(told: Sequence[UnitRows], conclusion: Conclusion) -> tuple[bytes, bytes]:
    units, findings = BytesIO(), BytesIO()
    writer = ParquetWriter(units, findings)
    for one in told:
        writer.add(one)
    writer.finish(conclusion)
    return units.getvalue(), findings.getvalue()


def _slips(results: Sequence[UnitResult]) -> list[bytes | None]:
    return [return_slip(slip, "") if (slip := slip_of(result)) else None for result in results]


@contextlib.contextmanager
def _recorded() -> Iterator[list[Call]]:
    """The cells that are written meanwhile: sheet, method, arguments."""
    calls: list[Call] = []
    own = {name: getattr(Worksheet, name) for name in WRITES}

    def noting(name: str) -> Callable[..., object]:
        def write(sheet: Any, *values: Any, **named: Any) -> object:
            calls.append((sheet.get_name(), name, values, named))
            return own[name](sheet, *values, **named)

        return write

    try:
        for name in WRITES:
            setattr(Worksheet, name, noting(name))
        yield calls
    finally:
        for name in WRITES:
            setattr(Worksheet, name, own[name])


def _replay(calls: Sequence[Call], options: dict[str, object]) -> Callable[[], None]:
    """Ready to write a workbook of the same cells, each by one call, in the looks that they had."""
    book = xlsxwriter.Workbook(BytesIO(), {**options, **SAFE})
    sheets = {title: book.add_worksheet(title) for title in dict.fromkeys(call[0] for call in calls)}
    looks: dict[int, Any] = {}
    ready = [
        (getattr(sheets[title], name), [_look(book, looks, value) for value in values], named)
        for title, name, values, named in calls
    ]

    def write() -> None:
        for method, values, named in ready:
            method(*values, **named)
        book.close()

    return write


def _look(book: Any, looks: dict[int, Any], value: Any) -> Any:
    if not isinstance(value, xlsxwriter.format.Format):
        return value
    if id(value) not in looks:
        looks[id(value)] = book.add_format()
        own = {k: v for k, v in vars(value).items() if isinstance(v, str | int) and "index" not in k}
        vars(looks[id(value)]).update(own)
    return looks[id(value)]


def _bare_workbook(results: Sequence[UnitResult], conclusion: Conclusion) -> Bare:
    with _recorded() as calls:
        _rollup(results, conclusion)
    return lambda: _replay(calls, {"constant_memory": True})


def _bare_slips(results: Sequence[UnitResult]) -> Bare:
    books = []
    for result in results:
        with _recorded() as calls:
            slip = slip_of(result)
            if slip:
                return_slip(slip, "")
                books.append(calls)

    def ready() -> Callable[[], object]:
        all_ = [_replay(calls, {"in_memory": True}) for calls in books]
        return lambda: [write() for write in all_]

    return ready


def _bare_page(told: Sequence[UnitRows], conclusion: Conclusion) -> Bare:
    """The page's own data through one ``json.dumps``, and its parts read from the disk."""
    page = _page(told, conclusion).decode()
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])

    def work() -> bytes:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return (text + "".join(path.read_text("utf-8") for path in sorted(WEB.iterdir()))).encode()

    return lambda: work


def _bare_document(told: Sequence[UnitRows], conclusion: Conclusion) -> Bare:
    data = json.loads(_document(told, conclusion))
    return lambda: lambda: json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _bare_parquet(told: Sequence[UnitRows], conclusion: Conclusion) -> Bare:
    """Both tables as columns of plain values, put into Arrow and written with the same compression."""
    tables = [pyarrow.parquet.read_table(BytesIO(data)) for data in _parquet(told, conclusion)]
    columns = [(table.schema, [column.to_pylist() for column in table.columns]) for table in tables]

    def write() -> None:
        for schema, values in columns:
            arrays = [pyarrow.array(v, type=f.type) for v, f in zip(values, schema, strict=True)]
            pyarrow.parquet.write_table(pyarrow.table(arrays, schema=schema), BytesIO(), compression="zstd")

    return lambda: write
