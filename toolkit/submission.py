"""Submission: a returned workbook bound to the master it was issued from, recomputed, read by field name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.dates import from_1904
from toolkit.decimals import to_decimal
from toolkit.form import Entry, Form, as_text
from toolkit.kept import Keeper
from toolkit.model import Book, CellEdit, Field, FieldType, Role, Table, Value
from toolkit.sheet_plan import entered


class Submission(Keeper, frozen=True):
    """Every value of a return: what was typed in, taken from the file; all the rest from the master."""

    form: Form
    book: Book
    values: tuple[Value, ...]
    """One value a slot of ``form.model``: inputs as returned, constants as sealed, formulas recomputed."""

    def at(self, cell: CellRef) -> Value:
        """The value of any cell of the form."""
        return self.values[self.form.slot(cell)]

    def cell(self, name: str) -> CellRef:
        """The cell of a field (of a column: its first row)."""
        return self.form.names[name].first

    def value(self, name: str) -> Value:
        """The value of a field of one cell, as Excel holds it."""
        return self.values[self.form.starts[name]]

    def column(self, name: str) -> tuple[Value, ...]:
        """The values of a field, one a row of its table, as Excel holds them."""
        return self.values[_column(self.form, self.form.fields[name])]

    def decimal(self, name: str) -> Decimal | None:
        """A numeric field, half-up to its decimals; ``None`` where it holds no number."""
        return to_decimal(self.value(name), self.form.fields[name].decimals)

    def text(self, name: str) -> str:
        """A field as trimmed text, empty where blank."""
        return self.texts[name][0]

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """Every field as trimmed texts, empty where blank: one a row of its table."""
        return _Texts(self.form, self.values)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table in which anything has been typed in, in the sheet's order."""
        return self.filled_rows[table]

    def row(self, table: Table, index: int) -> Row:
        """A row of a table, filled or not, counted from 0."""
        return Row(self.form, self.values, self.texts, table, index)

    @cached_property
    def filled_rows(self) -> dict[str, tuple[Row, ...]]:
        """The filled rows of every table, by table name."""
        tables = self.form.tables
        return {
            name: tuple([self.row(tables[name], index) for index in indexes])
            for name, indexes in self.filled_indexes.items()
        }

    @cached_property
    def filled_indexes(self) -> dict[str, tuple[int, ...]]:
        """Which rows of every table are filled, counted from 0, by table name."""
        values = self.values
        return {
            name: tuple(sorted({index for column in columns for index in _filled(values[column])}))
            for name, columns in self.form.kept(_telling_columns).items()
        }

    @cached_property
    def filled_entries(self) -> tuple[tuple[Entry, Value], ...]:
        """Every cell that the field list gives to somebody and that is not blank, with its value."""
        values, entries = self.values, self.form.entries
        return tuple(
            (entry, value)
            for first, column in self.form.kept(_entry_columns)
            if (cells := values[column]).count(None) < len(cells)
            for entry, value in zip(entries[first : first + len(cells)], cells, strict=True)
            if value is not None
        )

    @cached_property
    def blank_sheets(self) -> tuple[str, ...]:
        """Titles of the sheets that ask for something required and on which no input is filled in."""
        values = self.values
        return tuple(
            sheet
            for sheet, columns in self.form.kept(_asked_columns).items()
            if not any(_filled(values[column]) for column in columns)
        )


class Row(Struct, frozen=True):
    """One row of a table; knows the cell of each of its fields."""

    form: Form
    values: tuple[Value, ...]
    """All values of the submission. A row does not hold the submission itself, which keeps its rows: with no
    such circle a checked return is freed at once."""
    texts: Mapping[str, tuple[str, ...]]
    """The submission's."""
    table: Table
    index: int
    """Counted from 0 at the table's first row."""

    @property
    def key(self) -> str:
        """The row in words, ``产出指标/成本指标/公车平台``."""
        return "/".join([text for name in self.table.key_fields if (text := self.text(name))])

    @property
    def name(self) -> str:
        """The row's own name, the last part of its key; ``第 3 行`` where it has none."""
        text = self.text(self.table.key_fields[-1]) if self.table.key_fields else ""
        return text or f"第 {self.index + 1} 行"

    def cell(self, name: str) -> CellRef:
        """The cell of one of the row's fields."""
        return self.form.names[name].cell(self.index)

    def value(self, name: str) -> Value:
        """The value of one of the row's fields, as Excel holds it."""
        return self.values[self.form.starts[name] + self.index]

    def decimal(self, name: str) -> Decimal | None:
        """A numeric field, half-up to its decimals; ``None`` where it holds no number."""
        return to_decimal(self.value(name), self.form.fields[name].decimals)

    def text(self, name: str) -> str:
        """A field as trimmed text, empty where blank."""
        return self.texts[name][self.index]


class _Texts(dict[str, tuple[str, ...]]):
    """The trimmed texts of each field, made of its whole column when first asked for."""

    __slots__ = ("_form", "_values")

    def __init__(self, form: Form, values: tuple[Value, ...]) -> None:
        super().__init__()
        self._form, self._values = form, values

    def __missing__(self, name: str) -> tuple[str, ...]:
        start = self._form.starts[name]
        column = self._values[start : start + self._form.names[name].rows]
        self[name] = texts = tuple(
            [value.strip() if type(value) is str else as_text(value) for value in column]
        )
        return texts


def bind(book: Book, form: Form) -> Submission:
    """Put a return's inputs into the master's cells and recompute every formula.

    Only cells that the form's field list gives to people or to the toolkit are taken from the file;
    labels, rules, parameters and formulas are the sealed master's. An empty text counts as blank. Dates
    that a workbook counts from 1904 become those of the master, which counts from 1900.
    """
    values = list(form.blank)
    changed: list[int] = []
    for title, plan in form.plans.items():
        sheet = book.sheet(title)
        if sheet is None or not plan.entries:
            continue
        for slot in form.prefilled[title]:
            values[slot] = None
            changed.append(slot)
        for slot, value in entered(sheet.cells, plan, book.unlocked_styles):
            if value is not None and value != "":
                values[slot] = value
                changed.append(slot)
    if book.date1904:
        for slot in form.kept(_date_slots).intersection(changed):
            if isinstance(value := values[slot], float):
                values[slot] = from_1904(value)
    form.model.recalculate(values, changed)
    return Submission(form, book, tuple(values))


def edited(submission: Submission, edits: Iterable[CellEdit]) -> Submission:
    """The submission as it would be after some cells are written, recomputed."""
    values = list(submission.values)
    changed = {submission.form.slot(at): value for at, value in edits}
    for slot, value in changed.items():
        values[slot] = float(value) if isinstance(value, Decimal) else value
    submission.form.model.recalculate(values, changed)
    return Submission(submission.form, submission.book, tuple(values))


def formula_results(submission: Submission) -> dict[CellRef, Value]:
    """The result of every formula cell that the return still has where the master has it."""
    formulas = submission.form.canonical_formulas
    return {
        CellRef(sheet.title, *at): submission.values[submission.form.model.slot(sheet.title, *at)]
        for sheet in submission.book.sheets
        for at in formulas.get(sheet.title, ())
        if (cell := sheet.cells.get(at)) and cell.formula
    }


def outdated_results(submission: Submission) -> dict[CellRef, Value]:
    """Those of ``formula_results`` that are not what the return stores, to the last bit and in type."""
    found: dict[CellRef, Value] = {}
    for title, plan in submission.form.plans.items():
        sheet = submission.book.sheet(title)
        cells = sheet.cells if sheet else {}
        for at, _, slot, _ in plan.formulas:
            cell, result = cells.get(at), submission.values[slot]
            if not cell or not cell.formula or is_day_of_1904(submission.book, cell.value, result):
                continue
            if cell.value != result or type(cell.value) is not type(result):
                found[CellRef(title, *at)] = result
    return found


def is_day_of_1904(book: Book, stored: Value, result: Value) -> bool:
    """Whether a stored result is the day that was calculated, in a workbook that counts from 1904."""
    return book.date1904 and isinstance(stored, float) and from_1904(stored) == result


def is_blank(value: Value) -> bool:
    """Whether a cell shows nothing: empty, or a text of spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def _filled(column: Sequence[Value]) -> Iterable[int]:
    """Where a column shows something, counted from its top."""
    if column.count(None) == len(column):
        return ()
    return [
        index
        for index, value in enumerate(column)
        if type(value) is float or (value is not None and not is_blank(value))
    ]


def _date_slots(form: Form) -> frozenset[int]:
    """The slots of all cells for dates."""
    columns = [_column(form, field) for field in form.fields.values() if field.type == FieldType.DATE]
    return frozenset(slot for column in columns for slot in range(column.start, column.stop))


def _column(form: Form, field: Field) -> slice:
    """Where the values of a field stand among all."""
    start = form.starts[field.name]
    return slice(start, start + field.area.rows)


def _telling_columns(form: Form) -> dict[str, tuple[slice, ...]]:
    """Of each table the columns that say whether a row is filled."""
    return {
        table.name: tuple(_column(form, form.fields[name]) for name in _telling_fields(table))
        for table in form.tables.values()
    }


def _telling_fields(table: Table) -> Iterator[str]:
    """The columns that say whether a row is filled: the inputs, or the key where there are none."""
    inputs = [field.name for field in table.fields if field.role is Role.INPUT]
    return iter(inputs or table.key_fields)


def _entry_columns(form: Form) -> tuple[tuple[int, slice], ...]:
    """The runs of neighbouring slots among the form's entries, each with the number of its first entry."""
    slots = [entry.slot for entry in form.entries]
    firsts = [n for n, slot in enumerate(slots) if not n or slot != slots[n - 1] + 1]
    ends = [*firsts[1:], len(slots)]
    return tuple(
        (first, slice(slots[first], slots[end - 1] + 1)) for first, end in zip(firsts, ends, strict=True)
    )


def _asked_columns(form: Form) -> dict[str, tuple[slice, ...]]:
    """The sheets that ask for something required, with the columns of all their inputs."""
    asked = dict.fromkeys(field.area.sheet for field in inputs_of(form) if field.required)
    return {
        sheet: tuple(_column(form, field) for field in inputs_of(form) if field.area.sheet == sheet)
        for sheet in asked
    }


def inputs_of(form: Form) -> Iterator[Field]:
    """Every field that the unit fills in, in the field list's order."""
    return (field for field in form.fields.values() if field.role is Role.INPUT)
