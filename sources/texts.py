"""The one way to the texts of documents: kept to check quotations against, never served.

Nothing else reads or writes `DocumentText` (a test holds it). A text is named by its SHA-256 and
stays as it was read. It goes into no answer, feed, history, export, page, message or log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.views.decorators.debug import sensitive_variables

from history.kept_hashes import set_aside
from sources.models import DocumentText, DocumentVersion


@sensitive_variables("text")
def sha256_of(text: str) -> str:
    """The hash that names a text: of its UTF-8 bytes exactly as given, nothing made alike."""
    return hashlib.sha256(text.encode()).hexdigest()


@sensitive_variables("text")
def keep(text: str) -> str:
    """Keep a text, once; gives its hash."""
    name = sha256_of(text)
    DocumentText.objects.bulk_create(
        [DocumentText(content_sha256=name, text=text)], ignore_conflicts=True
    )
    return name


def is_kept(content_sha256: str) -> bool:
    """Whether the text of this hash is kept, for whichever document."""
    return DocumentText.objects.filter(content_sha256=content_sha256).exists()


def kept_of(hashes: Iterable[str]) -> set[str]:
    """Those hashes whose text is kept. One query, none for none."""
    wanted = set(hashes)
    if not wanted:
        return set()
    rows = DocumentText.objects.filter(content_sha256__in=wanted)
    return set(rows.values_list("content_sha256", flat=True))


def text_of(version: DocumentVersion) -> str | None:
    """The version's text; None where only its hash is known."""
    if not version.has_text:
        return None
    return DocumentText.objects.get(content_sha256=version.content_sha256).text


def forget(version: DocumentVersion) -> list[str]:
    """Erase the kept text of a version, and of all that read the same; says what was erased.

    Inside an erasure (history.erasing), as the owner: nobody else may delete a text.
    """
    name = version.content_sha256
    with set_aside(DocumentText._meta.db_table, "sources_documenttext_insert_only"):
        deleted, _ = DocumentText.objects.filter(content_sha256=name).delete()
    sharing = DocumentVersion.objects.filter(content_sha256=name, has_text=True)
    versions = sharing.update(has_text=False)
    if not deleted:
        return []
    return [f"the kept text {name} of {versions} version{'' if versions == 1 else 's'}"]
