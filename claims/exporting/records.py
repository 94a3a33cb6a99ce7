"""Rows in, records out: the shape that an import takes, naming everything by slug, url or key.

What is empty is left out. Ids, positions and times of recording are a ledger's own; a statement's
id is in its record so that others of the file can name it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Any
from uuid import UUID

from api.typeid import encode
from claims.models import Revision
from claims.values import NO_CHANGE, Stance, as_number
from history.dates import Moment, read_moment

Row = Mapping[str, Any]
Voice = tuple[UUID, UUID, UUID]
"""Claim, publisher and origin."""
DOCUMENT = ("url", "key", "title", "byline", "archived_url", "language", "published")

COLUMNS = (
    "id", "topic", "claim", "publisher", "attributed_to", "via",
    *(f"document.{name}" for name in DOCUMENT), "version",
    "stance", "wording", "qualifier", "lower", "lower_inclusive", "upper", "upper_inclusive",
    "best", "value", "entities", "definition", "former_definition", "stated", "sequence",
    "quotation.exact", "quotation.prefix", "quotation.suffix", "locator", "supersedes",
    "replaces", "change_kind", "stated_at", "stated_before",
    "earliest", "latest", "adopted", "is_void", "reason",
    "importer", "external_id",
)  # fmt: skip
"""Of a table of statements."""


@dataclass(frozen=True, slots=True)
class Names:
    """What statements link to, by key: slugs, and documents whole."""

    claims: Mapping[UUID, str]
    topics: Mapping[UUID, str]  # of each claim
    sources: Mapping[UUID, str]
    documents: Mapping[UUID, Row]
    entities: Mapping[UUID, Sequence[str]]  # that each statement names
    void_reasons: Mapping[UUID, str]
    zones: Mapping[UUID, tzinfo]  # of each claim's topic
    definitions: Mapping[UUID, Sequence[str]]  # of each claim
    versions: Mapping[UUID, tuple[str, str]]  # hash and date
    adopted: Mapping[UUID, str]  # the words in which a statement is printed
    followed: Collection[Voice]  # who has said more than one thing


def document_record(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in DOCUMENT if row[name]}


def statement_record(row: Any, names: Names) -> dict[str, Any]:
    """A statement as a line of an import."""
    document = names.documents[row.document_id]
    record = {
        "id": encode(Revision.PREFIX, row.id),
        "topic": names.topics[row.claim_id],
        "claim": names.claims[row.claim_id],
        "publisher": names.sources.get(document["publisher_id"]),
        "attributed_to": names.sources.get(row.attributed_to_id),
        "via": names.sources.get(row.via_id),
        "document": document_record(document),
        "version": names.versions[row.version_id][0] if row.version_id else "",
        "stance": row.stance,
        "wording": row.wording,
        "qualifier": row.qualifier,
        **_value(row, names.entities.get(row.id, ())),
        "definition": row.definition,
        "former_definition": _is_former(row, names) or None,
        "stated": row.stated,
        "sequence": row.sequence,
        "quotation": _quotation(row),
        "locator": row.locator,
        "supersedes": encode(Revision.PREFIX, row.supersedes_id) if row.supersedes_id else "",
        "replaces": encode(Revision.PREFIX, row.replaces_id) if row.replaces_id else "",
        "change_kind": row.change_kind or _no_change(row, names),
        "adopted": names.adopted.get(row.id, ""),
        "is_void": row.is_void or None,
        "reason": names.void_reasons.get(row.id, ""),
        "importer": row.importer,
        "external_id": row.external_id,
    }
    said = {name: value for name, value in record.items() if value not in ("", None)}
    return said | _follows_nothing(row) | _dated(row, document, names) | _meant(row, names)


def _is_former(row: Any, names: Names) -> bool:
    return bool(row.definition) and row.definition not in names.definitions[row.claim_id]


def _no_change(row: Any, names: Names) -> str:
    """That nothing changed, where an import could think otherwise."""
    voice = (row.claim_id, row.line_publisher, row.line_origin)
    return NO_CHANGE if row.supersedes_id or voice in names.followed else ""


def _follows_nothing(row: Any) -> dict[str, str]:
    """Of a later version, what says nothing follows what its line said in an older one."""
    return {"supersedes": ""} if row.version_id and not row.supersedes_id else {}


def _dated(row: Any, document: Row, names: Names) -> dict[str, Any]:
    """Its instants, where its date and the document's, as they are now, don't give them.

    It may have been dated by when versions were read, or before a date or time zone was edited.
    """
    printed_then = names.versions[row.version_id][1] if row.version_id else ""
    printed = row.stated or printed_then or document["published"]
    if row.version_id is None or row.stated or printed_then:
        moment = _moment(printed, names.zones[row.claim_id])
        if (moment.at, moment.before) == (row.stated_at, row.stated_before):
            return {}
    return {"stated_at": row.stated_at, "stated_before": row.stated_before}


def _meant(row: Any, names: Names) -> dict[str, Any]:
    """The instants of a date that is stated, where the topic's time zone was another then."""
    if row.period is None:
        return {}
    moment = _moment(row.edtf, names.zones[row.claim_id])
    if (moment.at, moment.before) == (row.period.lower, row.period.upper):
        return {}
    return {"earliest": row.period.lower, "latest": row.period.upper}


@lru_cache(maxsize=10_000)
def _moment(printed: str, zone: tzinfo) -> Moment:
    return read_moment(printed, tz=zone)


def _value(row: Any, entities: Sequence[str]) -> dict[str, Any]:
    if row.stance == Stance.WITHDRAWS:
        return {}
    if row.quantity is not None:
        numbers = row.quantity
        return {
            "lower": as_number(numbers.lower),
            "lower_inclusive": numbers.lower_inc if numbers.lower is not None else None,
            "upper": as_number(numbers.upper),
            "upper_inclusive": numbers.upper_inc if numbers.upper is not None else None,
            "best": as_number(row.best),
        }
    if entities:
        return {"entities": list(entities)}
    given = row.edtf or (row.boolean if row.boolean is not None else row.text)
    return {"value": given}


def _quotation(row: Any) -> dict[str, str] | None:
    parts = {
        "exact": row.quotation_exact,
        "prefix": row.quotation_prefix,
        "suffix": row.quotation_suffix,
    }
    return {name: words for name, words in parts.items() if words} if parts["exact"] else None
