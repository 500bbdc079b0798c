.DEFAULT_GOAL := report
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH := .venv-bench
SWEEP ?= .benchmarks/sweep
# A run starts dozens of processes: compiled modules are kept, even where the machine is set up to keep none.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: report test tested lint notebooks bench bench-sweep bench-tools bench-lock lab lock clean

report: $(STAMP)
	@$(BIN)/benchmarking run

# The linters work on one core beside the tests, which find little to do at the start and at the end.
test: $(STAMP)
	@$(MAKE) --no-print-directory --jobs 2 tested lint

tested: $(STAMP)
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder \
	  --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg tests notebooks

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Run the notebooks in place with the default study's choices, so that their outputs can be committed.
notebooks: $(STAMP)
	@$(BIN)/python -m benchmarking.pipeline.committed

# Measure, and write docs/performance.md. Takes a quarter of an hour; leave the machine alone meanwhile.
bench: $(STAMP)
	@mkdir -p .benchmarks
	$(BIN)/pytest benchmarks --benchmark-only --benchmark-json=.benchmarks/last.json
	$(BIN)/python benchmarks/page.py .benchmarks/last.json benchmarks/sweep.json docs/performance.md

# Measure a sweep of 40 councils into benchmarks/sweep.json, which `make bench` puts on the page. Takes an hour; leave the
# machine alone meanwhile. The reports stay in SWEEP, and what stands there is not measured again: take it away first.
bench-sweep: $(STAMP)
	$(BIN)/python benchmarks/sweep.py benchmarks/sweep.json --folder $(SWEEP)
	@test ! -f .benchmarks/last.json || \
	  $(BIN)/python benchmarks/page.py .benchmarks/last.json benchmarks/sweep.json docs/performance.md

# PySAL, for one comparison, in an environment of its own.
bench-tools: $(BENCH)/.installed

bench-lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 benchmarks/requirements.in -o benchmarks/requirements.lock

lab: $(STAMP)
	@$(BIN)/benchmarking lab

lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --all-extras pyproject.toml -o requirements.lock

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/{f=1} f{print} f&&!/\\$$/{exit}' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

$(BENCH)/.installed: benchmarks/requirements.lock $(STAMP)
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BIN)/uv pip sync --quiet --python $(BENCH)/bin/python --compile-bytecode --require-hashes benchmarks/requirements.lock
	@touch $@

clean:
	rm -rf $(VENV) $(BENCH) data/processed/*/ reports/lancashire
