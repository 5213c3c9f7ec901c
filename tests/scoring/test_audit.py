"""The bureau's scores beside the claims."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.scoring.audit import Line, audit_of, execution_claim

D = Decimal


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(D(10), D("9.5")), (D(3), D("2.5"))], (D(12), D(13), D(12), 2, 2, D(1), D(1) / 13)),
        ([(D(10), None), (D(3), D("2.5"))], (D("2.5"), D(3), D("2.5"), 1, 2, D("0.5"), D("0.5") / 3)),
        ([(None, D(2)), (D(3), D(3))], (D(5), D(3), D(3), 1, 2, D(0), D(0))),
        ([(None, D(2))], (D(2), D(0), D(0), 0, 1, None, None)),
        ([(D(0), D(2))], (D(2), D(0), D(2), 1, 1, D(-2), None)),
    ],
)
def test_audit(lines: list[Line], expected: tuple[Decimal | None, ...]) -> None:
    audit = audit_of(lines)
    assert audit is not None
    assert (*audit, audit.deviation, audit.share) == expected


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [(D(5), D("3.0")), (D(3), None)],
            "已审核 1 项（共 2 项）：自评 5.00 分，审核 3.00 分，偏差 2.00 分（40.00%）",
        ),
        ([(D(98), D("85.5"))], "自评 98.00 分，审核 85.50 分，偏差 12.50 分（12.76%）"),
        ([(D(0), D(2))], "自评 0.00 分，审核 2.00 分，偏差 -2.00 分"),
    ],
)
def test_audit_tells_on_how_many_lines_it_is(lines: list[Line], told: str) -> None:
    audit = audit_of(lines)
    assert audit is not None
    assert audit.told == told


def test_without_a_score_there_is_none() -> None:
    assert audit_of([(D(3), None)]) is None


def test_execution_line_without_a_claim_counts_with_the_score_due() -> None:
    assert [execution_claim(*pair) for pair in ((D(9), D(10)), (None, D(10)), (D(0), D(10)))] == [9, 10, 0]
