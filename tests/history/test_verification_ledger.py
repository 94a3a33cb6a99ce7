"""Whatever is done to entries, to what they list, or to the tree's nodes, verification names it."""

from __future__ import annotations

import pytest

from tests.history.damage import columns_of, damage, faults, first_fault
from tests.history.ledger import run

ENTRY, LISTED, NODE = "history_entry", "history_entrytable", "ledger_node"
VALUES = (
    "actor_id", "actor_name", "token_id", "role", "channel", "reason", "request_id", "recorded_at",
)  # fmt: skip
WHERE = 20  # an entry in the middle: position 20 completes three subtrees


def change(table: str, assignment: str, condition: str) -> None:
    damage(f"UPDATE {table} SET {assignment} WHERE {condition}", tables=[table])


def entry(position: int) -> dict[str, object]:
    names = list(columns_of(ENTRY))
    return dict(
        zip(names, run(f"SELECT * FROM {ENTRY} WHERE position = {position}")[0], strict=True)
    )


def codes(position: int | None = None) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.position) for fault in faults()]


@pytest.mark.parametrize("column", VALUES)
def test_an_edited_value_of_an_entry_is_named(ledger, column):
    value = "'sql'" if column == "channel" else columns_of(ENTRY)[column]
    if column == "recorded_at":
        value = "recorded_at + interval '1 microsecond'"
    change(ENTRY, f"{column} = {value}", f"position = {WHERE}")

    found = faults()

    assert [(fault.code, fault.table, fault.position) for fault in found] == [
        ("entry_changed", ENTRY, WHERE)
    ]


def test_every_column_of_an_entry_is_damaged_by_some_test(ledger):
    assert {*VALUES, "position", "digest", "root"} == set(columns_of(ENTRY))


def test_an_entry_dated_before_the_one_before_it_is_named(ledger):
    change(ENTRY, "recorded_at = recorded_at - interval '1 day'", f"position = {WHERE}")

    fault = first_fault()

    assert (fault.code, fault.position, fault.column) == ("time_goes_back", WHERE, "recorded_at")


@pytest.mark.parametrize("far", ["infinity", "-infinity", "4000-01-01 BC"])
def test_no_date_breaks_the_verifier(ledger, far):
    change(ENTRY, f"recorded_at = '{far}'", f"position = {WHERE}")
    change("sources_historicalsource", f"history_date = '{far}'", f"position = {WHERE}")

    assert (WHERE in {fault.position for fault in faults()}) is True


def test_an_edited_digest_is_named(ledger):
    change(ENTRY, f"digest = {columns_of(ENTRY)['digest']}", f"position = {WHERE}")

    found = faults()

    assert [(fault.code, fault.position, fault.column) for fault in found] == [
        ("entry_changed", WHERE, "digest")
    ]


def test_an_edited_root_is_named(ledger):
    sealed = entry(WHERE)["root"]
    change(ENTRY, f"root = {columns_of(ENTRY)['root']}", f"position = {WHERE}")

    found = faults()

    assert [(fault.code, fault.position, fault.column) for fault in found] == [
        ("root_differs", WHERE, "root")
    ]
    assert found[0].expected == bytes(sealed).hex()


def test_an_entry_at_another_position_is_named(ledger):
    change(ENTRY, "position = 900", f"position = {WHERE}")

    fault = first_fault()

    assert (fault.code, fault.position) == ("entry_missing", WHERE)


def test_a_deleted_entry_is_named(ledger):
    damage(f"DELETE FROM {ENTRY} WHERE position = {WHERE}", tables=[ENTRY])

    found = faults()

    assert [(fault.code, fault.position) for fault in found] == [("entry_missing", WHERE)]
    assert "of history stand there" in found[0].what


def test_the_last_entry_deleted_leaves_its_rows_named(ledger):
    head = run(f"SELECT max(position) FROM {ENTRY}")[0][0]
    damage(f"DELETE FROM {ENTRY} WHERE position = {head}", tables=[ENTRY])

    assert ("row_without_entry", head) in codes()


def test_an_inserted_entry_is_named(ledger):
    head = run(f"SELECT max(position) FROM {ENTRY}")[0][0]
    damage(
        f"CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM {ENTRY} WHERE position = {head}",
        "UPDATE forged SET position = position + 1, recorded_at = recorded_at + interval '1 s'",
        f"INSERT INTO {ENTRY} SELECT * FROM forged",
        tables=[ENTRY],
    )

    assert codes()[:2] == [("root_differs", head + 1), ("node_missing", head + 1)]


def test_the_contents_of_two_entries_swapped_are_named(ledger):
    columns = [name for name in columns_of(ENTRY) if name not in ("position", "recorded_at")]
    damage(
        f"CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM {ENTRY}",
        f"UPDATE {ENTRY} t SET {', '.join(f'{name} = o.{name}' for name in columns)} FROM held o"
        f" WHERE (t.position, o.position) IN (({WHERE}, {WHERE + 1}), ({WHERE + 1}, {WHERE}))",
        tables=[ENTRY],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.position) in [
        ("entry_changed", ENTRY, WHERE),
        ("root_differs", ENTRY, WHERE),
    ]


@pytest.mark.parametrize(
    ("table", "code", "position"),
    [
        (ENTRY, "listed_without_entry", 1),
        (LISTED, "table_not_listed", 1),
        (NODE, "node_missing", 1),
    ],
)
def test_a_truncated_table_is_named(ledger, table, code, position):
    damage(f"TRUNCATE {table}", tables=[table])

    fault = first_fault()

    assert (fault.code, fault.position) == (code, position)


def test_an_entry_without_its_seal_is_named(ledger):
    damage(
        f"ALTER TABLE {ENTRY} DROP CONSTRAINT history_entry_sealed_whole",
        f"UPDATE {ENTRY} SET recorded_at = NULL WHERE position = {WHERE}",
        tables=[ENTRY],
    )

    assert codes()[:2] == [("constraint_missing", None), ("entry_not_sealed", WHERE)]


@pytest.mark.parametrize(
    ("assignment", "code"),
    [
        ("historical_table = 'nothing'", "table_not_listed"),
        ("position = 900", "table_not_listed"),
    ],
)
def test_an_edited_list_of_tables_is_named(ledger, assignment, code):
    change(LISTED, assignment, f"position = {WHERE}")

    fault = first_fault()

    assert (fault.code, fault.table, fault.position) == (code, LISTED, WHERE)


def test_a_table_listed_too_much_is_named(ledger):
    damage(f"INSERT INTO {LISTED} VALUES ({WHERE}, 'nothing')", tables=[LISTED])

    assert [(fault.code, fault.position, fault.found) for fault in faults()] == [
        ("listed_without_rows", WHERE, "nothing")
    ]


@pytest.mark.parametrize("level", [0, 1, 2])
def test_an_edited_node_is_named(ledger, level):
    index = (WHERE >> level) - 1
    change(NODE, f"hash = {columns_of(NODE)['hash']}", f"level = {level} AND index = {index}")

    found = faults()

    assert [(fault.code, fault.table, fault.record, fault.column) for fault in found] == [
        ("node_differs", NODE, f"({level}, {index})", "hash")
    ]


@pytest.mark.parametrize(
    "damaging",
    [
        "DELETE FROM ledger_node WHERE level = 2 AND index = 4",
        "UPDATE ledger_node SET level = 60 WHERE level = 2 AND index = 4",
        "UPDATE ledger_node SET index = 90000 WHERE level = 2 AND index = 4",
    ],
)
def test_a_missing_node_is_named(ledger, damaging):
    damage(damaging, tables=[NODE])

    fault = first_fault()

    assert (fault.code, fault.position, fault.record) == ("node_missing", WHERE, "(2, 4)")


@pytest.mark.parametrize("place", [(0, 900), (63, 0), (7, -1), (6, 1)])
def test_a_node_too_many_is_named(ledger, place):
    damage(f"INSERT INTO {NODE} VALUES ({place[0]}, {place[1]}, '\\x00')", tables=[NODE])

    assert [(fault.code, fault.record) for fault in faults()] == [
        ("node_stray", f"({place[0]}, {place[1]})")
    ]
