#!/usr/bin/env bash
# Makes .venv and installs the product with the named extras: infra/setup.sh worker | infra/setup.sh worker,dev
# Quick when nothing changed: a stamp in .venv names the extras and the hash of pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

extras=${1:-worker}
venv=.venv

say() { printf '\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3; do
    if [ -n "$candidate" ] && is_new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and none was found; install it, or name one: make PYTHON=/path/to/python3.11 …"
}

# A Python without ensurepip (Debian without python3-venv) can still make an environment, only not put pip into it.
make_venv() {
  local python=$1
  rm -rf "$venv"
  if "$python" -c 'import ensurepip, venv' 2>/dev/null && "$python" -m venv "$venv" >/dev/null 2>&1; then
    return
  fi
  rm -rf "$venv"
  if "$python" -m pip --version >/dev/null 2>&1; then
    if "$python" -m venv --without-pip "$venv" 2>/dev/null \
      && "$python" -m pip --python "$venv/bin/python" install --quiet pip; then
      return
    fi
    rm -rf "$venv" # an old pip without --python, or a Python without the venv module
    local tools
    tools=$(mktemp -d)
    if "$python" -m pip install --quiet --target "$tools" virtualenv \
      && PYTHONPATH="$tools" "$python" -m virtualenv --quiet "$venv"; then
      rm -rf "$tools"
      return
    fi
    rm -rf "$tools" "$venv"
  elif command -v virtualenv >/dev/null && virtualenv --quiet --python "$python" "$venv"; then
    return
  fi
  fail "$python can make no environment: install its venv or pip package (Debian: apt install python3-venv)"
}

hash_of_project() { "$1" -c 'import hashlib; print(hashlib.sha256(open("pyproject.toml", "rb").read()).hexdigest()[:16])'; }

python=$(find_python)
if ! is_new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  say "Making $venv with $("$python" --version)"
  make_venv "$python"
fi

stamp="$venv/.shotwright-$(hash_of_project "$venv/bin/python")"
# an environment with more extras serves for fewer
for installed in "$stamp+$extras" "$stamp+$extras,"*; do
  [ -e "$installed" ] && exit 0
done

say "Installing shotwright[$extras] into $venv"
PYTHONWARNINGS=ignore "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-warn-script-location -e ".[$extras]"
rm -f "$venv"/.shotwright-*
touch "$stamp+$extras"
