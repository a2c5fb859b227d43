# The developer's interface. Every target sets up what it needs on a machine that has Python 3.11 or later and make.
# `make help` lists them.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
.SHELLFLAGS := -euc
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first interpreter that answers and is new enough; a shim that answers nothing is passed over. PYTHON=… decides otherwise.
PYTHON ?= $(firstword $(foreach python,python3 python3.13 python3.12 python3.11 python3.14,$(shell \
	$(python) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(python))))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement
# Extras stay in the locks: pip looks past `coverage==…` for a newer one when something asks for `coverage[toml]`.
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-header --no-strip-extras --no-emit-index-url --no-emit-find-links
WORKERS ?= 2

# Each stamp in the environment says what has been installed into it; a lock that changes makes its stamp stale.
BASE := $(VENV)/.stamp-base
DEMO := $(VENV)/.stamp-demo
DEV := $(VENV)/.stamp-dev
PEERS := $(VENV)/.stamp-bench
CATALOGUES := $(wildcard consent/pages/locale/*/LC_MESSAGES/*.po)

.PHONY: help demo test check soak bench shape lock catalogues messages screenshots patterns venv system clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(DEMO) catalogues ## the example campaign site, with its stand-in third party (ARGS="--port 8080" to pass options)
	$(BIN)/python -m examples.campaign $(ARGS)

test: $(DEV) catalogues system check ## everything a change must pass (ARGS="-k gate" to pass options to pytest)
	rm -f .coverage .coverage.*
	HYPOTHESIS_PROFILE=test $(BIN)/python -m pytest -n $(WORKERS) -m "not soak" --cov --cov-report=term $(ARGS)

check: $(DEV) ## what reads the code without running it: lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

soak: $(DEV) catalogues system ## the property tests with 100 000 cases, and the tests too long for `make test`
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n $(WORKERS) -m "soak or hypothesis" $(ARGS)

bench: $(PEERS) catalogues ## the figures, beside our peers'
	@tools/system.sh valgrind
	$(BIN)/python -m tests.benchmarks $(ARGS)

shape: $(DEV) ## sizes of files and functions beside the house's figures
	@$(BIN)/python -m tests.house.shape

lock: $(DEV) ## choose the newest versions again and write requirements/*.txt
	$(LOCK) --upgrade pyproject.toml requirements/demo.in --output-file requirements/demo.txt
	$(LOCK) --upgrade pyproject.toml requirements/dev.in --output-file requirements/dev.txt
	$(LOCK) --upgrade requirements/bench.in --output-file requirements/bench.txt

catalogues: $(DEMO) ## compile the translations
	@$(BIN)/python hatch_build.py >/dev/null

messages: $(DEV) ## gather the sentences for translators, into consent.pot and each language's consent.po
	$(BIN)/python -m tests.pages.sentences

screenshots: $(DEV) catalogues system ## pictures of every page, in screenshots/
	$(BIN)/python -m tests.screenshots $(ARGS)

patterns: $(DEV) catalogues system ## measure the dark patterns, and write the figures into docs/explanation/dark-patterns.md
	CONSENT_REPORT=1 $(BIN)/python -m pytest -q -p no:randomly tests/browser/test_dark_patterns.py

venv: $(DEV) ## the development environment in .venv

clean: ## remove everything that make made
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find consent -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What no Python package brings: looked for at every run, since it costs a moment and the machine may have changed.
system:
	@tools/system.sh chromium firefox fonts nginx

$(BASE):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none of python3, python3.11 … python3.14 is." >&2; \
		echo "  On Debian 12 or later, Ubuntu 24.04 or later: sudo apt-get install python3 python3-venv" >&2; \
		echo "  With one elsewhere: make PYTHON=/path/to/python3" >&2; exit 1; }
	@PYTHON="$(PYTHON)" tools/system.sh venv
	"$(PYTHON)" -m venv --clear $(VENV)
	touch $@

# No build isolation: the build backend is in the lock, so pip fetches nothing that is not.
$(DEMO): requirements/demo.txt pyproject.toml hatch_build.py | $(BASE)
	$(PIP) requirements/demo.txt
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements/dev.txt $(DEMO)
	$(PIP) requirements/dev.txt
	touch $@

$(PEERS): requirements/bench.txt $(DEV)
	$(PIP) requirements/bench.txt
	touch $@
