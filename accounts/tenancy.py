"""The two walls between studios.

The first is in Python: a `StudioOwned` model's `objects` answers to `for_studio(studio)` and nothing else. The second
is in PostgreSQL: row-level security, FORCEd, compares each row's studio with the transaction-local setting
`app.studio`; the application connects as a role that neither owns the tables nor may bypass security. With no setting
there are no rows (`nullif`, because a reset setting reads as the empty string, not NULL).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.db import connection, migrations, models, transaction

if TYPE_CHECKING:
    from accounts.models import Studio


class UnscopedQuery(RuntimeError):
    """A query on studio-owned rows that does not say whose they are."""


class LockedManager(models.Manager):
    """A manager whose only method is `for_studio`."""

    def for_studio(self, studio: Studio) -> models.QuerySet[Any]:
        """The studio's rows. `None` is refused: it never means everybody's."""
        if studio is None or not studio.pk:
            raise UnscopedQuery(f"{self.model.__name__}: name the studio")
        return super().get_queryset().filter(studio=studio)

    def get_queryset(self) -> NoReturn:
        raise UnscopedQuery(f"{self.model.__name__}.objects: use for_studio(studio)")


class StudioOwned(models.Model):
    """A row that belongs to one studio for ever."""

    studio = models.ForeignKey("accounts.Studio", on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = LockedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"


def set_local(name: str, value: str) -> None:
    """Set a transaction-local setting; outside a transaction this would be a leak and is refused."""
    if not connection.in_atomic_block:
        raise UnscopedQuery(f"{name} must be set inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [name, value])


def enter(studio: Studio) -> None:
    """Let the rest of the current transaction see this studio's rows, and only these."""
    set_local("app.studio", studio.pk)


def leave() -> None:
    """Let the rest of the current transaction see nobody's rows: where every request starts."""
    if not connection.in_atomic_block:
        raise UnscopedQuery("leave() belongs at the start of a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config(name, '', true) from unnest(array['app.studio', 'app.user', 'app.farm']) name"
        )


@contextmanager
def within(studio: Studio | str) -> Iterator[None]:
    """A transaction inside which this studio's rows are visible; restores the outer studio when it is nested."""
    studio_id = studio if isinstance(studio, str) else studio.pk
    if not studio_id:
        raise UnscopedQuery("within() needs a studio")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.studio', true)")
            (before,) = cursor.fetchone()
        set_local("app.studio", studio_id)
        yield
        # What is rolled back, by an exception or on request, takes the setting with it.
        if not connection.needs_rollback:
            set_local("app.studio", before or "")


@contextmanager
def across_studios() -> Iterator[None]:
    """A transaction in which the farm may read the queue of every studio (only tables that opted in, only SELECT)."""
    with transaction.atomic():
        set_local("app.farm", "on")
        yield
        if not connection.needs_rollback:
            set_local("app.farm", "")


OWN_ROWS = "studio_id = nullif(current_setting('app.studio', true), '')"
FARM_READS = "current_setting('app.farm', true) = 'on'"


def app_role() -> str:
    """The role the application connects as; migrations grant to it, never to PUBLIC."""
    return str(settings.DATABASES["default"]["USER"])


class EnableRowSecurity(migrations.RunPython):
    """Put a table behind the second wall.

    `own` is the predicate for the studio's own rows. `also_select` widens reading only, for the few rows that must be
    found before the studio is known (a presented API key, a user's memberships, the farm's queue).
    """

    def __init__(self, table: str, *, own: str = OWN_ROWS, also_select: str = "") -> None:
        self.table, self.own, self.also_select = table, own, also_select
        super().__init__(self._enable, self._disable, elidable=False)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {"own": self.own, "also_select": self.also_select}

    def _enable(self, apps: Any, schema_editor: Any) -> None:
        quoted = schema_editor.quote_name(self.table)
        schema_editor.execute(f"alter table {quoted} enable row level security")
        schema_editor.execute(f"alter table {quoted} force row level security")
        schema_editor.execute(f"create policy own on {quoted} using ({self.own}) with check ({self.own})")
        if self.also_select:
            schema_editor.execute(f"create policy also_select on {quoted} for select using ({self.also_select})")

    def _disable(self, apps: Any, schema_editor: Any) -> None:
        quoted = schema_editor.quote_name(self.table)
        schema_editor.execute(f"drop policy if exists also_select on {quoted}")
        schema_editor.execute(f"drop policy own on {quoted}")
        schema_editor.execute(f"alter table {quoted} no force row level security")
        schema_editor.execute(f"alter table {quoted} disable row level security")


class AppendOnly(migrations.RunPython):
    """Facts are appended: the application role may neither change nor remove the table's rows."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(self._seal, self._unseal, elidable=False)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def _seal(self, apps: Any, schema_editor: Any) -> None:
        role = schema_editor.quote_name(app_role())
        schema_editor.execute(f"revoke update, delete, truncate on {schema_editor.quote_name(self.table)} from {role}")

    def _unseal(self, apps: Any, schema_editor: Any) -> None:
        role = schema_editor.quote_name(app_role())
        schema_editor.execute(f"grant update, delete on {schema_editor.quote_name(self.table)} to {role}")


class GrantToApplication(migrations.RunPython):
    """Give the application role the use of every table the owner has made and will make in this schema."""

    def __init__(self) -> None:
        super().__init__(self._grant, migrations.RunPython.noop, elidable=False)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {}

    def _grant(self, apps: Any, schema_editor: Any) -> None:
        role = schema_editor.quote_name(app_role())
        rights = "select, insert, update, delete on tables"
        schema_editor.execute(f"grant usage on schema public to {role}")
        schema_editor.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
        schema_editor.execute(f"grant usage on all sequences in schema public to {role}")
        schema_editor.execute(f"alter default privileges in schema public grant {rights} to {role}")
        schema_editor.execute(f"alter default privileges in schema public grant usage on sequences to {role}")
