"""jixiao: fill in, check, score and report a department's yearly expenditure self-evaluation."""

__version__ = "0.1.0"
