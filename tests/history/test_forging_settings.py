"""Every setting a client can write, at every edge of it: none shapes what is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from config.owner import service_role
from history.models import Entry
from sources.models import Source
from tests.history.forgery import DENIED, everything, in_a_session, skip_unless_two_roles
from tests.history.hashes import recomputed, stored
from tests.history.ledger import (
    another_connection,
    drifted,
    entries,
    insert_source,
    make_sources,
    run,
    written,
)

# What settings of free text are set to; any other takes these, or is refused.
TEXTS = ["", "forged", "pg_temp", "German, DMY", "Asia/Tehran", "SQL_ASCII", "LATIN1", "pg_global"]
OF_NO_LIST = {
    "role": ["none", "forged"],
    "session_authorization": ["default"],
    "onrecord.actor": ["Eve"],
    "history.position": ["1"],
    "search_path": ["", "pg_temp", "pg_temp, pg_catalog", "public, pg_temp", "pg_catalog"],
}
RENAME = "UPDATE public.sources_source SET name = '{}'"


@pytest.fixture(autouse=True)
def _two_roles():
    skip_unless_two_roles()


def settings(context: str) -> Iterator[tuple[str, str]]:
    """Each setting of a context with its edges: on and off, all words, least and most."""
    for name, kind, words, least, most in run(
        "SELECT name, vartype, enumvals, min_val, max_val FROM pg_settings"
        " WHERE context = %s ORDER BY name",
        [context],
    ):
        values = {"bool": ["on", "off"], "enum": words, "string": TEXTS}.get(kind, [least, most])
        yield from ((name, value) for value in values)


def of_a_client() -> list[tuple[str, str]]:
    return [
        *settings("user"),
        *((name, value) for name, values in OF_NO_LIST.items() for value in values),
    ]


def state_under(name: str, value: str, statement: str) -> str:
    """What refuses a statement in a session with a setting: its sqlstate, or "" if it stands.

    "unset" where the setting itself is refused.
    """
    with another_connection() as session:
        try:
            session.execute("SELECT set_config(%s, %s, false)", [name, value])
        except psycopg.Error:
            return "unset"
        try:
            session.execute(statement)
        except psycopg.Error as error:
            return error.sqlstate or "disconnected"
        return ""


def test_no_setting_of_a_client_shapes_what_is_recorded(committed_db):
    make_sources("a")
    tried = of_a_client()

    states = [
        state_under(name, value, RENAME.format(number))
        for number, (name, value) in enumerate(tried)
    ]

    stand = [number for number, state in enumerate(states) if state == ""]
    assert len(stand) > 300
    assert written(after=1) == [("~", "a", str(number), ["name"]) for number in stand]
    assert entries(1) == [(2 + number, "", "sql", "") for number in range(len(stand))]
    assert set(Entry.objects.values_list("role", flat=True)) == {service_role()}
    assert (drifted(Source), stored()) == ([], recomputed())


def test_what_only_a_superuser_may_set_is_refused(committed_db):
    states = {
        name: in_a_session(f"SELECT set_config('{name}', current_setting('{name}'), false)")
        for name in {name for name, _ in settings("superuser")}
    }

    assert len(states) > 30
    assert {"session_replication_role", "allow_system_table_mods"} <= states.keys()
    assert set(states.values()) == {DENIED}


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_default_isolation_that_hides_what_others_wrote_is_refused(committed_db, level):
    before = everything()

    refused = in_a_session(f"SET default_transaction_isolation = '{level}'", insert_source("b"))

    assert (refused, everything()) == ("0A000", before)


def test_settings_kept_for_the_role_shape_nothing(committed_db):
    """A role may change its own defaults, for sessions to come."""
    make_sources("a")
    for setting in (
        "search_path = pg_temp",
        "TimeZone = 'Asia/Tehran'",
        "DateStyle = German",
        "bytea_output = escape",
        "row_security = off",
    ):
        run(f'ALTER ROLE CURRENT_USER IN DATABASE "{committed_db}" SET {setting}')

    assert in_a_session(RENAME.format("New")) == ""
    assert written(after=1) == [("~", "a", "New", ["name"])]
    assert (drifted(Source), stored()) == ([], recomputed())
