# Two commands on a fresh machine: `make demo` and `make test`. Each makes its own environment where there is none.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format lint types contracts rules external bench clean

demo: $(READY)
	$(BIN)/zhupi review samples --out zhupi-out --fail-on none --view summary
	@echo "Open zhupi-out/report.html, and the annotated copies beside it."

test: $(READY)
	$(BIN)/python -m pytest -m "not external"

check: lint types contracts rules test

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

rules: $(READY)
	$(BIN)/zhupi rules lint
	$(BIN)/zhupi rules test
	$(BIN)/zhupi rules score tests/data/cases_zh.jsonl --totals --min-precision 0.92 --min-recall 0.87

# Needs LibreOffice, Chromium, poppler, npm and the shared corpora; `.ci/run` installs them. And the recogniser.
external: $(READY) .ci/node_modules
	$(BIN)/python -m pip install --quiet --editable ".[ocr]"
	$(BIN)/python -m pytest -m external

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(READY)

.ci/node_modules: .ci/package.json
	npm install --silent --no-package-lock --no-audit --no-fund --prefix .ci
	@touch $@

bench: $(READY)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) zhupi-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
