"""Many rows of one table written in one statement each, because a series has tens of thousands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from accounts.models import Studio

CHUNK = 5_000


def update(studio: Studio, rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write the named fields of rows that exist. All rows go in one statement, so that they may exchange numbers."""
    if not rows:
        return
    meta = type(rows[0])._meta
    key = meta.pk
    held = [meta.get_field(name) for name in fields]
    assert key is not None  # noqa: S101 - every table has one
    values = [{field.column: getattr(row, field.attname) for field in (key, *held)} for row in rows]
    quote = connection.ops.quote_name
    types = ", ".join(f"{quote(f.column)} {_type(f)}" for f in (key, *held))
    sets = ", ".join(f"{quote(f.column)} = given.{quote(f.column)}" for f in held)
    table, pk = quote(meta.db_table), quote(key.column)
    # names of our own tables and columns only; every value travels as a parameter
    statement = (
        f"update {table} as held set {sets} from jsonb_to_recordset(%s::jsonb) as given({types}) "  # noqa: S608
        f"where held.{pk} = given.{pk} and held.studio_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False), studio.pk])


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one table."""
    if rows:
        type(rows[0]).unscoped.bulk_create(rows, batch_size=CHUNK)


def _type(field: models.Field[Any, Any]) -> str:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    kind = target.db_type(connection) or "text"
    return {"serial": "integer", "bigserial": "bigint"}.get(kind, kind)
