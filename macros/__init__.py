"""Sources of the Excel buttons, and the builder of the workbook and add-in that carry them."""
