# All that is ever run by hand or by CI. `make help` lists it.

PORT ?= 6543
CLEENG_HOME ?= var
BIN := .venv/bin
CLEENG := $(BIN)/cleeng -c development.ini

.DEFAULT_GOAL := help
.PHONY: run dev test lint types docs bench wheelcheck vendor help

run dev: export PORT := $(PORT)
run dev: export CLEENG_HOME := $(CLEENG_HOME)

run: ## serve the demo on http://localhost:6543 (PORT=, CLEENG_HOME=)
	@tools/venv
	@exec $(BIN)/python tools/run.py

dev: ## as run, starting again when a file changes
	@tools/venv
	@$(CLEENG) db upgrade && $(CLEENG) demo && exec $(BIN)/pserve --reload development.ini

test: ## everything the tests need, then the tests (ARGS="-k name")
	@tools/debian-packages
	@tools/venv test dev
	@exec $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lint: ## format, lint and import rules
	@tools/venv test dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo

types: ## mypy, strict
	@tools/venv test dev
	$(BIN)/mypy

docs: ## build the manual into docs/_build/html; examples in it are run
	@tools/venv docs
	$(BIN)/python -m cleeng.rpc.manual --check docs/wire/json-rpc.md
	$(BIN)/sphinx-build -W -q -b doctest docs docs/_build/doctest
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

bench: ## measure against floors of the same run (ONLY=access|batch|orders|accounts|page|quote|scale)
	@tools/venv test dev
	@exec $(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

wheelcheck: ## build the wheel and try it, installed, away from the checkout
	@tools/venv test dev
	@exec tools/wheelcheck

vendor: ## fetch the front-end packages under static/vendor/ again
	@tools/venv test dev
	@exec tools/vendor

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14
