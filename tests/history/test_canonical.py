"""Canonical texts come out as they were sealed, whatever the caller's settings."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from history.canonical import ENTRY_TEXT, PINS, pinned, row_hash, row_text, rows_written
from history.merkle import leaf_hash, tree_hash
from history.models import Node
from tests.history.ledger import make_sources, run

HISTORICAL = "sources_historicalsource"
HOSTILE = {
    "TimeZone": "Asia/Tehran",
    "DateStyle": "German, DMY",
    "IntervalStyle": "iso_8601",
    "extra_float_digits": "0",
    "bytea_output": "escape",
}


def settings() -> dict[str, str]:
    return {name: run(f"SHOW {name}")[0][0] for name in PINS}


def test_digest_is_the_tree_over_the_row_hashes(db):
    make_sources("a", "b", "c")
    with pinned():
        rows = run(f"{rows_written([HISTORICAL])} ORDER BY history_id", [[1]])

    digest = run("SELECT digest FROM history_entry")[0][0]
    assert [position for position, _, _ in rows] == [1, 1, 1]
    assert tree_hash([bytes(hash) for _, _, hash in rows]) == bytes(digest)


def test_row_hash_is_the_leaf_hash_of_the_text(db):
    make_sources("a")
    with pinned():
        [(text, hash)] = run(
            f"SELECT {row_text(HISTORICAL)}, {row_hash(HISTORICAL)} FROM {HISTORICAL} h"
        )

    held = json.loads(text)
    assert leaf_hash(text.encode()) == bytes(hash)
    assert (held["@table"], held["slug"], held["history_type"]) == (HISTORICAL, "a", "+")


def test_leaf_is_the_hash_of_the_entry_without_its_root(db):
    make_sources("a")
    with pinned():
        [(text,)] = run(f"SELECT {ENTRY_TEXT} FROM history_entry e")

    assert leaf_hash(text.encode()) == bytes(Node.objects.get(level=0, index=0).hash)
    assert "root" not in json.loads(text)


def test_settings_of_the_caller_do_not_matter_and_are_put_back(committed_db):
    make_sources("a")
    query = f"SELECT {row_text(HISTORICAL)} FROM {HISTORICAL} h"
    with pinned():
        plain = run(query)
    for name, value in HOSTILE.items():
        run(f"SET {name} = '{value}'")

    with transaction.atomic():
        with pinned():
            inside, pinned_text = settings(), run(query)
        after = settings()

    assert (inside, pinned_text) == (PINS, plain)
    assert after == HOSTILE == settings()


def test_a_failure_inside_is_not_hidden(db):
    with pytest.raises(LookupError, match="mine"), pinned():
        raise LookupError("mine")


def test_a_refused_query_inside_leaves_the_callers_settings(committed_db):
    run("SET TimeZone = 'Asia/Tehran'")

    with pytest.raises(Exception, match="division by zero"), pinned():
        run("SELECT 1 / 0")

    assert run("SHOW TimeZone") == [("Asia/Tehran",)]


@pytest.mark.parametrize("name", ["it's", "50%", 'a"b'])
def test_any_name_of_a_table_is_safe_in_the_query(owner_db, name):
    quoted = '"' + name.replace('"', '""') + '"'
    run(f"CREATE TABLE {quoted} AS SELECT 7 AS history_id, 1 AS position")

    with pinned():
        [(position, number, hash)] = run(rows_written([name]), [[1]])
        text = json.dumps({"@table": name, "position": 1, "history_id": 7})

    assert (position, number) == (1, 7)
    assert bytes(hash) == leaf_hash(run("SELECT (%s::jsonb)::text", [text])[0][0].encode())
