"""The write module of people and their tools: users, roles, tokens.

Lies below history in the arrow, so the caller opens the ledger entry around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import Group

from accounts.models import Membership, Scope, Token, User

YEAR = timedelta(days=365)


def make_user(username: str, *, roles: Iterable[str], password: str | None, staff: bool) -> User:
    """A user with these roles; one who is there keeps name and roles and gets the password."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, name=username.title(), is_staff=staff)
        user.set_password(password)
        user.save(force_insert=True)
    elif password is not None and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    for group in Group.objects.filter(name__in=list(roles)).exclude(memberships__user=user):
        Membership.objects.create(user=user, group=group)
    return user


def make_token(
    user: User, *, name: str, scopes: Iterable[str] = (Scope.READ,), expiry: timedelta | None = YEAR
) -> tuple[Token, str]:
    """A new token and its text, which is shown once and kept nowhere."""
    token, text = Token.objects.create(
        user=user, expiry=expiry, name=name, scopes=[str(scope) for scope in scopes]
    )
    return token, text
