"""Canonical spelling and shared formulas, from the text alone."""

from __future__ import annotations

import pytest

from toolkit.formulas_model import normalise, translate_shared
from toolkit.formulas_model.tokens import relative_text, tokenise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("=SUM(A1:A2)", "sum( a1 : A2 )".replace(" : ", ":")),
        ("=IF(TRUE,1,2)", "IF(TRUE(), 1, 2)"),
        ("=IF(TRUE,1,2)", "if(true( ),1,2)"),
        ("='封面'!A1", "=封面!A1"),
        ("='Sheet One'!$A$1", "='sheet one'!$a$1"),
        ("=_xlfn.IFS(A1>1,2)", "=IFS(A1>1,2)"),
        ("=_xlfn._xlws.SORT(A1:A2)", "=SORT(A1:A2)"),
        ("=A1+0.50", "=A1+.5"),
        ("=1E-06", "=0.000001"),
        ("=A1\n +\tB1", "=A1+B1"),
        ("=指标_得分*2", "= 指标_得分 * 2"),
        ("=#n/a", "=#N/A"),
        ("=Name_a", "=NAME_A"),
    ],
)
def test_normalise_is_equal_for_another_spelling(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('="a"', '="A"'),
        ('="a b"', '="ab"'),
        ('="TRUE()"', '="TRUE"'),
        ("=SUM(A1:A2)", "=SUM(A1:A3)"),
        ("=SUM(A1:A2)", "=SUM($A1:A2)"),
        ("=ROUND(A1,2)", "=ROUND(A1,1)"),
        ("=封面!A1", "=封底!A1"),
        ("=A1", "=封面!A1"),
        ("=SUM(A1 A2)", "=SUM(A1,A2)"),
        ("=SUM(A1 A2)", "=SUM(A1A2)"),
        ("=A1", '="A1"'),
        ("=TRUE", '="TRUE"'),
        ("=(A1+B1)*2", "=A1+B1*2"),
        ('="他""说"', '="他说"'),
    ],
)
def test_normalise_differs_for_another_meaning(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_normalise_gives_one_spelling() -> None:
    text = "= if( '附件 1'!$a1 > 1, Sum(B:B, 2:3), _xlfn.ifs(TRUE(),\"x Y\"))"
    assert normalise(text) == "IF('附件 1'!$A1>1.0,SUM(B:B,2:3),IFS(TRUE,\"x Y\"))"
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("formula", "to", "moved"),
    [
        ("A1+$A$1+A$1+$A1", (3, 2), "B3+$A$1+B$1+$A3"),
        ("=SUM(A1:B2)", (2, 1), "=SUM(A2:B3)"),
        ("SUM($A$1:A1)", (4, 1), "SUM($A$1:A4)"),
        ("封面!B2&'附件 1'!B2", (2, 3), "封面!D3&'附件 1'!D3"),
        ("'O''Neil'!A1", (2, 1), "'O''Neil'!A2"),
        ("SUM(A:A)+SUM($B:C)", (5, 2), "SUM(B:B)+SUM($B:D)"),
        ("SUM(1:1)+SUM($1:2)", (3, 9), "SUM(3:3)+SUM($1:4)"),
        ('"A1"&A1&"""A1"', (2, 1), '"A1"&A2&"""A1"'),
        ("Q1_2024+R1C1x+指标A1+A1中", (2, 1), "Q1_2024+R1C1x+指标A1+A1中"),
        ("LOG10(A1)+ABCD1+XFE1", (2, 1), "LOG10(A2)+ABCD1+XFE1"),
        ("XFD1048576", (1, 1), "XFD1048576"),
        ("XFD1", (1, 2), "#REF!"),
        ("数据!A1:A1048576", (2, 1), "数据!#REF!"),
        ("a1+$b$2", (2, 1), "A2+$B$2"),
        ("表1[[#All],[A1]]+表1[A1]", (2, 1), "表1[[#All],[A1]]+表1[A1]"),
        ("[1]Sheet1!A1", (2, 1), "[1]Sheet1!A2"),
        ("A1:封面!B2", (2, 1), "A2:封面!B3"),
        ("1E5+1.5e-3+A1", (2, 1), "1E5+1.5e-3+A2"),
        ("IF(A1 <> 0, 1 , 2)", (2, 1), "IF(A2 <> 0, 1 , 2)"),
    ],
)
def test_translate_shared_moves_relative_parts_only(formula: str, to: tuple[int, int], moved: str) -> None:
    assert translate_shared(formula, (1, 1), to) == moved


def test_translate_shared_off_the_top_is_a_reference_error() -> None:
    assert translate_shared("A1+B5", (5, 2), (4, 1)) == "#REF!+A4"


def test_relative_text_is_equal_down_a_column_only() -> None:
    assert relative_text("=A5*$B$1", 5) == relative_text("=a6 * $B$1", 6)
    assert relative_text("=A5*$B$1", 5) != relative_text("=A5*$B$1", 6)
    assert relative_text("=A5", 5) != relative_text("=B5", 5)


def test_tokens_put_together_are_the_text() -> None:
    text = 'IF(\'附 件\'!A$1>=1.5E+3,"a""b",{1;2}) @x#'
    assert "".join(token.text for token in tokenise("=" + text)) == text
