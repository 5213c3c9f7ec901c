"""Like texts are found, unlike ones are not, and not by comparing each with each."""

from __future__ import annotations

import random

import pytest

from toolkit.desk import similar
from toolkit.desk.similar import LikeTexts, letters_of, signature

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


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for every comparison of two texts."""
    made: list[None] = []
    ratio = similar.fuzz.ratio

    def counted(*args: object, **options: object) -> float:
        made.append(None)
        return float(ratio(*args, **options))

    monkeypatch.setattr(similar.fuzz, "ratio", counted)
    return made


def test_number_of_comparisons_grows_with_the_texts_not_with_their_square(comparisons: list[None]) -> None:
    generator = random.Random(7)
    letters = [chr(0x4E00 + i) for i in range(3000)]
    texts = ["".join(generator.choices(letters, k=60)) for _ in range(800)]
    copies = [text[:-1] + "终" for text in texts[:200]]
    assert len(groups(*texts, *copies)) == 200
    assert len(comparisons) < 400


def plainly(texts: list[str], alike: float, least: int) -> list[list[object]]:
    """The groups as a dictionary of lists finds them."""
    exact: dict[str, int] = {}
    leaders: list[str] = []
    members: list[list[object]] = []
    buckets: dict[int, list[int]] = {}
    for who, text in enumerate(texts):
        letters = letters_of(text)
        if len(letters) < least:
            continue
        if letters not in exact:
            bands = signature(letters)
            near = sorted({number for band in bands for number in buckets.get(band, ())})
            like = (n for n in near if similar.fuzz.ratio(letters, leaders[n]) >= alike * 100)
            exact[letters] = next(like, len(leaders))
            if exact[letters] == len(leaders):
                leaders.append(letters)
                members.append([])
                for band in bands:
                    buckets.setdefault(band, []).append(exact[letters])
                    del buckets[band][similar.MOST_IN_BUCKET :]
        members[exact[letters]].append(who)
    return [group for group in members if len(group) > 1]


def test_groups_are_those_of_a_plain_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "MOST_IN_BUCKET", 3)
    generator = random.Random(3)
    letters = [chr(0x4E00 + i) for i in range(300)]
    stock = "".join(generator.choices(letters, k=30))
    own = ["".join(generator.choices(letters, k=30)) for _ in range(300)]
    texts = [*own, *(stock + text for text in own), *(text[:-2] for text in own[:100]), *own[:50]]
    generator.shuffle(texts)
    for alike in (0.6, 0.9):
        found = groups(*texts, alike=alike)
        assert found == plainly(texts, alike, 16)
        assert len(found) > 50


def test_band_keys_are_the_same_on_every_machine() -> None:
    keys = signature(letters_of(TEXT))
    assert len(set(keys)) == similar.BANDS
    assert (keys[0], keys[-1]) == (0x7C5391086E45A503FEE1FC00, 0xFE17E250BC9640804B82CB305)


def test_texts_with_most_of_their_runs_in_common_meet() -> None:
    """The share of bands in common is that of runs, cubed; of 300 pairs at 70 % at most one misses."""
    generator = random.Random(11)
    letters = [chr(0x4E00 + i) for i in range(2500)]
    shared, expected, missed = 0.0, 0.0, 0
    for _ in range(300):
        text = generator.choices(letters, k=100)
        start = generator.randrange(84)
        other = [*text[:start], *generator.choices(letters, k=15), *text[start + 15 :]]
        runs, others = ({"".join(one[i : i + 3]) for i in range(98)} for one in (text, other))
        common = len(runs & others) / len(runs | others)
        assert 0.68 < common < 0.75
        bands = len(set(signature("".join(text))) & set(signature("".join(other)))) / similar.BANDS
        shared, expected, missed = shared + bands, expected + common**3, missed + (not bands)
    assert missed <= 1
    assert shared / 300 == pytest.approx(expected / 300, abs=0.03)


@pytest.mark.parametrize("letters", ["", "好", "好的"])
def test_texts_shorter_than_a_run_have_keys_too(letters: str) -> None:
    assert len(signature(letters)) == similar.BANDS


def test_long_texts_of_few_letters_are_alike() -> None:
    text = "做好各项工作" * 5000
    assert groups(text, text[:-40] + "完") == [[0, 1]]


def test_texts_that_cannot_be_alike_by_their_letters_are_not_compared(comparisons: list[None]) -> None:
    """All of them share a stock phrase, and so bands; the rest of each is its own."""
    generator = random.Random(5)
    letters = [chr(0x4E00 + i) for i in range(2500)]
    stock = "".join(generator.choices(letters, k=50))
    texts = [stock + "".join(generator.choices(letters, k=30)) for _ in range(40)]
    assert groups(*texts, texts[7] + "啊") == [[7, 40]]
    assert len(comparisons) < 5
