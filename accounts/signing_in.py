"""How often somebody may fail to sign in: by address and username, or by a browser that knows them.

An attempt is counted before the password is looked at, so that many at once get no more guesses,
and given back where it was right. Counted as calls are (accounts/throttling.py): in fixed windows,
in the memory of the process, so that nobody is shut out for longer than a window.

A browser in which somebody has signed in carries a cookie that says so; their attempts there are
counted for that browser alone. Otherwise whoever knows a username could keep its owner out by
failing in their name. docs/decisions/0014-counting-failed-sign-ins.md
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.throttling import Count, address_of

COOKIE = "known_browser"
DAYS = 180
ADDRESS, USERNAME = "sign_in_address", "sign_in_username"


class TooManyFailures(Exception):
    """Too many attempts failed; `wait`: seconds until the next may be made."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} seconds")
        self.wait = wait


class Attempt:
    """One attempt to sign in, counted as a failure unless it `succeeded`."""

    def __init__(self, request: HttpRequest, username: str) -> None:
        self._counts: list[Count] = []
        for policy, who in _counted_for(request, _folded(username)):
            self._count(policy, who)

    def succeeded(self) -> None:
        """It was no failure."""
        self._give_back()

    def _count(self, policy: str, who: str) -> None:
        rate = settings.RATES[policy]
        if rate is None:
            return
        count = Count(policy, who, rate)
        if count.up() > rate.quota:
            self._give_back()  # what is refused has not failed: nobody looked at it
            raise TooManyFailures(count.resets_in)
        self._counts.append(count)

    def _give_back(self) -> None:
        for count in self._counts:
            count.down()


def know(response: HttpResponse, path: str, username: str) -> None:
    """Have the browser remember, for the page at `path`, that this user has signed in there."""
    nonce = secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        f"{nonce}.{_signature(nonce, _folded(username))}",
        max_age=DAYS * 86_400,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _counted_for(request: HttpRequest, username: str) -> list[tuple[str, str]]:
    nonce, _, signature = request.COOKIES.get(COOKIE, "").partition(".")
    if constant_time_compare(signature, _signature(nonce, username)):
        return [(USERNAME, f"browser {nonce}")]
    return [(ADDRESS, address_of(request)), (USERNAME, f"user {username}")]


def _signature(nonce: str, username: str) -> str:
    """Ours alone; who it is of can't be read from it."""
    return salted_hmac(COOKIE, f"{nonce}.{username}", algorithm="sha256").hexdigest()


def _folded(username: Any) -> str:
    """One name for all its spellings, as far as they could be one user."""
    return unicodedata.normalize("NFKC", str(username)).casefold()
