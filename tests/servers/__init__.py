"""Real servers for the tests: a PostgreSQL and a Valkey in a private folder, gone when the tests are.

`environment` tells Django where they will be before its settings load; `tests/conftest.py` starts them when the
first test needs them, so that tests of pure code wait for nothing.
"""
