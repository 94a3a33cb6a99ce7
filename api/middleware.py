"""What happens to every request around any view: an id, one address either way, headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib.messages.middleware import MessageMiddleware
from django.http import Http404, HttpRequest, HttpResponse

from api import context
from api.typeid import encode, new_key

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestContextMiddleware:
    """Takes the caller's X-Request-ID if it is short and plain, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if ACCEPTED.fullmatch(given) else encode("req", new_key())
        context.begin(request_id)
        try:
            response = self.get_response(request)
        finally:
            context.end()
        response[HEADER] = request_id
        return response


class EitherSlashMiddleware:
    """Both /path and /path/ answer, without a redirect; the admin keeps Django's own manners.

    A path with NUL, which PostgreSQL can't look for, leads nowhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if "\x00" in path:
            raise Http404("no address has a NUL character")
        last = path.rpartition("/")[2]
        if last and "." not in last and not path.startswith(("/admin", "/static")):
            # Both: what is relative to this address must be relative to the one with a slash.
            request.path_info, request.path = f"{path}/", f"{request.path}/"
        return self.get_response(request)


class DeskMessageMiddleware(MessageMiddleware):
    """Django's messages for pages; the API has none, and made a store of them at every call."""

    def __call__(self, request: HttpRequest) -> Any:
        is_page = not request.path_info.startswith("/api/")
        return super().__call__(request) if is_page else self.get_response(request)


class RateLimitMiddleware:
    """Says what is left to the caller, on every answer of a view that counts its calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        allowance = getattr(request, "allowance", None)
        if allowance is not None:
            for name, value in allowance.headers().items():
                response[name] = value
        return response
