# KOC Dispatch. The three that matter: make demo, make test, make check.

PYTHON ?= python3
DEMO_PORT ?= 8080
WORKERS ?= auto
TESTS ?= tests
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup runtime demo test check format-check lint types import-law catalogues \
	migrations documents collected format words migration lock bench prove nightly pictures

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: ## .venv with everything, quick when nothing changed
	@$(PYTHON) tools/setup.py dev

runtime:
	@$(PYTHON) tools/setup.py runtime

demo: runtime ## the bot with a small living world on a local Telegram; DEMO_PORT=8080
	@exec $(VENV)/koc demo --port $(DEMO_PORT)

test: setup ## all tests; TESTS=tests/domain for a part, WORKERS=4
	@$(VENV)/python -m tools.provision
	@$(VENV)/pytest --numprocesses $(WORKERS) --maxprocesses 8 --dist loadgroup $(TESTS)

check: format-check lint types import-law catalogues migrations documents collected ## all that needs no test run

format-check: setup
	$(VENV)/ruff format --check .

lint: setup
	$(VENV)/ruff check .

types: setup
	$(VENV)/mypy

import-law: setup
	$(VENV)/lint-imports --no-logo

catalogues: setup
	$(VENV)/python -m tools.check_catalogues

migrations: setup
	$(VENV)/python -m tools.check_migrations

documents: setup ## links, commands and checks they name exist, in both languages
	$(VENV)/pytest --quiet tests/tools/test_documents.py

# Nothing runs, so no assert has to be rewritten: that takes half as long.
collected: setup ## every test is found and its module imports; a warning is an error
	@found=$$($(VENV)/pytest --collect-only -qq --assert=plain 2>&1) || { echo "$$found"; exit 1; }

format: setup ## format and mend what ruff can mend
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

words: setup ## bring the Chinese catalogue in step with the sources
	@$(VENV)/python -m tools.update_catalogues

migration: setup ## draft the next one from the tables; TITLE="A task may have a pilot"
	@$(VENV)/python -m tools.new_migration "$(or $(TITLE),$(error say TITLE="what it changes"))"

bench: setup ## figures, ours and the peer's; BENCH=claim for one
	@$(VENV)/python -m benchmarks $(BENCH)

pictures: setup ## those of the README, from a fresh demo
	@$(VENV)/python -m tools.pictures

prove: setup ## the long proofs; PROOF=name for one, SEED= replays it, STEPS=300000 for stateful, updates, pump_kills, mutation
	@$(VENV)/python -m tests.prove $(PROOF) $(if $(SEED),--seed $(SEED)) $(if $(STEPS),--steps $(STEPS))

nightly: prove ## every long proof at full count, by night: hours

LOCK := $(VENV)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-config

lock: setup ## the hashed requirement files from pyproject.toml; UPGRADE=--upgrade
	$(LOCK) $(UPGRADE) --group build --output-file requirements.txt
	$(LOCK) $(UPGRADE) --group build --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt
