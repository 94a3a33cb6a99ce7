"""What the ledger and the history tables hold, as plain values to compare; and records to write."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, models
from psycopg.errors import InsufficientPrivilege

from accounts.models import User
from claims.models import Claim, Entity, Revision, Topic
from history.models import Entry
from history.recorded import with_version
from history.recording import recording
from history.tracking import TRACKED
from history.triggers import tracked_table
from sources.models import Document, Source

SOURCE_COLUMNS = "id, slug, name, kind, aliases, country, url, parent_role, note, is_retired"


def run(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Plain SQL on the default connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def may_set(parameter: str) -> bool:
    """Whether the role we are may set what only a superuser may, as an owner elsewhere may not."""
    return run("SELECT has_parameter_privilege(%s, 'SET')", [parameter]) == [(True,)]


def skip_unless_may_set(parameter: str) -> None:
    """End the test here if the role we are may not set a parameter."""
    if not may_set(parameter):
        pytest.skip(f"the owner may not set {parameter}: it is no superuser")


def is_superuser() -> bool:
    return run("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(True,)]


def skip_unless_superuser() -> None:
    """End the test here if it needs what an owner who is no superuser may not do."""
    if not is_superuser():
        pytest.skip("the owner is no superuser")


def run_or_skip(statement: str) -> None:
    """Run what some statements of a table need a superuser for; end the test if we are none."""
    may_everything = is_superuser()
    try:
        run(statement)
    except ProgrammingError as error:
        if may_everything or not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        pytest.skip(f"the owner is no superuser: {error}")


def another_connection(**options: Any) -> psycopg.Connection:
    """A second session in autocommit, as psql would be; close it."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    limits = "-c lock_timeout=10s -c statement_timeout=60s"  # a test that fails must not hang
    given = {**parameters, "autocommit": True, "options": limits, **options}
    return psycopg.connect(**given)


def entries(after: int = 0) -> list[tuple[int, str, str, str]]:
    """Position, actor's name, channel and reason of each entry after a position, in order."""
    return list(
        Entry.objects.filter(position__gt=after)
        .order_by("position")
        .values_list("position", "actor_name", "channel", "reason")
    )


def positions() -> list[int]:
    return [position for position, *_ in entries()]


def head() -> int:
    return max(positions(), default=0)


def written(model: type[models.Model] = Source, after: int = 0) -> list[tuple[Any, ...]]:
    """Type, slug, name and changed columns of each history row after a position, by slug."""
    rows = TRACKED[model].historical.objects.filter(position__gt=after)
    return [
        (row.history_type, row.slug, row.name, row.changed)
        for row in rows.order_by("slug", "history_id")
    ]


def drifted(model: type[models.Model]) -> list[Any]:
    """Keys whose live row is not its newest history, column by column as stored."""
    table = tracked_table(TRACKED[model])
    columns = ", ".join(f'"{column}"::text' for column in table.columns)
    live = f"SELECT {columns} FROM {table.table}"
    kept_columns = ", ".join(f'"{table.kept_as(column)}"::text' for column in table.columns)
    kept = f"""
        SELECT {kept_columns} FROM (
            SELECT DISTINCT ON ("{table.key}") * FROM {table.historical}
            ORDER BY "{table.key}", position DESC, history_id DESC
        ) newest WHERE history_type <> '-'
    """
    return run(f"({live} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {live})")


def seal() -> None:
    """Seal what is open, as the commit would that a test with `db` never reaches."""
    run("SELECT public.history_seal()")


def a_source(slug: str, **fields: Any) -> Source:
    """An unsaved outlet, named as its slug in capitals."""
    return Source(**{"slug": slug, "name": slug.upper(), "kind": "outlet", **fields})


def make_sources(*slugs: str) -> list[Source]:
    """Sources on record, in one sealed entry of nobody's."""
    with recording(by=None, channel="command", reason="setup"):
        return Source.objects.bulk_create([a_source(slug) for slug in slugs])


def a_topic(slug: str = "kerman", **fields: Any) -> Topic:
    return Topic(**{"slug": slug, "name": slug or "Nameless", "kind": "event", **fields})


def an_entity(slug: str, **fields: Any) -> Entity:
    return Entity(**{"slug": slug, "name": slug or "Nameless", "kind": "group", **fields})


def a_claim(topic: Topic, slug: str = "deaths", **fields: Any) -> Claim:
    given = {"question": "How many?", "label": "Killed", "value_type": "quantity", **fields}
    return Claim(topic=topic, slug=slug, **given)


def a_document(key: str = "article", **fields: Any) -> Document:
    return Document(**{"key": key, "title": key, **fields})


def a_revision(claim: Claim, document: Document, **fields: Any) -> Revision:
    """An unsaved statement of 84, exactly; what the database keeps of it is left out."""
    given = {"wording": "84", "quantity": "[84,84]", **fields}
    if given["quantity"] is not None:
        given = {"qualifier": "exactly", "read_by": "wording", **given}
    return Revision(
        **{"claim": claim, "value_type": claim.value_type, "document": document, **given}
    )


def insert_source(slug: str) -> str:
    """The plain SQL that puts a source on record."""
    return (
        f"INSERT INTO sources_source ({SOURCE_COLUMNS}) VALUES (gen_random_uuid(), '{slug}',"
        f" '{slug.upper()}', 'outlet', '{{}}', '', '', '', '', false)"
    )


def person(username: str) -> User:
    """A user on record, in a sealed entry."""
    with recording(by=None, channel="command", reason="setup"):
        return User.objects.create(username=username, name=username.title())


def wait_until_waiting(sessions: int = 1, event: str = "advisory") -> None:
    """Until so many sessions of this database wait for a lock; at most ten seconds."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = %s"
    )
    for _ in range(2000):
        if run(waiting, [event]) == [(sessions,)]:
            return
        run("SELECT pg_sleep(0.005), pg_stat_clear_snapshot()")  # else kept for a transaction
    raise AssertionError(f"not {sessions} but {run(waiting, [event])} sessions wait")


def version_of(record: Any) -> int:
    """The version that a record stands in."""
    found = with_version(type(record)._default_manager.filter(pk=record.pk)).get()
    return int(found.version_read)
