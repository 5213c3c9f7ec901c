"""What writing the scored copy and the Word report costs beside the check, against the libraries' floors."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from docxtpl import DocxTemplate

from tests.benchmarks.rounds import Series, interleaved
from tests.benchmarks.tasks import check
from tests.support.samples import CLEAN
from toolkit.commands.score import scored_copy
from toolkit.commands.word import report_of
from toolkit.io.docx_write import environment, report_context
from toolkit.io.resources import report_template
from toolkit.report.content import build_content


def measure_steps(rounds: int) -> dict[str, Series]:
    """Both steps and both floors, in turn, on the clean sample; milliseconds each."""
    data = CLEAN.read_bytes()
    checked = check(data)
    card = checked.report.score
    assert card is not None
    context = report_context(build_content(checked.submission, card, draft=False, public=False))
    template = report_template().read_bytes()
    peers: dict[str, Callable[[bytes], object]] = {
        "zip 原样重写": copy_zip,
        "评分步骤": lambda _: scored_copy(checked),
        "docxtpl 裸渲染": lambda _: bare_render(template, context),
        "Word 步骤": lambda _: report_of(checked, draft=False, public=False),
    }
    return interleaved(peers, lambda name, number: [data], rounds)


def copy_zip(data: bytes) -> bytes:
    """Unpack and pack every part once: what saving a workbook costs at least."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in package.namelist():
            copy.writestr(name, package.read(name))
    return out.getvalue()


def bare_render(template: bytes, context: dict[str, object]) -> bytes:
    """docxtpl alone: open, fill, save."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(context), environment())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
