"""POST that may be repeated: an Idempotency-Key stands for one request and its one answer.

    @idempotent
    def post(self, request): …

The answer is kept in the transaction of the write, for good: after a crash the next copy gets
what the first would have got. While a copy is being carried out the others are sent away with
409; the lock that tells is the transaction's own, so that a crash leaves nothing behind. Only
what succeeded is kept: a refusal leaves its key free.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from rest_framework import status
from rest_framework.response import Response

from accounts.models import KeptAnswer, User
from api.idempotency import REPLAYED, Asked, InFlight, KeyReused, asked
from api.rendering import JSONRenderer, dumps
from history.constraints import refusing_kindly
from history.recording import all_or_nothing, retried

Post = Callable[..., Any]
KEPT_HEADERS = ("ETag", "Location")
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def idempotent(post: Post) -> Post:
    """Have a view's `post` answer copies of one request once; see the module.

    A view whose bodies may be larger than others' says so in `largest_body`; one that reads them
    as they come in `streams_body`. Such a body can be read only once, and so it is written only
    once: a write that lost to another is the caller's to send again.
    """

    @functools.wraps(post)
    def once(view: Any, request: Any, *args: Any, **path: Any) -> Any:
        most = getattr(view, "largest_body", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        streamed = getattr(view, "streams_body", False)
        wanted = asked(request._request, most, streamed=streamed)
        if wanted is None:
            return post(view, request, *args, **path)
        answer = _answer if streamed else retried(_answer)
        return answer(request.user, wanted, lambda: post(view, request, *args, **path))

    once.is_idempotent = True  # type: ignore[attr-defined]
    return once


def _answer(user: User, wanted: Asked, write: Callable[[], Response]) -> Any:
    with refusing_kindly(), all_or_nothing():
        if not _is_first(user, wanted.key):
            raise InFlight()
        kept = KeptAnswer.objects.filter(user=user, key=wanted.key).first()
        if kept is not None:
            return _replay(kept, wanted)
        response = write()
        if status.is_success(response.status_code):
            _keep(user, wanted, response)
        else:
            transaction.set_rollback(True)
        return response


def _is_first(user: User, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"idempotency {user.pk} {key}"])
        return bool(cursor.fetchone()[0])


def _replay(kept: KeptAnswer, wanted: Asked) -> HttpResponse:
    if not wanted.is_copy_of(kept.method, kept.path, bytes(kept.body_sha256)):
        raise KeyReused()
    return HttpResponse(
        bytes(kept.body), status=kept.status, headers={**kept.headers, REPLAYED: "true"}
    )


def _keep(user: User, wanted: Asked, response: Response) -> None:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    KeptAnswer.objects.create(
        user=user,
        key=wanted.key,
        method=wanted.method,
        path=wanted.path,
        body_sha256=wanted.body_sha256(),
        status=response.status_code,
        headers={"Content-Type": JSONRenderer.media_type, **headers},
        body=dumps(response.data),
    )
