"""Tables that only grow are vacuumed by the number of their new rows, however long they are."""

from __future__ import annotations

import pytest

from claims.models import PastSheet, Revision, RevisionEntity
from history.models import Entry, EntryTable, Erasure, Node
from history.sql import TrackedTable, install
from history.tracking import TRACKED
from history.vacuum import GROWS_ONLY, grows_only
from sources.models import DocumentText
from tests.history.ledger import run

GROWING = sorted(
    model._meta.db_table
    for model in (
        *(tracked.historical for tracked in TRACKED.values()),
        *(Entry, EntryTable, Erasure, Node, DocumentText, PastSheet, Revision, RevisionEntity),
    )
)


def storage(table: str) -> dict[str, str]:
    [(options,)] = run("SELECT reloptions FROM pg_class WHERE oid = %s::regclass", [table])
    return dict(option.split("=") for option in options or ())


@pytest.mark.parametrize("table", GROWING)
def test_a_table_that_only_grows_is_vacuumed_by_its_new_rows(db, table):
    assert storage(table) == GROWS_ONLY


def test_a_new_tracked_table_has_its_history_vacuumed_so():
    made = install(TrackedTable("news_item", "news_historicalitem", "id", ("id",), ("id",)))

    assert made.startswith(grows_only("news_historicalitem"))


def test_an_assessment_leaves_room_for_its_next_version(db):
    assert storage("claims_assessment") == {
        "fillfactor": "70",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
    }
