"""(f) Many statements at once, with full history and a sealed entry, beside bulk_create.

The statements are of as many claims as there are; those of more than 200 are left to `assess`.
"COPY and INSERT … SELECT" is the last step of an import alone: rows that are resolved already.
"import" is all of it: lines of NDJSON read, words read, links resolved, staged, entered.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import reversion
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from simple_history.utils import bulk_create_with_history

from accounts.models import Scope, User
from accounts.roles import Role
from api.typeid import new_key
from bench.contest import Question, Writing
from bench.filling import STATEMENTS, claim_slug, enter
from bench.generated import CLAIM, DOCUMENT, Plan, key
from bench.peers.models import COLUMNS, PgHistory, Plain, Reversion, SimpleHistory
from bench.questions.writing import a_statement, with_signals
from bench.worlds import World
from history.people import issue_token, register_user

ROWS = 2_000
COPY = "COPY bench_plain ({}) FROM STDIN".format(", ".join(f'"{one}"' for one in COLUMNS))


def questions(world: World) -> list[Question]:
    world.enter()
    columns, token, plan = a_statement(world.plan)(), reader_token("Bulk"), world.plan
    contestants = [
        Writing("plain bulk_create", lambda: _creating(Plain, columns)),
        Writing("COPY by psycopg", lambda: _copying(world, columns)),
        Writing("onrecord, COPY and INSERT … SELECT", lambda: _entering(plan)),
        Writing("onrecord, import", lambda: _importing(plan)),
        Writing("onrecord, POST imports/", lambda: _posting(plan, token)),
    ]
    if world.has_peers:
        contestants += [
            Writing("bulk_create_with_history", lambda: _with_history(columns)),
            Writing("pghistory", lambda: _creating(PgHistory, columns)),
            Writing("reversion", lambda: _versioned(columns)),
        ]
    return [Question("f", "bulk", world.size, contestants, entering=world.enter)]


def reader_token(name: str) -> str:
    """A token that may write, of a contributor made for it."""
    by = {"by": None, "reason": "For the bench", "channel": "command"}
    user = User.objects.filter(username="bench").first() or register_user(
        **by,
        username="bench",
        name="The bench",
        is_staff=False,
        password=secrets.token_urlsafe(12),
        roles=list(Group.objects.filter(name=Role.CONTRIBUTOR)),
    )
    _, token = issue_token(**by, user=user, name=name, scopes=[Scope.READ, Scope.WRITE])
    return str(token)


def _rows(model: Any, columns: dict[str, Any]) -> list[Any]:
    return [model(**{**columns, "id": new_key()}) for _ in range(ROWS)]


def _creating(model: Any, columns: dict[str, Any]) -> Callable[[], Any]:
    rows = _rows(model, columns)
    return lambda: model.objects.bulk_create(rows)


def _with_history(columns: dict[str, Any]) -> Callable[[], Any]:
    rows = _rows(SimpleHistory, columns)
    return with_signals(lambda: bulk_create_with_history(rows, SimpleHistory))


def _versioned(columns: dict[str, Any]) -> Callable[[], Any]:
    rows = _rows(Reversion, columns)

    def turn() -> None:
        with reversion.create_revision():
            Reversion.objects.bulk_create(rows)
            for row in rows:
                reversion.add_to_revision(row)

    return turn


def _copying(world: World, columns: dict[str, Any]) -> Callable[[], Any]:
    fields = {field.column: field.attname for field in Plain._meta.fields}
    rows = [
        [new_key() if column == "id" else columns[fields[column]] for column in COLUMNS]
        for _ in range(ROWS)
    ]

    def turn() -> None:
        with world.reads.session.cursor().copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)

    return turn


def _entering(plan: Plan) -> Callable[[], Any]:
    rows = [
        (
            number, new_key(), *_of_number(plan, number), None, None, "94", "exactly", "[94,94]",
            "2025-03-01T10:00:00Z", number, None, None,
        )
        for number in range(ROWS)
    ]  # fmt: skip
    return lambda: enter(STATEMENTS, rows, "Bulk")


def _of_number(plan: Plan, number: int) -> tuple[Any, Any]:
    """A claim and a document of one of the topics, in turn: a file speaks of many."""
    topic = plan.number("typical", number % plan.typical)
    return key(CLAIM, topic, number % plan.usual.claims), key(DOCUMENT, topic, 0, 0)


def _importing(plan: Plan) -> Callable[[], Any]:
    handle, name = tempfile.mkstemp(suffix=".ndjson")
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(lines(plan)))

    def turn() -> None:
        call_command("import", name, reason="Bulk", stdout=StringIO())
        Path(name).unlink()

    return turn


def _posting(plan: Plan, token: str) -> Callable[[], Any]:
    body = b"".join(lines(plan))
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def turn() -> None:
        answer = client.post(
            "/api/v1/imports/?reason=Bulk",
            body,
            content_type="application/x-ndjson",
            headers={"Host": "localhost"},
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.content.decode())

    return turn


def lines(plan: Plan) -> Iterator[bytes]:
    """New statements in new documents, four each, on claims of every typical topic in turn."""
    batch = secrets.token_hex(4)
    for number in range(ROWS):
        topic = plan.number("typical", number % plan.typical)
        yield (
            orjson.dumps(
                {
                    "claim": claim_slug(plan, topic, number % plan.usual.claims),
                    "document": {
                        "url": f"https://bulk.example/{batch}/{number // 4}",
                        "title": f"Report {number // 4}",
                        "language": "en",
                        "published": f"2025-04-{1 + number // 4 % 28:02}",
                        "publisher": f"outlet-{number // 4 % 200}",
                    },
                    "wording": f"at least {20 + number % 300}",
                    "sequence": number % 4,
                    "importer": "bench",
                    "external_id": f"{batch}-{number}",
                }
            )
            + b"\n"
        )
