"""How sources and documents are exported."""

from __future__ import annotations

from history.exporting import Exported, exported_as
from sources.models import Document, Source

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
    ),
)  # fmt: skip
