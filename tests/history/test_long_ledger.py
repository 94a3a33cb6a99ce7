"""What it costs to open and seal an entry does not grow with the ledger."""

from __future__ import annotations

from itertools import pairwise

import pytest

from history.recording import recording
from tests.history.ledger import a_source, run

SEALED_BEFORE = 400
PLANNED_ONCE = 8  # by its seventh turn a session plans what its functions ask for good
READ = """
    SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
    WHERE relname = 'history_entry'
"""


def written(slug: str) -> None:
    with recording(by=None, channel="command"):
        a_source(slug).save()


def entries_read() -> int:
    """So far in this transaction."""
    ((read,),) = run(READ)
    return int(read)


@pytest.mark.usefixtures("owner_db")  # who alone may ANALYZE
def test_an_entry_is_sealed_without_reading_those_before_it():
    for number in range(SEALED_BEFORE):
        written(f"before-{number}")
    run("ANALYZE public.history_entry")

    read = [entries_read()]
    for number in range(PLANNED_ONCE):
        written(f"after-{number}")
        read.append(entries_read())

    assert max(after - before for before, after in pairwise(read)) <= 20, read
