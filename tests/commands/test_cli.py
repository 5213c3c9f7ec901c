"""The command line as a user runs it: what it prints, writes and returns."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import jsonschema
import pytest

from tests.support.rounds import RETURNED
from tests.support.samples import CLEAN, MASTER, YUNXI
from toolkit.cli import jixiao, main
from toolkit.io.resources import schema

COLLECT = ["collect", "a", "--roster", "b", "--out", "c"]
COMMANDS = sorted(
    f"{name} {inner}".strip()
    for name, command in jixiao.commands.items()
    for inner in (command.commands if isinstance(command, click.Group) else [""])
)


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    out, err = capfd.readouterr()
    return int(left.value.code or 0), out, err


def test_the_main_job_on_the_real_report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = YUNXI.read_bytes()
    code, out, _ = run(capfd, "run", YUNXI, "--out", tmp_path / "结果")
    assert code == 1
    assert sorted(path.name for path in (tmp_path / "结果").iterdir()) == [
        "yunxi-2023.check.json",
        "yunxi-2023.docx",
        "yunxi-2023.scored.xlsx",
    ]
    assert "草稿" in out
    assert YUNXI.read_bytes() == before


def test_the_main_job_on_the_clean_report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "run", CLEAN, "--out", tmp_path)
    assert code == 0
    assert "草稿" not in out
    with zipfile.ZipFile(tmp_path / "clean-2023.docx") as docx:
        texts = [re.sub("<[^>]*>", "", docx.read(name).decode()) for name in docx.namelist()]
    assert not any("草稿" in text for text in texts)


def test_outputs_are_not_overwritten_unless_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "副本.xlsx"
    target.write_bytes(b"mine")
    code, _, err = run(capfd, "score", CLEAN, "--out", target)
    assert (code, target.read_bytes()) == (1, b"mine")
    assert "已存在" in err
    assert run(capfd, "score", CLEAN, "--out", target, "--overwrite")[0] == 0
    assert zipfile.is_zipfile(target)


def test_a_run_writes_all_or_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clean-2023.docx").write_bytes(b"mine")
    code, _, err = run(capfd, "run", CLEAN, "--out", tmp_path)
    assert (code, [path.name for path in tmp_path.iterdir()]) == (1, ["clean-2023.docx"])
    assert "已存在" in err


def test_a_folder_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "文件").write_text("")
    for folder in (tmp_path / "文件", tmp_path / "文件" / "里面"):
        code, _, err = run(capfd, "run", CLEAN, "--out", folder)
        assert code == 1
        assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(("sample", "code"), [(CLEAN, 0), (YUNXI, 1)])
def test_json_follows_its_schema(sample: Path, code: int, capfd: pytest.CaptureFixture[str]) -> None:
    returned, out, err = run(capfd, "check", sample, "--format", "json")
    report = json.loads(out)
    jsonschema.Draft202012Validator(json.loads(schema("check").read_text("utf-8"))).validate(report)
    assert (returned, err) == (code, "")
    assert report["file"] == sample.name
    assert {"file", "sha256", "template", "ruleset", "verdict", "rules", "findings", "score"} <= report.keys()


def test_a_final_report_is_refused_while_errors_remain(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "报告.docx"
    code, _, err = run(capfd, "word", YUNXI, "--out", target)
    assert (code, target.exists()) == (1, False)
    assert "不能导出正式报告" in err
    assert "AR06" in err
    assert run(capfd, "word", YUNXI, "--out", target, "--draft")[0] == 1
    assert target.exists()


def test_another_rule_set(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capfd, "check", YUNXI, "--format", "json", "--ruleset", "超支不得分")
    report = json.loads(out)
    assert (report["ruleset"], report["score"]["auto_total"]) == ("超支不得分", 98.8)
    code, _, err = run(capfd, "check", YUNXI, "--ruleset", "没有")
    assert code == 2
    assert "没有名为“没有”的规则集" in err


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("没有.xlsx", None, "找不到"),
        ("文本.xlsx", "预算,编码\n1,2\n".encode(), "其实是文本"),
        ("空.xlsx", b"", "空"),
        ("坏.xlsx", b"PK\x03\x04" + b"\0" * 40, "损坏"),
    ],
)
def test_unusable_input_is_one_sentence_and_exit_2(
    tmp_path: Path, name: str, data: bytes | None, word: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    code, out, err = run(capfd, "check", tmp_path / name)
    assert (code, out) == (2, "")
    assert word in err
    assert len(err.strip().splitlines()) == 1


def test_somebody_elses_workbook(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A1"] = "别人的表"
    book.save(tmp_path / "别人的.xlsx")
    code, _, err = run(capfd, "check", tmp_path / "别人的.xlsx")
    assert code == 2
    assert "不是财政部门下发的自评工作簿" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese_and_has_an_example(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, *command.split(), "--help")
    assert code == 0
    assert out.startswith("用法：")
    assert f"例：jixiao {command}" in " ".join(out.split())
    assert "Options" not in out
    assert "required" not in out


def test_help_of_issue_tells_its_own_year_and_day(capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capfd, "issue", "--help")
    told = [" ".join(line.split()) for line in out.splitlines()]
    assert "--out 文件夹 结果写到这个文件夹。 [必填]" in told
    assert "--year 年度 评价年度，如 2023；填入每份工作簿，收表时据以核对。 [1900<=x<=2099]" in told
    assert "--today 日期 登记为这一天下发，缺省是今天。" in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chek"], "没有这个命令，可用的有：button、check、"),
        (["button", "chek"], "没有这个命令，可用的有：doctor、install、uninstall。"),
        (["check"], "缺少“工作簿”。请看 jixiao check --help。"),
        (["run", "a.xlsx"], "缺少“--out”"),
        (["check", "a.xlsx", "--fromat", "json"], "没有选项“--fromat”"),
        (["check", "a.xlsx", "--format", "xml"], "“--format”的值不对，可选：table、json。请看 jixiao check"),
        (
            ["check", "a.xlsx", "b.xlsx"],
            "多写了“b.xlsx”；名称中有空格的，请加引号。请看 jixiao check --help。",
        ),
        (["issue", "a", "--out", "b", "--due", "五月"], "“--due”的值不对，请写成 2024-05-31。请看"),
        ([*COLLECT, "--jobs", "0"], "“--jobs”的值不对，应是不小于 1、不大于 256 的整数。请看"),
        ([*COLLECT, "--seconds", "x"], "“--seconds”的值不对，应是不小于 0 的数。请看"),
        (["explain", "ZZ99"], "没有编号为“ZZ99”的规则"),
    ],
)
def test_a_wrong_command_line_is_one_chinese_sentence(
    words: list[str], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capfd, *words)
    assert code == 2
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_fields_and_rules_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    assert "指标_自评得分" in run(capfd, "fields")[1]
    assert "AR06" in run(capfd, "rules")[1]


def test_explain_shows_formula_and_advice(capfd: pytest.CaptureFixture[str]) -> None:
    assert "。；" not in run(capfd, "explain", "ＡＲ１１")[1]
    code, out, _ = run(capfd, "explain", "ar06")
    assert code == 0
    assert "自评_分值合计 ＝ 100" in out
    assert "怎么改" in out


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "explain", "AR06"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("AR06")


def test_checking_a_file_never_writes_beside_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "返回 (1)=.xlsx"
    copy.write_bytes(CLEAN.read_bytes())
    assert run(capfd, "check", copy)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == [copy.name]


def test_masters_are_found_in_a_given_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "master-old.xlsx").write_bytes(MASTER.read_bytes())
    assert run(capfd, "check", CLEAN, "--masters", tmp_path)[0] == 0
    code, _, err = run(capfd, "check", CLEAN, "--masters", tmp_path / "没有")
    assert code == 2
    assert "--masters" in err


@pytest.mark.parametrize("content", ["", "单位,金额\n甲,1\n"], ids=["empty", "text"])
def test_file_that_cannot_be_used_is_named_whoever_sent_it(
    content: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "master-坏.xlsx"
    wrong.write_text(content, "utf-8")
    for words in (
        ("check", wrong),
        ("diff", CLEAN, wrong),
        ("issue", wrong, "--out", tmp_path / "下发"),
        ("collect", tmp_path, "--roster", RETURNED / "单位名录.xlsx", "--ledger", wrong, "--out", tmp_path),
        ("fields", "--master", wrong),
        ("check", CLEAN, "--masters", tmp_path),
        ("seal", wrong, "--out", tmp_path / "新.xlsx"),
    ):
        code, _, err = run(capfd, *words)
        assert code == 2
        assert "master-坏.xlsx" in err
        assert "报" not in err
        assert len(err.splitlines()) == 1
