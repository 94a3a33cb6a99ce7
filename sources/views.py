"""Sources and documents over HTTP."""

from __future__ import annotations

from history.lists import Resource, equals, linked_to
from history.writes import CollectionView, RecordView, RetireView
from sources import registering
from sources.models import Document, Source, SourceKind
from sources.presenting import (
    DOCUMENT_FIELDS,
    SOURCE_FIELDS,
    present_document,
    present_source,
)
from sources.schema import DocumentShape, SourceShape
from sources.serializers import DocumentSerializer, SourceSerializer

SOURCES = Resource(
    model=Source,
    fields=SOURCE_FIELDS,
    present=present_source,
    shape=SourceShape,
    links={"parent_id": Source},
    filters={
        "kind": equals("kind", "Of this kind.", SourceKind.values),
        "country": equals("country", "Of this country: its two-letter ISO 3166 code."),
        "parent": linked_to("parent_id", Source, "parent", "Whose parent is this source."),
    },
)
DOCUMENTS = Resource(
    model=Document,
    fields=DOCUMENT_FIELDS,
    present=present_document,
    shape=DocumentShape,
    links={"publisher_id": Source},
    filters={
        "publisher": linked_to("publisher_id", Source, "publisher", "Published by this source."),
        "url": equals("url", "With exactly this url."),
        "key": equals("key", "With exactly this key."),
    },
)


class SourceList(CollectionView):
    resource, serializer, register = SOURCES, SourceSerializer, registering.register_source
    permissions_needed = {"POST": "sources.add_source"}


class SourceDetail(RecordView):
    resource, serializer, edit = SOURCES, SourceSerializer, registering.edit_source
    permissions_needed = {"PATCH": "sources.change_source"}


class SourceRetire(RetireView):
    resource = SOURCES
    permissions_needed = {"POST": "sources.change_source"}


class DocumentList(CollectionView):
    resource, serializer, register = DOCUMENTS, DocumentSerializer, registering.register_document
    permissions_needed = {"POST": "sources.add_document"}


class DocumentDetail(RecordView):
    resource, serializer, edit = DOCUMENTS, DocumentSerializer, registering.edit_document
    fixed = ("url", "key")
    permissions_needed = {"PATCH": "sources.change_document"}


class DocumentRetire(RetireView):
    resource = DOCUMENTS
    permissions_needed = {"POST": "sources.change_document"}
