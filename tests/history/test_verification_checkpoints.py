"""What fits in itself, and only a checkpoint that somebody kept convicts."""

from __future__ import annotations

import pytest

from tests.history.damage import cut, faults, rewrite
from tests.history.ledger import head, make_sources, run
from tests.history.test_verify_ledger import NOT_COMPARED, keep, root_at, verify

RENAMED = (
    "UPDATE sources_historicalsource SET name = 'Another' WHERE slug = 'b'",
    "UPDATE sources_historicalsource SET changed = '{note}' WHERE slug = 'b'"
    " AND history_type = '~'",
    "UPDATE sources_source SET name = 'Another' WHERE slug = 'b'",
)


def rewritten() -> None:
    rewrite(*RENAMED)


def reordered() -> None:
    """Two entries change places, with everything they say."""
    end = head()
    rewrite(
        f"UPDATE history_entry SET reason = 'first' WHERE position = {end - 1}",
        f"UPDATE history_entry SET actor_name = 'Bob' WHERE position = {end}",
    )


def tail_cut() -> None:
    cut(head() - 2)


def gone_on_differently() -> None:
    cut(head() - 2)
    for slug in ("x", "y", "z"):
        make_sources(slug)


@pytest.mark.parametrize(
    ("happened", "code"),
    [
        (rewritten, "checkpoint_differs"),
        (reordered, "checkpoint_differs"),
        (tail_cut, "checkpoint_ahead"),
        (gone_on_differently, "checkpoint_differs"),
    ],
)
def test_what_fits_in_itself_is_convicted_by_a_kept_checkpoint_alone(
    ledger, tmp_path, happened, code
):
    size, root = head(), root_at(head())
    kept = keep(tmp_path / "kept", size, root)
    happened()

    without = verify()
    against = verify("--checkpoint", kept)

    assert (without[0], without[1][-1]) == (0, "the record is as it was sealed")
    assert f"checkpoint   {NOT_COMPARED}" in without[1]
    assert (against[0], against[1][0].partition(":")[0]) == (1, code)
    assert [fault.code for fault in faults({size: root})] == [code]


def test_a_checkpoint_from_before_the_change_convicts_nobody(ledger):
    before = head() - 3
    root = root_at(before)
    gone_on_differently()

    assert faults({before: root}) == []


def test_an_older_copy_that_was_not_gone_on_with_still_fits_older_checkpoints(ledger):
    older, newer = head() - 2, head()
    kept = {older: root_at(older), newer: root_at(newer)}
    tail_cut()

    assert [(fault.code, fault.expected) for fault in faults(kept)] == [
        ("checkpoint_ahead", str(newer))
    ]
    assert run("SELECT max(position) FROM history_entry") == [(older,)]
