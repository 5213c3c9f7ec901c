"""The names that generated code can reach, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.formulas_model import criteria, functions_aggregate, functions_lookup, operators, values
from toolkit.formulas_model.catalog import PLAIN
from toolkit.model import ExcelError


def _iferror(compute: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    try:
        value = compute()
    except values.ExcelFault:
        return otherwise()
    return otherwise() if isinstance(value, ExcelError) else value


NAMESPACE: Mapping[str, Any] = {
    "__builtins__": {"type": type, "float": float, "str": str},
    "ExcelError": ExcelError,
    "iferror": _iferror,
    **{f"f_{number}": plain.compute for number, plain in enumerate(PLAIN.values())},
    **{
        function.__name__: function
        for function in (
            *(
                values.truth,
                values.fail,
                values.caught,
                values.lift,
                operators.equal,
                operators.equal_text,
                operators.is_empty,
                operators.same_number,
            ),
            *(criteria.countifs, criteria.sumifs),
            *(
                functions_lookup.match,
                functions_lookup.lookup,
                functions_lookup.vlookup,
                functions_lookup.index,
            ),
            *(functions_aggregate.total, functions_aggregate.sum_of, functions_aggregate.count),
            *(functions_aggregate.count_filled, functions_aggregate.count_blank, functions_aggregate.average),
            *(functions_aggregate.minimum, functions_aggregate.maximum, functions_aggregate.sum_of_products),
            *(functions_aggregate.all_true, functions_aggregate.any_true),
        )
    },
}


PLAIN_NAMES = {name: f"f_{number}" for number, name in enumerate(PLAIN)}
"""What the functions of ``PLAIN`` are called in generated code."""
