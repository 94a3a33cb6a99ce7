"""The record that the bench generates, and that the limit answers of it as Onrecord does."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection

from bench import filling, onrecord
from bench.generated import HOT, START, TOPIC, Plan, Shape, documents, key, statements
from bench.limit import tables
from bench.limit.judging import judged
from bench.limit.reading import TOPIC as CLAIMS_OF_TOPIC
from bench.limit.reading import Limit
from claims.models import Assessment, Claim, Revision, Topic
from history.dates import Until
from history.models import Entry

SMALL = Plan(
    typical=2,
    special=(Shape("hot", claims=2, sources=3, documents=30, spoken_of=2),),
    usual=Shape("typical", claims=4, sources=4, documents=10, spoken_of=2),
)


def test_a_plan_has_about_as_many_statements_as_asked_for():
    assert [Plan.of(size).statements for size in (10_000, 100_000, 1_000_000)] == [
        10_005,
        100_005,
        1_000_005,
    ]


def test_the_record_is_the_same_every_time():
    first, again = (
        [(one.id, one.claim, one.worded, one.is_mistaken) for one in statements(SMALL)]
        for _ in range(2)
    )

    assert first == again


def test_every_statement_has_a_key_of_its_own():
    keys = [one.id for one in statements(Plan.of(10_000))]

    assert len(set(keys)) == len(keys) == 10_005


def test_a_typical_line_has_five_statements():
    plan = Plan.of(10_000)
    topic = plan.number("typical")
    lines = Counter(
        (one.claim, one.document.publisher, one.attributed_to)
        for one in statements(plan)
        if one.document.topic == topic
    )

    assert Counter(lines.values()) == {5: 20 * 10}


def test_topics_come_in_turn_so_that_none_lies_together():
    topics = [document.topic for document in documents(Plan.of(10_000))]
    typical = [topic for topic in topics if topic >= 3]

    assert Counter(typical[:30]) == {3: 10, 4: 10, 5: 10}
    assert topics[:2000].count(0) > 500 > HOT.sources


def test_a_correction_follows_on_its_own_line_and_corrects_no_mistake():
    corrections = [one for one in statements(Plan.of(10_000)) if one.corrects]

    assert len(corrections) > 100
    assert all(
        one.claim == one.corrects.claim
        and one.document.publisher == one.corrects.document.publisher
        and one.document.said_at > one.corrects.document.said_at
        and not one.corrects.is_mistaken
        for one in corrections
    )


@pytest.fixture
def filled(owner_committed_db):
    """The small plan on record, and the limit's tables beside it."""
    told = []
    filling.fill(SMALL, told.append)
    connection.ensure_connection()
    tables.make(connection.connection)
    assert told[-1] == SMALL.statements
    return Limit(connection.connection)


def test_what_is_filled_has_history_entries_and_verdicts(filled):
    mistaken = sum(one.is_mistaken for one in statements(SMALL))

    assert mistaken > 0
    assert Revision.objects.count() == SMALL.statements + mistaken
    assert Revision.objects.filter(is_void=True).count() == mistaken
    assert Revision.objects.filter(replaces__is_void=True).count() == mistaken
    assert Revision.history.filter(history_type="~").count() == mistaken
    assert Entry.objects.filter(reason="Misread").count() == mistaken
    assert Assessment.objects.fresh().count() == Claim.objects.count()


@pytest.mark.parametrize(
    ("stopped", "after"), [("enter", 2), ("enter", 6), ("take_back", 0), ("take_back", 1)]
)
def test_a_fill_that_was_stopped_goes_on(owner_committed_db, monkeypatch, stopped, after):
    step, left = getattr(filling, stopped), iter(range(after))

    def until_it_stops(*asked):
        if next(left, None) is None:
            raise KeyboardInterrupt
        step(*asked)

    monkeypatch.setattr(filling, "AN_ENTRY", 100)
    with monkeypatch.context() as patched:
        patched.setattr(filling, stopped, until_it_stops)
        with pytest.raises(KeyboardInterrupt):
            filling.fill(SMALL, lambda done: None)

    filling.fill(SMALL, lambda done: None)

    test_what_is_filled_has_history_entries_and_verdicts(None)
    assert Topic.objects.count() == len(SMALL.topics)


def test_the_limit_answers_as_onrecord_does(filled):
    head = Entry.objects.values_list("position", flat=True).first()
    cases = list(
        product(
            ("typical", "hot"),
            (5, 100),  # all of a line is read, or its first
            (None, head - 1),
            (None, START + timedelta(days=100, seconds=30)),
        )
    )

    answers = {case: _of_limit(filled, *case) for case in cases}

    assert answers == {case: _of_onrecord(*case) for case in cases}


def _of_limit(limit, name, a_line, position, until):
    claims = limit.fetch(CLAIMS_OF_TOPIC, {"topic": key(TOPIC, SMALL.number(name))})
    ids = [claim[0] for claim in claims]
    heads = limit.heads(ids, a_line=a_line, position=position, until=until)
    return onrecord.of_agreements(judged(claims, heads, limit.speakers(heads)).items())


def _of_onrecord(name, a_line, position, until):
    slug = filling.topic_slug(SMALL, SMALL.number(name))
    limit = None if until is None else Until(until, inclusive=True)
    return onrecord.of_judgements(onrecord.judgements(slug, position, limit))


def test_the_sheet_as_kept_answers_as_judging_does(filled):
    slug = filling.topic_slug(SMALL, SMALL.number("typical"))

    shown = onrecord.of_sheet(onrecord.service(f"topics/{slug}/sheet/", limit=500))

    assert shown["short"] == onrecord.of_judgements(onrecord.judgements(slug, None, None))["short"]


@contextmanager
def snapshot_held():
    """Somebody reads; gives what ends it."""
    elsewhere = connection.copy()
    with closing(elsewhere), elsewhere.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM claims_revision")
        yield elsewhere.close


def test_vacuum_comes_again_until_nobody_holds_a_snapshot(owner_committed_db, monkeypatch):
    waited = []
    with snapshot_held() as end:

        def wait(seconds):
            waited.append(seconds)
            if seconds == 2:
                end()

        monkeypatch.setattr(filling.time, "sleep", wait)
        filling.fill(SMALL, lambda done: None)

    assert waited == [0, 1, 2]


def test_vacuum_tells_what_it_could_not_mark(owner_committed_db, monkeypatch):
    monkeypatch.setattr(filling, "WAITS", 1)

    with snapshot_held(), pytest.raises(filling.Unseen, match=r"'claims_revision': \d+.*snapshot"):
        filling.fill(SMALL, lambda done: None)
