"""Statements with all that is shown of them but what their links lead to: one SQL statement a page.

In: a snapshot and which statements are meant, as ids or as a query of ids. Out: a `StatementRow`
each, in no order. Now a function of the database reads them, planned once a session; as of a
position the same is read of history. Instants come as text, for Django's loaders cost more than all
the rest of a row; and keys do, which are only told apart and compared: Python hashes a text once, a
UUID at every look-up.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.models import Claim, Revision, RevisionEntity
from history.as_of_sql import rows_sql
from history.dates import Until
from history.keys_as_text import Key, ids_sql, with_keys_as_text
from history.snapshots import Snapshot
from history.tracking import TRACKED
from sources.models import Document, DocumentVersion

NO_IDS = "{}"
BY_IDS = "SELECT unnest(%(ids)s::uuid[]) AS id"
NOW = """
    SELECT * FROM public.claims_statements_shown(ARRAY({page}), %(until)s, %(inclusive)s)
"""

OWN = (
    "id", "claim_id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id",
    "line_publisher", "line_origin", "stance", "wording", "qualifier", "best", "edtf", "boolean",
    "text", "read_by", "definition", "stated", "sequence", "quotation_exact", "quotation_prefix",
    "quotation_suffix", "quotation_start", "quotation_end", "quotation_match", "locator",
    "supersedes_id", "replaces_id", "change_kind", "is_void", "importer", "external_id",
)  # fmt: skip
READ: dict[str, str] = {
    **{name: f"r.{name}" for name in OWN},
    "lower": "lower(r.quantity)",
    "lower_inc": "lower_inc(r.quantity)",
    "upper": "upper(r.quantity)",
    "upper_inc": "upper_inc(r.quantity)",
    "begins": "lower(r.period)::text",
    "ends": "upper(r.period)::text",
    "stated_at_text": "r.stated_at::text",
    "stated_before_text": "r.stated_before::text",
    "document_key": "d.key",
    "document_url": "d.url",
    "document_title": "d.title",
    "document_published": "d.published",
    "publisher_id": "d.publisher_id",
    "published_at_text": "d.published_at::text",
    "version_published": "v.published",
    "version_retrieved_at_text": "v.retrieved_at::text",
    "version_sha256": "v.content_sha256",
    "version_has_text": "v.has_text",
    "position": "e.position",
    "recorded_at_text": "e.recorded_at::text",
    "actor": "e.actor_name",
    "channel": "e.channel",
    "reason": "e.reason",
}
BESIDE = ("unit", "superseded_by", "replaced_by", "entities")
COLUMNS: Any = namedtuple("COLUMNS", [*READ, *BESIDE])  # type: ignore[misc]
SAID = (
    "id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id", "stance",
    "wording", "qualifier", "lower", "upper", "lower_inc", "upper_inc", "best", "edtf", "begins",
    "ends", "boolean", "text", "definition", "stated_at_text", "stated_before_text", "sequence",
    "supersedes_id", "change_kind", "is_void", "publisher_id", "published_at_text",
)  # fmt: skip
SAID_COLUMNS: Any = namedtuple("SAID_COLUMNS", SAID)  # type: ignore[misc]


class Ends(NamedTuple):
    """A range, by the names that psycopg's has."""

    lower: Any
    upper: Any
    lower_inc: bool
    upper_inc: bool


class DocumentRow(NamedTuple):
    id: str
    key: str
    url: str
    title: str
    published: str
    publisher_id: str | None
    published_at: datetime | None


class VersionRow(NamedTuple):
    id: str
    published: str
    retrieved_at: datetime | None
    content_sha256: str
    has_text: bool | None


class Typed:
    """What the rules read of columns that come as text, or in parts."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @property
    def quantity(self) -> Ends:
        return Ends(self.lower, self.upper, self.lower_inc, self.upper_inc)

    @property
    def period(self) -> Ends:
        return Ends(instant_of(self.begins), instant_of(self.ends), True, False)

    @property
    def stated_at(self) -> datetime | None:
        return instant_of(self.stated_at_text)

    @property
    def stated_before(self) -> datetime | None:
        return instant_of(self.stated_before_text)

    @property
    def published_at(self) -> datetime | None:
        return instant_of(self.published_at_text)


class InDocument(Typed):
    """The same, with the columns of its document beside them."""

    __slots__ = ()

    @property
    def document(self) -> DocumentRow:
        return DocumentRow(
            self.document_id, self.document_key, self.document_url, self.document_title,
            self.document_published, self.publisher_id, self.published_at,
        )  # fmt: skip


class SaidRow(Typed, SAID_COLUMNS):
    """Of a statement what was said and by whom, as `claims.judging.statement_of` reads it."""

    __slots__ = ()


class StatementRow(InDocument, COLUMNS):
    """A statement's columns under the model's names, and what belongs to it in other tables."""

    __slots__ = ()

    @property
    def recorded_at(self) -> datetime | None:
        return instant_of(self.recorded_at_text)

    @property
    def version(self) -> VersionRow:
        return VersionRow(
            self.version_id, self.version_published, instant_of(self.version_retrieved_at_text),
            self.version_sha256, self.version_has_text,
        )  # fmt: skip


def instant_of(text: str | None) -> datetime | None:
    """An instant as PostgreSQL writes it, in the session's zone, which is UTC."""
    return None if text is None else datetime.fromisoformat(text)


def statements_shown(snapshot: Snapshot, ids: Iterable[Key], until: Until | None) -> list[Any]:
    """The rows of these ids; none for none."""
    wanted = ids_sql(ids)
    return rows_among(snapshot, BY_IDS, {"ids": wanted}, until) if wanted != NO_IDS else []


def rows_among(
    snapshot: Snapshot, page: str, given: dict[str, Any], until: Until | None
) -> list[Any]:
    """The rows of the ids that the query `page` gives, its parameters bound by name."""
    query = _as_of(said_sql(until, "s")) if snapshot.past else NOW
    asked = {**given, "at": snapshot.position, **given_until(until)}
    return [
        StatementRow._make(row) for row in with_keys_as_text(query.replace("{page}", page), asked)
    ]


def given_until(until: Until | None) -> dict[str, Any]:
    """A limit of what was said, as the database's functions take it."""
    if until is None:
        return {"until": None, "inclusive": None}
    return {"until": until.limit, "inclusive": until.inclusive}


def said_sql(until: Until | None, row: str) -> str:
    """`claims.statements.said_by` as SQL, of the row of this name."""
    if until is None:
        return "true"
    begun = "<=" if until.inclusive else "<"
    return (
        f"({row}.stated_at {begun} %(until)s"
        f" OR {row}.stated_at IS NULL AND {row}.stated_before <= %(until)s)"
    )


@cache
def _as_of(said: str) -> str:
    """What the function claims_statements_shown reads now, of the record as it stood.

    What superseded a row had been said by then too; what replaced it is ours, said or not.
    """

    def rows(model: Any, where: str) -> str:
        return rows_sql(model, where, past=True)

    history = TRACKED[Revision].historical._meta.db_table
    return f"""
        SELECT {", ".join(READ.values())},
            (SELECT c.unit FROM {rows(Claim, "x.id = r.claim_id")} c),
            ARRAY(SELECT s.id FROM {rows(Revision, "x.supersedes_id = r.id")} s
                  WHERE NOT s.is_void AND {said} ORDER BY s.id),
            (SELECT s.id FROM {rows(Revision, "x.replaces_id = r.id")} s
             ORDER BY s.id DESC LIMIT 1),
            CASE WHEN r.value_type = 'entity' THEN
                ARRAY(SELECT n.entity_id FROM {rows(RevisionEntity, "x.revision_id = r.id")} n)
            END
        FROM ({{page}}) page
        CROSS JOIN LATERAL {rows(Revision, "x.id = page.id")} r
        CROSS JOIN LATERAL {rows(Document, "x.id = r.document_id")} d
        LEFT JOIN LATERAL {rows(DocumentVersion, "x.id = r.version_id")} v ON true
        CROSS JOIN LATERAL (SELECT min(position) AS position FROM {history}
            WHERE id = r.id AND position <= %(at)s) first
        JOIN history_entry e ON e.position = first.position
    """  # noqa: S608  tables and columns are models'
