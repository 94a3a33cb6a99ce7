"""The generated record into an empty database: Onrecord's tables, as an import enters them.

COPY into staging tables, then an INSERT … SELECT for every entry, with the triggers, the history
and the seal that every write has; each mistake is voided and replaced in an entry of its own.
Nothing is remembered of what was entered: a size costs no more memory than another. Verdicts are
judged once at the end, not with each entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from bench import generated
from bench.generated import CLAIM, MINISTRIES, OUTLETS, TOPIC, Document, Plan, Statement, key
from claims.assessing import work_off
from claims.models import Revision
from history import recording as entries
from history.models import Entry
from history.recording import recording

T = TypeVar("T")
Told = Callable[[int], None]
Row = tuple[Any, ...]

WAITS = 20  # before a pass, each a second longer than the one before, the first none
UNSEEN = """
    SELECT relname, relpages - relallvisible FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relallvisible < relpages
"""

CATALOGUE = 10_000  # records an entry
AN_ENTRY = 1_000  # statements an entry
CATALOGUED, STATED = "The catalogue of the bench", "A day's statements"

SOURCES = """
    INSERT INTO sources_source (id, slug, name, kind, aliases, country, url, parent_role, note,
        is_retired)
    SELECT id, slug, name, kind, '{}', 'IR', 'https://' || slug || '.example/', '', '', false
    FROM staged ORDER BY id
"""
TOPICS = """
    INSERT INTO claims_topic (id, slug, name, kind, description, occurred, place, time_zone,
        wikidata_id, is_retired)
    SELECT id, slug, name, 'event', '', '2024-01-03', 'Kerman', 'UTC', '', false
    FROM staged ORDER BY id
"""
CLAIMS = """
    INSERT INTO claims_claim (id, slug, is_retired, topic_id, question, label, value_type, unit,
        is_count, cumulative, many, tolerance, definitions, adopted_wording)
    SELECT id, slug, false, topic, 'How many were killed at place ' || number || '?',
        'Killed ' || number, 'quantity', 'people', true, number % 2 = 0, false, 0.01, '{}', ''
    FROM staged ORDER BY id
"""
DOCUMENTS = """
    INSERT INTO sources_document (id, publisher_id, title, byline, url, archived_url, language,
        published, published_at, published_before, is_retired)
    SELECT id, publisher, 'Report ' || number, '', 'https://news.example/' || id, '', 'en',
        to_char(said_at, 'YYYY-MM-DD"T"HH24:MI"Z"'), said_at, said_at + interval '1 minute', false
    FROM staged ORDER BY said_at, id
"""
STATEMENTS = """
    INSERT INTO claims_revision (id, claim_id, value_type, document_id, attributed_to_id,
        line_publisher, line_origin, stance, wording, qualifier, quantity, edtf, read_by,
        definition, stated, stated_at, stated_before, sequence, quotation_exact, quotation_prefix,
        quotation_suffix, locator, supersedes_id, replaces_id, change_kind, is_void, importer,
        external_id)
    SELECT id, claim, 'quantity', document, attributed_to,
        publisher, coalesce(attributed_to, publisher), 'asserts', wording, qualifier, quantity, '',
        'wording', '', '', said_at, said_at + interval '1 minute', slot,
        'The number of the dead was given as ' || wording || ' by officials.', '', '',
        'paragraph ' || slot + 1, supersedes, replaces,
        CASE WHEN supersedes IS NULL THEN '' ELSE 'correction' END, false, '', ''
    FROM staged ORDER BY ordinal
"""
STAGED = {
    SOURCES: "id uuid, slug text, name text, kind text",
    TOPICS: "id uuid, slug text, name text",
    CLAIMS: "id uuid, slug text, topic uuid, number int",
    DOCUMENTS: "id uuid, publisher uuid, number int, said_at timestamptz",
    STATEMENTS: (
        "ordinal int, id uuid, claim uuid, document uuid, publisher uuid, attributed_to uuid,"
        " wording text, qualifier text, quantity numrange, said_at timestamptz, slot int,"
        " supersedes uuid, replaces uuid"
    ),
}

# A replacement comes alone, and a table to stage it would cost more than it does.
_COLUMNS = [column.split() for column in STAGED[STATEMENTS].split(",")]
ONE_STATEMENT = STATEMENTS.replace(
    "FROM staged",
    f"FROM (VALUES ({', '.join(f'%s::{kind}' for _, kind in _COLUMNS)}))"
    f" AS staged ({', '.join(name for name, _ in _COLUMNS)})",
)


class Unseen(Exception):
    """VACUUM could not mark every page; says of which tables how many, and why."""


def fill(plan: Plan, told: Told) -> None:
    """Everything of the plan on record, its verdicts kept; `told` how many statements are.

    What a fill that was stopped has left on record is gone over, and the rest is added to it.
    """
    with unassessed(), _unsynchronised():
        _catalogue(plan)
        entered = Entry.objects.filter(reason=STATED).count()
        done = 0
        for number, some in enumerate(in_runs(generated.statements(plan), AN_ENTRY), 1):
            if number > entered:
                enter(STATEMENTS, map(statement_row, range(len(some)), some), STATED)
            if number >= entered:
                _take_back_of(some)
            done += len(some)
            told(done)
    vacuum()
    assess_all()


def assess_all() -> int:
    """Judge all that is not judged by today's rules; how many claims were kept."""
    return sum(kept for _, kept in work_off())


def _catalogue(plan: Plan) -> None:
    tables = (
        (SOURCES, _sources()),
        (TOPICS, _topics(plan)),
        (CLAIMS, _claims(plan)),
        (DOCUMENTS, map(_document, generated.documents(plan))),
    )
    runs = ((table, some) for table, rows in tables for some in in_runs(rows, CATALOGUE))
    entered = Entry.objects.filter(reason=CATALOGUED).count()
    for table, some in islice(runs, entered, None):
        enter(table, some, CATALOGUED)


@contextmanager
def unassessed() -> Iterator[None]:
    """Nothing is judged before the seal; what is touched is left stale."""
    hooks, entries._before_seal[:] = entries._before_seal[:], []
    try:
        yield
    finally:
        entries._before_seal[:] = hooks


@contextmanager
def _unsynchronised() -> Iterator[None]:
    """No commit waits for the disk: ten thousand entries would, and nobody is promised them."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("SET synchronous_commit = on")


def vacuum() -> None:
    """VACUUM until indexes alone can answer: until every page is marked as seen by all.

    Of few pages with dead rows PostgreSQL leaves the indexes for another time, and the pages
    unmarked: not here. A snapshot that anybody holds, autovacuum's own ANALYZE among them, keeps
    it from what was written since: then it comes again. Raises Unseen where that is for minutes.
    """
    for waited in range(WAITS):
        time.sleep(waited)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE, INDEX_CLEANUP ON)")
            cursor.execute(UNSEEN)
            unseen = dict(cursor.fetchall())
        if not unseen:
            return
    raise Unseen(f"pages not seen by all, by table: {unseen}; somebody holds a snapshot open")


def enter(query: str, rows: Iterable[Row], reason: str) -> None:
    """Rows staged by COPY, and put on record by one statement in an entry of their own."""
    with recording(by=None, channel="import", reason=reason), connection.cursor() as cursor:
        stage(cursor, STAGED[query], rows)
        cursor.execute(query)


def stage(cursor: Any, columns: str, rows: Iterable[Row]) -> None:
    """Rows into a table that the transaction drops."""
    cursor.execute("DROP TABLE IF EXISTS staged")
    cursor.execute(f"CREATE TEMP TABLE staged ({columns}) ON COMMIT DROP")
    with cursor.copy("COPY staged FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _take_back_of(some: Sequence[Statement]) -> None:
    """Take back those that are mistaken, and were not yet."""
    mistaken = [one for one in some if one.is_mistaken]
    found = Revision.objects.filter(id__in=[one.id for one in mistaken], is_void=True)
    void = set(found.values_list("id", flat=True))
    for one in mistaken:
        if one.id not in void:
            take_back(one)


def take_back(mistaken: Statement) -> None:
    """Void a statement of ours, with its replacement in the same entry."""
    instead = Statement(mistaken.document, mistaken.slot, is_replacement=True)
    with recording(by=None, channel="api", reason="Misread"), connection.cursor() as cursor:
        cursor.execute("UPDATE claims_revision SET is_void = true WHERE id = %s", [mistaken.id])
        cursor.execute(ONE_STATEMENT, statement_row(0, instead))


def statement_row(ordinal: int, statement: Statement) -> Row:
    """A statement as it is staged."""
    document, corrected = statement.document, statement.corrects
    wording, qualifier, quantity = statement.worded
    return (
        ordinal,
        statement.id,
        statement.claim,
        document.id,
        document.publisher,
        statement.attributed_to,
        wording,
        qualifier,
        quantity,
        document.said_at,
        statement.slot,
        corrected and corrected.id,
        Statement(document, statement.slot).id if statement.is_replacement else None,
    )


def in_runs(rows: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """The rows, so many at a time."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def topic_slug(plan: Plan, topic: int) -> str:
    return f"{plan.topics[topic].name}-{topic}"


def claim_slug(plan: Plan, topic: int, number: int) -> str:
    return f"killed-{topic_slug(plan, topic)}-{number}"


def _sources() -> Iterator[Row]:
    for number in range(OUTLETS):
        yield generated.outlet(number), f"outlet-{number}", f"Outlet {number}", "outlet"
    for number in range(MINISTRIES):
        yield generated.ministry(number), f"ministry-{number}", f"Ministry {number}", "ministry"


def _topics(plan: Plan) -> Iterator[Row]:
    for topic, shape in enumerate(plan.topics):
        yield key(TOPIC, topic), topic_slug(plan, topic), f"Topic {topic}, {shape.name}"


def _claims(plan: Plan) -> Iterator[Row]:
    for topic, shape in enumerate(plan.topics):
        for number in range(shape.claims):
            slug = claim_slug(plan, topic, number)
            yield key(CLAIM, topic, number), slug, key(TOPIC, topic), number


def _document(document: Document) -> Row:
    number = document.nth * document.shape.sources + document.source
    return document.id, document.publisher, number, document.said_at
