"""What an entry wrote is hashed alike by each table's function and by a table asked for itself."""

from __future__ import annotations

import pytest

from history.tracking import TRACKED
from tests.history.ledger import make_sources, run

HISTORICAL = {tracked.historical._meta.db_table for tracked in TRACKED.values()}
DIGESTS = """
    SELECT position, encode(history_digest(position), 'hex'), encode(digest, 'hex')
    FROM history_entry ORDER BY position
"""

LONG = 300
READ = """
    SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables WHERE relname = 'sources_historicalsource'
"""


def planned() -> set[str]:
    """The tables that have a function of their own."""
    found = run(
        "SELECT left(proname, -length('_hashes')) FROM pg_proc WHERE proname LIKE '%%\\_hashes'"
        " AND pronamespace = 'public'::regnamespace AND proname <> 'history_plan_hashes'"
    )
    return {str(name) for (name,) in found}


def test_every_table_of_the_record_is_planned_once(db):
    assert planned() == HISTORICAL | {"history_erasure"}


def test_digests_are_the_same_whether_planned_or_not(ledger):
    written = run("SELECT DISTINCT historical_table FROM history_entrytable")
    assert {str(table) for (table,) in written} >= HISTORICAL - {"history_historicaltoken"}
    once = run(DIGESTS)
    assert [digest for _, digest, _ in once] == [sealed for _, _, sealed in once]

    for table in planned():
        run(f"DROP FUNCTION {table}_hashes(bigint, integer)")

    assert run(DIGESTS) == once


@pytest.mark.usefixtures("owner_db")  # who alone may ANALYZE
@pytest.mark.parametrize("counted", [False, True], ids=["never analysed", "analysed when small"])
def test_a_digest_planned_of_little_reads_what_its_entry_wrote(counted):
    make_sources("first")
    if counted:
        run("ANALYZE public.sources_historicalsource")
    run(DIGESTS)
    make_sources(*(f"of-one-entry-{number}" for number in range(LONG)))
    make_sources("last", "and-another")

    ((before,),) = run(READ)
    run("SELECT history_digest(max(position)) FROM history_entry")
    ((after,),) = run(READ)

    assert after - before == 2
