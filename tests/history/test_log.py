"""The ledger is a Merkle log: what sealing stores is what RFC 9162 says of the rows people read."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.management import call_command

from history.recording import recording
from history.tracking import TRACKED
from sources.models import Source
from tests.history.hashes import recomputed, stored, tree_hash
from tests.history.ledger import a_claim, a_source, a_topic, make_sources, run, seal

HOSTILE = """
    SET TimeZone = 'Asia/Tehran'; SET DateStyle = 'German, DMY'; SET IntervalStyle = 'iso_8601';
    SET extra_float_digits = 0; SET bytea_output = 'escape'; SET lc_numeric = 'C'
"""


def expected_nodes(leaves: list[bytes]) -> list[tuple[int, int, bytes]]:
    nodes: list[tuple[int, int, bytes]] = []
    level, standing = 0, leaves
    while standing:
        nodes += [(level, index, node) for index, node in enumerate(standing)]
        pairs = zip(standing[::2], standing[1::2], strict=False)
        standing = [hashlib.sha256(b"\x01" + one + other).digest() for one, other in pairs]
        level += 1
    return nodes


def nodes() -> list[tuple[int, int, bytes]]:
    found = run("SELECT level, index, hash FROM ledger_node ORDER BY level, index")
    return [(level, index, bytes(held)) for level, index, held in found]


def test_every_digest_and_root_is_that_of_the_rows(committed_db):
    for number in range(1, 19):
        make_sources(*(f"s-{number}-{row}" for row in range(number)))

    assert stored() == recomputed()
    assert [position for position, _, _ in stored()] == list(range(1, 19))


def test_one_entry_over_several_tables_hashes_its_rows_in_the_order_written(committed_db):
    with recording(by=None, channel="command", reason="several tables"):
        topic = a_topic()
        topic.save()
        a_source("x").save()
        a_claim(topic).save()
        Source.objects.update(note="seen")

    assert len(stored()) == 1
    assert stored() == recomputed()


def test_every_complete_subtree_is_kept_and_no_other(committed_db):
    for number in range(13):
        make_sources(f"s-{number}")

    leaves = [held for level, _, held in nodes() if level == 0]

    assert nodes() == expected_nodes(leaves)
    assert tree_hash(leaves) == stored()[-1][2]


def test_settings_of_a_client_change_no_hash(committed_db):
    run(HOSTILE)
    make_sources("a", "b")
    Source.objects.filter(slug="a").update(aliases=["جمع", "x\n", 'quo"te'], note="\\x00")

    assert stored() == recomputed()


def test_an_entry_of_many_rows_is_hashed_whole(committed_db):
    run(
        "INSERT INTO sources_source (id, slug, name, kind, aliases, country, url, parent_role,"
        " note, is_retired) SELECT gen_random_uuid(), 's' || n, 'S', 'outlet', '{}', '', '', '',"
        " '', false FROM generate_series(1, 1000) n"
    )

    assert stored() == recomputed()


def test_an_open_entry_has_no_hashes_yet(db):
    a_source("a").save()

    assert run("SELECT digest, root FROM history_entry") == [(None, None)]
    assert nodes() == []

    seal()

    assert stored() == recomputed()


def test_entries_sealed_before_there_were_hashes_get_the_same(committed_db):
    for number in range(5):
        make_sources(f"s-{number}", f"t-{number}")
    before = stored(), nodes()

    call_command("migrate", "history", "0004", verbosity=0)
    bare = run("SELECT DISTINCT digest, root FROM history_entry")
    make_sources("unhashed")
    call_command("migrate", "history", verbosity=0)

    assert bare == [(None, None)]
    assert (stored()[:5], nodes()[:5]) == (before[0], before[1][:5])
    assert stored() == recomputed()


@pytest.mark.parametrize("column", ["digest", "root"])
def test_a_sealed_entry_without_a_hash_is_refused(owner_committed_db, column: str):
    make_sources("a")
    run("ALTER TABLE history_entry DISABLE TRIGGER history_entry_guard")

    with pytest.raises(Exception, match="history_entry_sealed_whole"):
        run(f"UPDATE history_entry SET {column} = NULL")


def test_no_tracked_column_is_json(db):
    """A null inside a document would be left out of its canonical text like an absent one."""
    tables: list[Any] = [tracked.historical._meta.db_table for tracked in TRACKED.values()]

    assert (
        run(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name = ANY (%s) AND data_type IN ('json', 'jsonb')",
            [tables],
        )
        == []
    )
