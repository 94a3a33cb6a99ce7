"""Is it alive, is it ready, and where is what."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg.errors import InsufficientPrivilege

from api.problems import RETRY_SECONDS, only_reads, problem
from api.rendering import dumps
from api.titles import MEDIA_TYPE
from history.granted import lacking
from history.rights import run

NOT_READY = {
    "unavailable": "the database is out of reach",
    "not_migrated": "the database has no tables of ours: run manage.py migrate",
    "rights_missing": "the role that serves may not do all it needs to in the database: "
    "run manage.py db roles",
}

logger = logging.getLogger(__name__)


@only_reads
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@only_reads
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too, holds the ledger, and lets us do what we need to."""
    try:
        if code := _not_ready():
            return _problem(request, code)
        [(position,)] = run("SELECT coalesce(max(position), 0) FROM history_entry")
    except DatabaseError as error:
        logger.error("not ready: %s", error)
        forbidden = isinstance(error.__cause__, InsufficientPrivilege)
        return _problem(request, "rights_missing" if forbidden else "unavailable")
    return JsonResponse({"status": "ready", "position": position})


def _not_ready() -> str:
    missing = lacking()
    if not missing:
        return ""
    logger.error("not ready: the role that serves lacks %s", ", ".join(missing))
    there = run("SELECT to_regclass('public.history_entry') IS NOT NULL")
    return "rights_missing" if there == [(True,)] else "not_migrated"


def _problem(request: HttpRequest, code: str) -> HttpResponse:
    body = problem(request, 503, code, NOT_READY[code])
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return HttpResponse(dumps(body), status=503, content_type=MEDIA_TYPE, headers=headers)


@only_reads
def api_root(request: HttpRequest) -> HttpResponse:
    """The lists of the API and its ledger, by name."""
    records = ("sources", "documents", "topics", "entities", "claims", "revisions")
    names = (*records, "changes", "ledger")
    return JsonResponse({name: request.build_absolute_uri(f"/api/v1/{name}/") for name in names})


@only_reads
def front_door(request: HttpRequest) -> HttpResponse:
    """Where to go from here."""
    build = request.build_absolute_uri
    return JsonResponse(
        {
            "name": "Onrecord",
            "api": build("/api/v1/"),
            "docs": build("/api/docs/"),
            "schema": build("/api/schema/"),
            "admin": build("/admin/"),
        }
    )
