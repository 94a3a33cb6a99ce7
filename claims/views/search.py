"""search/: one box for topics, claims, sources and entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from rest_framework import serializers

from api.pages import Cursor, bad_cursor, page_of_found
from api.parameters import choice_of, limit_of
from api.refusals import Fault, Invalid
from api.schema import Operation, Parameter, Shape
from api.typeid import encode
from claims.models import Claim, Entity, Topic
from claims.searching import KINDS, Found, Match, search
from history.linking import Linked
from history.reads import SnapshotView, read_at, refuse_other_times
from history.schema import LinkShape, page_of
from history.snapshots import Snapshot
from sources.models import Source

TYPES = {"topic": Topic, "claim": Claim, "source": Source, "entity": Entity}
NAMES: dict[type[models.Model], str] = {model: name for name, model in TYPES.items()}
MATCHES = {match: match.name.lower() for match in Match}


class FoundShape(Shape):
    """A record that answers to the words, and what of it does."""

    type = serializers.ChoiceField(list(TYPES))
    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField(help_text="A claim's is its question.")
    topic = LinkShape(allow_null=True, help_text="What a claim is about.")
    match = serializers.ChoiceField(
        list(MATCHES.values()), help_text="The most telling thing that matches."
    )


SEARCH = Operation(
    summary="Search topics, claims, sources and entities",
    words="By name, alias or words, a claim also by the words of its statements; best first. Case "
    "and accents make no difference; every word must be there, the last may be unfinished.",
    answer=page_of(FoundShape, name="SearchList"),
    filters={
        "q": Parameter("The words to look for; required."),
        "type": Parameter.of("Only records of this type.", list(TYPES)),
    },
)


class SearchView(SnapshotView):
    """GET what some words find, as the record is now."""

    parameters = ("q", "type", "limit", "cursor")

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": SEARCH}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        refuse_other_times(self.request, ["q"])
        if not query.get("q", "").strip():
            raise Invalid(Fault("q", "required", "give the words to look for: ?q=kerman"))
        type_ = choice_of(query, "type", TYPES)
        cursor = Cursor.decode(query["cursor"], 2) if "cursor" in query else None
        limit = limit_of(query)
        found = search(
            query["q"],
            among=[TYPES[type_]] if type_ else list(KINDS),
            limit=limit + 1,
            standing=_standing(cursor),
            backwards=cursor is not None and cursor.backwards,
        )
        page = page_of_found(found, limit, cursor, lambda one: (str(one.match.value), str(one.id)))
        return {
            **read_at(self.request, snapshot),
            **page.body(self.request, _presented(page.rows, snapshot)),
        }


def _standing(cursor: Cursor | None) -> tuple[int, UUID] | None:
    if cursor is None:
        return None
    try:
        return int(cursor.key[0]), UUID(cursor.key[1])
    except ValueError as error:
        raise bad_cursor() from error


def _presented(rows: Any, snapshot: Snapshot) -> list[dict[str, Any]]:
    linked = Linked(snapshot)
    for one in rows:
        linked.want(one.model, [one.id])
    claims = [one.id for one in rows if one.model is Claim]
    topics = dict(snapshot.of(Claim).filter(id__in=claims).values_list("id", "topic_id"))
    linked.want(Topic, topics.values())
    return [_shown(one, topics.get(one.id), linked) for one in rows]


def _shown(one: Found, topic: UUID | None, linked: Linked) -> dict[str, Any]:
    link = linked[one.model, one.id] or {}
    return {
        "type": NAMES[one.model],
        "id": encode(one.model.PREFIX, one.id),  # type: ignore[attr-defined]
        "slug": link["slug"],
        "name": link["name"],
        "topic": linked[Topic, topic],
        "match": MATCHES[one.match],
    }
