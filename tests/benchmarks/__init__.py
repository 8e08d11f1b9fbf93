"""How fast the hot paths are, told as a ratio: the same request to the program and to its floor, in turns.

The floor (`floor/`) does the least that could be done for the same rows: one SQL statement over a pool of prepared
statements, orjson, a bare view; nobody is recognised, nothing is checked. Ratios are believed, requests a second are
not: machines differ, and so does what else they do. Run by `make bench`.
"""
