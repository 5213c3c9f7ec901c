"""Builds the button workbook and the ribbon add-in from readable sources, without Excel."""
