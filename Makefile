# Each target is what CI and a user run. Everything is installed into .venv; nothing outside this directory changes.
PYTHON ?= python3
VENV := .venv/bin
STAMP := .venv/installed
# One process a core; more than four share one disk, and each has its own PostgreSQL and Kafka.
SHARED := --numprocesses auto --maxprocesses 4 --dist loadfile
# A whole platform waits more than it works, but each is nine processes.
PLATFORMS := --numprocesses 2 --dist loadfile
# Set in many images. Here the suite starts a service a hundred times, and each start would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: kafka run stop setup lock lint format test chaos model surface unit clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=…" >&2; exit 1; }
	@echo "== setting up .venv (about a minute the first time)"
	@test -x $(VENV)/pip || $(PYTHON) -m venv --clear .venv
	@$(VENV)/python -m pip install -q --disable-pip-version-check uv==0.13.9
	@VIRTUAL_ENV=.venv $(VENV)/uv pip sync -q --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV=.venv $(VENV)/uv pip install -q --no-deps -e .
	@touch $@

run: setup
	@echo "== building the portal (about half a minute the first time)"
	$(VENV)/proposals portal build
	$(VENV)/proposals up --detach --demo county

stop:
	$(VENV)/proposals down

lock: setup ## after a change of pyproject.toml
	$(VENV)/uv pip compile -q --universal --generate-hashes --group dev pyproject.toml -o requirements.lock --no-header --no-annotate

lint: setup
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/pyright
	$(VENV)/lint-imports --no-cache
	$(VENV)/proposals docs export --check
	$(VENV)/proposals portal check
	@PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && command -v promtool >/dev/null || { echo "The deployment is checked by nginx and promtool: install them (Debian: nginx-light prometheus)" >&2; exit 1; }
	deploy/check

format: setup
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

unit: setup
	$(VENV)/proposals portal test
	$(VENV)/python -m pytest $(SHARED) tests/unit tests/contract

kafka:
	@command -v java >/dev/null && command -v mvn >/dev/null || { echo "The tests run a real Apache Kafka: install Java 17 and Maven (Debian: openjdk-17-jre-headless maven)" >&2; exit 1; }

test: setup kafka
	@PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null || { echo "The tests run a real nginx: install it (Debian: nginx-light)" >&2; exit 1; }
	@command -v chromium >/dev/null || { echo "The tests run a real browser: install it (Debian: chromium)" >&2; exit 1; }
	@echo "== the portal's own tests"
	$(VENV)/proposals portal test
	@echo "== whole platforms, two at a time; then everything else, shared out"
	@status=0; \
	$(VENV)/python -m pytest $(PLATFORMS) --durations=15 --ignore=tests/unit --ignore=tests/contract --ignore=tests/integration || status=1; \
	$(VENV)/python -m pytest $(SHARED) --durations=15 --ignore=tests/chaos --ignore=tests/e2e || status=1; \
	exit $$status

chaos: setup kafka ## every fault ten times in a row; an outage of ten minutes: --outage 600
	$(VENV)/python -m pytest tests/chaos --times 10

model: setup ## relay, consumers, replays and recovery against a model; more: MODEL="--hypothesis-profile long"
	$(VENV)/python -m pytest tests/integration/chassis/test_bus_model.py $(MODEL)

surface: setup ## what each route is sent, more of it, and otherwise each time
	$(VENV)/python -m pytest tests/integration/surface --surface-examples 400 --surface-seed $$(date +%s)

clean:
	rm -rf .venv .cache portal/node_modules portal/dist portal/src/api/generated .pytest_cache .ruff_cache
