#!/usr/bin/env bash
# Every check, the same at the desk and in CI: infra/check.sh [all | lint | test] [pytest arguments after `test`]
# Stops at the first step that fails and names it.
set -euo pipefail
cd "$(dirname "$0")/.."

part=${1:-all}
shift || true
case "$part" in
  all | lint | test) ;;
  *) echo "usage: infra/check.sh [all | lint | test [pytest arguments]]" >&2; exit 2 ;;
esac

bin=$PWD/.venv/bin
export PATH="$bin:$PATH"
# a stack and a database of its own; whatever the caller's environment points to is not for tests
unset DATABASE_URL DATABASE_OWNER_URL REDIS_URL MEDIA_STORE RENDER_LEASE_SECONDS DJANGO_SETTINGS_MODULE "${!SHOTWRIGHT_@}"
export SHOTWRIGHT_VAR="$PWD/var/test"
packages=(config console accounts projects billing render gpu_worker infra)

bold() { [ -t 1 ] && printf '\033[1m%s\033[0m\n' "$*" || printf '%s\n' "$*"; }

step() {
  local name=$1 began=$SECONDS
  shift
  bold "== $name"
  if ! "$@"; then
    bold "== $name FAILED after $((SECONDS - began)) s" >&2
    exit 1
  fi
  echo "-- $name: $((SECONDS - began)) s"
}

# The deploy check judges the settings as production would run them; the addresses are never connected to.
deploy_check() {
  env SHOTWRIGHT_ENV=production SHOTWRIGHT_PUBLIC_URL=https://studio.example.com \
    SHOTWRIGHT_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    SHOTWRIGHT_ALLOWED_HOSTS=studio.example.com \
    DATABASE_URL=postgresql://shotwright_app@db.example.com/shotwright \
    DATABASE_OWNER_URL=postgresql://shotwright_owner@db.example.com/shotwright \
    REDIS_URL=redis://queue.example.com:6379/0 MEDIA_STORE=s3://shotwright-media?region=eu-central-1 \
    python manage.py check --deploy --fail-level WARNING
}

run_pytest() {
  local run=(python -m pytest)
  [ -t 1 ] || run+=(--color=no)
  "${run[@]}" "$@"
}

# only what we started: another run in this checkout may be using it
start_stack() {
  if ! python manage.py stack status >/dev/null 2>&1; then
    trap 'python manage.py stack down >/dev/null 2>&1 || true' EXIT
  fi
  python manage.py stack up --no-migrate
}
trap 'exit 130' INT TERM

began_all=$SECONDS
if [ "$part" != test ]; then
  step "ruff format" ruff format --check .
  step "ruff check" ruff check .
  step "lint-imports" lint-imports
  step "mypy" mypy "${packages[@]}" manage.py
  step "deptry" deptry .
fi
if [ "$part" != lint ]; then
  step "stack up" start_stack
  step "makemigrations --check" python manage.py makemigrations --check --dry-run
  step "check --deploy" deploy_check
  step "pytest" run_pytest "$@"
fi
bold "== all of '$part' passed in $((SECONDS - began_all)) s"
