"""Properties that hold for any input: rounding, conditions, and rows calculated together or alone."""

from __future__ import annotations

import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.addresses import CellRef
from toolkit.dates import LAST_SERIAL
from toolkit.formulas_model import FormulaModel, normalise, translate_shared
from toolkit.formulas_model import functions_math as maths
from toolkit.formulas_model.criteria import countifs, sumifs
from toolkit.formulas_model.operators import compare, equal
from toolkit.formulas_model.serials import parts_of, serial_of
from toolkit.formulas_model.text_format import format_value
from toolkit.formulas_model.values import number_text, parse_number
from toolkit.model import ExcelError, Value

SHEET = "表"
WORDS = st.sampled_from(["甲", "乙", "abc", "ABC", "甲*", "", "60", "x?y"])
CELLS = st.one_of(st.none(), st.booleans(), WORDS, st.sampled_from([0.0, 1.0, 60.0, -2.5]))
AMOUNTS = st.decimals(-(10**9), 10**9, places=6, allow_nan=False)


@given(AMOUNTS, st.integers(-6, 8))
def test_round_is_decimal_half_up(amount: Decimal, places: int) -> None:
    exact = Decimal(f"{float(amount):.15g}")
    for function, mode in (
        (maths.round_half_up, ROUND_HALF_UP),
        (maths.round_up, ROUND_UP),
        (maths.round_down, ROUND_DOWN),
    ):
        expected = float(exact.quantize(Decimal(1).scaleb(-places), rounding=mode))
        assert function(float(amount), float(places)) == expected


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_round_never_fails_and_is_odd(amount: float) -> None:
    for places in (-400.0, -3.0, 0.0, 2.0, 15.0, 400.0):
        assert maths.round_half_up(amount, places) == -maths.round_half_up(-amount, places)


@given(AMOUNTS)
def test_text_format_is_rounded_and_grouped(amount: Decimal) -> None:
    exact = Decimal(f"{float(amount):.15g}").quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    sign = "-" if amount < 0 else ""
    assert format_value(float(amount), "#,##0.00") == f"{sign}{abs(exact):,.2f}"
    assert format_value(float(amount), "0.00") == f"{sign}{abs(exact):.2f}"


@given(st.floats(-1e15, 1e15))
def test_number_as_text_reads_back_at_15_digits(amount: float) -> None:
    assert parse_number(number_text(amount)) == float(f"{amount:.15g}")


@given(st.lists(st.one_of(WORDS, st.booleans(), st.floats(-1e9, 1e9)), min_size=2, max_size=2))
def test_comparison_is_antisymmetric_and_fits_equality(pair: list[Value]) -> None:
    left, right = pair
    assert compare(left, right) == -compare(right, left)
    assert equal(left, right) == (compare(left, right) == 0)


def meets(cell: Value, wanted: str) -> bool:
    """Equality with a text criterion, spelled out."""
    if wanted == "":
        return cell is None or cell == ""
    if wanted == "60":
        return cell in (60.0, "60") and not isinstance(cell, bool)
    if not isinstance(cell, str):
        return False
    if wanted == "甲*":
        return cell.startswith("甲")
    if wanted == "x?y":
        return len(cell) == 3 and cell[0] == "x" and cell[2] == "y"
    return cell.lower() == wanted.lower()


@given(
    st.lists(
        st.tuples(CELLS, CELLS, st.one_of(CELLS, st.integers(-99, 99).map(float))), min_size=1, max_size=12
    ),
    WORDS,
    WORDS,
)
def test_sumifs_and_countifs_are_the_plain_loop(rows: list[tuple[Value, ...]], one: str, other: str) -> None:
    first, second, amounts = (list(column) for column in zip(*rows, strict=True))
    chosen = [meets(a, one) and meets(b, other) for a, b in zip(first, second, strict=True)]
    total = sum(x for x, wanted in zip(amounts, chosen, strict=True) if wanted and type(x) is float)
    for key in (None, "key"):
        assert countifs({}, key, (first, second), (one, other)) == sum(chosen)
        assert sumifs({}, key, amounts, (first, second), (one, other)) == total


@given(st.lists(CELLS, min_size=1, max_size=9), st.sampled_from([-2.5, 0.0, 1.0, 59.0]))
def test_order_criteria_see_numbers_only(cells: list[Value], limit: float) -> None:
    above = sum(type(cell) is float and cell > limit for cell in cells)
    assert countifs({}, None, (cells,), (f">{limit}",)) == above
    assert countifs({}, None, (cells,), (f"<>{limit}",)) == len(cells) - countifs(
        {}, None, (cells,), (limit,)
    )


@given(st.integers(61, LAST_SERIAL))
def test_serials_and_dates_are_one_to_one(serial: int) -> None:
    assert serial_of(*parts_of(serial)) == serial


FORMULAS = st.sampled_from(
    [
        'IF($A1="","",ROUND(B1*1.005,2))',
        "IFERROR(A1/B1,A1&B1)",
        "SUM(A$1:B1)",
        'COUNTIF(A$1:A$8,A1)&"|"&COUNTIF(A1:A3,"甲*")',
        "SUMPRODUCT((A1:A3=B1:B3)*1)",
        "INDEX(A$1:B$8,MATCH(A1,A$1:A$8,0),2)",
        "IF(AND(ISNUMBER(A1),A1>=B$2),ROW(),-COLUMN())",
        'SUMIFS(B$1:B$8,A$1:A$8,A1,B$1:B$8,"<>乙")',
        "MAX(A1,INDEX(B1:B3,2))-$B$1",
        'TEXT(A1,"0.0%")&LEFT(B1)&(A1<B1)',
        "LOOKUP(2,1/(A$1:A$8=A1),B$1:B$8)",
    ]
)


def answers(model: FormulaModel, cells: list[Value]) -> list[Value]:
    values = cells[:20] + [None] * (model.size - 20)
    model.calculate(values)
    return [values[model.slot(SHEET, row, 3)] for row in range(1, 7)]


@settings(max_examples=60)
@given(FORMULAS, st.lists(st.one_of(CELLS, st.just(ExcelError.NA)), min_size=20, max_size=20))
def test_rows_together_alone_and_shifted_are_alike(formula: str, cells: list[Value]) -> None:
    texts = {row: translate_shared(f"={formula}", (1, 3), (row, 3)) for row in range(1, 7)}
    sizes = {SHEET: (10, 3)}
    together = FormulaModel.compile(sizes, {CellRef(SHEET, row, 3): text for row, text in texts.items()}, {})
    alone = [
        answers(FormulaModel.compile(sizes, {CellRef(SHEET, row, 3): text}, {}), cells)[row - 1]
        for row, text in texts.items()
    ]
    expected = answers(together, cells)
    assert alone == expected
    assert answers(FormulaModel.from_json(json.loads(json.dumps(together.to_json()))), cells) == expected
    if "ROW()" not in formula:
        shifted = FormulaModel.compile(sizes, {}, {}).row_function(SHEET, formula)
        values = cells + [None] * 10
        assert shifted(values, range(6)) == expected


@given(FORMULAS, st.integers(1, 50), st.integers(1, 50))
def test_shifting_there_and_back_changes_nothing(formula: str, row: int, column: int) -> None:
    there = translate_shared(formula, (1, 1), (row, column))
    assert normalise(translate_shared(there, (row, column), (1, 1))) == normalise(formula)


LOOKED_AT = st.one_of(CELLS, st.sampled_from([ExcelError.NA, 0.1 + 0.2, 1 + 1e-15, -0.0, "Abc", "K", "①"]))
LITERALS = {'"甲"': "甲", '"ABC"': "ABC", '"①"': "①", '""': "", "1": 1.0, "0": 0.0, "0.3": 0.3}
WRITTEN_TWICE = (
    *(
        (f"A1{sign}{literal}", f"A1{sign}B1", value)
        for literal, value in LITERALS.items()
        for sign in ("=", "<>")
    ),
    *((f"{name}(A1,A2)", f"{name}(A1:A2)", None) for name in ("COUNT", "COUNTA")),
    ('IF(A1="甲",A2=1,N(A2)<>0)', "IF(A1=B1,A2=B2,N(A2)<>B3)", "甲"),
    ('AND(A1="",N(A1)=0,A2<>"甲")', "AND(A1=B4,N(A1)=B3,A2<>B1)", "甲"),
)


@given(LOOKED_AT, LOOKED_AT, st.sampled_from(WRITTEN_TWICE))
def test_a_written_constant_is_compared_as_a_cell_with_it(
    one: Value, two: Value, written: tuple[str, str, Value]
) -> None:
    short, long, constant = written
    formulas = {CellRef(SHEET, 1, 3): short, CellRef(SHEET, 2, 3): long}
    model = FormulaModel.compile({SHEET: (4, 3)}, formulas, {})
    values: list[Value] = [one, two, None, None, constant, 1.0, 0.0, "", None, None, None, None]
    model.calculate(values)
    first, second = values[8], values[9]
    assert (type(first), first) == (type(second), second)
