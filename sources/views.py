"""Sources and documents over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.response import Response

from api.orderings import Column, ordered_page
from api.refusals import Fault, Unknown
from api.schema import Operation
from api.typeid import encode
from history.expanding import expandable
from history.idempotency import idempotent
from history.linking import Linked
from history.lists import DetailView, Resource, equals, find_id, linked_to
from history.models import Channel
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.writes import (
    CollectionView,
    MergeView,
    RecordView,
    RetireView,
    body_of,
    present_now,
    target,
)
from sources import registering
from sources.models import Document, DocumentVersion, Source, SourceKind
from sources.presenting import (
    DOCUMENT_FIELDS,
    SOURCE_FIELDS,
    VERSION_FIELDS,
    present_document,
    present_kept_version,
    present_source,
)
from sources.schema import (
    LIST_VERSIONS,
    READ_VERSION,
    REGISTER_VERSION,
    DocumentShape,
    KeptVersionShape,
    SourceShape,
)
from sources.searching import by_words
from sources.serializers import DocumentSerializer, SourceSerializer, VersionSerializer

SOURCES = Resource(
    model=Source,
    fields=SOURCE_FIELDS,
    present=present_source,
    shape=SourceShape,
    links={"parent_id": Source, "merged_into_id": Source},
    filters={
        "q": by_words(Source, "By its name or an alias."),
        "kind": equals("kind", "Of this kind.", SourceKind.values),
        "country": equals("country", "Of this country: its two-letter ISO 3166 code."),
        "parent": linked_to("parent_id", Source, "parent", "Whose parent is this source."),
    },
    orderings={"name": Column("name")},
    expands=("parent", "parent.parent"),
)
DOCUMENTS = Resource(
    model=Document,
    fields=DOCUMENT_FIELDS,
    present=present_document,
    shape=DocumentShape,
    links={"publisher_id": Source},
    filters={
        "q": by_words(Document, "By its title or byline."),
        "publisher": linked_to("publisher_id", Source, "publisher", "Published by this source."),
        "url": equals("url", "With exactly this url."),
        "key": equals("key", "With exactly this key."),
        "language": equals("language", "In this language: its BCP 47 tag, as kept."),
    },
    orderings={"title": Column("title"), "published": Column("published_at", is_instant=True)},
    expands=("publisher", "publisher.parent"),
)


VERSIONS = Resource(
    model=DocumentVersion,
    fields=VERSION_FIELDS,
    present=present_kept_version,
    shape=KeptVersionShape,
)


expandable(SOURCES, DOCUMENTS)


class SourceList(CollectionView):
    resource, serializer, register = SOURCES, SourceSerializer, registering.register_source


class SourceDetail(RecordView):
    resource, serializer, edit = SOURCES, SourceSerializer, registering.edit_source


class SourceRetire(RetireView):
    resource = SOURCES


class SourceMerge(MergeView):
    resource = SOURCES


class DocumentList(CollectionView):
    resource, serializer, register = DOCUMENTS, DocumentSerializer, registering.register_document


class DocumentDetail(RecordView):
    resource, serializer, edit = DOCUMENTS, DocumentSerializer, registering.edit_document
    fixed = ("url", "key")


class DocumentRetire(RetireView):
    resource = DOCUMENTS


class VersionList(SnapshotView):
    """GET how a document read from time to time; POST one more reading. Never its text."""

    parameters = ("limit", "cursor")
    permissions_needed = {"POST": "sources.add_documentversion"}

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": LIST_VERSIONS, "POST": REGISTER_VERSION}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        document = find_id(Document, path["reference"], snapshot)
        rows = snapshot.of(DocumentVersion).filter(document_id=document)
        page = ordered_page(rows, VERSION_FIELDS, query, {})
        linked = Linked(snapshot)
        results = [present_kept_version(row, linked) for row in page.rows]
        return {**read_at(self.request, snapshot), **page.body(self.request, results)}

    @idempotent
    def post(self, request: Any, reference: str) -> Response:
        document = target(Document, reference)
        fields, reason = body_of(request, VersionSerializer)
        version, is_new = registering.register_version(
            document, by=request.user, reason=reason, channel=Channel.API.value, **fields
        )
        body, etag = present_now(VERSIONS, version)
        location = request.build_absolute_uri(f"{encode(DocumentVersion.PREFIX, version.pk)}/")
        status = 201 if is_new else 200
        return Response(body, status=status, headers={"ETag": etag, "Location": location})


class VersionDetail(DetailView):
    """GET one version of a document."""

    resource = VERSIONS

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": READ_VERSION}

    def respond(self, request: Any, snapshot: Snapshot, **path: Any) -> HttpResponse:
        document = find_id(Document, path["reference"], snapshot)
        version = find_id(DocumentVersion, path["version"], snapshot)
        rows = snapshot.of(DocumentVersion).filter(id=version, document_id=document)
        if not rows.exists():
            words = f"{path['version']!r} is a version of another document"
            raise Unknown(Fault("", "not_found", words))
        return super().respond(request, snapshot, reference=path["version"])
