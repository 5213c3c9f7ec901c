"""Builds the controlled master workbook from the readable sources beside this file."""
