"""The pure check of a log, against logs made by the definitions of RFC 9162."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.merkle import EMPTY_ROOT, tree_hash
from history.verification.log import Log
from tests.history.hashes import leaf_hash
from tests.history.test_log import expected_nodes

TABLE, OTHER = "sources_historicalsource", "claims_historicalclaim"


@dataclass(frozen=True)
class Made:
    """A log as its three streams give it: lists of tuples, as of a sound one or damaged."""

    entries: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    listed: list = field(default_factory=list)


def made(sizes: list[int]) -> Made:
    """A sound log: an entry for each size, with so many rows in two tables."""
    entries, rows, listed, leaves = [], [], [], []
    for position, size in enumerate(sizes, start=1):
        tables = [(TABLE, OTHER)[number % 2] for number in range(size)]
        hashes = []
        for table in tables:
            number = len(rows) + 1
            hashes.append(leaf_hash(f"row {number}"))
            rows.append((number, position, table, 1000 * position, hashes[-1]))
        listed += [(position, table) for table in sorted(set(tables))]
        leaves.append(leaf_hash(f"entry {position}"))
        nodes = [
            hash
            for level, index, hash in expected_nodes(leaves)
            if (index + 1) << level == position
        ]
        root = tree_hash(leaves)
        entries.append((position, 2000 * position, tree_hash(hashes), leaves[-1], root, nodes))
    return Made(entries, rows, listed)


def check(log: Made, kept: dict[int, bytes] | None = None) -> tuple[list, Log]:
    """Code, position and history_id of every fault; and what the log came to."""
    leaves = {entry[0]: entry[5][0] for entry in log.entries if entry[5]}
    checked = Log(kept or {}, leaves.get)
    faults = checked.faults(iter(log.entries), iter(log.rows), iter(log.listed))
    return [(fault.code, fault.position, fault.history_id) for fault in faults], checked


def changed(items: list, index: int, column: int, value: object) -> list:
    new = list(items)
    new[index] = (*new[index][:column], value, *new[index][column + 1 :])
    return new


sizes = st.lists(st.integers(1, 5), max_size=20)


@given(sizes)
def test_a_sound_log_has_no_fault(sizes):
    faults, log = check(made(sizes))

    assert faults == []
    assert (log.size, log.entries, log.rows) == (len(sizes), len(sizes), sum(sizes))


def test_an_empty_log_has_the_empty_root():
    faults, log = check(Made())

    assert (faults, log.root) == ([], EMPTY_ROOT)


streams = st.sampled_from(["entries", "rows", "listed"])
# The other columns are part of what is hashed, and say something here by their order alone.
BINDING = {"entries": [0, 2, 3, 4, 5], "rows": [1, 4], "listed": [0, 1]}


@given(sizes.filter(bool), streams, st.data())
def test_no_single_change_goes_unseen(sizes, stream, data):
    log = made(sizes)
    items = getattr(log, stream)
    index = data.draw(st.integers(0, len(items) - 1))
    column = data.draw(st.sampled_from(BINDING[stream]))
    value = data.draw(st.sampled_from(others(items[index][column])))
    damaged = resorted(stream, changed(items, index, column, value))

    assert check(replace(log, **{stream: damaged}))[0]


@given(sizes.filter(bool), streams, st.data())
def test_nothing_removed_goes_unseen(sizes, stream, data):
    log = made(sizes)
    items = getattr(log, stream)
    index = data.draw(st.integers(0, len(items) - 1))
    is_tail = stream == "entries" and index == len(items) - 1

    faults, checked = check(replace(log, **{stream: items[:index] + items[index + 1 :]}))

    assert faults
    if is_tail:
        assert checked.size == len(items) - 1


@given(sizes.filter(lambda sizes: len(sizes) > 1), st.data())
def test_a_changed_leaf_is_one_fault_and_the_root_goes_on(sizes, data):
    log = made(sizes)
    index = data.draw(st.integers(0, len(sizes) - 1))

    faults, checked = check(replace(log, entries=changed(log.entries, index, 3, b"x" * 32)))

    assert faults == [("entry_changed", index + 1, None)]
    assert checked.root == made(sizes).entries[-1][4]


@given(sizes.filter(bool), st.data())
def test_a_cut_tail_is_seen_by_a_kept_checkpoint_alone(sizes, data):
    whole = made(sizes)
    end = data.draw(st.integers(0, len(sizes) - 1))
    cut = Made(*([item for item in items if item[at] <= end] for items, at in (
        (whole.entries, 0), (whole.rows, 1), (whole.listed, 0))))  # fmt: skip
    kept = {len(sizes): whole.entries[-1][4]}

    assert check(cut)[0] == []
    assert check(cut, kept)[0] == [("checkpoint_ahead", end, None)]


@given(sizes.filter(bool), st.data())
def test_kept_checkpoints_of_any_size_fit_a_sound_log(sizes, data):
    log = made(sizes)
    at = data.draw(st.sets(st.integers(0, len(sizes))))
    kept = {size: log.entries[size - 1][4] if size else EMPTY_ROOT for size in at}

    assert check(log, kept)[0] == []


def test_a_log_that_was_made_anew_differs_from_the_kept_checkpoint():
    log, other = made([1, 2, 3]), made([1, 3, 2])

    assert check(log, {2: other.entries[1][4]})[0] == []  # leaves of entries alike
    assert check(log, {2: b"x" * 32})[0] == [("checkpoint_differs", 2, None)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ((2, 4000, None, b"", None, None), "entry_not_sealed"),
        ((1, 4000, b"", b"", b"", []), "entry_repeated"),
        ((0, 4000, b"", b"", b"", []), "entry_repeated"),
        ((9, 4000, b"", b"", b"", []), "entry_missing"),
    ],
)
def test_an_entry_out_of_line_is_named(entry, expected):
    log = made([1])

    assert expected in [
        code for code, _, _ in check(replace(log, entries=[*log.entries, entry]))[0]
    ]


def others(value: object) -> list:
    """Values that this is not, of its kind."""
    if isinstance(value, int):
        return [value + 1, value - 1, value + 1000, -value]
    if isinstance(value, bytes):
        return [b"x" * 32, b""]
    if isinstance(value, str):
        return [OTHER if value == TABLE else TABLE, "nothing"]
    return [[], [b"x" * 32, *value[1:]]]  # nodes


def resorted(stream: str, items: list) -> list:
    """As the database would give them."""
    key = {"entries": (0,), "rows": (0,), "listed": (0, 1)}[stream]
    return sorted(items, key=lambda item: tuple(item[at] for at in key))
