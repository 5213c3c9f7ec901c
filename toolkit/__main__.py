"""``jixiao``, which is also ``python -m toolkit``: the collector is told what to do first and last."""

from __future__ import annotations

from typing import NoReturn

from toolkit.collector import collect_seldom, keep_for_good


def main() -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    collect_seldom()
    from toolkit.cli import main as run

    try:
        run()
    finally:
        keep_for_good()  # what is left goes with the process; to look through it takes as long as a check


if __name__ == "__main__":
    main()
