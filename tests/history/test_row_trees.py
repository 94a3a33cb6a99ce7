"""The tree over an entry's rows: of any size, kept when large, refused when it differs."""

from __future__ import annotations

import pytest

from api.refusals import Conflict
from history import row_trees
from history.canonical import pinned
from history.merkle import root_by_inclusion
from history.models import Entry
from history.row_trees import RowTree
from tests.history.ledger import make_sources, run

HISTORICAL = "sources_historicalsource"


def tree_of(position: int) -> RowTree:
    with pinned():
        return row_trees.row_trees([position])[position]


def digest_of(position: int) -> bytes:
    return bytes(Entry.objects.get(position=position).digest)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(row_trees, "_kept", row_trees._Kept())


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 64, 65])
def test_every_row_leads_to_the_digest(db, rows):
    make_sources("before")
    make_sources(*(f"s-{n}" for n in range(rows)))
    make_sources("after")
    tree = tree_of(2)
    ids = [
        id for (id,) in run(f"SELECT history_id FROM {HISTORICAL} WHERE position = 2 ORDER BY 1")
    ]
    with pinned():
        hashes = [
            bytes(hash)
            for (hash,) in run(
                f"SELECT public.history_leaf_hash(public.history_canonical('{HISTORICAL}',"
                f" to_jsonb(h))) FROM {HISTORICAL} h WHERE position = 2 ORDER BY history_id"
            )
        ]

    reached = {
        root_by_inclusion(hash, tree.index(id), tree.rows, tree.path(id))
        for id, hash in zip(ids, hashes, strict=True)
    }

    assert (tree.rows, tree.digest, reached) == (rows, digest_of(2), {digest_of(2)})


def test_trees_of_several_entries_come_in_one_query(db, django_assert_num_queries):
    make_sources("a", "b")
    make_sources("c")

    with pinned(), django_assert_num_queries(3):
        trees = row_trees.row_trees([1, 2])

    assert {position: tree.digest for position, tree in trees.items()} == {
        1: digest_of(1),
        2: digest_of(2),
    }


def test_a_large_tree_is_hashed_once(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(row_trees, "WORTH_KEEPING", 3)
    make_sources("a", "b", "c")
    make_sources("d")
    with pinned():
        first = row_trees.row_trees([1, 2])

    with pinned(), django_assert_num_queries(3):
        again = row_trees.row_trees([1, 2])

    assert again[1] is first[1]
    assert again[2] is not first[2]


def test_the_trees_asked_for_longest_ago_make_room(db, monkeypatch):
    monkeypatch.setattr(row_trees, "WORTH_KEEPING", 1)
    monkeypatch.setattr(row_trees, "KEPT_ROWS", 4)
    for letter in "abc":
        make_sources(f"{letter}-1", f"{letter}-2")
    first, second = tree_of(1), tree_of(2)
    assert tree_of(1) is first

    third = tree_of(3)

    assert tree_of(1) is first
    assert tree_of(3) is third
    assert tree_of(2) is not second


def test_rows_that_do_not_give_the_digest_prove_nothing(owner_committed_db):
    make_sources("a", "b")
    run(f"ALTER TABLE {HISTORICAL} DISABLE TRIGGER USER")
    run(f"UPDATE {HISTORICAL} SET note = 'forged' WHERE slug = 'a'")

    with pytest.raises(Conflict, match="rows of entry 1 no longer give its digest"):
        tree_of(1)
