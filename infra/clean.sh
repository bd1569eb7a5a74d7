#!/usr/bin/env bash
# Stops the embedded stacks of this checkout and deletes what was made: data, environment, caches, output.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -x .venv/bin/python ]; then
  for var in var var/*/; do
    if [ -e "$var/servers" ] || [ -L "$var/servers" ]; then
      .venv/bin/python -c "import pathlib, sys; from infra.embedded import stack; stack.erase(pathlib.Path(sys.argv[1]))" "$var"
    fi
  done
fi
rm -rf var out .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache ./*.egg-info
find . -name __pycache__ -type d -prune -exec rm -rf {} +
