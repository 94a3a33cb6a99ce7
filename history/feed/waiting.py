"""Holding a reader until something comes: who waits, how long, and what is held meanwhile.

Nothing is: between two looks no transaction is open and no connection kept, so that those who
wait cost the others only their threads. At most half of a process's threads may wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from history.models import Entry

LONGEST = 30
BETWEEN_LOOKS = 1.0


class WaitingRoom:
    """So many seats; who finds none does not wait."""

    def __init__(self, seats: int) -> None:
        self._seats = threading.Semaphore(seats)

    @contextmanager
    def seat(self) -> Iterator[bool]:
        """Whether there was a seat; it is given back at the end."""
        taken = self._seats.acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                self._seats.release()


ROOM = WaitingRoom(settings.SERVING_THREADS // 2)


def wait_for(
    found_since: Callable[[int, int], bool],
    head: int,
    seconds: float,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Until something is found in entries that come after `head`, or the seconds are over.

    `found_since(seen, head)` is asked once for each stretch of new entries.
    """
    end = clock() + seconds
    seen = head
    while (left := end - clock()) > 0:
        _let_go()
        sleep(min(BETWEEN_LOOKS, left))
        newest = newest_position()
        if newest > seen and found_since(seen, newest):
            return
        seen = newest


def newest_position() -> int:
    """The head of the ledger; one index lookup."""
    sealed = Entry.objects.filter(recorded_at__isnull=False).order_by("-position")
    return sealed.values_list("position", flat=True).first() or 0


def _let_go() -> None:
    """Give the connection back to the pool; inside a caller's transaction it is the caller's."""
    if not connection.in_atomic_block:
        connection.close()
