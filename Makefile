# `make demo` and `make test` need Python 3.11 or newer, and make; they set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
ARGS ?=

.PHONY: demo test lint types layers unit lock page clean

demo: $(VENV)/.demo
	@$(BIN)/opsbot demo $(ARGS)

test: lint types layers unit

lint: $(VENV)/.test
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/mypy

layers: $(VENV)/.test
	$(BIN)/lint-imports

unit: $(VENV)/.test
	$(BIN)/python -m pytest $(ARGS)

# Each stamp says: what this file locks is installed, with its hashes checked, and so is opsbot itself.
$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/demo.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/test.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.demo

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "opsbot needs Python 3.11 or newer; set PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# For whoever changes a dependency; needs uv.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes -q -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra demo --universal --python-version 3.11 --generate-hashes -q -o requirements/demo.txt
	uv pip compile pyproject.toml --extra demo --extra test --universal --python-version 3.11 --generate-hashes -q -o requirements/test.txt

# For whoever changes the playground's page; needs Node 20 or newer.
page:
	cd playground/page && npm ci && npm run build

clean:
	rm -rf $(VENV) demo-out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage *.egg-info
