"""(f) One statement on record, committed: what history, the entry and the assessment cost a save().

Every contestant writes the same columns with synchronous_commit on. "not assessed" leaves out what
`claims` does before an entry is sealed, so that the two can be told apart. What waits for the disk
is measured beside them: a turn of "…: its commit" is the COMMIT of such a write alone, after every
check that it defers. What a write costs apart from the disk is the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import reversion
from django.conf import settings
from django.db import connection, transaction

from api.typeid import new_key
from bench.contest import Question, Writing
from bench.filling import unassessed
from bench.generated import CLAIM, DOCUMENT, Plan, key
from bench.peers.models import COLUMNS, PgHistory, Plain, Reversion, SimpleHistory
from bench.promised import COMMIT
from bench.worlds import World
from claims.drafting import NewStatement, drafted
from claims.evidence import Evidence
from claims.models import Claim
from claims.recording import record_statement
from claims.stated_value import GivenValue
from sources.models import Document

NUMBERS = count(1)
COMMITTED = ("plain save()", "onrecord", "onrecord, not assessed")
INSERT = "INSERT INTO bench_plain ({}) VALUES ({})".format(  # noqa: S608  made of models' names
    ", ".join(f'"{column}"' for column in COLUMNS), ", ".join(["%s"] * len(COLUMNS))
)


def questions(world: World) -> list[Question]:
    world.enter()
    columns = a_statement(world.plan)
    contestants = [
        Writing("plain save()", lambda: _saving(Plain, columns())),
        Writing("INSERT by psycopg", lambda: _inserting(world, columns())),
        Writing("onrecord", lambda: _recording(world.plan)),
        Writing("onrecord, not assessed", lambda: _not_assessed(_recording(world.plan))),
    ]
    contestants += [
        Writing(f"{each.name}{COMMIT}", partial(_committing, each.preparing))
        for each in contestants
        if each.name in COMMITTED
    ]
    if world.has_peers:
        contestants += [
            Writing("simple-history", lambda: with_signals(_saving(SimpleHistory, columns()))),
            Writing("pghistory", lambda: _saving(PgHistory, columns())),
            Writing("reversion", lambda: _versioned(columns())),
        ]
    return [Question("f", "one statement", world.size, contestants, entering=world.enter)]


def new_statement(plan: Plan) -> NewStatement:
    """A statement that nobody made, of the first typical topic; its links loaded."""
    topic = plan.number("typical")
    claim = Claim.objects.select_related("topic").get(pk=key(CLAIM, topic, 3))
    document = Document.objects.select_related("publisher").get(pk=key(DOCUMENT, topic, 0, 0))
    number = next(NUMBERS)
    return NewStatement(
        claim=claim,
        document=document,
        given=GivenValue(wording=f"at least {100 + number % 300}"),
        stated=f"2025-02-{1 + number % 27:02}T10:{number % 60:02}Z",
        sequence=number,
    )


def a_statement(plan: Plan) -> Callable[[], dict[str, Any]]:
    """The same as columns, for whoever knows no rules; each call has a key of its own."""

    def columns() -> dict[str, Any]:
        revision = drafted(new_statement(plan), Evidence(None))
        held = {field.attname: getattr(revision, field.attname) for field in Plain._meta.fields}
        return {**held, "id": new_key()}

    return columns


def _saving(model: Any, columns: dict[str, Any]) -> Callable[[], Any]:
    made = model(**columns)
    return lambda: made.save(force_insert=True)


def _inserting(world: World, columns: dict[str, Any]) -> Callable[[], Any]:
    fields = {field.column: field.attname for field in Plain._meta.fields}
    values = [columns[fields[column]] for column in COLUMNS]
    return lambda: world.reads.write(INSERT, values)


def _recording(plan: Plan) -> Callable[[], Any]:
    new = new_statement(plan)
    return lambda: record_statement(new, by=None, channel="api")


def _not_assessed(record: Callable[[], Any]) -> Callable[[], Any]:
    def turn() -> None:
        with unassessed():
            record()

    return turn


def _committing(preparing: Callable[[], Callable[[], Any]]) -> Callable[[], Any]:
    """The COMMIT of a write that is done, its deferred checks too."""
    write = preparing()
    transaction.set_autocommit(False)
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def turn() -> None:
        transaction.commit()
        transaction.set_autocommit(True)

    return turn


def with_signals(write: Callable[[], Any]) -> Callable[[], Any]:
    """simple-history writes history from signals, which Onrecord has switched off for itself."""

    def turn() -> None:
        settings.SIMPLE_HISTORY_ENABLED = True
        try:
            with transaction.atomic():
                write()
        finally:
            settings.SIMPLE_HISTORY_ENABLED = False

    return turn


def _versioned(columns: dict[str, Any]) -> Callable[[], Any]:
    made = Reversion(**columns)

    def turn() -> None:
        with reversion.create_revision():
            made.save(force_insert=True)

    return turn
