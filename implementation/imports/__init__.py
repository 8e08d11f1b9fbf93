"""Reading tables that people bring: what columns they have, what a cell means, and what is wrong with them.

Pure: files go in, a staging file and faults come out. The services decide what is new or changed and write it.
"""
