"""Counts in the memory of this process, each forgotten at its time; threads may share them.

In: a key, and when its count ends. Out: the count. Knows of no rates and no requests.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

MOST = 100_000


class Counts:
    """So many counts at most: a full one forgets what is over, then the third longest not used."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def up(self, key: str, *, ends_at: float, now: float) -> int:
        """One more; the first of a key says when it ends."""
        with self._lock:
            count, end = self._held.get(key, (0, ends_at))
            if end <= now:
                count, end = 0, ends_at
            elif count == 0 and len(self._held) >= self._most:
                self._make_room(now)
            self._held[key] = count + 1, end
            self._held.move_to_end(key)
            return count + 1

    def down(self, key: str) -> None:
        """Give one back, if it is still counted."""
        with self._lock:
            if key in self._held:
                count, end = self._held[key]
                self._held[key] = max(0, count - 1), end

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._held.clear()

    def _make_room(self, now: float) -> None:
        for key in [key for key, (_, end) in self._held.items() if end <= now]:
            del self._held[key]
        while len(self._held) >= self._most * 2 // 3 + 1:
            self._held.popitem(last=False)
