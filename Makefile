# make chat [DOCS=folder]   install what the program needs into .venv, index, and open the app
# make test                 install what the tests need, then lint, types, import rules and tests
# make test-crash           the long forms of the tests
# make eval DEV=folder      the table of the development sets (docs/evaluation.md tells their format)
# make first-light [DOCUMENTS=folder]   the figures of benchmarks/first_light.py
# make bench                one screen of figures: index, search, first token, memory, quality
# make picture              draw docs/picture.svg again
# make wheel                the wheel, with the default model inside, into dist/
# make clean                remove what these commands made, except .venv

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
RUN := $(BIN)/uniconv-edge
EXAMPLES_LIBRARY := build/examples-library
PICTURE_1 := What does the hotel in Porto cost a night?
PICTURE_2 := Until when can we cancel it?
PICTURE_3 := Does the hotel have a swimming pool?
DOCS ?=
DOCUMENTS ?=
DEV ?=
WAIT ?= 5

# hnswlib compiles for the very processor it is built on unless told otherwise; a cached wheel then stops elsewhere.
export HNSWLIB_NO_NATIVE := 1
# Threads that wait for each other sleep instead of spinning: on a busy machine an answer takes a tenth of the time.
export OMP_WAIT_POLICY ?= passive
# Also where byte code is not wanted: the tests start hundreds of processes, and each would compile the program again.
test test-crash: export PYTHONDONTWRITEBYTECODE :=
export DOCS

.PHONY: chat test test-crash eval first-light bench picture wheel clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "uniconv-edge needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Creating $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

$(VENV)/.runtime: pyproject.toml constraints.txt setup.py | $(BIN)/python
	@echo "Installing uniconv-edge (the first time hnswlib and llama-cpp-python are compiled, which takes minutes) ..." >&2
	@$(PIP) install --progress-bar off -c constraints.txt -e . >&2
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt setup.py | $(BIN)/python
	@echo "Installing uniconv-edge with all that its tests need ..." >&2
	@$(PIP) install --progress-bar off -c constraints.txt -e '.[dev,eval]' 'setuptools>=77' >&2
	@touch $(VENV)/.runtime $@

# With a terminal: the app. With input: each line is a question. With neither, or when nothing comes for WAIT seconds:
# three sample questions about examples/.
chat: $(VENV)/.runtime
	@set -eu; \
	if [ -n "$$DOCS" ]; then \
		case "$$DOCS" in "~/"*) DOCS="$$HOME/$${DOCS#"~/"}";; esac; \
	else \
		DOCS=examples; UNICONV_EDGE_LIBRARY=$(EXAMPLES_LIBRARY); export UNICONV_EDGE_LIBRARY; \
	fi; \
	$(RUN) index "$$DOCS" </dev/null >&2; \
	first=; \
	if [ -t 0 ]; then exec $(RUN) chat; fi; \
	if $(BIN)/python -c 'import select, sys; sys.exit(not select.select([0], [], [], $(WAIT))[0])' 2>/dev/null && \
		IFS= read -r first; then { printf '%s\n' "$$first"; cat; } | $(RUN) chat; \
	elif [ -n "$$first" ]; then printf '%s\n' "$$first" | $(RUN) chat; \
	elif [ "$$DOCS" != examples ]; then echo "No question on standard input." >&2; \
	else for question in \
		"What does the hotel in Porto cost a night?" \
		"What does error E18 on the washing machine mean?" \
		"When does the work on the roof start?"; \
	do printf '> %s\n' "$$question"; $(RUN) ask "$$question" </dev/null; echo; done; fi

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	# Three for two processors: some tests wait more than they compute.
	$(BIN)/python -m pytest -m "not slow" -n 3 --dist loadfile

test-crash: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

eval: $(VENV)/.dev
	@[ -n "$(DEV)" ] || { echo "name the folder of the development sets: make eval DEV=folder" >&2; exit 2; }
	$(RUN) eval table "$(DEV)"

first-light: $(VENV)/.runtime
	$(BIN)/python benchmarks/first_light.py $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/bench.py

picture: $(VENV)/.runtime
	$(RUN) index examples --library $(EXAMPLES_LIBRARY) >&2
	$(BIN)/python -m uniconv_edge.tui.picture docs/picture.svg --size 120x40 --library $(EXAMPLES_LIBRARY) \
		$(foreach number,1 2 3,--question "$(PICTURE_$(number))")

wheel: $(VENV)/.dev
	rm -rf build/lib build/bdist.*
	$(BIN)/python -m build --wheel

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache snapshot_report.html
	find uniconv_edge convert tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
