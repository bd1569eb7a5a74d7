"""What a member of each role may do, said in the same scopes that API keys hold."""

from __future__ import annotations

SCOPES = (
    "account:read",
    "account:write",
    "projects:read",
    "projects:write",
    "render:read",
    "render:order",
    "billing:read",
    "billing:write",
    "events:read",
)
ALL_SCOPES = frozenset(SCOPES)

OWNER = "owner"
_WATCHING = {"projects:read", "render:read", "events:read"}
SCOPES_OF_ROLE: dict[str, frozenset[str]] = {
    OWNER: ALL_SCOPES,
    "producer": ALL_SCOPES - {"account:write", "billing:write"},
    "director": frozenset(_WATCHING | {"projects:write", "render:order"}),
    "artist": frozenset(_WATCHING | {"projects:write"}),
    "finance": frozenset(_WATCHING | {"account:read", "billing:read", "billing:write"}),
    "viewer": frozenset(_WATCHING),
}
ROLES = tuple(SCOPES_OF_ROLE)
