"""How sources and documents are exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from history.exporting import Exported, Line, Row, exported_as
from history.snapshots import Snapshot
from sources.models import Document, DocumentVersion, Source


def _versions(snapshot: Snapshot, rows: Sequence[Row]) -> dict[UUID, Line]:
    """How each document read from time to time; never a text."""
    said: dict[UUID, Line] = {}
    ids = [row["id"] for row in rows]
    for document, sha256, retrieved_at, published in (
        snapshot.of(DocumentVersion)
        .filter(document_id__in=ids)
        .order_by("id")
        .values_list("document_id", "content_sha256", "retrieved_at", "published")
    ):
        version = {"content_sha256": sha256, "retrieved_at": retrieved_at}
        listed: list[Any] = said.setdefault(document, {}).setdefault("versions", [])
        listed.append({**version, "published": published} if published else version)
    return said


exported_as(
    Source,
    Exported(
        "source",
        ("slug", "name", "kind", "aliases", "country", "url", "parent", "parent_role", "note"),
        links={"parent": Source},
        above="parent_id",
    ),
)
exported_as(
    Document,
    Exported(
        "document",
        (
            "url", "key", "title", "byline", "archived_url", "language", "published", "publisher",
        ),
        links={"publisher": Source},
        beside=_versions,
        more=("versions",),
    ),
)  # fmt: skip
