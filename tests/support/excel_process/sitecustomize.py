"""Put before a Python that Excel would start: Excel's stand-in is open, heavy libraries are missing.

JIXIAO_TEST_BOOK is the workbook, JIXIAO_TEST_RESULT the file that gets what happened, JIXIAO_TEST_ROOT the
source tree (the stand-in needs it; the product is imported from there too).
"""

import atexit
import importlib.abc
import json
import os
import sys

MISSING = {
    "numpy",
    "pandas",
    "scipy",
    "formulas",
    "schedula",
    "docxtpl",
    "matplotlib",
    "PIL",
    "plotly",
    "pyarrow",
}


class _Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ImportError(name)


def _open_excel():
    sys.path.append(os.environ["JIXIAO_TEST_ROOT"])
    sys.meta_path.insert(0, _Missing())
    from tests.support import xlwings_double as double

    engine = double.install()
    book = engine.app.books.open(os.environ["JIXIAO_TEST_BOOK"])
    before = set(sys.modules)

    def tell():
        result = {
            "alerts": engine.app.alerts,
            "written": book.workbook["校验结果"]["D9"].value,
            "loaded": sorted(name for name in set(sys.modules) - before if "." not in name),
            "path": sys.path,
        }
        with open(os.environ["JIXIAO_TEST_RESULT"], "w", encoding="utf-8") as file:
            json.dump(result, file)

    atexit.register(tell)


_open_excel()
