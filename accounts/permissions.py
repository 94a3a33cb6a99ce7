"""Whether a call is allowed: the token's scopes first, then its user's roles.

A view says what it does in `permission`, a Django permission ("claims.add_revision") by method;
reading needs none beside the scope, unless the view asks for one.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.authentication import CHALLENGE
from accounts.models import Scope, Token, User
from accounts.roles import may


class ScopeNotAllowed(exceptions.PermissionDenied):
    """The token is good and too narrow; RFC 6750, section 3.1."""

    default_code = "scope_not_allowed"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"this token has no {scope!s} scope")
        self.challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope!s}"'


class RolePermission(BasePermission):
    message = "your role does not allow this"
    code = "role_not_allowed"

    def has_permission(self, request: Any, view: Any) -> bool:
        reads = request.method in SAFE_METHODS
        if not request.user.is_authenticated:
            return reads and settings.ANONYMOUS_READ and not needed(view, request.method)
        if isinstance(request.auth, Token):
            scope = getattr(view, "scope", Scope.READ if reads else Scope.WRITE)
            if scope not in request.auth.scopes:
                raise ScopeNotAllowed(scope)
        permission = needed(view, request.method)
        return permission is None or request.user.has_perm(permission)


def needed(view: Any, method: str) -> str | None:
    """The permission a view's method needs; None: any reader."""
    permissions: dict[str, str] = getattr(view, "permissions_needed", {})
    return permissions.get(method)


def audits(request: Any) -> bool:
    """Whether the caller may see what is recorded of people: role, and a token's audit scope."""
    if isinstance(request.auth, Token) and Scope.AUDIT not in request.auth.scopes:
        return False
    return may(request.user, "view", User)
