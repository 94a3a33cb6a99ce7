"""The one way sources and documents are written: API, admin, importer and seeds call these.

Keyword-only, atomic, one actor and one reason; the new or changed record comes back. Errors are
api.refusals; nothing is written if one is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from api.refusals import Fault, Invalid
from history.constraints import Rule, explain
from history.dates import Moment, UnreadableDate, read_moment
from history.editing import create, edit
from sources.models import Document, Source

explain(
    {
        "sources_source_slug_key": Rule("slug", "taken", "another source has this slug"),
        "sources_source_parent_with_role": Rule(
            "parent_role", "parent_with_role", "give parent and parent_role together, or neither"
        ),
        "sources_source_not_its_own_parent": Rule("parent", "circle", "it can't be its own parent"),
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
    source = Source(**fields)
    refuse_retired(source.parent, "parent")
    return create(source, by=by, reason=reason, channel=channel)


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
    document = Document(**fields)
    for name, value in published_range(document.published).items():
        setattr(document, name, value)
    refuse_retired(document.publisher, "publisher")
    return create(document, by=by, reason=reason, channel=channel)


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


def published_range(published: str) -> dict[str, Any]:
    """The instants that `published` means, by attribute name; a bare date is its day in UTC."""
    moment = read_published(published)
    return {"published_at": moment.at, "published_before": moment.before}


def read_published(published: str) -> Moment:
    try:
        return read_moment(published)
    except UnreadableDate as error:
        raise Invalid(Fault("/published", error.code, error.message)) from error


def refuse_retired(record: Any, field: str) -> None:
    """Refuse a retired record in a new statement or link; None is fine."""
    if record is not None and record.is_retired:
        raise Invalid(Fault(f"/{field}", "retired", f"{record} is retired; restore it first"))
