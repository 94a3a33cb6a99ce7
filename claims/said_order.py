"""The order in which a claim's statements were said, and pages of it cut by the database.

In: a claim, what of it is in view, and a cursor. Out: a page of ids. The database gives the
statements about the cursor by stated time, by the index claims_revision_said, all that share the
last one's; those are put in order here, as `line_order` puts whole claims in order. A page costs
what it shows and what was said at the very same times, whatever else was said of the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from api.pages import Cursor, Page, bad_cursor, page_of_ordered
from claims.models import Claim, Revision
from claims.models.revision import UNKNOWN
from claims.statement_rows import StatementRow, given_until, said_sql
from history.as_of_sql import rows_sql
from history.dates import Until
from history.keys_as_text import ids_sql, with_keys_as_text
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document, DocumentVersion

UNKNOWN_SQL = "'0001-01-01 00:00:00+00'::timestamptz"
INSTANT = 26  # digits and signs of 0001-01-01T00:00:00.000000
KEY_LENGTH = 6
SAID = f"COALESCE(x.stated_at, {UNKNOWN_SQL})"
BEFORE, AT, AFTER = "<", "=", ">"
NOW = """
    SELECT * FROM public.claims_page_as_said(
        %(claim)s, %(until)s, %(inclusive)s, %(void)s, %(from)s, %(backwards)s, %(most)s
    )
"""


@dataclass(frozen=True, slots=True)
class View:
    """Which statements of a claim are meant: its own and those of claims merged into it.

    `merged` names these as of a position; now each statement reads them itself.
    """

    snapshot: Snapshot
    claim: UUID
    until: Until | None = None
    void: bool = False
    merged: Sequence[UUID] = ()

    @classmethod
    def of(cls, snapshot: Snapshot, claim: UUID, until: Until | None, *, void: bool) -> View:
        if not snapshot.past:
            return cls(snapshot, claim, until, void)
        merged = snapshot.of(Claim).filter(merged_into_id=claim).values_list("id", flat=True)
        return cls(snapshot, claim, until, void, list(merged))

    @property
    def given(self) -> dict[str, Any]:
        """What the SQL of a view names."""
        return {
            "claim": self.claim,
            "merged": ids_sql(self.merged),
            "at": self.snapshot.position,
            "until": self.until and self.until.limit,
        }

    @property
    def claims(self) -> str:
        """The ids of its claims, as SQL."""
        merged = "SELECT unnest(%(merged)s::uuid[])"
        if not self.snapshot.past:
            merged = f"SELECT id FROM {Claim._meta.db_table} WHERE merged_into_id = %(claim)s"  # noqa: S608
        return f"(SELECT %(claim)s::uuid AS id UNION ALL {merged})"

    def sql(self, where: str) -> str:
        """The statements in view that `where` picks by columns that never change, called x."""
        void = "" if self.void else " AND NOT x.is_void"
        rows = rows_sql(Revision, where, past=self.snapshot.past)
        return f"(SELECT * FROM {rows} x WHERE {said_sql(self.until, 'x')}{void})"  # noqa: S608


class Span(NamedTuple):
    """A page's place: whether nothing in view comes before it, and whether other statements were
    said just when its last one was."""

    is_first: bool
    is_cut: bool


class Placed(NamedTuple):
    """A statement, its key as text, and its place in the order said."""

    id: str
    place: tuple[str, ...]


def line_order(row: Any, linked: Linked) -> tuple[str, ...]:
    """The order said, as text that compares: unknown first, then published.

    Within a document by version, as they were read, then by sequence.
    """
    published = linked.row(Document, row.document_id).published_at
    version = linked.row(DocumentVersion, row.version_id) if row.version_id else None
    return (
        _instant(row.stated_at),
        _instant(published),
        str(row.document_id),
        _instant(version.retrieved_at if version else None),
        f"{row.sequence:010d}",
        str(row.id),
    )


def place_shown(row: StatementRow) -> tuple[str, ...]:
    """The same of a statement with all that is shown of it."""
    return (
        _instant(row.stated_at),
        _instant(row.published_at),
        row.document_id,
        _instant(row.version.retrieved_at),
        f"{row.sequence:010d}",
        row.id,
    )


def order_cursor(text: str) -> Cursor | None:
    """The cursor of a page in this order; before 2026 an unknown instant was 1-01-01T…"""
    if not text:
        return None
    cursor = Cursor.decode(text, KEY_LENGTH)
    # What the database compares: no NUL and no half of a pair, which it can't be given.
    if not all(part.isascii() and part.isprintable() for part in cursor.key):
        raise bad_cursor()
    instants = (0, 1, 3)
    parts = (part.zfill(INSTANT) if n in instants else part for n, part in enumerate(cursor.key))
    return replace(cursor, key=tuple(parts))


def page_as_said(view: View, cursor_text: str, limit: int) -> tuple[Page, Span]:
    """A page of `Placed` statements."""
    cursor = order_cursor(cursor_text)
    found = sorted(_about(view, cursor, limit + 1), key=lambda row: row.place)
    page = page_of_ordered(found, lambda row: row.place, cursor, limit)
    if not page.rows:
        return page, Span(is_first=False, is_cut=False)
    last = page.rows[-1].place
    is_cut = any(row.place > last and row.place[0] == last[0] for row in found)
    return page, Span(page.previous is None, is_cut)


def all_as_said(view: View) -> list[Placed]:
    """Every statement in view."""
    found = _placed(view, [f"(SELECT * FROM {view.sql('x.claim_id = c.id')} x)"], view.given)  # noqa: S608
    return sorted(found, key=lambda row: row.place)


def _about(view: View, cursor: Cursor | None, most: int) -> list[Placed]:
    """All that the page may hold: what was said at the cursor's time, and the nearest beyond."""
    given = {**view.given, "most": most}
    if not view.snapshot.past:
        return _about_now(view, cursor, most)
    if cursor is None:
        return _placed(view, [_nearest(view, "", "")], given)
    given["from"] = said_at(cursor)
    way = BEFORE if cursor.backwards else AFTER
    parts = [_beyond(view, AT), _nearest(view, _range(way), "DESC" if cursor.backwards else "")]
    return _placed(view, parts, given)


def _about_now(view: View, cursor: Cursor | None, most: int) -> list[Placed]:
    given = {
        "claim": view.claim,
        **given_until(view.until),
        "void": view.void,
        "from": None if cursor is None else said_at(cursor),
        "backwards": cursor is not None and cursor.backwards,
        "most": most,
    }
    return _fetched(NOW, given)


def _nearest(view: View, where: str, way: str) -> str:
    """A limit that the planner can't see is taken for a tenth of the rows: it then reads the index
    in order. Seeing 51, of claims that have fifty statements mostly, it would read and sort all."""
    return (
        f"(SELECT * FROM {view.sql('x.claim_id = c.id' + where)} x"  # noqa: S608  signs of ours
        f" ORDER BY {SAID} {way} FETCH FIRST (SELECT %(most)s) ROWS WITH TIES)"
    )


def _beyond(view: View, sign: str) -> str:
    return f"(SELECT * FROM {view.sql('x.claim_id = c.id' + _range(sign))} x)"  # noqa: S608


def _range(sign: str) -> str:
    return f" AND {SAID} {sign} %(from)s"


def _placed(view: View, parts: Sequence[str], given: dict[str, Any]) -> list[Placed]:
    past = view.snapshot.past
    documents = rows_sql(Document, "x.id = r.document_id", past=past)
    versions = rows_sql(DocumentVersion, "x.id = r.version_id", past=past)
    query = f"""
        SELECT r.id, {_key("r.stated_at")}, {_key("d.published_at")}, r.document_id::text,
            {_key("v.retrieved_at")}, lpad(r.sequence::text, 10, '0'), r.id::text
        FROM {view.claims} c
        CROSS JOIN LATERAL ({" UNION ALL ".join(parts)}) r
        CROSS JOIN LATERAL {documents} d
        LEFT JOIN LATERAL {versions} v ON true
    """  # noqa: S608  tables are models'
    return _fetched(query, given)


def _fetched(query: str, given: dict[str, Any]) -> list[Placed]:
    return [Placed(id, tuple(place)) for id, *place in with_keys_as_text(query, given)]


def _key(instant: str) -> str:
    known = f"COALESCE({instant}, {UNKNOWN_SQL}) AT TIME ZONE 'UTC'"
    return f"""to_char({known}, 'YYYY-MM-DD"T"HH24:MI:SS.US')"""


def _instant(at: datetime | None) -> str:
    known = (at or UNKNOWN).astimezone(UTC).replace(tzinfo=None)
    return known.isoformat(timespec="microseconds")


def said_at(cursor: Cursor) -> datetime:
    """When the statement at a cursor was said; `UNKNOWN` where nobody knows."""
    try:
        return datetime.fromisoformat(cursor.key[0]).replace(tzinfo=UTC)
    except ValueError as error:
        raise bad_cursor() from error
