# The few verbs of the project. Each does its own set-up; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
UV := ./scripts/uv
PYTHON := .venv/bin/python
VAR := $(if $(GUIDE_VAR),$(GUIDE_VAR),var)
# Rasa's libraries say much that nobody here can act upon.
export PYTHONWARNINGS := ignore
export TF_CPP_MIN_LOG_LEVEL := 3
export RASA_TELEMETRY_ENABLED := false

.PHONY: help setup knowledge knowledge-check train run chat test lint bench bench-roles evaluate examples bakeoff coverage clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.complete ## make the environment with the locked packages

.venv/.complete: uv.lock pyproject.toml .python-version
	@echo "Setting up Python 3.10 and the locked packages. The first time this takes a minute or two…"
	@$(UV) sync --locked || { \
	  echo "The environment could not be made. If Python 3.10 is missing, install it (pyenv install 3.10, or your" >&2; \
	  echo "system's python3.10 package) and try again. The lines above say more." >&2; exit 1; }
	@touch $@

knowledge: setup ## check the content and build the knowledge base
	@$(PYTHON) -m knowledge build --database $(VAR)/knowledge.db
	@$(PYTHON) -m knowledge vocabulary $(VAR)/training/vocabulary.yml

knowledge-check: setup ## list the facts that an editor must look at: overdue, unsourced, contradicted
	@$(PYTHON) -m knowledge check

train: knowledge ## train the model, if anything it depends on has changed
	@$(PYTHON) -m bot.runtime.training

run: knowledge ## set up, train if needed, and start everything
	@$(PYTHON) -m bot.runtime.start

chat: setup ## talk to the running guide in the terminal
	@$(PYTHON) -m bot.runtime.chat

test: train ## run the whole test suite
	$(PYTHON) -m pytest

lint: setup ## style, types and the arrows between rooms
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: train ## compare speed with a stock Rasa bot, side by side
	@$(PYTHON) -m benchmarks.against_stock

bench-roles: setup ## measure loading, answering, training and understanding with 350 roles
	@$(PYTHON) -m benchmarks.many_roles

evaluate: train ## measure how well the guide understands; KEEP=1 makes this run the baseline
	@$(PYTHON) -m evaluation $(if $(KEEP),--keep)

examples: knowledge ## look for training examples that stand twice or under the wrong intent
	@$(PYTHON) -m evaluation.examples

bakeoff: knowledge ## compare ways to understand, ours among them; ONLY=cdg tries some of them
	@nice -n 19 $(PYTHON) -m evaluation.bakeoff $(if $(ONLY),--only $(ONLY))

coverage: knowledge ## write docs/coverage.md anew
	@$(PYTHON) -m knowledge coverage docs/coverage.md

clean: ## remove the environment, models and data that the verbs made
	rm -rf .venv .tools models $(VAR) .rasa
