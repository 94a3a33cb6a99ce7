"""A page of a claim's timeline as it is now, in one SQL statement: one state of the record without
a transaction.

In: the claim as a path names it, and the page asked for. Out: the claim, the page's statements with
all that is shown of them, what they lead to, and the head of the record as the same statement saw
it. Reads now alone, and no limit of what was said. What is worked out of it is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.pages import Page, page_of_found
from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from claims.said_order import Span, order_cursor, place_shown, said_at
from claims.statement_rows import COLUMNS, StatementRow, instant_of
from claims.statements import note_documents, note_entities
from history.as_of_sql import row_type
from history.keys_as_text import with_keys_as_text
from history.linking import Linked
from history.lists import key_of
from history.snapshots import Snapshot
from sources.models import Source

PAGE = f"""
    SELECT head, head_at, links, {", ".join(f"(claim).{name}" for name in CLAIM_FIELDS)},
        {", ".join(COLUMNS._fields)}
    FROM public.claims_timeline(
        %(id)s, %(slug)s, %(void)s, %(from)s, %(backwards)s, %(behind)s, %(most)s, %(alone)s
    )
"""  # noqa: S608  columns are a model's
OF_CLAIM = 3
OF_STATEMENT = OF_CLAIM + len(CLAIM_FIELDS)
LINKED = {"source": Source, "claim": Claim}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a claim's statements; its rows are `StatementRow`s."""

    snapshot: Snapshot
    claim: Any
    linked: Linked
    page: Page
    span: Span


def timeline(
    reference: str, cursor_text: str, limit: int, *, void: bool, alone: bool = False
) -> Timeline | None:
    """The page that `limit` and `cursor` ask for; None where no such claim is on record.

    `alone`: nothing else can be read of the same state, so that claims that ask for entities are
    left out.
    """
    cursor, key = order_cursor(cursor_text), key_of(Claim, reference)
    given: dict[str, Any] = {
        "id": key.get("id"),
        "slug": key.get("slug"),
        "void": void,
        "from": None if cursor is None else said_at(cursor),
        "backwards": cursor is not None and cursor.backwards,
        "behind": None if cursor is None else list(cursor.key),
        "most": limit + 1,
        "alone": alone,
    }
    rows = with_keys_as_text(PAGE, given)
    if not rows:
        return None
    head, *statements = rows
    position, recorded_at, links = head[:OF_CLAIM]
    snapshot = Snapshot(position, False, instant_of(recorded_at), settled=True)
    claim = row_type(*CLAIM_FIELDS)._make(head[OF_CLAIM:OF_STATEMENT])
    found = [StatementRow._make(row[OF_STATEMENT:]) for row in statements]
    page = page_of_found(found, limit, cursor, place_shown)
    span = _span(page, found, backwards=given["backwards"])
    linked = _linked(snapshot, claim, links)
    note_documents(page.rows, linked)
    note_entities(page.rows, linked)
    return Timeline(snapshot, claim, linked, page, span)


def _linked(snapshot: Snapshot, claim: Any, links: list[list[str | None]] | None) -> Linked:
    """What the statements lead to, by name."""
    linked = Linked(snapshot)
    linked.note_named(Claim, (claim.id, claim.slug, claim.question))
    for kind, *own_and_standing in links or ():
        own, standing = own_and_standing[:3], own_and_standing[3:]
        linked.note_named(LINKED[str(kind)], own, standing if standing[0] else None)
    return linked


def _span(page: Page, found: Sequence[StatementRow], *, backwards: bool) -> Span:
    """Of a page that goes on, the next statement is known; before a cursor none is, so that it
    counts as cut."""
    if not page.rows:
        return Span(is_first=False, is_cut=False)
    beyond = () if backwards else found[len(page.rows) :]
    is_cut = any(row.stated_at_text == page.rows[-1].stated_at_text for row in beyond)
    return Span(page.previous is None, is_cut or backwards)
