#!/usr/bin/env python
"""Every verb of the product: `python manage.py --help`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # noqa: TID251 - Django's own entry point
    execute_from_command_line(sys.argv)
