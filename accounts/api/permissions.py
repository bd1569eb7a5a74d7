"""May this actor do this here: apart from the views, because the framework reads it while its own views are loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import errors

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ScopeAllows(BasePermission):
    """Lets a request through when its actor holds the scope the view names for the method."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.auth is None:
            raise errors.Unauthenticated(
                "Present an API key: Authorization: Bearer sw_live_…", zh="请提供 API 密钥。", code="key_required"
            )
        needed = getattr(view, "scopes", {}).get(request.method if request.method != "HEAD" else "GET")
        if needed is None:
            return True
        if needed not in request.auth.scopes:
            raise errors.Forbidden(
                f"This needs the scope {needed}.", zh=f"需要权限 {needed}。", code="scope_missing", scope=needed
            )
        return True
