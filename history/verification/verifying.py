"""The whole verification: what is installed, the log, the live tables, in one snapshot.

In: roots from kept checkpoints, by size. Out: faults as they are found, cheapest checks first, and
what it came to. Writes nothing, locks nothing; memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import TypeVar

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from history.sql import TrackedTable
from history.triggers import tracked_tables
from history.verification import findings, reading
from history.verification.diagnosing import diagnosed
from history.verification.durability import setting_faults
from history.verification.faults import Fault
from history.verification.installed import installation_faults, manifest, standing
from history.verification.live import live_faults
from history.verification.log import Log
from history.verification.permissions import permission_faults

T = TypeVar("T")
Advanced = Callable[[int], None]
UNREADABLE = ("table_missing", "column_missing", "function_missing")


class NotMigrated(RuntimeError):
    """The database is not at this version's migrations, so that nothing can be compared."""


class Verification:
    """One run: iterate `faults()` to its end, then read `log`, what the log came to.

    `service`: the role that serves, None where it is the owner too. `is_readable` False: what is
    missing kept the log from being read.
    """

    def __init__(
        self,
        kept: Mapping[int, bytes],
        service: str | None,
        advanced: Advanced = lambda entries: None,
    ) -> None:
        self.log = Log(kept, reading.kept_leaf)
        self._kept = kept
        self.is_readable = True
        self._service = service
        self._advanced = advanced

    def faults(self) -> Generator[Fault, None, None]:
        """Everything that is wrong; stop asking at the first to have only that. NotMigrated."""
        _check_migrations()
        with reading.snapshot():
            yield from self._installation_faults()
            yield from permission_faults(self._service)
            yield from setting_faults()
            if not self.is_readable:
                return
            tables = tracked_tables()
            self.log = Log(self._kept, reading.kept_leaf, reading.erasures())
            yield from self._log_faults(tables)
            for level, index in reading.stray_nodes(self.log.size):
                yield findings.node_stray(level, index, self.log.size)
            yield from live_faults(tables)

    def _installation_faults(self) -> Iterator[Fault]:
        for fault in installation_faults(manifest(), standing()):
            self.is_readable &= fault.code not in UNREADABLE
            yield fault

    def _log_faults(self, tables: list[TrackedTable]) -> Iterator[Fault]:
        historical = [table.historical for table in tables]
        other_digest = None
        for found in self.log.faults(
            self._counted(reading.entries()), reading.rows(historical), reading.listed()
        ):
            if found.code == "rows_changed" and found.position == other_digest:
                continue  # the rows are right, as was said: their digest is not
            fault = diagnosed(found, tables)
            if fault.column == "digest":
                other_digest = fault.position
            yield fault

    def _counted(self, entries: Iterable[T]) -> Iterator[T]:
        for number, entry in enumerate(entries, start=1):
            if number % reading.CHUNK == 0:
                self._advanced(reading.CHUNK)
            yield entry


def _check_migrations() -> None:
    loader = MigrationLoader(connection)
    apps = {app for app, _ in loader.graph.nodes}
    there = {key for key in loader.applied_migrations if key[0] in apps}
    lacking, strange = set(loader.graph.nodes) - there, there - set(loader.graph.nodes)
    if lacking:
        raise NotMigrated(f"the database lacks migrations that this version has: {_names(lacking)}")
    if strange:
        raise NotMigrated(f"the database has migrations this version lacks: {_names(strange)}")


def _names(migrations: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted(f"{app}.{name}" for app, name in migrations))
