# The commands of the project. They need Python 3.11, 3.12 or 3.13 and make; the tests of the pages need Chromium too.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-fast lint types checks bench soak format lock schema

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes

help: ## This list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

install: .venv/installed ## The environment in .venv with the locked runtime dependencies

install-dev: .venv/installed-dev ## The same and what the tests and linters need

run: install ## Everything: database, example data, web server, background jobs (PORT, DATA_DIR)
	@exec $(BIN)/python -m config.run

test: checks ## Lint, types, migrations, schema, layers; all tests on PostgreSQL, those with a database on SQLite again
	$(PYTEST) -m "not soak and not bench"
	CROSSING_TEST_DATABASE=sqlite $(PYTEST) -m "both_databases and not soak and not bench"

test-fast: install-dev ## The quick tests that need no database: less than a minute
	$(PYTEST) -m "not slow and not both_databases and not soak and not bench"

# What only looks at the code needs no data: it leaves the folder of `make run` alone.
checks lint types schema: export DATA_DIR = build/checks

checks: lint types
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	@mkdir -p build
	$(BIN)/python manage.py spectacular --file build/openapi.yaml --validate --fail-on-warn
	@diff -u openapi.yaml build/openapi.yaml || { echo "openapi.yaml is not what the code serves: make schema" >&2; exit 1; }

lint: install-dev ## ruff, on the code and its form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev ## mypy, strict
	$(BIN)/mypy .

format: install-dev ## Puts the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-dev ## Measures speed
	$(BIN)/python -m pytest -m bench

soak: install-dev ## The long tests
	$(BIN)/python -m pytest -m soak

schema: install-dev ## Writes openapi.yaml anew
	$(BIN)/python manage.py spectacular --file openapi.yaml --validate --fail-on-warn

lock: install-dev ## Resolves requirements*.in into requirements*.txt with hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

# A pyenv shim answers to its name without having that Python, so each candidate is asked to run.
.venv/bin/python:
	@for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
	    echo "Making .venv with $$("$$candidate" --version)"; \
	    "$$candidate" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; \
	    echo "$$candidate cannot make a virtual environment. Debian, Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 is needed and was not found. Install it:" >&2; \
	echo "  Debian, Ubuntu: apt-get install python3 python3-venv     macOS: brew install python@3.13" >&2; \
	echo "or name one: make PYTHON=/path/to/python3.12 ..." >&2; \
	exit 1

# Every package is listed with its hashes, so nothing is resolved: --no-deps only saves time.
.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing the locked dependencies (once, a minute or two)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt .venv/installed
	@echo "Installing what the tests and linters need (once)"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@
