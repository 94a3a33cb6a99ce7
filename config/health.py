"""Is it alive, is it ready, and where is what."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from api.problems import only_reads, problem
from api.rendering import dumps
from api.titles import MEDIA_TYPE


@only_reads
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@only_reads
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too and holds the ledger."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(position), 0) FROM history_entry")
            position = cursor.fetchone()[0]
    except DatabaseError:
        body = problem(request, 503, "unavailable", "the database is out of reach")
        return HttpResponse(
            dumps(body), status=503, content_type=MEDIA_TYPE, headers={"Retry-After": "5"}
        )
    return JsonResponse({"status": "ready", "position": position})


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
