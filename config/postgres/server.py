"""Start, stop and look at the embedded server of one data directory.

The server outlives the command that started it, as a daemon does, until `stop()`. Everything
here may be called by any number of processes at once; `lock` decides who acts. Callers do not
ask whether it runs: they connect, and call `ensure_running()` when that fails.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.postgres import client, cluster, launch, sockets
from config.postgres.account import Account, account_for, owner_of
from config.postgres.binaries import programs_for
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.lock import ServerLock, take
from config.postgres.places import Places
from config.postgres.programs import Programs


@dataclass(frozen=True)
class Status:
    """What `EmbeddedPostgres.status` saw. `pid` and `version` are None unless it runs."""

    state: Literal["running", "busy", "stopped"]
    pid: int | None
    version: str | None


class EmbeddedPostgres:
    """The embedded server that keeps its data in one directory, which need not exist yet.

    Every method raises `EmbeddedPostgresError` for what it cannot mend.
    """

    def __init__(self, data: Path) -> None:
        self.places = Places(data)

    @property
    def account(self) -> Account:
        return account_for(self.places.data)

    @property
    def connection(self) -> dict[str, str]:
        """How to connect, by libpq's names."""
        return client.connection_to(self.places)

    def check_door(self) -> None:
        """Refuse a socket directory that is not ours. Cheap: before every connection."""
        sockets.check(self.places.sockets, self.account)

    def ensure_running(self) -> dict[str, str]:
        """Start the server unless it runs, make what is ours in it: how to connect.

        About three milliseconds when there is nothing to do.
        """
        if not self.start():
            client.ensure_ours(self.places)
        return self.connection

    def start(self) -> bool:
        """Whether it was us who started it. Waits for another process that is about to."""
        give_up_at = time.monotonic() + launch.WAIT_SECONDS
        while not self._runs():
            with self._locked() as lock:
                if lock is not None:
                    self._start(lock)
                    return True
            if time.monotonic() > give_up_at:
                raise self._busy()
            time.sleep(launch.POLL_SECONDS)
        return False

    def stop(self) -> bool:
        """Whether there was anything to stop. Ends its connections; commits are kept."""
        if self._is_free():
            return False
        said = launch.down(self.places, self._programs())
        give_up_at = time.monotonic() + launch.RETRY_SECONDS
        while not self._is_free():
            if time.monotonic() > give_up_at:
                raise EmbeddedPostgresError("stop_failed", f"PostgreSQL did not stop:\n{said}")
            time.sleep(launch.POLL_SECONDS)
        return True

    def reset(self) -> None:
        """Stop the server and remove all its data. There is no way back."""
        account = self.account
        self.stop()
        with self._locked() as lock:
            if lock is None:
                raise self._busy()
            cluster.discard(self.places)
            sockets.release(self.places.sockets, account)

    def status(self) -> Status:
        if self._runs():
            return Status("running", launch.pid_of(self.places), client.version_of(self.places))
        if not self.places.lock.exists() or self._is_free():
            return Status("stopped", None, None)
        return Status("busy", None, None)

    def _start(self, lock: ServerLock) -> None:
        programs = self._programs()
        launch.end_orphan(self.places)
        if not cluster.is_made(self.places.data):
            cluster.make(self.places, programs, lock)
        launch.up(self.places, programs, lock)
        client.ensure_ours(self.places)

    def _runs(self) -> bool:
        self.check_door()
        # A server may outlive its data for a minute, when someone removes them under it.
        has_data = owner_of(self.places.data / "PG_VERSION") is not None
        return has_data and client.listens(self.places)

    def _is_free(self) -> bool:
        """Whether nothing of the server runs, and nobody is starting it."""
        with self._locked() as lock:
            return lock is not None

    @contextmanager
    def _locked(self) -> Iterator[ServerLock | None]:
        """The lock, or None when another process or the server itself holds it."""
        data, account = self.places.data, self.account
        cluster.check_owner(data, account)
        try:
            data.parent.mkdir(parents=True, exist_ok=True)
            lock = take(self.places.lock, account)
            if lock is None:
                yield None
                return
            with lock:
                yield lock
        except OSError as error:
            raise EmbeddedPostgresError(
                "not_writable",
                f"The database cannot be kept in {data}: {error.strerror} "
                f"({error.filename or self.places.lock}). Make room there that {account.name} "
                "may write, or set ONRECORD_DATA to another directory.",
            ) from error

    def _programs(self) -> Programs:
        account = self.account
        return Programs(programs_for(account), account)

    def _busy(self) -> EmbeddedPostgresError:
        return EmbeddedPostgresError(
            "busy",
            f"The database in {self.places.data} is held by another process and does not answer. "
            f"It may still be starting, recovering or ending; its log is {self.places.log}. "
            "If its socket was removed under it, `manage.py db stop` ends it.",
        )
