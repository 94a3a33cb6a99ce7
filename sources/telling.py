"""How changes of sources, documents and their versions are shown; never a text."""

from __future__ import annotations

from history.telling import told_as
from sources.models import Document, DocumentVersion, Source

told_as(Source, Source.PREFIX, blank_is_null=["country", "url", "parent_role"])
told_as(
    Document, Document.PREFIX, blank_is_null=["byline", "archived_url", "language", "published"]
)
told_as(DocumentVersion, DocumentVersion.PREFIX, blank_is_null=["published"])
