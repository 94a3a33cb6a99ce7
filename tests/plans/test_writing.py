"""What recording one statement reads at a hundred thousand of them, its triggers included.

What writes can't be explained twice: PostgreSQL's own counts of the transaction tell instead.
"""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction

from bench.generated import CLAIM, DOCUMENT, key
from claims.drafting import NewStatement
from claims.models import Claim
from claims.recording import record_statement
from claims.stated_value import GivenValue
from sources.models import Document
from tests.databases import connected_to

SCANNED = """
    SELECT relname, seq_scan FROM pg_stat_xact_user_tables
    WHERE seq_scan > 0 AND pg_relation_size(relid) > %s * 8192
"""
READ = """
    SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables
"""
FEW = 10  # pages; below, a scan is the cheaper plan, and is left as the table grows
TURNS = 8  # a function's plan is made for any parameters from its sixth turn on
ROWS = 1_000


def a_statement(record) -> NewStatement:
    """A new one on a line of five, in an old document; its links loaded."""
    topic = record.plan.number("typical")
    return NewStatement(
        claim=Claim.objects.select_related("topic").get(pk=key(CLAIM, topic, 3)),
        document=Document.objects.select_related("publisher").get(pk=key(DOCUMENT, topic, 0, 0)),
        given=GivenValue(wording="at least 104"),
        stated="2025-02-01T10:00Z",
        sequence=7,
    )


def counted(query: str, *parameters: object) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return Counter(dict(cursor.fetchall()))


def test_a_statement_is_recorded_without_scanning_what_is_long(large):
    with connected_to(large.name):
        for _ in range(TURNS):
            with transaction.atomic():
                new = a_statement(large)
                scanned, read = counted(SCANNED, FEW), counted(READ)
                record_statement(new, by=None, channel="api")
                scanned, read = counted(SCANNED, FEW) - scanned, counted(READ) - read
                transaction.set_rollback(True)

    assert scanned == Counter()
    assert read["claims_historicalrevision"] <= 5
    assert read["claims_revision"] <= 120
    assert read.total() - read["sources_source"] <= ROWS
