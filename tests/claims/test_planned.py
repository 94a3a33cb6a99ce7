"""Functions that a session plans once: what they give, and that no plan of theirs turns bad.

A plan made in an empty database, where nothing was ever counted, must do for a long record; nothing
tells a session that it is long now but ANALYZE, whenever that comes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from accounts.models import User
from bench import filling
from bench.generated import Plan, Shape
from bench.plans import touching
from claims.above import SourceRow, speakers_of
from claims.before import last_before
from claims.cataloguing import edit_claim
from claims.claim_at_once import BESIDE, READ_AT, claim_at_once
from claims.comparing import _quantities
from claims.history_at_once import history_at_once
from claims.models import Claim, Revision
from claims.nearest import Start, rows_before
from claims.newest import MARKED, SAID, newest_said
from claims.presenting import CLAIM_FIELDS
from claims.recording import void_statement
from claims.said_order import View, page_as_said
from claims.sheets import kept_sheet
from claims.statement_rows import COLUMNS, statements_shown
from claims.timelines import timeline
from history.dates import Until
from history.linking import Linked
from history.snapshots import reading
from tests.history.ledger import run
from tests.kerman import kerman

LONG = Plan(
    typical=20,
    special=(Shape("hot", claims=2, sources=10, documents=60, spoken_of=2),),
    usual=Shape("typical", claims=10, sources=5, documents=4, spoken_of=5),
)
HOT, A_PAGE = "killed-hot-0-0", 10
# Of what is not a few pages: that an entry is there is asked beside a function, planned each time.
SCANNED = """
    SELECT relname, seq_scan FROM pg_stat_xact_user_tables
    WHERE seq_scan > 0 AND pg_relation_size(relid) > 10 * 8192
"""


# What autovacuum does between two counts would be compared, too.
BY_ITSELF = """
    DO $$
    DECLARE
        kept regclass;
    BEGIN
        FOR kept IN SELECT oid FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', kept);
        END LOOP;
    END $$
"""


def asked(slug):
    """What the functions touch of a claim and its topic, and the tables read from end to end."""
    with reading() as snapshot:
        claim = Claim.objects.select_related("topic").get(slug=slug)
        claims = list(claim.topic.claims.values_list("id", flat=True))
        view = View.of(snapshot, claim.id, None, void=False)
        last = Revision.objects.select_related("claim", "document").filter(claim=claim).latest("id")
        before = set(run(SCANNED))
        with touching(connection) as touched:
            last_before(last)
            kept_sheet(claim.topic.slug, QueryDict())
            kept_sheet(claim.topic.slug, QueryDict(), replace(snapshot, past=True))
            _quantities(snapshot, [claim.topic_id])
            read_what_decides(claim, claims, snapshot)
            first, _ = page_as_said(view, "", A_PAGE)
            rows = statements_shown(snapshot, [row.id for row in first.rows], None)
            starts = [Start(r.line_publisher, r.line_origin, r.stated_at_text) for r in rows]
            rows_before(view, rows, starts, 3)
            shown = timeline(slug, "", A_PAGE, void=False, alone=True).page
            assert [row.id for row in shown.rows] == [row.id for row in first.rows]
            if first.next:
                second, _ = page_as_said(view, first.next.encode(), A_PAGE)
                page_as_said(view, second.previous.encode(), A_PAGE)
                further = timeline(slug, shown.next.encode(), A_PAGE, void=False).page
                timeline(slug, further.previous.encode(), A_PAGE, void=False)
        return touched.buffers, set(run(SCANNED)) - before


def read_what_decides(claim, claims, now):
    """One claim, and its topic's, now and then, with and without a limit of what was said."""
    for snapshot in (now, replace(now, past=True)):
        for until in (None, Until(datetime(2024, 3, 1, tzinfo=UTC), inclusive=True)):
            found = claim_at_once(claim.slug, snapshot, until)
            assert found is not None
            said = newest_said(snapshot, claims, until)
            speakers_of(snapshot, {row.id for row in said.sources}, Linked(snapshot))


def scanned_by_a_mark(slug):
    """The tables read from end to end to mark a claim; the mark is taken back."""
    claim = Claim.objects.get(slug=slug).pk
    with transaction.atomic():
        run("SELECT history_open(NULL, '', NULL, 'command', '', '')")
        before = set(run(SCANNED))
        run("SELECT claims_mark_stale(ARRAY[%s])", [claim])
        scanned = set(run(SCANNED)) - before
        transaction.set_rollback(True)
    return scanned


def touched_again(slug):
    """Without what a session reads when it plans."""
    asked(slug)
    return asked(slug)


def fill_unanalysed(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(filling, "vacuum", lambda: None)
        filling.fill(LONG, lambda done: None)


@pytest.mark.parametrize("counted", [False, True], ids=["never analysed", "analysed when small"])
def test_plans_made_of_little_do_for_a_long_record(owner_committed_db, monkeypatch, counted):
    run(BY_ITSELF)
    record = kerman(User.objects.create(username="alice"))
    record.says("deaths", "irna-1", "84")
    if counted:
        run("VACUUM (ANALYZE)")
    asked("deaths")
    scanned_by_a_mark("deaths")

    fill_unanalysed(monkeypatch)
    planned_when_empty, scanned = touched_again(HOT)
    # Without VACUUM, for what it has seen an index alone tells: that would be compared.
    run("ANALYZE")
    planned_when_long, _ = touched_again(HOT)

    assert scanned == scanned_by_a_mark(HOT) == set()
    assert planned_when_empty <= 1.1 * planned_when_long


SEARCHED = """
    SELECT relname, pg_stat_get_xact_numscans(oid) FROM pg_class
    WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
      AND pg_stat_get_xact_numscans(oid) > 0
"""
BY_CLAIM_AND_RECORD = {
    "claims_claim_merged", "history_entry_pkey",
    "claims_claim_asof", "claims_claimparty_hist_claim", "claims_claimparty_asof",
    "claims_revision_claim_pos", "claims_revision_asof", "claims_revision_claim",
    "sources_document_pkey",
}  # fmt: skip
# Where the planner may choose: all have the slug first, or are of sources, which are few.
EITHER = {
    "claims_claim_slug_key", "claims_claim_slug_6894d398_like",
    "sources_source_pkey", "sources_source_merged",
}  # fmt: skip


def searched_for_history(slug, most):
    """What a page of a claim's history tells, and the indexes that are searched for it."""
    with reading():
        before = set(run(SEARCHED))
        changes = history_at_once(slug, most).changes
        return changes, {index for index, _ in set(run(SEARCHED)) - before}


@pytest.mark.parametrize("counted", [False, True], ids=["never analysed", "analysed when small"])
def test_a_history_planned_of_little_goes_by_claim_and_by_record(
    owner_committed_db, monkeypatch, counted
):
    run(BY_ITSELF)
    record = kerman(User.objects.create(username="alice"))
    record.says("deaths", "irna-1", "84")
    if counted:
        run("VACUUM (ANALYZE)")
    searched_for_history("deaths", 50)
    fill_unanalysed(monkeypatch)
    for _ in range(2):
        edit_parties(record)
    void_statement(
        Revision.objects.get(claim=record["deaths"]), reason="Misread", **record.recorded
    )

    changes, searched = searched_for_history("deaths", 50)

    assert Counter((one.telling.type, one.kind) for one in changes) == {
        ("claim", "created"): 1, ("claim", "changed"): 2, ("claimparty", "created"): 1,
        ("claimparty", "changed"): 1, ("revision", "created"): 1, ("revision", "changed"): 1,
    }  # fmt: skip
    assert searched - EITHER == BY_CLAIM_AND_RECORD


def edit_parties(record):
    """Change a claim, and give it a party or take that away."""
    claim = Claim.objects.get(pk=record["deaths"].pk)
    has_one = claim.parties.filter(is_retired=False).exists()
    parties = {"remove_parties" if has_one else "add_parties": [record["iran"]]}
    label = "Killed" if has_one else "Deaths by now"
    edit_claim(claim, {"label": label}, reason="Clearer", **parties, **record.recorded)


SOURCE = SourceRow._fields
OF_SOURCE = ("source_id", *SOURCE[1:])
IN_ORDER = {
    "claims_statements_shown(ARRAY[]::uuid[], NULL, NULL)": COLUMNS._fields,
    "claims_speakers(ARRAY[]::uuid[], NULL)": SOURCE,
    "claims_newest(ARRAY[]::uuid[], NULL, NULL, NULL)": (*MARKED, *SAID, *OF_SOURCE),
    "claims_agreement(NULL, '', NULL, NULL, NULL)": (
        *READ_AT, "claim_id", *CLAIM_FIELDS[1:], *MARKED, "said_of", *SAID[1:],
        "source_id", *(f"source_{name}" for name in SOURCE[1:]), *BESIDE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("called", "columns"), IN_ORDER.items(), ids=IN_ORDER)
def test_a_function_gives_the_columns_of_a_row_in_order(db, called, columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {called}")

        assert tuple(column.name for column in cursor.description) == columns
