"""Writers and judges at once: what was touched meanwhile stays stale, and nobody waits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from claims import assessing, assessing_past
from claims.assessing import assess, backlog, work_off
from claims.models import Assessment, Claim, PastSheet
from history.recording import recording
from sources.models import Source
from tests.callers import head
from tests.claims.assessments import (
    kept,
    kept_as_of,
    leave_stale,
    live,
    told,
    untrue,
    untrue_then,
    waiting,
)
from tests.conftest import person
from tests.history.ledger import another_connection, run
from tests.kerman import kerman as made_kerman

MOVE = "UPDATE sources_source SET kind = %s WHERE slug = 'irna'"
LOCKED = (
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)
MOVED = {"deaths": "verdict", "method": "verdict"}


@pytest.fixture
def record(committed_db):
    return told(made_kerman(person("alice", "editor")))


@pytest.fixture
def psql(record):
    session = another_connection()
    yield session
    session.close()


def ids(*slugs):
    return list(Claim.objects.filter(slug__in=slugs).values_list("id", flat=True))


def test_what_is_touched_while_it_is_judged_stays_stale(record, psql, monkeypatch):
    psql.execute(MOVE, ["tracker"])
    judge = assessing._judge

    def judge_slowly(*given):
        made = judge(*given)
        psql.execute(MOVE, ["institution"])
        return made

    monkeypatch.setattr(assessing, "_judge", judge_slowly)
    stored = assess(ids("deaths", "method"))
    between = waiting()
    monkeypatch.undo()
    again = assess(ids("deaths", "method"))

    assert (stored, between) == (0, MOVED)
    assert (again, waiting(), kept()) == (2, {}, live())


def test_what_a_writer_is_at_is_passed_over_without_waiting(record, psql):
    psql.execute(MOVE, ["tracker"])
    assess(ids("method"))
    psql.execute("BEGIN")
    psql.execute(MOVE, ["institution"])
    run("SET lock_timeout = '1s'")

    stored = assess(ids("deaths", "method"))
    seen_before = (kept()["method"]["counts"], waiting())
    psql.execute("COMMIT")

    assert stored == 0
    assert seen_before == (seen_before[0], {"deaths": "verdict"})
    assert waiting() == MOVED
    assert untrue() == {}


def test_a_mark_lands_on_what_was_stored_after_its_statement_began(record, psql):
    """The writer's snapshot still holds the row as stale; its mark must not be skipped."""
    psql.execute(MOVE, ["tracker"])
    held = another_connection()
    held.execute("BEGIN")
    held.execute("SELECT FROM claims_assessment WHERE sheet IS NULL FOR UPDATE")
    with ThreadPoolExecutor(1) as thread:
        written = thread.submit(psql.execute, MOVE, ["institution"])
        _wait_for_a_lock()
        held.execute(
            "UPDATE claims_assessment SET rules = %s, sheet = '{}', judged_position = 9999"
            " WHERE sheet IS NULL",
            [assessing.KEPT_BY],
        )
        held.execute("COMMIT")
        written.result(timeout=30)
    held.close()

    assert waiting() == MOVED
    assert untrue_then()[1] == {}  # what was stored is lost, or right: never put by otherwise


def test_a_rolled_back_write_leaves_the_old_verdict_fresh(record):
    before = list(Assessment.objects.order_by("claim_id").values_list())

    with transaction.atomic():
        record.says("deaths", "bbc-1", "200")
        within = kept()["deaths"]["counts"]
        transaction.set_rollback(True)

    assert within != kept()["deaths"]["counts"]
    assert list(Assessment.objects.order_by("claim_id").values_list()) == before


def test_what_is_written_after_the_judging_in_the_same_entry_stays_stale(record, monkeypatch):
    def meddles(block):
        Source.objects.filter(slug="irna").update(kind="tracker")

    monkeypatch.setattr("history.recording._before_seal", [assessing.assess_touched, meddles])
    with recording(by=None, channel="command"):
        Source.objects.filter(slug="irna").update(kind="institution")

    assert waiting() == MOVED
    assert untrue() == {}


def test_a_later_entry_of_the_same_transaction_marks_again(record):
    with transaction.atomic():
        with recording(by=None, channel="command"):
            Source.objects.filter(slug="irna").update(kind="institution")
        between = waiting()
        Source.objects.filter(slug="irna").update(kind="tracker")

    assert (between, waiting()) == ({}, MOVED)


def test_a_store_of_an_older_position_changes_nothing_newer(record, psql, monkeypatch):
    """Two judges: the slower one began before the change, the faster one after it."""
    psql.execute(MOVE, ["tracker"])
    judge = assessing._judge

    def overtaken(*given):
        made = judge(*given)
        monkeypatch.setattr(assessing, "_judge", judge)
        psql.execute(MOVE, ["institution"])
        with ThreadPoolExecutor(1) as thread:
            faster.append(thread.submit(alone).result(timeout=30))
        return made

    def alone():
        try:
            return assess(claims)
        finally:
            connection.close()

    claims, faster = ids("deaths", "method"), []
    monkeypatch.setattr(assessing, "_judge", overtaken)
    slower = assess(claims)

    assert (slower, faster) == (0, [2])
    assert (waiting(), kept()) == ({}, live())


def test_what_was_judged_since_a_writer_began_is_put_by_as_of_then(record, psql):
    """A judge stores between two changes; the second one puts by what holds since the first."""
    psql.execute(MOVE, ["tracker"])
    between = head()
    assess(ids("deaths", "method"))
    psql.execute(MOVE, ["institution"])

    assert ids("deaths")[0] in kept_as_of(between)
    assert untrue_then()[1] == {}


def test_an_erasure_waits_for_a_batch_of_the_past_and_empties_what_it_wrote(
    record, psql, monkeypatch
):
    PastSheet.objects.update(rules="", sheet="")
    judge, filled, erased = assessing_past._judge_again, [], []

    def overtaken(rows):
        filled.append(judge(rows))
        if rows:
            empty = "UPDATE claims_pastsheet SET rules = '', sheet = ''"
            erased.append(thread.submit(psql.execute, empty))
            _wait_for_a_lock()
        return filled[-1]

    monkeypatch.setattr(assessing_past, "_judge_again", overtaken)
    with ThreadPoolExecutor(1) as thread:
        list(assessing_past.work_off_past())
        erased[0].result(timeout=30)

    assert filled[0] == PastSheet.objects.count() > 0
    assert PastSheet.objects.exclude(rules="", sheet="").count() == 0


def test_writers_and_judges_at_once_never_leave_a_stale_answer(record, monkeypatch):
    leave_stale(monkeypatch)
    ends = time.monotonic() + 4
    faults = []

    def repeated(work):
        def run_it():
            try:
                while time.monotonic() < ends and not faults:
                    work()
            except Exception as error:  # a thread's own fault must fail the test
                faults.append(repr(error))
            finally:
                connection.close()

        return threading.Thread(target=run_it)

    figures = iter(range(80, 100_000))

    def states():
        record.says("deaths", "bbc-1", str(next(figures)))

    kinds = iter(["tracker", "institution", "agency"] * 10_000)

    def changes():
        Source.objects.filter(slug="irna").update(kind=next(kinds))

    def looks():
        with transaction.atomic():
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if wrong := untrue():
                faults.append(wrong)

    works = [states, changes, looks, looks, lambda: list(work_off()), lambda: list(work_off())]
    threads = [repeated(work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    list(work_off())
    assert faults == []
    assert (backlog().count(), kept()) == (0, live())
    assert untrue_then()[1] == {}


def _wait_for_a_lock():
    for _ in range(500):
        if run(LOCKED):
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
