# Thin: every verb is `python manage.py …` (see --help) or a script in infra/.
.PHONY: help setup demo studio test clean

PY := .venv/bin/python
export SERIES PORT

help:
	@echo "make demo     make the sample episode with the whole product (SERIES=\"another title\" PORT=8001)"
	@echo "make studio   run the product in the foreground (PORT=8000), Ctrl-C stops it"
	@echo "make test     every check and test"
	@echo "make setup    only prepare .venv"
	@echo "make clean    stop the stack; delete .venv, var/ with all its data, and out/"

setup:
	@bash infra/setup.sh worker

demo: setup
	@$(PY) manage.py demo $${SERIES:+--series "$$SERIES"} $${PORT:+--port "$$PORT"}

studio: setup
	@$(PY) manage.py studio $${PORT:+--port "$$PORT"}

test:
	@bash infra/setup.sh worker,dev
	@bash infra/check.sh

clean:
	@bash infra/clean.sh
