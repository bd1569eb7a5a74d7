"""Which connection does what: the application's role reads and writes, the owner's role migrates."""

from __future__ import annotations

from typing import Any


class MigrateAsOwner:
    """Allow migrations on the owner's connection only."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
