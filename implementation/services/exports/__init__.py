"""Exporting a portfolio: the tables of the import, read in one snapshot and written so that they can come in again."""
