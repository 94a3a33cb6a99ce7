"""Errors as RFC 9457 problem documents: one shape, whatever layer they come from.

    {"type", "title", "status", "detail", "instance", "request_id", "errors": [{"pointer",
     "code", "detail"}]}

The codes are stable; docs/api/errors.md lists them.
"""

from __future__ import annotations

import functools
import logging
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, InterfaceError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found, server_error
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from api import context
from api.parameters import check_names
from api.refusals import Conflict, Fault, Invalid, Refusal, Stale, Unknown, summary
from api.rendering import JSONRenderer, dumps
from api.titles import MEDIA_TYPE, TITLES, TYPES

RETRY_SECONDS = 5
OUT_OF_REACH = (OperationalError, InterfaceError)

logger = logging.getLogger(__name__)


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "send If-Match with the ETag you read, so that no one's change is lost"
    default_code = "if_match_required"


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "the database is out of reach; try again shortly"
    default_code = "unavailable"
    retry_after = RETRY_SECONDS


def problem(
    request: HttpRequest,
    status_code: int,
    code: str,
    detail: str,
    faults: Sequence[Fault] = (),
    **extra: Any,
) -> dict[str, Any]:
    """The body of a problem document."""
    return {
        "type": f"{TYPES}{code}",
        "title": TITLES.get(status_code, "Error"),
        "status": status_code,
        "detail": detail,
        "instance": request.get_full_path(),
        "request_id": context.current().request_id,
        "errors": [asdict(fault) for fault in faults],
        **extra,
    }


def exception_handler(error: Exception, call: Mapping[str, Any]) -> Response | None:
    """Answer any exception of a view as a problem; None lets a bug through to the 500 page."""
    request = call["request"]._request
    # Not as the view itself would render: Swagger UI's page is HTML, the schema YAML.
    call["request"].accepted_renderer = JSONRenderer()
    call["request"].accepted_media_type = JSONRenderer.media_type
    set_rollback()
    error = _counted(error, call)
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}
    faults: Sequence[Fault] = ()
    if isinstance(error, Refusal):
        status_code, faults = _status_of(error), error.faults
        code, detail = error.summary()
        extra = error.more()
    elif isinstance(error, Http404):
        status_code, code, detail = 404, "not_found", str(error) or "nothing is here"
    elif isinstance(error, PermissionDenied):
        status_code, code, detail = 403, "permission_denied", str(error) or "not allowed"
    elif isinstance(error, exceptions.ValidationError):
        status_code, faults = 400, list(faults_of(error.detail))
        code, detail = summary(faults)
    elif isinstance(error, OUT_OF_REACH):
        logger.error("database out of reach: %s", error)
        return exception_handler(Unavailable(), call)
    elif isinstance(error, ProtectedError | RestrictedError):
        status_code, code, detail = 409, "protected", "other records hang on it; it stays"
    elif isinstance(error, DataError):
        logger.error("a value got as far as the database: %s", error)
        status_code, code, detail = 400, "bad_value", "a value in it is none that can be kept"
    elif isinstance(error, exceptions.APIException):
        status_code = error.status_code
        code, detail = _code_of(error), _words_of(error, call)
        headers = _headers_of(error)
    else:
        return None
    body = problem(request, status_code, code, detail, faults, **extra)
    return Response(body, status=status_code, headers=headers, content_type=MEDIA_TYPE)


def _counted(error: Exception, call: Mapping[str, Any]) -> Exception:
    """The error, or that the caller asks too often: what was refused early is counted here.

    What was refused before anybody asked who it is may turn out to come with a bad token.
    """
    if getattr(call["request"]._request, "is_counted", False):
        return error
    try:
        call["view"].check_throttles(call["request"])
    except exceptions.Throttled as throttled:
        return throttled
    except exceptions.AuthenticationFailed as refused:
        return _counted(refused, call)
    return error


def faults_of(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """DRF's nested validation errors as faults with JSON pointers."""
    if isinstance(detail, dict):
        for field, inner in detail.items():
            below = pointer if field == "non_field_errors" else f"{pointer}/{field}"
            yield from faults_of(inner, below)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            if nested and not inner:
                continue
            yield from faults_of(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield Fault(pointer, getattr(detail, "code", "invalid"), str(detail))


def _status_of(error: Refusal) -> int:
    if isinstance(error, Stale):
        return 412
    if isinstance(error, Unknown):
        return 404
    if isinstance(error, Conflict):
        return 409
    assert isinstance(error, Invalid), error
    return 400


def _code_of(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _words_of(error: exceptions.APIException, call: Mapping[str, Any]) -> str:
    """Its words; DRF's own say what was wrong, and not what is allowed."""
    request, view = call["request"], call["view"]
    if str(error.detail) == str(exceptions.NotAuthenticated.default_detail):
        return "this needs a token: send the header Authorization: Bearer onr_…"
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = ", ".join(view.allowed_methods)
        return f"the method is {request.method}; this address takes {allowed}"
    if isinstance(error, exceptions.NotAcceptable):
        sent = ", ".join(renderer.media_type for renderer in view.get_renderers())
        return f"Accept is {request.headers.get('Accept', '')[:80]!r}; this address sends {sent}"
    if str(error.detail).startswith("Unsupported media type"):
        taken = ", ".join(parser.media_type for parser in view.get_parsers())
        return f"Content-Type is {request.content_type[:80]!r}; send {taken}"
    return str(error.detail)


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    # `auth_header` is DRF's: what the first way of authenticating asks for.
    if challenge := getattr(error, "challenge", getattr(error, "auth_header", None)):
        headers["WWW-Authenticate"] = challenge
    wait = getattr(error, "wait", None)
    if isinstance(error, exceptions.Throttled) and wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    if (seconds := getattr(error, "retry_after", None)) is not None:
        headers["Retry-After"] = str(seconds)
    return headers


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404, for addresses no view has: a problem, but the admin keeps its page."""
    if request.path.startswith("/admin"):
        return page_not_found(request, exception or Http404())
    return _plain(request, 404, "not_found", f"nothing is at {request.path}")


def failed(request: HttpRequest) -> HttpResponse:
    """Django's 500: never a trace; the request id leads to the log.

    503 where the database could not be reached, which a session or the admin may find out first.
    """
    is_admin = request.path.startswith("/admin")
    if isinstance(sys.exc_info()[1], OUT_OF_REACH):
        return _unavailable(request, is_admin)
    if is_admin:
        return server_error(request)
    return _plain(request, 500, "internal_error", "this is our fault; quote the request_id")


def _unavailable(request: HttpRequest, is_admin: bool) -> HttpResponse:
    detail = str(Unavailable.default_detail)
    if is_admin:
        response = HttpResponse(detail, status=503, content_type="text/plain; charset=utf-8")
    else:
        response = _plain(request, 503, Unavailable.default_code, detail)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def only_reads(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """A plain Django view that answers GET and HEAD without parameters; the rest is a problem."""

    @csrf_exempt
    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            try:
                check_names(request.GET, ())
            except Invalid as error:
                code, detail = error.summary()
                return _plain(request, 400, code, detail, error.faults)
            return view(request)
        detail = f"the method is {request.method}; this address takes GET, HEAD"
        response = _plain(request, 405, "method_not_allowed", detail)
        response["Allow"] = "GET, HEAD"
        return response

    return guarded


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400, for what it refuses before any view: a bad host, a suspicious request."""
    return _plain(request, 400, "bad_request", "the request was refused as malformed")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 403."""
    words = str(exception or "") or "none of your roles allows this"
    return _plain(request, 403, "permission_denied", words)


def _plain(
    request: HttpRequest, status_code: int, code: str, detail: str, faults: Sequence[Fault] = ()
) -> HttpResponse:
    body = dumps(problem(request, status_code, code, detail, faults))
    return HttpResponse(body, status=status_code, content_type=MEDIA_TYPE)
