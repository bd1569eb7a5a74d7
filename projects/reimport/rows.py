"""Many rows of one table written in one statement each, because a series has tens of thousands.

The rows travel as one JSON parameter and become columns in the database, which is several times faster than a
placeholder for each value, and lets rows of one statement exchange numbers.
"""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from accounts.models import Studio


def update(studio: Studio, rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write the named fields of rows that exist."""
    if not rows:
        return
    meta = type(rows[0])._meta
    held = [meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = given.{quote(field.column)}" for field in held)
    table, pk = quote(meta.db_table), quote(meta.pk.column)
    # names of our own tables and columns only; every value travels as a parameter
    _execute(
        f"update {table} as held set {sets} from {_given([meta.pk, *held])} "  # noqa: S608
        f"where held.{pk} = given.{pk} and held.studio_id = %s",
        rows,
        [meta.pk, *held],
        studio.pk,
    )


def insert(rows: Sequence[Any]) -> None:
    """Write new rows of one table."""
    if not rows:
        return
    meta = type(rows[0])._meta
    held = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField | models.BigAutoField)]
    now = timezone.now()
    for row in rows:
        row.created_at = now
        row._state.adding = False
    columns = ", ".join(connection.ops.quote_name(field.column) for field in held)
    table = connection.ops.quote_name(meta.db_table)
    _execute(f"insert into {table} ({columns}) select {columns} from {_given(held)}", rows, held)  # noqa: S608


@contextlib.contextmanager
def held_at_once() -> Iterator[None]:
    """While a hundred thousand rows live until the end, the collector would only walk them over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _given(fields: Sequence[Any]) -> str:
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} {_type(field)}" for field in fields)
    return f"jsonb_to_recordset(%s::jsonb) as given({columns})"


def _execute(statement: str, rows: Sequence[Any], fields: Sequence[Any], *more: Any) -> None:
    names = [(field.column, field.attname) for field in fields]
    values = [{column: getattr(row, name) for column, name in names} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False), *more])


def _type(field: Any) -> str:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return str(target.db_type(connection))
