"""``jixiao``, which is also ``python -m toolkit``: the collector is set before anything is loaded."""

from __future__ import annotations

from typing import NoReturn

from toolkit.collector import collect_seldom


def main() -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    collect_seldom()
    from toolkit.cli import main as run

    run()


if __name__ == "__main__":
    main()
