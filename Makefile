# HSX: everything a developer or CI runs is a target here. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all lint types imports check generate oracles wheel test-wheel third-party csmith \
        fuzz-mailbox fuzz-images bench bench-interpreter bench-engine bench-mailbox bench-toolchain bench-images bench-start \
        sizes clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "HSX needs Python >= 3.11 and finds no $(PYTHON); try make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) scripts/make_environment.py $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup: $(VENV)/installed ## make the virtual environment with everything in it

demo: setup ## build the examples and run them on the emulator
	@$(MAKE) --no-print-directory -C examples BIN="$(abspath $(BIN))" demo

test: setup ## the tests (under 10 minutes on 2 cores)
	$(BIN)/pytest -n $(JOBS) --dist worksteal

test-all: wheel third-party ## all tests, and none may be skipped: needs `make oracles` and the network
	HSX_REQUIRE_ORACLES=1 HSX_WHEEL="$$(ls $(CURDIR)/dist/*.whl)" $(BIN)/pytest -n $(JOBS) --dist worksteal

lint: setup ## ruff
	$(BIN)/ruff check .

types: setup ## mypy --strict
	$(BIN)/mypy

imports: setup ## the arrows between rooms, and that a planted bad import is caught
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_import_contracts.py

check: lint types imports test ## lint, types, imports and test

generate: setup ## hxe/abi.py, docs/abi.md, docs/isa.md and the tables of docs/events.md from their sources
	$(BIN)/python -m hxe.abi_gen
	$(BIN)/python -m hxe.isa_doc
	$(BIN)/python -m emulator.event_types

oracles: ## install the outside tools that tests compare with (Debian; needs root)
	scripts/install_oracles.sh

wheel: setup ## build the source package and the wheel into dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

test-wheel: wheel ## install the wheel into a clean environment and use it
	HSX_WHEEL="$$(ls $(CURDIR)/dist/*.whl)" $(BIN)/pytest tests/system/test_packaging.py

third-party: setup ## fetch third-party C sources into build/third_party
	$(BIN)/python scripts/fetch_third_party.py

csmith: setup ## COUNT random C programs from SEED against gcc -m32
	$(BIN)/python -m scripts.run_csmith --count $(or $(COUNT),200) --seed $(SEED) --jobs $(JOBS)

fuzz-mailbox: setup ## COUNT random operations from SEED against the mailbox model
	HSX_FUZZ_COUNT=$(or $(COUNT),100000) HSX_FUZZ_SEED=$(SEED) $(BIN)/pytest tests/property/test_mailbox_model.py -s

fuzz-images: setup ## COUNT mutated images from SEED against the image reader
	HSX_FUZZ_COUNT=$(or $(COUNT),20000) HSX_FUZZ_SEED=$(SEED) $(BIN)/pytest tests/property/test_hxe_fuzz.py -s

bench: bench-interpreter bench-mailbox bench-toolchain bench-images bench-start ## all measurements of speed

bench-interpreter: setup ## instructions per second of the reference interpreter
	$(BIN)/python -m bench.interp_speed

bench-engine: setup ## the fast engine against gcc -O2, its stepper and the reference
	$(BIN)/python -m bench.engine

bench-mailbox: setup ## messages per second, in the mailbox manager and between two apps
	$(BIN)/python -m bench.mailbox_speed

bench-toolchain: setup ## lines per second of compiler and assembler
	$(BIN)/python -m bench.toolchain_speed

bench-images: setup ## milliseconds to read images with many records
	$(BIN)/python -m bench.image_speed

bench-start: setup ## milliseconds of hsx-cc, hsx-run and hsx-inspect on hello.c
	$(BIN)/python -m bench.start_up

sizes: ## the longest files and functions
	@git ls-files '*.py' '*.c' | xargs wc -l | sort -rn | sed -n '2,16p'
	@$(PYTHON) scripts/longest_functions.py

clean: ## remove what the targets made
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache examples/build
