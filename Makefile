# make demo    the whole product with made-up families, on a page it names when it is ready
# make test    every test               make test PYTEST_ARGS="tests/visits -k plan"
# make bench   the measurements         make bench BENCH_ARGS="--help"
# make drill   2,000 invitations while all under them breaks      make drill DRILL_ARGS="--help"
# make lint    all that CI checks before it tests
# make format  put right what can be put right by itself
# make lock    lock what the two .in files name; newer versions: make lock LOCK_ARGS=--upgrade
# make clean   remove what make and the tools wrote (var/, where data is, stays)
#
# Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
BIN := .venv/bin

# -qq: a line appears only when something is wrong.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	--require-hashes --only-binary :all:
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--only-binary :all: --no-strip-extras --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(LOCK_ARGS)
TEMPLATES := find templates -name '*.html' -print0 | xargs -0 -r

# As in production, with keys that open nothing.
KEY = $$($(BIN)/python -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(64)).decode())")
FIELD_KEY = $$($(BIN)/python -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())")
AS_IN_PRODUCTION = env DEBUG=0 DEMO=0 SECRET_KEY="$(KEY)" LINK_KEYS="$(KEY)" FINGERPRINT_KEY="$(KEY)" \
	FIELD_KEYS="$(FIELD_KEY)" ALLOWED_HOSTS=alongside.example.org \
	SITE_URL=https://alongside.example.org EMAIL_URL=smtp+tls://mail.example.org:587 \
	DATABASE_URL=postgres://127.0.0.1:5432/alongside REDIS_URL=redis://127.0.0.1:6379/0

.DEFAULT_GOAL := demo
.DELETE_ON_ERROR: # A half-made environment is made again.
.PHONY: demo test bench drill lint format lock messages clean install install-dev \
	check-format check-code check-types check-imports check-templates check-migrations \
	check-deploy check-security

demo: install
	@exec $(BIN)/python -m pastoral.demo.run

test: install-dev
	@exec $(BIN)/pytest -n 2 $(PYTEST_ARGS)

bench: install-dev
	@exec $(BIN)/python -m tests.bench.run $(BENCH_ARGS)

drill: install-dev
	@exec $(BIN)/python -m tests.drill.run $(DRILL_ARGS)

# ---------------------------------------------------------------------------
# The environment: made once, and again when a lock changes.
# ---------------------------------------------------------------------------
install: .venv/installed ; @:
install-dev: .venv/installed-dev ; @:

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Alongside needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | $(BIN)/python
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt | $(BIN)/python
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch .venv/installed $@

# ---------------------------------------------------------------------------
# The checks, in order of cost: one target each, the same by hand, before a
# commit and in CI.
# ---------------------------------------------------------------------------
lint: check-format check-code check-types check-imports check-templates check-migrations \
	check-deploy check-security

check-format: install-dev
	@$(BIN)/ruff format --check --quiet .

check-code: install-dev
	@$(BIN)/ruff check --quiet .

check-types: install-dev
	@$(BIN)/mypy --no-error-summary

check-imports: install-dev
	@report=$$($(BIN)/lint-imports --no-logo --no-cache 2>&1) || { echo "$$report"; exit 1; }

check-templates: install-dev
	@$(TEMPLATES) $(BIN)/djade --check --target-version 5.2
	@$(BIN)/djlint --lint --quiet --allow-empty-input templates

check-migrations: install-dev
	@$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1 > /dev/null || \
		{ $(BIN)/python manage.py makemigrations --check --dry-run; exit 1; }

check-deploy: install-dev
	@report=$$($(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING 2>&1) || \
		{ echo "$$report"; exit 1; }

# Low severity is ruff's "S" rules again, each with its reason in pyproject.toml.
check-security: install-dev
	@$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive \
		families pastoral sessions_app visits

# ---------------------------------------------------------------------------
# The workbench.
# ---------------------------------------------------------------------------
format: install-dev
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(TEMPLATES) $(BIN)/djade --target-version 5.2

lock: install-dev
	@$(COMPILE) requirements.in --output-file requirements.txt
	@$(COMPILE) requirements-dev.in --output-file requirements-dev.txt

# Needs gettext's own programs.
messages: install
	@$(BIN)/python manage.py makemessages --all --no-obsolete --verbosity 0 \
		--ignore .venv --ignore var --ignore static --ignore tests
	@$(BIN)/python manage.py compilemessages --verbosity 0 --ignore .venv --ignore var

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.coverage .coverage.* htmlcov staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
