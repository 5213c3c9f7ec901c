"""``python -m workbooks.build`` writes everything that follows from the sources in this folder.

The master, the button workbook and add-in made from it, the report template, the two samples and the
demonstration round; same sources, same bytes.
"""

from __future__ import annotations

from macros.build.shipping import ship
from toolkit.commands.fill import fill_master
from workbooks.build import report_template, returned
from workbooks.build.master import build
from workbooks.build.sources import HERE

WORKBOOKS = HERE.parent
MASTER = WORKBOOKS / "master.xlsx"


def build_all() -> None:
    """Write every file below workbooks/ that is made by a program."""
    master = build()
    MASTER.write_bytes(master)
    ship(master)
    (WORKBOOKS / "report.docx").write_bytes(report_template.build_template())
    for data in sorted((WORKBOOKS / "samples").glob("*.yaml")):
        data.with_suffix(".xlsx").write_bytes(fill_master(data, MASTER))
    returned.build()


if __name__ == "__main__":
    build_all()
