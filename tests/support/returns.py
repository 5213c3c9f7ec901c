"""Submissions made in memory: the real field list and parameters, no workbook behind them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import yaml
from msgspec import field

from toolkit.addresses import Area, CellRef
from toolkit.kept import Keeper
from toolkit.model import Book, Field, Role, Table, Value
from toolkit.submission import Submission

BUILD = Path(__file__).parents[2] / "workbooks" / "build"
SAMPLES = BUILD.parent / "samples"
SPECIFICATION = tomllib.loads((BUILD / "parameters.toml").read_text(encoding="utf-8"))
RULESETS: tuple[str, ...] = tuple(SPECIFICATION["规则集"])


def as_value(value: object) -> Value:
    """A figure as Excel holds it: every number a double."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    return value if isinstance(value, str) and value else None


def parameters_of(ruleset: str) -> dict[str, Value]:
    """The parameters of one rule set, straight from the source of the parameter sheet."""
    column = RULESETS.index(ruleset)
    return {row["名称"]: as_value(row["取值"][column]) for row in SPECIFICATION["参数"]}


def band_tables() -> dict[str, tuple[Mapping[str, Value], ...]]:
    """Every band table, with a spare blank row at the end as the sheet has."""
    return {
        table["名称"]: (
            *(
                {name: as_value(cell) for name, cell in zip(table["列"], row, strict=True)}
                for row in table["行"]
            ),
            dict.fromkeys(table["列"], None),
        )
        for table in SPECIFICATION["分档"]
    }


def field_list() -> dict[str, Field]:
    """The field list; every column of a table, and every single field, in a sheet column of its own."""
    with (BUILD / "fields.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    heights = {name: row["行数"] for name, row in _table_rows().items()}
    fields = {}
    for column, row in enumerate(rows, start=1):
        height = int(heights.get(row["表"], "1"))
        fields[row["名称"]] = Field(
            name=row["名称"],
            label=row["标签"],
            table=row["表"],
            role=Role(row["角色"]),
            type=row["类型"],
            unit=row["单位"],
            decimals=int(row["小数"]) if row["小数"] else None,
            required=row["必填"],
            choices=row["清单"],
            half_unit=Decimal(row["尾差"] or "0"),
            hint=row["填写提示"],
            area=Area(row["工作表"], 1, column, height, column),
        )
    return fields


def _table_rows() -> dict[str, dict[str, str]]:
    with (BUILD / "tables.csv").open(encoding="utf-8") as file:
        return {row["表"]: row for row in csv.DictReader(file)}


FIELDS = field_list()
TABLES = {
    name: Table(
        name=name,
        label=row["名称"],
        fields=tuple(field for field in FIELDS.values() if field.table == name),
        rows=int(row["行数"]),
        key_fields=tuple(row["行名字段"].split()),
    )
    for name, row in _table_rows().items()
}
ROWS = max(table.rows for table in TABLES.values())


class FormInMemory(Keeper, frozen=True):
    """What scoring asks of a form."""

    ruleset: str = RULESETS[0]
    overrides: Mapping[str, Value] = field(default_factory=dict)
    bands: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=band_tables)
    rulesets: tuple[str, ...] = RULESETS
    fields: Mapping[str, Field] = field(default_factory=lambda: FIELDS)
    tables: Mapping[str, Table] = field(default_factory=lambda: TABLES)

    @property
    def names(self) -> Mapping[str, Area]:
        return {name: field.area for name, field in self.fields.items()}

    @cached_property
    def starts(self) -> Mapping[str, int]:
        return {name: self.slot(area.first) for name, area in self.names.items()}

    def slot(self, at: CellRef) -> int:
        return (at.column - 1) * ROWS + at.row - 1

    def parameters_of(self, ruleset: str) -> Mapping[str, Value]:
        return parameters_of(ruleset) | dict(self.overrides)


def submission(
    fields: Mapping[str, object] = {},
    indicators: Sequence[Mapping[str, object]] = (),
    *,
    ruleset: str = RULESETS[0],
    **form: object,
) -> Submission:
    """A submission with the given single fields and indicator rows; ``form`` goes to ``FormInMemory``."""
    master = FormInMemory(ruleset=ruleset, **form)  # type: ignore[arg-type]
    values: list[Value] = [None] * (len(FIELDS) * ROWS)
    for name, value in fields.items():
        values[master.slot(FIELDS[name].area.first)] = as_value(value)
    for index, row in enumerate(indicators):
        for name, value in row.items():
            values[master.slot(FIELDS[f"指标_{name}"].area.cell(index))] = as_value(value)
    book = Book((), {}, frozenset(), True, False, frozenset())
    return Submission(master, book, tuple(values))  # type: ignore[arg-type]


def submission_of_sample(name: str) -> Submission:
    """A sample's data file as a submission: its single fields and its indicator rows."""
    data = yaml.safe_load((SAMPLES / name).read_text(encoding="utf-8"))
    rows = [{key.removeprefix("指标_"): value for key, value in row.items()} for row in data["指标"]]
    return submission({key: value for key, value in data.items() if is_figure(value)}, rows)


def is_figure(value: object) -> bool:
    """Whether a value of a data file is neither a table nor a date."""
    return isinstance(value, str | int | float)
