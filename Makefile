# Everything that is done with this project. Needs Python 3.11 or newer and make; nothing else.

# A test run starts hundreds of processes, and each would compile the engine anew where bytecode is not kept.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One more than there are cores, since tests wait for servers and browsers; who is done takes from who is not.
PYTEST = $(BIN)/pytest -n $$(($$(nproc) + 1)) --dist worksteal
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help venv run check test test-heavy bench lock format diagrams vendor bilder clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

venv: $(STAMP) ## set up .venv from requirements.lock (costs nothing when it is there)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed. Name one: make PYTHON=/path/to/python3.11 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'This Python lacks venv. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Setting up $(VENV) (once; about half a minute) ...'
	@$(BIN)/python -c 'import pip, ssl' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## the demonstration at http://127.0.0.1:8000: keys and a database under var/ are made where there are none
	@$(BIN)/exin demo --dir var --nettsted

check: $(STAMP) ## form, lint, types, layers, generated papers: all but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.diagrams.write --check
	$(BIN)/python -m docs.frister.write --check
	$(BIN)/python -m docs.vendor.write --check

test: $(STAMP) ## run all tests
	$(PYTEST)

test-heavy: $(STAMP) ## run all tests with the long variants (many rounds; takes its time)
	EXIN_TUNGT=1 $(PYTEST)

bench: $(STAMP) ## measure the hot paths on this machine
	$(BIN)/python -m bench

lock: $(STAMP) ## write requirements.lock anew: names, versions and hashes, for every platform
	$(PIP) uv==$(UV_VERSION)
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
		--output-file requirements.lock

format: $(STAMP) ## put code in form, and mend what can be mended by a tool
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

diagrams: $(STAMP) ## draw docs/diagrams and the picture in README.md, and write docs/frister.md, from the definitions
	$(BIN)/python -m docs.diagrams.write
	$(BIN)/python -m docs.frister.write

vendor: $(STAMP) ## fetch with npm what the pages borrow (docs/vendor/vendor.toml); nothing else needs npm
	$(BIN)/python -m docs.vendor.write

bilder: $(STAMP) ## take docs/bilder anew: a picture of each page, with the demonstration in it (needs chromium)
	$(BIN)/python -m docs.bilder.write

clean: ## remove .venv and what the tools cached; var/ (keys and data) is never touched
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
