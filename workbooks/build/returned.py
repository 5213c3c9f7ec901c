"""``python -m workbooks.build.returned`` writes workbooks/returned/: a round with known faults."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from toolkit.commands.fill import fill_workbook
from toolkit.commands.issue import issue_all, prepare
from toolkit.form import Form
from toolkit.io.data_file import read_data
from toolkit.io.masters import load_form
from toolkit.io.package import open_package
from toolkit.io.package_write import replace_parts
from toolkit.io.register import Register
from toolkit.io.saved import PROPERTIES
from workbooks.build.returned_data import Data, data_of
from workbooks.build.returned_tables import save_ledger, save_roster
from workbooks.build.returned_units import UNITS
from workbooks.build.sources import HERE

FOLDER = HERE.parent / "returned"
CLEAN = HERE.parent / "samples" / "clean-2023.yaml"
MASTER = HERE.parent / "master.xlsx"
REGISTER = FOLDER / "下发登记簿.sqlite"
NAMES = {unit.code: unit.name for unit in UNITS}
AUDITED = {"指标_自评得分": "指标_审核得分"}


class Folder:
    """The folder being built: issued workbooks at hand, returns written one by one."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.issued: dict[str, bytes] = {}
        self.older: dict[str, bytes] = {}

    def issue(self) -> None:
        """Issue to all, and to the twelfth unit once more."""
        workshop = FOLDER / ".下发"
        for day, kept in ((date(2024, 3, 1), self.older), (date(2024, 3, 20), self.issued)):
            job = prepare(
                FOLDER / "单位名录.xlsx", workshop, MASTER,
                due=None, today=day, last_year=None, overwrite=True,
            )  # fmt: skip
            with Register(REGISTER) as book:
                for record in issue_all(job, book):
                    kept[record.code] = (workshop / record.file).read_bytes()
                book.compact()
        shutil.rmtree(workshop)

    def filled(self, data: Data, original: bytes, saved: str) -> bytes:
        """A return: an issued workbook filled in, with its time of saving."""
        return stamped(fill_workbook(data, self.form, original), saved)


def stamped(data: bytes, saved: str) -> bytes:
    """The workbook as last saved at that time."""
    package = open_package(data)
    text = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), package.read(PROPERTIES))
    return replace_parts(package, {PROPERTIES: text})


def build() -> None:
    """Write the folder anew; the same sources give the same returns."""
    for part in ("上年", "报表"):
        shutil.rmtree(FOLDER / part, ignore_errors=True)
    REGISTER.unlink(missing_ok=True)
    for name in ("上年", "报表/第一批", "报表/第二批"):
        (FOLDER / name).mkdir(parents=True)
    folder, clean = Folder(load_form(MASTER)), read_data(CLEAN)
    save_roster(FOLDER / "单位名录.xlsx", clean)
    save_ledger(FOLDER / "台账.xlsx", clean)
    folder.issue()
    sound = {unit.code: data_of(unit, clean) for unit in UNITS}
    _first_batch(folder, sound)
    _second_batch(folder, sound)
    _last_year(folder, clean)


def _first_batch(folder: Folder, sound: Mapping[str, Data]) -> None:
    for code in ("132001", "132002", "132004"):
        _save(f"报表/第一批/{code}_{NAMES[code]}.xlsx", _usual(folder, sound[code], code))
    wrong = {**sound["132003"], "预算_全年执行": sound["132003"]["预算_全年执行"] + 30, "封面_报告日期": None}
    _save("报表/第一批/132003_图书馆（第一次）.xlsx", _usual(folder, wrong, "132003"))
    changed = {**modest(sound["132005"]), "预算_全年预算": sound["132005"]["预算_全年预算"] + 5}
    _save("报表/第一批/132005_文化馆.xlsx", _usual(folder, changed, "132005"))
    full = all_full(sound["132007"])
    borrowed = {**full, "封面_预算编码": "132006", "封面_部门名称": NAMES["132006"]}
    _save("报表/第一批/体育中心自评.xlsx", _usual(folder, borrowed, "132007"))
    _save("报表/第一批/132007_信访接待中心.xlsx", _usual(folder, full, "132007"))
    broken = _usual(folder, sound["132009"], "132009")
    _save("报表/第一批/132009_青少年宫.xlsx", broken[: len(broken) // 2])


def _second_batch(folder: Folder, sound: Mapping[str, Data]) -> None:
    late = "2024-05-20T08:00:00Z"
    again = folder.filled(sound["132003"], folder.issued["132003"], late)
    same = _usual(folder, sound["132002"], "132002")
    inner = _zip({"图书馆改后.xlsx": again})
    _save("报表/第二批/邮件附件.zip", _zip({"档案馆再报.xlsx": same, "图书馆.zip": inner}))
    worse = {**sound["132004"], "自评_综合得分": 99.5}
    _save("报表/第二批/博物馆更正.xlsx", folder.filled(worse, folder.issued["132004"], late))
    copied = copied_words(sound["132008"], sound["132001"])
    _save("报表/第二批/132008_融媒体中心.xlsx", folder.filled(copied, folder.issued["132008"], late))
    _save(
        "报表/第二批/行政服务中心.xlsx",
        folder.filled(repeated(sound["132011"]), folder.issued["132011"], late),
    )
    reception = {**audited(sound["132012"]), "封面_部门名称": "示范区接待办"}
    _save("报表/第二批/接待服务中心.xlsx", folder.filled(reception, folder.older["132012"], late))
    outsider = {**sound["132010"], "封面_预算编码": "139999", "封面_部门名称": "示范市示范区临时指挥部"}
    _save("报表/第二批/临时指挥部.xlsx", folder.filled(outsider, MASTER.read_bytes(), late))
    _save("报表/第二批/旧版软件另存.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))


def _usual(folder: Folder, data: Data, code: str) -> bytes:
    return folder.filled(data, folder.issued[code], f"2024-04-{10 + int(code[-2:])}T08:00:00Z")


def all_full(data: Data) -> Data:
    """Every indicator with its full score, and the sums that follow."""
    rows = [{**row, "指标_自评得分": row["指标_分值"]} for row in data["指标"]]
    return {**data, "指标": rows, "自评_综合得分": 99.85}


def modest(data: Data) -> Data:
    """Every indicator at 0.7 of what was earned, far below the peers."""
    rows = [{**row, "指标_自评得分": round(row["指标_自评得分"] * 0.7, 2)} for row in data["指标"]]
    return {**data, "指标": rows, "自评_综合得分": 72.25}


def copied_words(data: Data, other: Data) -> Data:
    """Indicators, problems and measures taken over from another unit."""
    taken = ("指标", "综述_存在问题", "综述_改进措施", "目标", "任务")
    return {**data, **{name: other[name] for name in taken}}


def repeated(data: Data) -> Data:
    """A carry-over that does not follow last year's surplus, and last year's fault once more."""
    return {**data, "概况_联络电话": "12345"}


def audited(data: Data) -> Data:
    """The bureau's scores of a visit already in the workbook: a tenth less on every row."""
    rows = [{**row, "指标_审核得分": round(row["指标_自评得分"] * 0.9, 2)} for row in data["指标"]]
    return {**data, "指标": rows}


def _last_year(folder: Folder, clean: Mapping[str, Any]) -> None:
    """Last year's returns of two units; the eleventh achieved more then, and had the same fault."""
    for unit in (UNITS[0], UNITS[10]):
        data = data_of(unit, clean, year=2022)
        data["支出汇总_累计结余"] = data["收入汇总_上年结转"]
        data["指标"] = [{**row, "指标_实际完成值": row["指标_年度指标值"]} for row in data["指标"]]
        if unit.code == "132011":
            data = repeated(data) | {"支出汇总_累计结余": data["收入汇总_上年结转"] + 8}
            data["指标"] = [_better(row) for row in data["指标"]]
        _save(f"上年/{unit.code}_{unit.name}.xlsx", fill_workbook(data, folder.form, MASTER.read_bytes()))


def _better(row: dict[str, Any]) -> dict[str, Any]:
    return (
        {**row, "指标_实际完成值": 6} if row.get("指标_单位") == "次" and row["指标_年度指标值"] == 4 else row
    )


def _zip(members: Mapping[str, bytes]) -> bytes:
    """An archive as Chinese Windows makes it: names in GBK, unmarked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name.encode("gb18030").decode("cp437"), (2024, 5, 20, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def _save(name: str, data: bytes) -> None:
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    build()
