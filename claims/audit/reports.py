"""The shape of a report, and the reports by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from claims.audit.scope import Scope
from history.models import Entry
from history.snapshots import Snapshot

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report; `key` is the history_id it stands at in the report's order."""

    key: int
    shown: dict[str, Any]


class Finder(Protocol):
    """Finds the lines behind a key, or before it, the nearest first; at most so many."""

    def __call__(
        self, snapshot: Snapshot, scope: Scope, key: int | None, backwards: bool, most: int
    ) -> list[Finding]: ...


@dataclass(frozen=True)
class Report:
    """A report: how its lines are found, and which parts of a line a table shows."""

    find: Finder
    columns: Sequence[str]

    def every(self, snapshot: Snapshot, scope: Scope) -> Iterator[dict[str, Any]]:
        """All lines, found batch by batch."""
        key: int | None = None
        while found := self.find(snapshot, scope, key, False, AT_ONCE):
            yield from (each.shown for each in found)
            key = found[-1].key

    def cells(self, shown: dict[str, Any]) -> list[Any]:
        """A line as a row of a table: "claim.slug" is the slug of the claim."""
        return [_part(shown, column.split(".")) for column in self.columns]


def _part(shown: Any, path: Sequence[str]) -> Any:
    for name in path:
        shown = None if shown is None else shown[name]
    return shown


def present_recording(entry: Entry) -> dict[str, Any]:
    """Who put it on record, when, through what and why."""
    return {
        "by": entry.actor_name or None,
        "at": entry.recorded_at,
        "position": entry.position,
        "channel": entry.channel,
        "reason": entry.reason or None,
    }


def beyond(backwards: bool) -> tuple[str, str]:
    """The comparison and the order of a page in SQL."""
    return ("<", "DESC") if backwards else (">", "ASC")
