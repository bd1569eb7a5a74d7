"""What every operation of the OpenAPI document says without each view repeating it.

How one authenticates, that any answer may be a problem document, and whether a POST takes an `Idempotency-Key`.
"""

from __future__ import annotations

import inspect
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer sw_live_…`."""

    target_class = "accounts.authentication.KeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, `sw_live_…` or `sw_test_…`."}


class ProblemDetailDocument(serializers.Serializer):
    pointer = serializers.CharField(help_text="JSON pointer into the request.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemDocument(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="For people; its wording may change.")
    instance = serializers.CharField()
    code = serializers.CharField(help_text="For programs: snake_case, stable, never reused.")
    request_id = serializers.CharField()
    retryable = serializers.BooleanField()
    cure = serializers.CharField(required=False, help_text="What would help.")
    errors = ProblemDetailDocument(many=True, required=False)
    localized = serializers.DictField(child=serializers.CharField(), required=False)


class Documented(AutoSchema):
    """The generator with our house's habits."""

    def get_description(self) -> str:
        """The method's own docstring, else the view's own: never a base class's."""
        method = getattr(self.view, self.method.lower(), None)
        return inspect.cleandoc(getattr(method, "__doc__", None) or type(self.view).__doc__ or "")

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters = super()._get_parameters()
        wish = getattr(getattr(self.view, self.method.lower(), None), "idempotency", None)
        if wish is not None and "Idempotency-Key" not in {parameter["name"] for parameter in parameters}:
            parameters.append(
                {
                    "in": "header",
                    "name": "Idempotency-Key",
                    "required": wish == "required",
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                    "description": "Send the same key when you retry: the effect happens once, the answer is repeated.",
                }
            )
        return parameters

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        problem = OpenApiResponse(ProblemDocument, description="A problem (RFC 9457); `code` says which.")
        return {"default": self._get_response_for_code(problem, "default", ["application/problem+json"]), **bodies}
