"""The floor: the same rows with nothing around them. Its statements are written by `statements.py`."""
