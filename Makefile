# `make help` lists everything.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.complete
USERS  := $(VENV)/.runtime
LOCKS  := requirements/lock.txt requirements/runtime.txt requirements/cuda.txt pyproject.toml requirements/install.py
export DO_NOT_TRACK = 1

.PHONY: help setup runtime demo test check format lock golden docs clean bench test-faults test-races test-signals test-fuzz
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP)  ## make the environment (.venv) from the hash-pinned lock

$(STAMP): $(LOCKS)
	@$(PYTHON) requirements/install.py $(VENV)
	@touch $@ $(USERS)

runtime: $(USERS)  ## the same without the developers' tools

$(USERS): $(LOCKS)
	@$(PYTHON) requirements/install.py $(VENV) runtime
	@touch $@

demo: runtime  ## run the sample episode and show its highlights
	@$(BIN)/highlights demo

test: setup  ## run the whole test suite
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-faults: setup  ## fail or kill real commands at every call that reaches the disk
	@$(BIN)/python -m tests.faults.injection $$(mktemp -d) --scene run new correct delete --errors 500 --kills 1000 --nested 200 --quiet
	@$(BIN)/python -m tests.faults.power $$(mktemp -d) --scene run new correct delete --orders 50

test-races: setup  ## many processes on one folder
	@$(BIN)/python -m benchmarks.orchestration together
	@$(BIN)/python -m benchmarks.orchestration together --rounds 2 --processes 50 --each 1

test-signals: setup  ## Ctrl-C, SIGTERM and kill -9 at random moments, with and without Prefect
	@$(BIN)/python -m benchmarks.interrupts --times 34 --direct
	@$(BIN)/python -m benchmarks.interrupts --times 34

test-fuzz: setup  ## give a hundred thousand broken files to each reader
	@$(BIN)/python -m tests.fuzz

check: setup  ## what a commit must pass: format, lint, types, quick tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -m "not model and not prefect and not browser" tests/unit tests/architecture tests/golden

format: setup  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: setup  ## resolve the dependencies anew (needs uv)
	@$(BIN)/python requirements/compile.py
	@$(BIN)/python requirements/sbom.py

golden: setup  ## rewrite the golden artifacts; read the diff like code
	@$(BIN)/python -m pytest -q tests/golden --update-golden

docs: setup  ## build the documentation as a site into .docs-site; any warning fails
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	@echo .docs-site/index.html

bench: setup  ## measure again what docs/benchmarks.md says; BENCH="--list" lists it
	@$(BIN)/python -m benchmarks $(BENCH)

clean:  ## remove the environment and what was made (weights in ~/.cache stay)
	rm -rf $(VENV) .prefect .pytest_cache .mypy_cache .ruff_cache
