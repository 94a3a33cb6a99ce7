"""What the throttles count in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from accounts.counting import Counts


def test_a_count_ends_at_its_time():
    counts = Counts()

    counted = [counts.up("a", ends_at=60, now=now) for now in (1, 59, 60)]

    assert counted == [1, 2, 1]


def test_what_is_given_back_may_be_used_again_and_is_never_less_than_none():
    counts = Counts()
    counts.up("a", ends_at=60, now=1)

    for _ in range(2):
        counts.down("a")
    counts.down("nobody")

    assert counts.up("a", ends_at=60, now=2) == 1


def test_a_full_one_forgets_what_is_over_and_then_what_was_longest_not_used():
    counts = Counts(most=3)
    counts.up("over", ends_at=5, now=1)
    counts.up("old", ends_at=60, now=2)
    counts.up("used", ends_at=60, now=3)
    counts.up("old", ends_at=60, now=4)
    counts.up("new", ends_at=60, now=6)

    counts.up("newer", ends_at=60, now=7)

    left = {name: counts.up(name, ends_at=60, now=8) for name in ("old", "new", "newer", "used")}
    assert left == {"old": 3, "new": 2, "newer": 2, "used": 1}


def test_threads_that_count_at_once_are_all_counted():
    counts = Counts()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: counts.up("a", ends_at=60, now=1), range(400)))

    assert sorted(found) == list(range(1, 401))
