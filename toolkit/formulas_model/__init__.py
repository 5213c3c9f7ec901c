"""The master's formulas: compiled once with the parser of the library ``formulas``, evaluated many times."""

from toolkit.formulas_model.codegen import RowFunction
from toolkit.formulas_model.faults import UnsupportedFormula
from toolkit.formulas_model.model import FormulaModel
from toolkit.formulas_model.tokens import normalise, translate_shared

__all__ = ["FormulaModel", "RowFunction", "UnsupportedFormula", "normalise", "translate_shared"]
