"""Functions that a session plans once: what they give, and that no plan of theirs turns bad.

A plan made in an empty database, where nothing was ever counted, must do for a long record; nothing
tells a session that it is long now but ANALYZE, whenever that comes.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.models import User
from bench import filling
from bench.generated import Plan, Shape
from bench.plans import touching
from claims.comparing import _quantities
from claims.models import Claim
from claims.nearest import Start, rows_before
from claims.said_order import View, page_as_said
from claims.sheets import kept_sheet
from claims.statement_rows import COLUMNS, statements_shown
from history.snapshots import reading
from tests.history.ledger import run
from tests.kerman import kerman

LONG = Plan(
    typical=20,
    special=(Shape("hot", claims=2, sources=10, documents=60, spoken_of=2),),
    usual=Shape("typical", claims=10, sources=5, documents=4, spoken_of=5),
)
HOT, A_PAGE = "killed-hot-0-0", 10
SCANNED = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0"


def asked(slug):
    """What the functions touch of a claim and its topic, and the tables read from end to end."""
    with reading() as snapshot:
        claim = Claim.objects.select_related("topic").get(slug=slug)
        view = View.of(snapshot, claim.id, None, void=False)
        before = set(run(SCANNED))
        with touching(connection) as touched:
            kept_sheet(claim.topic.slug, QueryDict())
            _quantities(snapshot, [claim.topic_id])
            first, _ = page_as_said(view, "", A_PAGE)
            rows = statements_shown(snapshot, [row.id for row in first.rows], None)
            starts = [Start(r.line_publisher, r.line_origin, r.stated_at_text) for r in rows]
            rows_before(view, rows, starts, 3)
            if first.next:
                second, _ = page_as_said(view, first.next.encode(), A_PAGE)
                page_as_said(view, second.previous.encode(), A_PAGE)
        return touched.buffers, set(run(SCANNED)) - before


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
    record = kerman(User.objects.create(username="alice"))
    record.says("deaths", "irna-1", "84")
    if counted:
        run("VACUUM (ANALYZE)")
    asked("deaths")

    fill_unanalysed(monkeypatch)
    planned_when_empty, scanned = touched_again(HOT)
    run("VACUUM (ANALYZE)")
    planned_when_long, _ = touched_again(HOT)

    assert scanned == set()
    assert planned_when_empty <= 1.1 * planned_when_long


def test_a_function_gives_the_columns_of_a_row_in_order(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claims_statements_shown(ARRAY[]::uuid[], NULL, NULL)")

        assert tuple(column.name for column in cursor.description) == COLUMNS._fields
