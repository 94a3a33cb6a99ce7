"""Asking Onrecord itself: its rules over its own rows, and what its addresses answer.

`service` is everything behind an address but HTTP: what the view answers, in its own snapshot,
without DRF's dispatch, authentication, throttle and rendering.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.http import QueryDict
from django.urls import resolve
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from api.rendering import dumps
from api.typeid import decode
from bench.contest import Answer
from claims.agreement import Agreement
from claims.judging import Judged, judged
from claims.topic_page import topic_page
from history.dates import Until
from history.linking import Linked
from history.reads import as_of_of, reading_asked
from history.snapshots import reading

FACTORY = APIRequestFactory()


def judgements(topic: str, as_of: int | None, until: Until | None) -> list[Judged]:
    """A topic's claims judged, as the sheet does where nothing is kept."""
    with reading(as_of) as snapshot:
        claims = topic_page(snapshot, topic, QueryDict("limit=500")).page.rows
        return judged(snapshot, claims, until, Linked(snapshot))


def service(path: str, **query: Any) -> Any:
    """What GET of an address answers, as Python."""
    match = resolve(f"/api/v1/{path}")
    given = {name: value for name, value in query.items() if value is not None}
    request = Request(FACTORY.get(f"/api/v1/{path}", given, HTTP_HOST="localhost"))
    view = match.func.cls(**match.func.initkwargs)
    view.setup(request, **match.kwargs)
    view.request = request
    request.accepted_renderer = view.get_renderers()[0]
    as_of = as_of_of(request)
    at_once = view.asked_at_once(as_of, **match.kwargs)
    if at_once is not None:
        return at_once[1]
    with reading_asked(as_of) as snapshot:
        return view.answer(snapshot, **match.kwargs)


def of_agreements(found: Iterable[tuple[UUID, Agreement]]) -> Answer:
    """Agreements as answers compare: the heads, and what the short form says."""
    by_claim = sorted(found)
    return {
        "heads": sorted(head.statement for _, one in by_claim for head in one.heads),
        "short": [
            (
                claim,
                one.verdict.value,
                [reason.text for reason in one.reasons],
                one.outlets,
                (one.origins.min, one.origins.max),
                [
                    (group.outlets, group.behind, (group.origins.min, group.origins.max))
                    for group in one.groups
                ],
            )
            for claim, one in by_claim
        ],
    }


def of_judgements(found: Sequence[Judged]) -> Answer:
    return of_agreements((one.claim.id, one.agreement) for one in found)


def of_sheet(sheet: Mapping[str, Any]) -> Answer:
    # What is kept stands in the answer as text.
    return {"short": sorted(_short(one) for one in orjson.loads(dumps(sheet))["results"])}


def of_agreement_view(answer: Mapping[str, Any]) -> Answer:
    heads = [decode("rev", head["id"]) for head in answer["heads"]]
    return {"heads": sorted(heads), "short": [_short(answer)]}


def _short(shown: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        decode("clm", shown["claim"]["id"]),
        str(getattr(shown["verdict"], "value", shown["verdict"])),
        [reason["text"] for reason in shown["reasons"]],
        shown["outlets"],
        _span(shown["origins"]),
        [(group["outlets"], group["behind"], _span(group["origins"])) for group in shown["groups"]],
    )


def _span(origins: Mapping[str, int]) -> tuple[int, int]:
    return origins["min"], origins["max"]
