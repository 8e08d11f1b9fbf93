"""Importing a portfolio: checked in a staging file, then written in one transaction or not at all."""
