"""``jixiao score --compare``: the table on the screen and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.samples import CLEAN, MASTER, YUNXI
from toolkit.cli import main
from toolkit.io.resources import schema


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    out, err = capfd.readouterr()
    return int(left.value.code or 0), out, err


def test_the_comparison_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "score", YUNXI, "--compare", "--format", "json")
    found = json.loads(out)
    assert (code, err, found["file"], found["chosen"]) == (0, "", "yunxi-2023.xlsx", "通用比例法")
    assert found["filed"] == {
        "indicators": 96.0, "execution": 10.0, "execution_claimed": False, "total": 106.0,
        "scaled": 96.36, "rating": "优",
    }  # fmt: skip
    assert found["rulesets"][2] == {
        "ruleset": "超支不得分", "indicators": 88.8, "execution": 10.0, "total": 98.8, "max_total": 110.0,
        "scaled": 89.82, "rating": "良",
        "settings": [{"parameter": "参数_成本方法", "chosen": "比例法", "here": "超支不得分"}],
    }  # fmt: skip
    assert found["rows"][3]["scores"][0] == {
        "score": 9.8,
        "trace": "98÷100×10=9.80",
        "rulesets": ["通用比例法", "线性扣减法", "超支不得分", "湖南旧办法"],
    }
    assert found["note"].startswith("等次取决于规则集：")


@pytest.mark.parametrize("sample", [CLEAN, YUNXI, MASTER])
def test_the_comparison_follows_its_schema(sample: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capfd, "score", sample, "--compare", "--format", "json")[1])
    jsonschema.Draft202012Validator(json.loads(schema("rulesets").read_text("utf-8"))).validate(found)
    assert found["file"] == sample.name


def test_the_comparison_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "score", YUNXI, "--compare")
    assert code == 0
    assert "等次取决于规则集" in out.replace("\n", "")
    assert "填报数没有执行率得分，按本次采用的规则集计入。" in out
    code, out, _ = run(capfd, "score", CLEAN, "--compare")
    assert code == 0
    assert "等次取决于规则集" not in out


def test_scoring_needs_a_target_or_a_comparison(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "score", CLEAN)
    assert code == 2
    assert "缺少“--out”，或加 --compare 只作比较。" in err


def test_a_comparison_refuses_what_it_would_ignore(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "副本.xlsx"
    code, out, err = run(
        capfd, "score", CLEAN, "--compare", "--out", target, "--ruleset", "通用比例法", "--overwrite"
    )
    sentence = "--compare 只比较各规则集、不写文件，请去掉 --out、--ruleset、--overwrite。"
    assert (code, out) == (2, "")
    assert sentence in err
    assert not target.exists()


def test_scoring_refuses_the_format_of_a_comparison(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "副本.xlsx"
    code, out, err = run(capfd, "score", CLEAN, "--out", target, "--format", "json")
    assert (code, out) == (2, "")
    assert "--format 是比较结果的格式，请加 --compare 或去掉它。" in err
    assert not target.exists()
