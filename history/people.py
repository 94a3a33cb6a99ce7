"""The one way users, their roles and their tokens are written: keyword-only, atomic, one entry.

Here and not in `accounts`, which history is built on. Nobody who is no superuser changes one, or
makes one: that would be more than they may do themselves. Errors are api.refusals.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts.models import Membership, Token, User
from accounts.roles import Role
from api.refusals import Conflict, Fault, Invalid, invalid
from history.constraints import Rule, explain, refusing_kindly
from history.editing import create, edit, require_reason
from history.recording import recording, retried

explain(
    {
        "accounts_user_username_key": Rule("username", "taken", "another user has this name"),
        "accounts_membership_once": Rule("roles", "taken", "this user has the role already"),
        "accounts_token_known_scopes": Rule(
            "scopes", "unknown", "a token has one or more of the scopes read, write and audit"
        ),
    }
)


@retried
def register_user(
    *,
    by: User | None,
    reason: str = "",
    channel: str,
    password: str | None = None,
    roles: Sequence[Group] = (),
    **fields: Any,
) -> User:
    """Put a user on record with their roles; without a password they can't sign in."""
    user = User(**fields)
    _refuse_above(by, user)
    user.set_password(password)
    with recording(by=by, reason=reason, channel=channel), refusing_kindly():
        create(user, by=by, reason=reason, channel=channel)
        for role in roles:
            Membership.objects.create(user=user, group=role)
    return user


@retried
def edit_user(
    user: User,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
    grant: Collection[Group] = (),
    revoke: Collection[Group] = (),
) -> User:
    """Change a user and grant or revoke roles, with a reason.

    Nobody deactivates themselves, and the last active administrator stays one, whoever asks.
    """
    _refuse_above(by, User.objects.get(pk=user.pk))
    _refuse_above(by, User(is_superuser=changes.get("is_superuser", False)))
    if by == user and changes.get("is_active") is False:
        raise Conflict(Fault("/is_active", "yourself", "you can't deactivate yourself"))
    with recording(by=by, reason=reason, channel=channel), refusing_kindly():
        had_one = _administrators().exists()
        edited = edit(user, changes, by=by, reason=reason, channel=channel, version=version)
        Membership.objects.filter(user=user, group__in=revoke).delete()
        held = set(Membership.objects.filter(user=user).values_list("group", flat=True))
        for role in grant:
            if role.pk not in held:
                Membership.objects.create(user=user, group=role)
        if had_one and not _administrators().exists():
            field = "/roles" if revoke else next((f"/{name}" for name in changes), "")
            words = f"{edited} is the last active administrator; make another one first"
            raise Conflict(Fault(field, "last_administrator", words))
    return edited


@retried
def issue_token(
    *,
    by: User | None,
    reason: str = "",
    channel: str,
    user: User,
    name: str,
    scopes: Sequence[str],
    expiry: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token for a user; gives it and its text, which is kept nowhere."""
    _refuse_above(by, user)
    if not user.is_active:
        raise invalid("user", "inactive", f"{user} is not active")
    if expiry is not None and expiry <= timezone.now():
        raise invalid("expiry", "past", "the expiry is in the past")
    digest, text = get_digest_token()
    token = Token(
        user=user,
        name=name,
        scopes=list(scopes),
        expiry=expiry,
        digest=digest,
        token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH],
    )
    return create(token, by=by, reason=reason, channel=channel), text


def edit_token(
    token: Token,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Token:
    """Change a token's name, scopes or expiry, with a reason; its user never changes."""
    if "user_id" in changes:
        raise Invalid(Fault("/user", "never_changes", "a token's user never changes"))
    _refuse_above(by, token.user)
    return edit(token, changes, by=by, reason=reason, channel=channel, version=version)


def revoke_token(
    token: Token, *, by: User | None, reason: str, channel: str, version: int | None = None
) -> Token:
    """End a token now; its row stays, for history."""
    require_reason(reason)
    now = timezone.now()
    if token.expiry is not None and token.expiry <= now:
        raise Conflict(Fault("", "expired", "this token has expired already"))
    return edit_token(
        token, {"expiry": now}, by=by, reason=reason, channel=channel, version=version
    )


def _administrators() -> QuerySet[User]:
    """Whoever may change users: active, and an administrator or superuser."""
    in_role = Membership.objects.filter(user=OuterRef("pk"), group__name=Role.ADMINISTRATOR)
    return User.objects.filter(Q(is_superuser=True) | Exists(in_role), is_active=True)


def _refuse_above(by: User | None, user: User) -> None:
    """Refuse to write to, or make, somebody who may do more than the writer; None is a command."""
    if by is not None and user.is_superuser and not by.is_superuser:
        raise Invalid(
            Fault("/is_superuser", "superuser", "only a superuser makes or changes a superuser")
        )
