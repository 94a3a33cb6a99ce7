"""The one way sources and documents are written: API, admin, importer and seeds call these.

Keyword-only, atomic, one actor and one reason; the new or changed record comes back. Errors are
api.refusals; nothing is written if one is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from api.refusals import Conflict, Fault, Invalid, invalid
from api.typeid import encode
from history.constraints import Rule, explain
from history.dates import Moment, UnreadableDate, read_moment
from history.editing import create, edit, refuse_retired
from history.recording import recording, retried
from sources.models import Document, DocumentVersion, Source
from sources.texts import is_kept, keep, sha256_of

explain(
    {
        "sources_source_slug_key": Rule("slug", "taken", "another source has this slug"),
        "sources_source_parent_with_role": Rule(
            "parent_role", "parent_with_role", "give parent and parent_role together, or neither"
        ),
        "sources_source_not_its_own_parent": Rule("parent", "circle", "it can't be its own parent"),
        "sources_source_with_merges_no_circle": Rule(
            "", "circle", "merges followed, its parents would run in a circle"
        ),
        "sources_source_parent_no_circle": Rule(
            "parent", "circle", "its parents would run in a circle"
        ),
        "sources_source_country_code": Rule(
            "country", "invalid", "a country is its two-letter ISO 3166 code: IR, US"
        ),
        "sources_document_url_or_key": Rule(
            "url", "required", "a document is named by a url or a key"
        ),
        "sources_document_url_key": Rule("url", "taken", "another document has this url"),
        "sources_document_key_key": Rule("key", "taken", "another document has this key"),
    }
)


def register_source(*, by: User | None, reason: str = "", channel: str, **fields: Any) -> Source:
    """Put a source on record; `fields` are the model's."""
    return create(new_source(**fields), by=by, reason=reason, channel=channel)


def new_source(**fields: Any) -> Source:
    """A source as it would go on record, but for what its own fields and the database say."""
    source = Source(**fields)
    refuse_retired(source.parent, "parent")
    return source


def edit_source(
    source: Source,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Source:
    """Change a source with a reason; `changes` by attribute name (`parent_id`)."""
    return edit(source, changes, by=by, reason=reason, channel=channel, version=version)


def register_document(
    *, by: User | None, reason: str = "", channel: str, **fields: Any
) -> Document:
    """Put a document on record; `published` as known is read into its instants."""
    return create(new_document(**fields), by=by, reason=reason, channel=channel)


def new_document(**fields: Any) -> Document:
    """A document as it would go on record, but for what its own fields and the database say."""
    document = Document(**fields)
    for name, value in published_range(document.published).items():
        setattr(document, name, value)
    refuse_retired(document.publisher, "publisher")
    return document


def edit_document(
    document: Document,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Document:
    """Change a document with a reason; another publisher moves its statements to that line."""
    changes = dict(changes)
    if "published" in changes:
        changes |= published_range(changes["published"])
    return edit(document, changes, by=by, reason=reason, channel=channel, version=version)


@retried
@sensitive_variables("text")
def register_version(
    document: Document,
    *,
    retrieved_at: datetime,
    published: str = "",
    text: str | None = None,
    content_sha256: str = "",
    by: User | None,
    reason: str = "",
    channel: str,
) -> tuple[DocumentVersion, bool]:
    """Put on record how a document read at one time; keep its text, if given, to check quotations.

    Gives the version and whether it is new. The same text of the same document is the same
    version: it stays as first recorded, and a text that was missing is kept now. Raises Invalid
    without text and hash or if they differ, Conflict if it is on record with another `published`.
    """
    check_version(document, retrieved_at, published)
    content_sha256 = _hash(text, content_sha256)
    with recording(by=by, reason=reason, channel=channel, whole=True):
        if text is not None:
            keep(text)
        has_text = is_kept(content_sha256)
        known = document.versions.filter(content_sha256=content_sha256).first()
        if known is not None:
            _refuse_other_date(known, published)
            if has_text and not known.has_text:
                known.has_text = True
                known.save(update_fields=["has_text"])
            return known, False
        version = DocumentVersion(
            document=document,
            published=published,
            retrieved_at=retrieved_at,
            content_sha256=content_sha256,
            has_text=has_text,
        )
        return create(version, by=by, reason=reason, channel=channel), True


def check_version(document: Document, retrieved_at: datetime, published: str) -> None:
    """Refuse a reading of a retired document, one yet to come, and a date that can't be read."""
    refuse_retired(document, "document")
    read_published(published)
    if retrieved_at > timezone.now():
        raise invalid("retrieved_at", "in_the_future", f"{retrieved_at.isoformat()} has not come")


@sensitive_variables("text")
def _hash(text: str | None, given: str) -> str:
    """The text's own hash, or the one given for a text that isn't."""
    if text is None:
        if not given:
            raise invalid("text", "required", "give the text, or its content_sha256")
        return given
    if not text.strip():
        raise invalid("text", "blank", "the text is empty; give content_sha256 alone instead")
    if "\x00" in text:
        raise invalid("text", "nul", "text with a NUL character can't be kept")
    ours = sha256_of(text)
    if given and given != ours:
        raise invalid(
            "content_sha256",
            "other_text",
            f"the text's SHA-256, of its UTF-8 bytes as given, is {ours}, not {given}",
        )
    return ours


def _refuse_other_date(known: DocumentVersion, published: str) -> None:
    if published and published != known.published:
        raise Conflict(
            Fault(
                "/published",
                "taken",
                f"this text is on record as {encode(DocumentVersion.PREFIX, known.pk)}, "
                f"published {known.published or 'unknown'}",
            )
        )


def published_range(published: str) -> dict[str, Any]:
    """The instants that `published` means, by attribute name; a bare date is its day in UTC."""
    moment = read_published(published)
    return {"published_at": moment.at, "published_before": moment.before}


def read_published(published: str) -> Moment:
    try:
        return read_moment(published)
    except UnreadableDate as error:
        raise Invalid(Fault("/published", error.code, error.message)) from error
