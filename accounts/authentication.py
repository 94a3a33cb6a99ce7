"""Who is calling: a token in the Authorization header, or the admin's session."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token
from knox.settings import knox_settings
from rest_framework import authentication, exceptions

from accounts.models import Token, User
from api import context

LAST_USED_STEP = timedelta(minutes=1)
SCHEMES = (b"bearer", b"token")
CHALLENGE = 'Bearer realm="onrecord"'
PREFIX = knox_settings.TOKEN_PREFIX.encode()
# What a call asks of its token and of who holds it; the ORM takes ten times as long to say it.
TOKEN_FIELDS = ("user_id", "expiry", "id", "name", "scopes", "last_used_at")
USER_FIELDS = ("is_superuser", "username", "is_staff", "is_active", "id", "name")
HELD = f"""
    SELECT {", ".join(f"t.{name}" for name in TOKEN_FIELDS)},
        {", ".join(f"u.{name}" for name in USER_FIELDS)}
    FROM accounts_token t JOIN accounts_user u ON u.id = t.user_id WHERE t.digest = %s
"""  # noqa: S608  names of columns
FORM = re.compile(rf"{knox_settings.TOKEN_PREFIX}[0-9a-f]{{1,128}}".encode())


class BadToken(exceptions.AuthenticationFailed):
    """A token was sent and is not good; RFC 6750, section 3."""

    challenge = f'{CHALLENGE}, error="invalid_token"'


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer onr_…`; an expired token is refused, never deleted."""

    def authenticate(self, request: Any) -> tuple[User, Token] | None:
        words = authentication.get_authorization_header(request).split()
        ours = any(word.startswith(PREFIX) for word in words)
        if not words or (words[0].lower() not in SCHEMES and not ours):
            return None
        if len(words) != 2 or words[0].lower() not in SCHEMES:
            raise BadToken("the Authorization header is not “Bearer onr_…”", "malformed_token")
        token = _token(words[1])
        _note_use(token)
        context.authenticated_with(token.pk)
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        return CHALLENGE


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, so that an editor may read the API in the browser."""

    def authenticate(self, request: Any) -> tuple[User, None] | None:
        sent = request._request
        if settings.SESSION_COOKIE_NAME in sent.COOKIES:
            found: tuple[User, None] | None = super().authenticate(request)
            return found
        # Without its cookie there is no session to look into; with one the answer may differ.
        sent.session.accessed = True
        return None


def _token(given: bytes) -> Token:
    """The token whose text was given. What is wrong with it is told to its holder alone."""
    token = None
    if FORM.fullmatch(given):
        token = _held(hash_token(given.decode("ascii")))
    if token is None:
        raise BadToken("no token of ours has this text", "invalid_token")
    if token.expiry is not None and token.expiry <= timezone.now():
        ended = f"{token.expiry:%Y-%m-%dT%H:%M:%SZ}"
        raise BadToken(f"this token expired or was revoked at {ended}", "expired_token")
    if not token.user.is_active:
        raise BadToken("this token's user is no longer active", "inactive_user")
    return token


def _held(digest: str) -> Token | None:
    """The token and its user, with the columns that a call needs; others load when asked for."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [digest])
        row = cursor.fetchone()
    if row is None:
        return None
    cut = len(TOKEN_FIELDS)
    token: Token = Token.from_db("default", TOKEN_FIELDS, row[:cut])
    token.user = User.from_db("default", USER_FIELDS, row[cut:])
    return token


def _note_use(token: Token) -> None:
    """Keep when a token was last used, at most once a minute; untracked, so without a lock."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - LAST_USED_STEP:
        Token.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USED_STEP), pk=token.pk
        ).update(last_used_at=now)
