"""Makes the one-machine stack's commands (`stack`, `studio`) known to manage.py."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "infra.embedded"
    label = "embedded"
    verbose_name = "embedded stack"
