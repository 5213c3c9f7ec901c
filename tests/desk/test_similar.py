"""Like texts are found, unlike ones are not, and not by comparing each with each."""

from __future__ import annotations

import random

from toolkit.desk import similar
from toolkit.desk.similar import LikeTexts

TEXT = (
    "上级交办任务中有一件因需要跨部门会签而晚办结三天，今后收到任务当日即明确会签时限并且逐周督办落实到人。"
)


def groups(*texts: str, alike: float = 0.9, least: int = 16) -> list[list[object]]:
    like = LikeTexts(alike, least)
    for number, text in enumerate(texts):
        like.add(number, text)
    return list(like.groups())


def test_texts_that_differ_in_figures_and_punctuation_only_are_alike() -> None:
    assert groups(TEXT, TEXT.replace("，", "；") + "2023") == [[0, 1]]


def test_texts_with_a_few_characters_changed_are_alike() -> None:
    assert groups(
        TEXT, TEXT.replace("三天", "五日"), "完全不同的另一段话，讲的是图书馆的借阅和阅读推广情况。"
    ) == [[0, 1]]


def test_texts_below_the_limit_are_not_alike() -> None:
    assert groups(TEXT, TEXT[:30] + "后面的话已经全部重新写过与原文没有什么关系了") == []


def test_short_texts_are_left_out() -> None:
    assert groups("没有需要说明的情况", "没有需要说明的情况") == []


def test_number_of_comparisons_grows_with_the_texts_not_with_their_square(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    calls = 0
    ratio = similar.fuzz.ratio

    def counted(*args: object, **options: object) -> float:
        nonlocal calls
        calls += 1
        return float(ratio(*args, **options))

    monkeypatch.setattr(similar.fuzz, "ratio", counted)
    generator = random.Random(7)
    letters = [chr(0x4E00 + i) for i in range(3000)]
    texts = ["".join(generator.choices(letters, k=60)) for _ in range(800)]
    copies = [text[:-1] + "终" for text in texts[:200]]
    assert len(groups(*texts, *copies)) == 200
    assert calls < 400
