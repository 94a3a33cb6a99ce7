"""Signs people in by password and answers what they may do, from the table of roles.

Permission rows, of a group or of a user, count for nothing: they are not in history, roles are.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from accounts.roles import EVERY_PERMISSION, PERMISSIONS, permissions_of


class RoleBackend(ModelBackend):
    """Django's own, with permissions read from `accounts.roles` by the names of a user's groups."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return set(EVERY_PERMISSION)
        if not hasattr(user_obj, "_role_permissions"):
            roles = Membership.objects.filter(user=user_obj).values_list("group__name", flat=True)
            user_obj._role_permissions = permissions_of(roles)
        return set(user_obj._role_permissions)

    def with_perm(
        self,
        perm: Any,
        is_active: bool | None = True,
        include_superusers: bool = True,
        obj: Any = None,
    ) -> QuerySet[User]:
        """The users who have a permission, given by name."""
        if obj is not None:
            return User.objects.none()
        roles = [role for role, granted in PERMISSIONS.items() if perm in granted]
        in_role = Membership.objects.filter(user=OuterRef("pk"), group__name__in=roles)
        allowed = Q(Exists(in_role)) | (Q(is_superuser=True) if include_superusers else Q())
        users = User.objects.filter(allowed)
        return users if is_active is None else users.filter(is_active=is_active)
