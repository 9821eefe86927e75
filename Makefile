# Everything runs in .venv, which each target makes for itself from the locked requirements.
PYTHON ?= python3
BIN := .venv/bin
DEMO := out/demo
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint lock sbom audit bench bench-speed bench-reliability fuzz docs screenshots browser clean

demo: .venv/runtime
	$(BIN)/graphbuild build data/articles data/formats -o $(DEMO)
	@for format in html graphml csv nq; do $(BIN)/graphbuild export $(DEMO) --to $$format || exit 1; done
	@for question in who-accuses-whom contested sanctions; do \
	  echo; echo "$$question:"; \
	  $(BIN)/graphbuild query $(DEMO) --name $$question || exit 1; \
	done
	@echo; echo "The page: $(CURDIR)/$(DEMO)/graph.html"

# All tests, in two processes; a file stays in one, since its tests share what they set up.
test: .venv/dev browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# The generated pages of docs/.
docs: .venv/dev
	$(BIN)/python docs/generate.py
	$(BIN)/python tools/imports.py --mermaid

# The pictures of docs/images, from the sample articles, in Chromium.
screenshots: .venv/dev browser
	$(BIN)/python docs/screenshots.py

bench: .venv/dev
	$(BIN)/python benchmarks/bench.py $(CORPORA)

bench-speed: .venv/dev
	$(BIN)/python benchmarks/speed.py $(CORPORA)

# One table of what was attacked and what held, for docs/reliability.md; then memory, for docs/performance.md.
bench-reliability: .venv/dev
	$(BIN)/python benchmarks/reliability.py
	$(BIN)/python benchmarks/memory.py

# Each way in for ten minutes; with atheris installed in .venv, guided by coverage.
fuzz: .venv/dev
	$(BIN)/python benchmarks/fuzz_targets.py --seconds 600

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command "make lock"

lock: .venv/dev
	$(COMPILE) --extra documents --group build --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra documents --group dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml

# What the program consists of, and what is known of it; both tools run in environments of their own.
sbom: .venv/runtime .venv/dev
	@mkdir -p out
	$(BIN)/uv tool run --quiet --from "cyclonedx-bom>=7,<8" cyclonedx-py requirements requirements.lock \
	  --pyproject pyproject.toml --output-reproducible --of JSON -o out/sbom.cdx.json
	@echo "out/sbom.cdx.json"

audit: .venv/dev
	$(BIN)/uv tool run --quiet "pip-audit>=2.9,<3" --require-hashes --disable-pip -r requirements.lock

# Chromium for the tests of the page and Virtuoso for those of the store, both of Debian. Where they
# cannot be installed, these tests are skipped and say so.
browser:
	@if ! command -v chromedriver >/dev/null || ! command -v virtuoso-t >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium and Virtuoso for the tests"; \
	    apt-get update -qq >/dev/null 2>&1; \
	    for packages in "chromium chromium-driver" virtuoso-opensource-7-bin; do \
	      DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	        $$packages >/dev/null 2>&1 || echo "$$packages: not installed, tests will be skipped"; \
	    done; \
	  else \
	    echo "no Chromium or no Virtuoso: the tests that need them will be skipped"; \
	  fi; \
	fi

clean:
	rm -rf .venv out

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("graphbuild needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@ .venv/runtime
