# `make` lists the commands. Set-up needs Python 3.11, make and git, and happens by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-survey system requirements tables translations clean

help:  ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/ready  ## set up, score all bundled indices, then show them at http://127.0.0.1:8000
	$(BIN)/thuocdo run --out $(OUT)
	$(BIN)/thuocdo serve $(if $(filter 0,$(SERVE)),--prepare-only)

test: $(VENV)/ready-dev system  ## set up, then run all checks and tests
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# Pages are tested in Chromium and on PostgreSQL; as root on Debian what is missing is installed,
# else one line says what to do.
system:
	@missing=$$(command -v chromium >/dev/null || echo chromium fonts-noto-core poppler-utils; \
	    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
	    || echo postgresql); \
	  [ -z "$$missing" ] \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	       && apt-get install -y -qq $$missing >/dev/null; } \
	  || { echo "Cần cài / please install: apt-get install" $$missing; exit 1; }

check: $(VENV)/ready-dev  ## style, imports between rooms, definitions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/thuocdo definitions check

bench: $(VENV)/ready-dev  ## benchmarks, each beside a peer where one is installed
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

bench-survey: $(VENV)/ready-dev  ## speed and coverage of the survey engine
	$(BIN)/python benchmarks/survey_speed.py
	$(BIN)/python benchmarks/survey_coverage.py

requirements: $(VENV)/ready-dev  ## recompile the pinned requirements from the .in files
	$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 requirements/run.in requirements/build.in \
	  -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 requirements/dev.in -o requirements/dev.txt

tables: $(VENV)/ready-dev  ## rebuild the bundled tables from CSV=folder, checking sums
	$(BIN)/python scripts/build_tables.py $(CSV)
	$(BIN)/python scripts/build_units.py $(CSV)

translations: $(VENV)/ready-dev  ## collect texts and compile the English translation
	$(BIN)/python scripts/translations.py

clean:  ## remove what set-up and runs made
	rm -rf $(VENV) $(OUT) var build dist src/*.egg-info .pytest_cache .ruff_cache .hypothesis

# A venv needs ensurepip, which Debian keeps in python3-venv.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Cần Python 3.11 trở lên / Python 3.11 or later is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	  || { echo "Cần cài / please install: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
