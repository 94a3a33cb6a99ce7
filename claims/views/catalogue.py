"""Topics, entities and claims: lists, details, writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes

from api.orderings import Column
from api.refusals import Fault, Invalid
from api.rendering import JSONRenderer
from api.schema import Operation, Parameter
from claims import cataloguing
from claims.finding import entity_ids_named
from claims.interop.schema_org import claim_document
from claims.models import Claim, ClaimParty, Entity, Topic
from claims.models.entity import EntityKind
from claims.models.topic import TopicKind
from claims.presenting import (
    CLAIM_FIELDS,
    ENTITY_FIELDS,
    TOPIC_FIELDS,
    present_claim,
    present_entity,
    present_topic,
)
from claims.schema_catalogue import ClaimShape, EntityShape, TopicShape
from claims.serializers import ClaimSerializer, EntitySerializer, TopicSerializer
from claims.standing_claim import claim_row
from claims.statements import fetch, in_view
from claims.values import ValueType
from claims.views.assessed import FILTERS, AssessedListView
from claims.views.claims import until_for
from claims.views.filters import SPEAKER_FILTERS
from claims.views.formats import LinkedDataRenderer
from history.expanding import expandable
from history.linking import Linked
from history.lists import Filter, Resource, equals, linked_to
from history.reads import SnapshotView
from history.snapshots import Snapshot
from history.writes import CollectionView, MergeView, RecordView, RetireView
from sources.models import Source
from sources.searching import by_words

TOPICS = Resource(
    model=Topic,
    fields=TOPIC_FIELDS,
    present=present_topic,
    shape=TopicShape,
    links={"merged_into_id": Topic},
    filters={
        "q": by_words(Topic, "By its name, description or place."),
        "kind": equals("kind", "Of this kind.", TopicKind.values),
    },
    orderings={"name": Column("name")},
)


def _by_name(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
    if snapshot.past:
        detail = "names are looked for as they are now; leave out name or as_of"
        raise Invalid(Fault("name", "only_now", detail))
    return rows.filter(id__in=entity_ids_named(text))


ENTITIES = Resource(
    model=Entity,
    fields=ENTITY_FIELDS,
    present=present_entity,
    shape=EntityShape,
    links={"broader_id": Entity, "merged_into_id": Entity},
    filters={
        "q": by_words(Entity, "By its name or an alias."),
        "kind": equals("kind", "Of this kind.", EntityKind.values),
        "name": Filter(
            _by_name, Parameter("Of this name or alias, in any spelling; as they are now.")
        ),
        "broader": linked_to("broader_id", Entity, "broader", "Directly inside this entity."),
    },
    orderings={"name": Column("name")},
    expands=("broader", "broader.broader"),
)


def _present_claim_with_parties(row: Any, linked: Linked) -> dict[str, Any]:
    """A claim and its parties, which one query fetches for the whole answer."""
    parties = linked.once("parties", lambda: parties_of(linked))
    return present_claim(row, linked, parties.get(row.id, ()))


def parties_of(linked: Linked) -> dict[Any, list[dict[str, Any]]]:
    """The parties of every claim the answer shows, by claim."""
    rows = list(
        linked.snapshot.of(ClaimParty)
        .filter(claim_id__in=linked.wanted(Claim), is_retired=False)
        .order_by("id")
        .values_list("claim_id", "entity_id", "source_id")
    )
    linked.want(Entity, (entity for _, entity, _ in rows))
    linked.want(Source, (source for _, _, source in rows))
    parties: dict[Any, list[dict[str, Any]]] = {}
    for claim, entity, source in rows:
        shown = {"entity": linked[Entity, entity], "source": linked[Source, source]}
        parties.setdefault(claim, []).append(shown)
    return parties


CLAIMS = Resource(
    model=Claim,
    fields=CLAIM_FIELDS,
    present=_present_claim_with_parties,
    shape=ClaimShape,
    links={"topic_id": Topic, "part_of_id": Claim, "merged_into_id": Claim, "id": Claim},
    filters={
        "q": by_words(Claim, "By its question or label."),
        "topic": linked_to("topic_id", Topic, "topic", "About this topic."),
        "value_type": equals("value_type", "With this kind of answer.", list(ValueType)),
        "part_of": linked_to("part_of_id", Claim, "part_of", "Directly part of this claim."),
        **SPEAKER_FILTERS,
        **FILTERS,
    },
    orderings={"question": Column("question"), "slug": Column("slug")},
    expands=("topic", "part_of", "part_of.topic"),
)

expandable(TOPICS, ENTITIES, CLAIMS)


class TopicList(CollectionView):
    resource, serializer, register = TOPICS, TopicSerializer, cataloguing.register_topic


class TopicDetail(RecordView):
    resource, serializer, edit = TOPICS, TopicSerializer, cataloguing.edit_topic


class TopicRetire(RetireView):
    resource = TOPICS


class TopicMerge(MergeView):
    resource = TOPICS


class EntityList(CollectionView):
    resource, serializer, register = ENTITIES, EntitySerializer, cataloguing.register_entity


class EntityDetail(RecordView):
    resource, serializer, edit = ENTITIES, EntitySerializer, cataloguing.edit_entity


class EntityRetire(RetireView):
    resource = ENTITIES


class EntityMerge(MergeView):
    resource = ENTITIES


class ClaimList(AssessedListView):
    resource, serializer, register = CLAIMS, ClaimSerializer, cataloguing.register_claim


class ClaimDetail(RecordView):
    """A claim; as JSON-LD, with its statements."""

    resource, serializer, edit = CLAIMS, ClaimSerializer, cataloguing.edit_whole_claim
    fixed = ("slug", "topic", "value_type")
    renderer_classes = [JSONRenderer, LinkedDataRenderer]

    def operations(self) -> Mapping[str, Operation | None]:
        described = dict(super().operations())
        assert described["GET"] is not None
        linked_data = {LinkedDataRenderer.media_type: OpenApiTypes.OBJECT}
        return {**described, "GET": replace(described["GET"], also=linked_data)}

    def respond(self, request: Any, snapshot: Snapshot, **path: Any) -> HttpResponse:
        if request.accepted_renderer.format == JSONRenderer.format:
            return super().respond(request, snapshot, **path)
        return SnapshotView.respond(self, request, snapshot, **path)

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        """The JSON-LD, which depends on more than the claim's row."""
        row = claim_row(snapshot, path["reference"])
        until = until_for(self.request, snapshot, row)
        rows = in_view(snapshot, until).filter(claim_id=row.id).order_by("id")
        statements = fetch(rows, snapshot)
        CLAIMS.link_up([row], statements.linked)
        return claim_document(
            self.present(row, statements.linked),
            [statements.present(one, until) for one in statements.rows],
            self.request.build_absolute_uri("/api/v1/"),
        )


class ClaimRetire(RetireView):
    resource = CLAIMS


class ClaimMerge(MergeView):
    resource = CLAIMS
