"""What was erased for law verifies and is listed; what only looks so is named."""

from __future__ import annotations

import pytest

from history.erasing import erase
from history.targets import find_target
from tests.history.damage import columns_of, damage, faults, first_fault
from tests.history.ledger import run
from tests.history.test_verify_ledger import verify

ERASURE, HISTORICAL = "history_erasure", "sources_historicalsource"


@pytest.fixture
def erased(ledger) -> tuple[int, int]:
    """A source's note is erased, and a name in an entry: history_id and position of one row."""
    erase(find_target("source:a"), ["note"], by=None, reason="Court order 12", leave_copies=True)
    erase(find_target("entry:5"), ["reason"], by=None, reason="Court order 13", leave_copies=True)
    return run(
        "SELECT erased_history_id, (SELECT h.position FROM sources_historicalsource h"
        " WHERE h.history_id = erased_history_id) FROM history_erasure"
        " WHERE historical_table = 'sources_historicalsource' ORDER BY history_id LIMIT 1"
    )[0]


def test_what_was_erased_verifies_and_is_listed(erased):
    code, lines = verify()

    assert code == 0
    listed = [line.split()[1:] for line in lines if line.startswith("erased")]
    assert ["row", str(erased[0]), "of", f"{HISTORICAL}:", "note", "(entry"] in [
        words[:6] for words in listed
    ]
    assert ["row", "5", "of", "history_entry:", "reason", "(entry"] in [
        words[:6] for words in listed
    ]


@pytest.mark.parametrize("column", ["note", "name", "salt"])
def test_what_remains_of_an_erased_row_is_held(erased, column):
    value = "'\\x01'" if column == "salt" else "'x'"
    damage(
        f"UPDATE {HISTORICAL} SET {column} = {value} WHERE history_id = {erased[0]}",
        tables=[HISTORICAL],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.history_id, fault.position) == (
        "erased_row_changed", HISTORICAL, *erased
    )  # fmt: skip


def test_what_remains_of_an_erased_entry_is_held(erased):
    damage("UPDATE history_entry SET actor_name = 'x' WHERE position = 5", tables=["history_entry"])

    assert [(fault.code, fault.table, fault.position) for fault in faults()] == [
        ("erased_row_changed", "history_entry", 5)
    ]


@pytest.mark.parametrize(
    "column",
    ["historical_table", "erased_history_id", "row_hash", "remaining_hash", "columns", "salt"],
)
def test_an_edited_erasure_is_named(erased, column):
    [(number, position)] = run(f"SELECT history_id, position FROM {ERASURE} ORDER BY 1 LIMIT 1")
    damage(
        f"UPDATE {ERASURE} SET {column} = {columns_of(ERASURE)[column]}"
        f" WHERE history_id = {number}",
        tables=[ERASURE],
    )

    found = {(fault.code, fault.position) for fault in faults()}

    assert found & {("rows_changed", position), ("row_changed", position)}


def test_a_row_called_erased_by_hand_is_named(ledger):
    """Another text for a row, and an erasure that says its hash was the right one."""
    [(number, position)] = run(f"SELECT history_id, position FROM {HISTORICAL} ORDER BY 1 LIMIT 1")
    damage(
        f"INSERT INTO {ERASURE} SELECT last_value + 1, {position}, '{HISTORICAL}', {number},"
        f" '\\x00', '\\x00', '{{note}}', '\\x00' FROM history_row_id",
        tables=[ERASURE],
    )

    found = {fault.code for fault in faults()}

    assert {"row_out_of_order", "erased_row_changed"} <= found


def test_an_erasure_of_a_row_that_is_not_there_is_named(erased):
    damage(
        f"UPDATE {ERASURE} SET erased_history_id = 100000"
        f" WHERE history_id = (SELECT min(history_id) FROM {ERASURE})",
        tables=[ERASURE],
    )

    assert "erasure_of_nothing" in {fault.code for fault in faults()}


def test_a_lost_erasure_leaves_its_row_named(erased):
    damage(f"TRUNCATE {ERASURE}", tables=[ERASURE])

    found = [(fault.code, fault.position) for fault in faults()]

    assert found[0] == ("entry_changed", 5)
    assert erased[1] in [position for code, position in found if code.startswith("row")]
