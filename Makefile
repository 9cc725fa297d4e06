# Everything runs in .venv, made with uv where there is one and with venv and pip where not.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 ))) # a third of the time a test waits for disk or socket
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := # the tests start the program often: it is compiled once
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

.PHONY: demo test coverage bench lint lock

demo: $(INSTALLED)
	@$(BIN)/reminder demo

test: $(INSTALLED)
	$(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal

coverage: $(INSTALLED)
	$(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered

bench: $(INSTALLED)
	@$(BIN)/python -m tests.bench

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

lock:
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra sandbox --output-file requirements-sandbox.lock
	$(COMPILE) pyproject.toml --extra sandbox --group dev --output-file requirements-dev.lock
	echo 'hatchling>=1.27' | $(COMPILE) - --output-file requirements-build.lock

$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(if $(UV),--without-pip) .venv
ifdef UV
	uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes --requirements requirements-dev.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --editable .
else
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
endif
	@touch $@
