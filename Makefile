# Two commands matter: `make run` and `make test`. The others are for those who change the project.
# PYTHON names the interpreter that makes the environment; any CPython from 3.11 will do.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help run test check bench faults screens bundle servers lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## open the app; with no display, show the same job without one
	@PY=$(PY) sh packaging/run.sh

test: $(VENV)/.tools ## run the tests
	$(OFFSCREEN) $(PY) -m pytest tests --ignore=tests/bench --ignore=tests/servers $(ARGS)

check: $(VENV)/.tools ## style, types, layers, and whether the locks are current
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) packaging/check_lock.py

bench: $(VENV)/.tools ## measure speed against the bare limit, into build/bench.json
	$(OFFSCREEN) $(PY) -m tests.bench $(ARGS)

faults: $(VENV)/.tools ## the long forms of the fault tests: hundreds of kills, every failing fsync
	WARROOM_FAULTS=full $(OFFSCREEN) $(PY) -m pytest tests/faults --timeout=3600 $(ARGS)

screens: $(VENV)/.tools ## picture every page, both sizes, dark and light, into build/screens
	$(OFFSCREEN) $(PY) -m tests.screens $(ARGS)

bundle: $(VENV)/.tools ## make the app that needs no Python, into dist/warroom
	$(VENV)/bin/pyinstaller --noconfirm --log-level ERROR --distpath dist --workpath build/pyinstaller packaging/warroom.spec
	$(PY) packaging/check_bundle.py

servers: $(VENV)/.tools ## end-to-end tests against real servers
	$(OFFSCREEN) $(PY) -m pytest tests/servers $(ARGS)

lock: $(VENV)/bin/uv ## write both locks anew; ARGS=--upgrade takes the newest versions
	$(COMPILE) $(ARGS) pyproject.toml --group build -o requirements.lock
	$(COMPILE) $(ARGS) pyproject.toml --group tools -c requirements.lock -o requirements-tools.lock

clean: ## remove everything that the other targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find warroom ui tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

# The locks may be out of date when they are to be written: take the environment as it is, if there is one.
$(VENV)/bin/uv:
	@$(MAKE) $(VENV)/.tools

# A stamp is newer than the lock that it was installed from; a half-made environment has none.
$(VENV)/.run: requirements.lock pyproject.toml
	@PYTHON=$(PYTHON) VENV=$(VENV) sh packaging/environment.sh requirements.lock
	@touch $@

$(VENV)/.tools: requirements.lock requirements-tools.lock pyproject.toml
	@PYTHON=$(PYTHON) VENV=$(VENV) sh packaging/environment.sh requirements-tools.lock
	@touch $(VENV)/.run $@
