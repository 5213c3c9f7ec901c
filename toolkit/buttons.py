"""What Excel calls when a button is pressed: one function a button, the open book instead of a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from toolkit.collector import collect_seldom, keep_for_good
from toolkit.errors import ToolkitError
from toolkit.io.desktop import open_path, tell
from toolkit.io.excel_live import calling_book
from toolkit.io.fault_log import record_fault

if TYPE_CHECKING:
    import xlwings as xw


class Press(Struct, frozen=True):
    """One press of a button: the workbook, and the ways to speak to who pressed it."""

    title: str
    book: xw.Book

    def progress(self, text: str) -> None:
        """Say in the status bar what is going on."""
        self.book.app.status_bar = f"{self.title}：{text}…"

    def say(self, text: str, *, warn: bool = False) -> None:
        """One message with an OK button."""
        self.book.app.alert(text, self.title, mode="critical" if warn else "info")

    def ask(self, text: str, buttons: str) -> bool:
        """Whether a question was answered with its first button, OK or Yes."""
        return self.book.app.alert(text, self.title, buttons=buttons, mode="info") in ("ok", "yes")


Closing = Callable[[], None]
"""What is said when everything is written and Excel is itself again."""


def button(title: str) -> Callable[[Callable[[Press], Closing]], Callable[[], None]]:
    """Make a function of a press into what a macro calls: it never raises and always ends in one message."""

    def wrap(action: Callable[[Press], Closing]) -> Callable[[], None]:
        def pressed() -> None:
            collect_seldom()
            try:
                press = Press(title, calling_book())
            except ToolkitError as fault:
                tell(str(fault), title)
                return
            except Exception as fault:  # without a workbook there is no Excel to say it
                tell(_unforeseen(fault, title), title)
                return
            try:
                _run(press, action)
            except ToolkitError as fault:
                press.say(str(fault), warn=True)
            except Exception as fault:  # the one place where a button is isolated from Excel
                press.say(_unforeseen(fault, title), warn=True)
            keep_for_good()  # what is left goes with the process that Excel started for this press

        pressed.__name__, pressed.__doc__ = action.__name__, action.__doc__
        return pressed

    return wrap


def _run(press: Press, action: Callable[[Press], Closing]) -> None:
    app = press.book.app
    with app.properties(screen_updating=False, enable_events=False, status_bar=f"{press.title}：开始…"):
        if app.calculation != "automatic":
            app.calculate()
        with app.properties(calculation="manual"):
            closing = action(press)
    closing()


def _unforeseen(fault: Exception, title: str) -> str:
    recorded = record_fault(fault, title)
    where = f"日志：{recorded.log}" if recorded.log else "日志写不进去，请截图。"
    return (
        f"程序出错，没有写完的内容已恢复原样（故障编号 {recorded.id}）。请把编号和日志发给技术支持。\n{where}"
    )


@button("校验")
def validate(press: Press) -> Closing:
    """Check the workbook, fill the result sheet, mark the cells concerned."""
    from toolkit.commands.live import check_live, result_sheet, write_findings
    from toolkit.report.write_back import conclusion

    press.progress("正在读取和检查")
    checked = check_live(press.book)
    press.progress("正在写入校验结果")
    write_findings(press.book, checked)

    def close() -> None:
        if not checked.report.findings:
            press.say(conclusion(checked.report))
            return
        press.book.sheets[result_sheet(checked)].activate()
        press.say(f"{conclusion(checked.report)}。\n点“转到”跳到出问题的格；有底色和批注的格请核对。")

    return close


@button("评分")
def score(press: Press) -> Closing:
    """Score the workbook: show what will change, and write it where that is agreed to."""
    from toolkit.commands.live import check_live, planned_scores, write_scores
    from toolkit.report.score_preview import score_preview, score_summary

    press.progress("正在计算得分")
    checked = check_live(press.book)
    card = checked.report.score
    assert card is not None
    edits = planned_scores(checked)
    if not edits:
        return lambda: press.say(f"得分没有变化。\n{score_summary(card)}")
    question = f"{score_preview(checked.submission, edits)}\n\n现在写入吗？写入后可以撤销。"
    if not press.ask(question, "ok_cancel"):
        return lambda: press.say("已取消，没有改动。")
    press.progress("正在写入得分")
    write_scores(press.book, checked, edits)
    return lambda: press.say(f"已写入 {len(edits)} 格，可用“撤销上次评分”恢复。\n{score_summary(card)}")


@button("撤销上次评分")
def undo_score(press: Press) -> Closing:
    """Put back what the last scoring changed."""
    from toolkit.commands.live import undo_scores

    press.progress("正在恢复")
    undone = undo_scores(press.book)
    if undone is None:
        return lambda: press.say("没有可以撤销的评分。")
    kept = f"\n{undone.kept} 格在评分后又改过，保留现在的内容。" if undone.kept else ""
    return lambda: press.say(f"已恢复 {undone.restored} 格为评分前的内容。{kept}")


@button("导出Word")
def export_word(press: Press) -> Closing:
    """Write the Word report beside the workbook, and offer to open the folder."""
    from toolkit.commands.live import check_live, export_report

    press.progress("正在检查")
    checked = check_live(press.book)
    press.progress("正在生成报告")
    target = export_report(press.book, checked)

    def close() -> None:
        if press.ask(f"已写出 {target}\n打开所在文件夹吗？", "yes_no"):
            open_path(target.parent)

    return close
