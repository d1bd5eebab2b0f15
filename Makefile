# Everyday commands. `make studio` and `make test` work on a fresh machine.
.DEFAULT_GOAL := help
.PHONY: help studio test check bench bench-check soak fmt docs system
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILE ?= examples/counter.hjx

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "hjx-studio needs Python 3.11 or newer; name one: make PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) makes no virtual environment. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 2; }

$(VENV)/.runtime: pyproject.toml | $(VENV)/bin/python
	@echo "Installing hjx-studio into $(VENV); the first time this takes a minute."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing hjx-studio and its tools into $(VENV); the first time this takes a minute."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.runtime

system:
	@tests/support/system-packages

studio: $(VENV)/.runtime ## set up, then open the studio on the counter (FILE=… for another)
	@$(BIN)/hjx-studio $(FILE)

test: system $(VENV)/.dev ## set up, then run every check and test, browsers included
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --dist loadgroup

.PHONY: lint
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: $(VENV)/.dev lint ## the everyday check: lint, types, layers and the quick tests
	$(BIN)/pytest -n 2 --dist loadgroup -q -m 'not browser and not terminal and not package'

bench: $(VENV)/.dev ## measure, as a table of ratios
	$(BIN)/python -m tests.bench

bench-check: $(VENV)/.dev ## hold the ratios against the committed ones
	$(BIN)/python -m tests.bench --check

soak: $(VENV)/.dev ## the long runs
	$(BIN)/pytest -n 2 --dist loadgroup -q --soak --timeout 3600

fmt: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev ## write the pages of docs/ that come from tables
	$(BIN)/python -m tests.support.catalogue
