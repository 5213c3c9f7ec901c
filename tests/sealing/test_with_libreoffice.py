"""The bureau's year in a real spreadsheet program: edit the master, seal it, work with what it says now."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import uno_python
from tests.support.edited_masters import FORM, SPARE, at, rule_row
from tests.support.samples import MASTER, WORKBOOKS
from toolkit.addresses import CellRef, column_letters
from toolkit.cli import main

pytestmark = pytest.mark.office

DRIVER = Path(uno_python.__file__).with_name("uno_edits.py")
Edit = list[object]


def typed(name: str, row: int, text: str) -> Edit:
    cell = at(name, row)
    return ["type", cell.sheet, cell.a1, text]


def number(cell: CellRef, value: float) -> Edit:
    return ["number", cell.sheet, cell.a1, value]


def rule(row: int, texts: Mapping[str, str]) -> list[Edit]:
    common = {
        "级别": "警告",
        "方式": "公式",
        "关系": "≤",
        "建议": "核对后改正。",
        "依据": "2024 年通知",
        "启用": "是",
    }
    return [typed(f"规则_{column}", row, text) for column, text in {**common, **texts}.items()]


def first_cell(name: str) -> str:
    """A column's first cell in LibreOffice's grammar: column fixed, row free."""
    area = FORM.names[name]
    return f"$'{area.sheet}'.${column_letters(area.column1)}{area.row1}"


def parameter(code: str, ruleset: int = 0) -> CellRef:
    codes, grid = FORM.names["参数表_名称"], FORM.names["参数表_取值"]
    index = FORM.names[code].row1 - codes.row1
    return CellRef(grid.sheet, grid.row1 + index, grid.column1 + ruleset)


BY_NEW_SETTINGS = ["SC08", "SC08", "SC08", "ST07"]
"""What the lower threshold and the new level-2 indicator find in a return that was clean before."""
SCALAR_RULE = {
    "编号": "ZD01", "范围": "全表", "名称": "超编一成以上", "右值": "=1.1", "单位": "%",
    "左值": "=IF(N(概况_人员编制)=0;0;概况_实有人数/概况_人员编制)",
    "适用条件": "=N(概况_人员编制)>0", "定位": "概况_实有人数", "问题": "在职人数为编制的 {左}，超过 {右}。",
}  # fmt: skip
ROW_RULE = {
    "编号": "ZD02", "范围": "逐行", "名称": "项目超预算一成", "左值": f"={first_cell('项目_支出')}",
    "右值": f"={first_cell('项目_全年预算')}*1.1", "单位": "万元", "定位": "项目_支出",
    "问题": "“{行}”支出 {左} 万元，超过 {右} 万元。",
}  # fmt: skip


def sound_edits() -> list[Edit]:
    units, level2 = len(FORM.lists["清单_单位"]), len(FORM.lists["清单_二级指标"])
    cost = parameter("参数_成本方法")
    accounts = FORM.names["项目_支出"].sheet
    return [
        *rule(SPARE, SCALAR_RULE),
        *rule(SPARE + 1, ROW_RULE),
        number(parameter("参数_超额说明线"), 1.2),
        ["type", cost.sheet, cost.a1, "线性法"],
        typed("规则_启用", rule_row(FORM, "ST11", "1"), "否"),
        typed("清单_单位", units + 1, "标准箱"),
        typed("清单_二级指标", level2 + 1, "管理对象满意度"),
        typed("清单_所属一级", level2 + 1, FORM.lists["清单_所属一级"][-1]),
        ["rows", accounts, 6, 2],
    ]


def wrong_edits() -> list[Edit]:
    misplaced = {**ROW_RULE, "左值": first_cell("项目_支出").replace(str(FORM.names["项目_支出"].row1), "3")}
    gone = rule_row(FORM, "AR06")
    return [
        *rule(SPARE, {**SCALAR_RULE, "左值": "=概况_在编人数/2", "问题": "超过 {上限}。"}),
        *rule(SPARE + 1, {**misplaced, "左值": f"={misplaced['左值']}", "级别": "重大"}),
        typed("规则_编号", gone, "ZD06"),
        typed("封面_行政区", 1, "某县"),
        ["clear", at("等次档_下限", 2).sheet, at("等次档_下限", 2).a1],
        ["open", "封面"],
    ]


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The masters that LibreOffice saved after sound and after wrong edits."""
    python, folder = uno_python.find(), tmp_path_factory.mktemp("封版")
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: no soffice on the PATH")
    paths = {"sound": folder / "改好的.xlsx", "wrong": folder / "改错的.xlsx"}
    jobs = {str(paths["sound"]): sound_edits(), str(paths["wrong"]): wrong_edits()}
    (folder / "edits.json").write_text(json.dumps(jobs), encoding="utf-8")
    copy = shutil.copy(MASTER, folder / "母版.xlsx")  # an open file is locked for other tests
    command = [python, str(DRIVER), str(copy), str(folder / "profile"), str(folder / "edits.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return paths


@pytest.fixture(scope="module")
def sealed(edited: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sealed new version."""
    folder = tmp_path_factory.mktemp("母版")
    code = run("seal", edited["sound"], "--out", folder / "master-2024.2.xlsx")
    assert code == 0
    return folder


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def filled(tmp_path: Path, master: Path, sample: str, edits: Mapping[str, Any] = {}) -> Path:
    data = yaml.safe_load((WORKBOOKS / "samples" / f"{sample}.yaml").read_text("utf-8"))
    for name, value in edits.items():
        table, _, rest = name.partition(".")
        if rest:
            data[table][0][rest] = value
        else:
            data[name] = value
    source, target = tmp_path / f"{sample}.yaml", tmp_path / f"{sample}.xlsx"
    source.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert run("fill", source, "--out", target, "--master", master, "--overwrite") == 0
    return target


def report_of(capfd: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    capfd.readouterr()
    run(*words, "--format", "json")
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def rules_of(report: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(f["rule"], f"{f['sheet']}!{f['cell']}", f["message"]) for f in report["findings"]]


def test_the_record_says_what_changed(sealed: Path) -> None:
    record = (sealed / "master-2024.2.md").read_text("utf-8")
    lines = [line for line in record.splitlines() if line.startswith("| ") and "---" not in line]
    assert lines == [
        "| 位置 | 原来 | 现在 |",
        "| 规则 ZD01 |  | 警告“超编一成以上”：=IF(N(概况_人员编制)=0,0,概况_实有人数/概况_人员编制) ≤ =1.1 |",
        "| 规则 ZD02 |  | 警告“项目超预算一成”：=项目_支出[1] ≤ =项目_全年预算[1]*1.1 |",
        "| 规则 ST11（1）的启用 | 是 | 否 |",
        "| 位置 | 原来 | 现在 |",
        "| 参数“参数_成本方法”（通用比例法） | 比例法 | 线性法 |",
        "| 参数“参数_超额说明线”（通用比例法） | 1.3 | 1.2 |",
        "| 位置 | 原来 | 现在 |",
        "| “清单_二级指标” |  | 管理对象满意度 |",
        "| “清单_单位” |  | 标准箱 |",
        "| “清单_所属一级” |  | 满意度指标 |",
    ]
    trial = [line.split(" ")[:3] for line in record.splitlines() if line.startswith("- ")]
    assert trial == [["-", "警告", "SC08"]] * 3 + [["-", "警告", "ST07"]]


def test_the_clean_return_meets_only_what_is_new(
    sealed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = filled(tmp_path, sealed / "master-2024.2.xlsx", "clean-2023")
    report = report_of(capfd, "check", file, "--masters", sealed)
    assert report["template"] == "bmzt-zp 2024.2"
    assert [rule for rule, _, _ in rules_of(report)] == BY_NEW_SETTINGS


def test_check_follows_the_new_rules(sealed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    edits = {
        "概况_实有人数": 60,
        "概况_人员编制": 50,
        "概况_控制率说明": "军转干部安置",
        "概况_联络电话": "123",
    }
    before = report_of(capfd, "check", filled(tmp_path, MASTER, "clean-2023", edits))
    after = report_of(
        capfd,
        "check",
        filled(tmp_path, sealed / "master-2024.2.xlsx", "clean-2023", edits),
        "--masters",
        sealed,
    )
    old, new = set(rules_of(before)), set(rules_of(after))
    phone, staff = FORM.names["概况_联络电话"].first, FORM.names["概况_实有人数"].first
    assert {(rule, cell) for rule, cell, _ in old - new} == {("ST11", str(phone))}
    assert {line for line in new - old if line[0] not in BY_NEW_SETTINGS} == {
        ("ZD01", str(staff), "在职人数为编制的 120%，超过 110%。")
    }


def test_a_new_row_rule_runs_over_every_row(
    sealed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    master = sealed / "master-2024.2.xlsx"
    report = report_of(
        capfd, "check", filled(tmp_path, master, "clean-2023", {"项目.项目_全年预算": 1}), "--masters", sealed
    )
    found = [line for line in rules_of(report) if line[0] == "ZD02"]
    moved = FORM.names["项目_支出"].first._replace(row=FORM.names["项目_支出"].row1 + 2)
    assert [cell for _, cell, _ in found] == [str(moved)]
    assert found[0][2].endswith("超过 1.10 万元。")


def test_score_and_word_follow_the_new_parameters(
    sealed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    master = sealed / "master-2024.2.xlsx"
    file = filled(tmp_path, master, "yunxi-2023")
    assert report_of(capfd, "check", file, "--masters", sealed)["score"]["auto_total"] == 106.21
    run("score", file, "--out", tmp_path / "scored.xlsx", "--masters", sealed)
    assert "自动得分 106.21 分" in capfd.readouterr().out
    run("word", file, "--out", tmp_path / "report.docx", "--draft", "--masters", sealed)
    assert (tmp_path / "report.docx").stat().st_size > 10_000


def test_each_return_is_checked_against_the_version_it_was_issued_from(
    sealed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edits = {"概况_实有人数": 60, "概况_人员编制": 50, "概况_控制率说明": "军转干部安置"}
    (tmp_path / "旧").mkdir()
    old = filled(tmp_path / "旧", MASTER, "clean-2023", edits)
    new = filled(tmp_path, sealed / "master-2024.2.xlsx", "clean-2023", edits)
    reports = [report_of(capfd, "check", file, "--masters", sealed) for file in (old, new)]
    assert [report["template"] for report in reports] == ["bmzt-zp 2024.1", "bmzt-zp 2024.2"]
    fired = [{line[0] for line in rules_of(report)} for report in reports]
    assert fired[1] - fired[0] == {"ZD01", *BY_NEW_SETTINGS}
    assert not any(rule.startswith("IN") for rule in fired[0] | fired[1])


def test_a_wrong_master_is_refused_with_every_fault(
    edited: Mapping[str, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "master-2024.2.xlsx"
    capfd.readouterr()
    code = run("seal", edited["wrong"], "--out", target)
    lines = capfd.readouterr().err.strip().splitlines()
    row = rule_row(FORM, "AR06")
    area = FORM.names["项目_支出"]
    left = f"{area.sheet}!${area.first.a1.rstrip('0123456789')}3"
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert lines == [
        "母版还不能封版，有 8 处要改：",
        "  工作表“封面”没有保护，请在“审阅”中保护工作表后再封版。",
        f"  {at('封面_行政区')}：“封面_行政区”是填报的单元格，母版里应为空，请清除“某县”。",
        f"  {at('规则_编号', row)}：规则 AR06被改编为规则 ZD06；编号发布后不能改，请改回。",
        f"  {at('规则_左值', SPARE)}：公式无法计算：名称“概况_在编人数”没有定义，或不是单元格区域，请改写。",
        f"  {at('规则_问题', SPARE)}：规则 ZD01的问题里有不认识的“{{上限}}”，"
        "可用：{左} {右} {差} {行} {定位值} 和字段名。",
        f"  {at('规则_级别', SPARE + 1)}：规则 ZD02的级别“重大”不在选项内，可选：错误、警告、提示。",
        f"  {at('规则_左值', SPARE + 1)}：规则 ZD02的左值引用了 {left}，"
        f"应指向表的首行（工作表“{area.sheet}”第 {area.row1} 行）。",
        f"  {at('等次档_下限', 2)}：“等次档”的下限“”应为数字。",
    ]
