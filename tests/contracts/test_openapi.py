"""The published document is a valid OpenAPI 3.1 description of what is really routed."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.test import Client as HttpClient
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator


def test_the_document_is_valid_and_the_generator_has_no_doubts() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())
    document = SchemaGenerator().get_schema(request=None, public=True)
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.django_db
def test_anybody_may_read_the_document(client: HttpClient) -> None:
    response = client.get("/v1/openapi.json")
    assert response.status_code == 200
    assert "/v1/orders" in response.json()["paths"]


def test_every_operation_has_a_stable_name() -> None:
    document = SchemaGenerator().get_schema(request=None, public=True)
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
