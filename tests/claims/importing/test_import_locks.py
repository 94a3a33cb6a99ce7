"""Editors wait for the last step of an import alone, whoever runs it.

A second session tries the writers' lock after every statement that an import sends, and for every
line that it reads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import connection

from claims.importing import Import, entering
from claims.importing.reading import Line
from history.models import Entry
from sources.registering import register_source
from tests.callers import Caller
from tests.claims.importing.test_api_imports_once import as_body, send_once
from tests.claims.importing.test_importing import CATALOGUE, kinds, others_save, said
from tests.conftest import person
from tests.history.ledger import another_connection
from tests.history.test_concurrency import at_once, meanwhile

LINES = [*CATALOGUE, *(said(str(90 + n), n) for n in range(5))]
FREE, HELD = "free", "held"
TRY = "SELECT pg_try_advisory_lock(4917, 1)"
LAST_STEP = [
    "SELECT pg_advisory_xact_lock(4917, 1)",
    "SELECT coalesce(max(position), 0) FROM history_entry",
    "SELECT EXISTS (SELECT FROM claims_stagedrevision",  # any lines with reasons of their own?
    "SAVEPOINT",
    "SELECT public.history_open",
    "SELECT DISTINCT kind FROM claims_stagedrecord",
    "INSERT INTO public.sources_source",
    "INSERT INTO public.claims_topic",
    "INSERT INTO public.claims_claim",
    "INSERT INTO public.sources_document",
    "INSERT INTO public.claims_revision",
    "INSERT INTO public.claims_revisionentity",
    # The verdicts of the claims it touched, at most 200 of them.
    "SELECT c.id, c.slug",
    "SELECT * FROM public.claims_newest",  # what each line says last, and who speaks
    'SELECT "claims_revision"',  # what orders those of one time
    'SELECT "sources_document"',
    "WITH made AS MATERIALIZED ( SELECT * FROM json_to_recordset",  # what is kept of them
    "SELECT public.history_seal",
    "RELEASE SAVEPOINT",
    'UPDATE "claims_import"',
]
# Within the transaction of a key, which fails whole.
WITHIN = [each for each in LAST_STEP if "SAVEPOINT" not in each]
KEPT = [
    "RELEASE SAVEPOINT",
    "SELECT kind, count(*) FROM claims_stagedrecord",
    "SELECT count(*) FROM claims_stagedrevision",
    "SELECT count(revision_id) FROM claims_stagedline",
    "DELETE FROM public.claims_stagedrevision",
    "DELETE FROM public.claims_stagedrecord",
    "DELETE FROM public.claims_stagedline",
    'DELETE FROM "claims_import"',
    'DELETE FROM "claims_import"',
    "SELECT pg_advisory_unlock(hashtextextended('import '",
    'INSERT INTO "accounts_keptanswer"',
]


class Trace:
    """What happened, in order, and whether others could write right after it."""

    def __init__(self, elsewhere: Any) -> None:
        self.elsewhere = elsewhere
        self.seen: list[tuple[str, str]] = []

    def note(self, what: str) -> None:
        [free] = self.elsewhere.execute(TRY).fetchone()
        if free:
            self.elsewhere.execute("SELECT pg_advisory_unlock(4917, 1)")
        self.seen.append((FREE if free else HELD, what))

    def sent(self, execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        self.note(" ".join(str(sql).split()))
        return answer

    def read(self, lines: list[dict[str, Any]]) -> Iterator[Line]:
        for number, line in enumerate(lines, 1):
            self.note(f"line {number}")
            yield Line(number, line)

    def phases(self) -> list[str]:
        return [state for state, _ in itertools.groupby(self.seen, key=lambda each: each[0])]

    def during(self, state: str) -> list[str]:
        return [what for seen, what in self.seen if seen == state]


@contextmanager
def traced() -> Iterator[Trace]:
    with closing(another_connection()) as elsewhere:
        trace = Trace(elsewhere)
        with connection.execute_wrapper(trace.sent):
            yield trace


def importing(**options: Any) -> Import:
    return Import(**{"by": None, "reason": "An import", "channel": "import", **options})


def begins(sent: list[str], expected: list[str]) -> list[str]:
    """The statements by their beginnings, to be compared with these."""
    shown = itertools.zip_longest(sent, expected, fillvalue="")
    return [begun if begun and each.startswith(begun) else each for each, begun in shown]


def test_the_lock_is_held_for_the_last_step_alone(committed_db):
    with traced() as trace:
        importing(told=lambda lines: trace.note(f"{lines} staged")).run(trace.read(LINES))

    assert trace.phases() == [FREE, HELD, FREE]
    assert begins(trace.during(HELD), LAST_STEP) == LAST_STEP
    free = trace.during(FREE)
    assert [what for what in free if what.startswith("line ") or what.endswith(" staged")] == [
        *(f"line {number}" for number in range(1, 9)),
        "8 staged",
    ]
    assert [what for what in free if "SELECT DISTINCT ON (s.line)" in what]  # resolving


def test_between_batches_the_lock_is_free(committed_db):
    with traced() as trace:
        importing(batch=3).run(trace.read(LINES))

    assert trace.phases() == [FREE, HELD, FREE, HELD, FREE, HELD, FREE]
    assert [what for what in trace.during(FREE) if what.startswith("line ")] == [
        f"line {number}" for number in range(1, 9)
    ]


def test_what_is_staged_again_is_staged_without_the_lock(committed_db, monkeypatch):
    monkeypatch.setattr(entering, "FEW", 0)
    importing().run(Line(number, line) for number, line in enumerate(CATALOGUE, 1))
    saved: list[Any] = []

    def save(lines: int) -> None:
        if not saved:
            saved.extend(at_once(lambda: others_save("a statement of the line")))

    with traced() as trace:
        importing(told=save).run(trace.read(LINES[3:]))

    assert trace.phases() == [FREE, HELD, FREE]
    assert trace.during(HELD).count(LAST_STEP[0]) == 1
    assert len(kinds()) == 1 + 5


def test_what_is_written_while_the_lock_is_waited_for_is_staged_without_it(
    committed_db, monkeypatch
):
    monkeypatch.setattr(entering, "FEW", 0)
    importing().run(Line(number, line) for number, line in enumerate(CATALOGUE, 1))
    saved: list[Any] = []

    def sent(execute: Any, sql: str, *rest: Any) -> Any:
        if sql == LAST_STEP[0] and not saved:
            saved.extend(at_once(lambda: others_save("a statement of the line")))
        return execute(sql, *rest)

    with traced() as trace, connection.execute_wrapper(sent):
        importing().run(trace.read(LINES[3:]))

    # Once to see that much has changed, once to enter what was staged again in between.
    assert trace.phases() == [FREE, HELD, FREE, HELD, FREE]
    assert trace.during(HELD).count(LAST_STEP[0]) == 2
    assert len(kinds()) == 1 + 5


def test_over_http_the_lock_is_held_for_the_last_step_alone(committed_db):
    caller = Caller(person("alice", "editor"))
    with traced() as trace:
        answer = caller.client.generic(
            "POST",
            "/api/v1/imports/?reason=Why",
            as_body(LINES),
            content_type="application/x-ndjson",
        )

    assert (answer.status_code, answer.json()["lines"]) == (200, 8)
    assert trace.phases() == [FREE, HELD, FREE]
    assert begins(trace.during(HELD), LAST_STEP) == LAST_STEP


def test_under_a_key_it_is_held_until_the_answer_is_kept(committed_db):
    caller = Caller(person("alice", "editor"))
    caller.get("sources/")  # notes the token's use
    with traced() as trace:
        answer = send_once(caller, as_body(LINES))

    assert (answer.status_code, answer.json()["lines"]) == (200, 8)
    assert trace.phases() == [FREE, HELD]
    assert begins(trace.during(HELD), WITHIN + KEPT) == WITHIN + KEPT


def registers(slug: str) -> None:
    register_source(slug=slug, name=slug, kind="agency", by=None, reason="An editor", channel="api")


@pytest.mark.parametrize("when", ["line 1", "line 8", "8 staged"])
def test_an_editor_saves_while_lines_are_read_and_staged(committed_db, when):
    def now(what: str) -> None:
        if what == when:
            at_once(lambda: registers("meanwhile"))

    def read() -> Iterator[Line]:
        for number, line in enumerate(LINES, 1):
            now(f"line {number}")
            yield Line(number, line)

    importing(told=lambda lines: now(f"{lines} staged")).run(read())

    reasons = Entry.objects.order_by("position").values_list("reason", flat=True)
    assert list(reasons)[-2:] == ["An editor", "An import"]


def test_an_editor_who_saves_in_the_last_step_waits_for_it(committed_db):
    waited: list[Any] = []

    def sent(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if "INSERT INTO public.claims_revision " in sql and not waited:
            waited.append(meanwhile(lambda: registers("meanwhile")))
            waited[0].__enter__()
        return answer

    with connection.execute_wrapper(sent):
        importing().run(Line(number, line) for number, line in enumerate(LINES, 1))
    waited[0].__exit__(None, None, None)

    reasons = Entry.objects.order_by("position").values_list("reason", flat=True)
    assert list(reasons)[-2:] == ["An import", "An editor"]
