# HSX: everything a developer or CI runs is a target here. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
COUNT ?= 200
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types imports check generate oracles wheel test-wheel csmith fuzz-mailbox fuzz-images \
        third-party bench-interpreter sizes clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "HSX needs Python >= 3.11; try make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: install your system's venv package (Debian: python3-venv)" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup: $(VENV)/installed ## make the virtual environment with everything in it

demo: setup ## build the examples and run them on the emulator
	@$(MAKE) --no-print-directory -C examples BIN="$(abspath $(BIN))" demo

test: setup ## the tests (under 10 minutes on 2 cores)
	$(BIN)/pytest -n $(JOBS) --dist worksteal

lint: setup ## ruff
	$(BIN)/ruff check .

types: setup ## mypy --strict
	$(BIN)/mypy

imports: setup ## the arrows between rooms, and that a planted bad import is caught
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_import_contracts.py

check: lint types imports test ## all of the above

generate: setup ## hxe/abi.py, docs/abi.md and docs/isa.md from their sources
	$(BIN)/python -m hxe.abi_gen
	$(BIN)/python -m hxe.isa_doc

oracles: ## install the outside tools that tests compare with (Debian; needs root)
	scripts/install_oracles.sh

wheel: setup ## build the wheel into dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

test-wheel: wheel ## install the wheel into a clean environment and use it
	HSX_WHEEL=$$(ls $(CURDIR)/dist/*.whl) $(BIN)/pytest tests/system/test_packaging.py

csmith: setup ## COUNT random C programs from SEED against gcc -m32
	$(BIN)/python scripts/run_csmith.py --count $(COUNT) --seed $(SEED) --jobs $(JOBS)

fuzz-mailbox: setup ## COUNT random operations from SEED against the mailbox model
	HSX_FUZZ_COUNT=$(COUNT) HSX_FUZZ_SEED=$(SEED) $(BIN)/pytest tests/property/test_mailbox_model.py -s

fuzz-images: setup ## COUNT mutated images from SEED against the image reader
	HSX_FUZZ_COUNT=$(COUNT) HSX_FUZZ_SEED=$(SEED) $(BIN)/pytest tests/property/test_hxe_fuzz.py -s

third-party: setup ## fetch third-party C sources into build/third_party
	$(BIN)/python scripts/fetch_third_party.py

bench-interpreter: setup ## instructions per second of the reference interpreter
	$(BIN)/python bench/interpreter.py

sizes: ## the longest files and functions
	@git ls-files '*.py' '*.c' | xargs wc -l | sort -rn | sed -n '2,16p'

clean: ## remove what the targets made
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis examples/build
