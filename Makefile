# Entente: everything a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TORCH  := torch==2.13.0

.PHONY: help install demo test check eval bench lock clean
help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# torch comes first and without a hash: a hash would make pip pass by a CPU wheel found by --find-links
# and fetch the CUDA build. pip check at the end proves that the two steps fit together.
$(STAMP): pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m pip check
	@touch $(STAMP)

install: $(STAMP) ## make .venv with the entente command in it; quick when nothing changed

demo: install ## the main job on the bundled sample edition, on loopback only
	$(BIN)/entente demo

test: install ## the whole test suite
	$(BIN)/python -m pytest

check: install ## ruff, mypy --strict, import-linter, linters of Dockerfile and compose.yaml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

eval: install ## quality against the gold files, written to docs/quality.md
	$(BIN)/entente eval

bench: install ## speed, side by side with baselines
	$(BIN)/entente bench

UV_LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
  --no-annotate --override requirements/torch-override.txt --no-emit-package torch pyproject.toml requirements/torch-needs.in

lock: ## resolve the two locks anew, with and without the tools of development (needs uv)
	$(UV_LOCK) --extra dev -o requirements.lock
	$(UV_LOCK) -c requirements.lock -o requirements/runtime.lock

clean: ## remove the environment and what tests left
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .artefacts
