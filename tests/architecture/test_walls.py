"""What linters cannot see of the two walls: in the models, in the database's own catalogue, in the source."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.models import Studio
from accounts.tenancy import StudioOwned

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"accounts": 0, "projects": 1, "billing": 1, "render": 2}
OURS = [model for app in FLOORS for model in apps.get_app_config(app).get_models()]
OF_STUDIOS = [model for model in OURS if any(field.name == "studio" for field in model._meta.fields)]
PEOPLE = {"accounts_user"}
"""Tables that belong to no studio: a person may be in several."""
HOUSES_OWN = {"billing_pricebook", "billing_price"}
"""Tables of the house itself, the same for every studio."""


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@pytest.mark.parametrize("model", OF_STUDIOS, ids=lambda model: model._meta.label)
def test_every_model_with_a_studio_is_studio_owned(model: type[models.Model]) -> None:
    assert issubclass(model, StudioOwned)
    assert type(model._meta.default_manager).__name__ == "Manager"
    assert type(model.objects).__name__ == "LockedManager"
    assert model._meta.get_field("studio").null is False


def test_every_other_table_belongs_to_nobody_on_purpose() -> None:
    tables = {model._meta.db_table for model in OURS} - {model._meta.db_table for model in OF_STUDIOS}
    assert tables - {"accounts_studio"} <= PEOPLE | HOUSES_OWN


def test_every_studio_owned_table_is_behind_the_second_wall(db: None) -> None:
    expected = {model._meta.db_table for model in OF_STUDIOS} | {Studio._meta.db_table}
    walled = _rows(
        """
        select c.relname from pg_class c
        where c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity
          and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'own' and p.polcmd = '*'
                      and pg_get_expr(p.polqual, p.polrelid) like '%%app.studio%%'
                      and pg_get_expr(p.polwithcheck, p.polrelid) like '%%app.studio%%')
        """
    )
    assert expected - {name for (name,) in walled} == set()


def test_nothing_else_than_reading_is_ever_widened(db: None) -> None:
    widened = _rows(
        "select c.relname, p.polname, p.polcmd from pg_policy p join pg_class c on c.oid = p.polrelid"
        " where p.polname <> 'own' and p.polcmd <> 'r'"
    )
    assert widened == []


def test_the_application_is_neither_superuser_nor_owner_nor_above_the_wall(db: None) -> None:
    (role,) = _rows("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
    assert role == (False, False, False)
    owned = _rows(
        "select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = current_user"
    )
    assert owned == []
    memberships = _rows(
        "select m.roleid::regrole::text from pg_auth_members m join pg_roles r on r.oid = m.member"
        " where r.rolname = current_user"
    )
    assert memberships == []


def test_there_is_no_view_through_the_wall(db: None) -> None:
    assert (
        _rows("select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace")
        == []
    )
    definers = "select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
    assert _rows(definers) == []


def test_foreign_keys_point_down_and_leave_no_trace_above() -> None:
    for model in OURS:
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            assert here == there or FLOORS[there] < FLOORS[here], f"{model._meta.label}.{field.name}"
            if here != there:
                assert field.remote_field.hidden, f"{model._meta.label}.{field.name}: related_name must be '+'"


def test_every_primary_key_shown_outside_is_a_public_id() -> None:
    for model in OURS:
        key = model._meta.pk
        assert (
            isinstance(key, models.BigAutoField)
            or (isinstance(key, models.CharField) and key.max_length == 30)
            or (isinstance(key, models.OneToOneField))
        ), model._meta.label


@pytest.mark.parametrize("app", FLOORS)
def test_input_is_read_by_plain_serializers_only(app: str) -> None:
    banned = {
        "ModelSerializer",
        "HyperlinkedModelSerializer",
        "PrimaryKeyRelatedField",
        "SlugRelatedField",
        "HyperlinkedRelatedField",
        "ModelViewSet",
    }
    for source in sorted((ROOT / app / "api").rglob("*.py")):
        used = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        assert used & banned == set(), source
