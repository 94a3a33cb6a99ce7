"""Who is calling: a token in the Authorization header, or the admin's session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework import authentication, exceptions

from accounts.models import Token
from api import context

LAST_USED_STEP = timedelta(minutes=1)
SCHEMES = (b"bearer", b"token")


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Bearer onr_…`; an expired token is refused, never deleted."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        words = authentication.get_authorization_header(request).split()
        if not words or words[0].lower() not in SCHEMES:
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed(
                "the Authorization header is not “Bearer onr_…”", "malformed_token"
            )
        try:
            user, token = self.authenticate_credentials(words[1])
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed("Invalid token.", "invalid_token") from error
        _note_use(token)
        context.authenticated_with(token.pk)
        return user, token

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"

    def _cleanup_token(self, auth_token: Token) -> bool:
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, so that an editor may read the API in the browser."""


def _note_use(token: Token) -> None:
    """Keep when a token was last used, at most once a minute; untracked, so without a lock."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - LAST_USED_STEP:
        Token.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USED_STEP), pk=token.pk
        ).update(last_used_at=now)
