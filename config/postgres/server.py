"""Start, stop and look at the embedded server of one data directory.

The server outlives the command that started it, as a daemon does, until `stop()`. Everything
here may be called by any number of processes at once; `lock` decides who acts. Callers do not
ask whether it runs: they connect, and call `ensure_running()` when that fails.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from config.postgres import cluster, sockets
from config.postgres.account import Account, account_for
from config.postgres.binaries import programs_for
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.lock import ServerLock, open_private, take
from config.postgres.places import Places
from config.postgres.programs import Programs

DATABASE = "onrecord"
PORT = "5432"  # only the name of the socket; said outright because PGPORT may say otherwise
WAIT_SECONDS = 60
RETRY_SECONDS = 10
POLL_SECONDS = 0.05
LARGEST_LOG = 10_000_000
# What PostgreSQL says while processes of a killed server still hold its memory.
NOT_YET = ("shared memory block", "is still in use", "another postmaster")


@dataclass(frozen=True)
class Status:
    """What `EmbeddedPostgres.status` saw. `pid` and `version` are None unless it runs."""

    state: Literal["running", "busy", "stopped"]
    pid: int | None
    version: str | None


class EmbeddedPostgres:
    """The embedded server that keeps its data in one directory, which need not exist yet."""

    def __init__(self, data: Path) -> None:
        self.places = Places(data)

    @property
    def account(self) -> Account:
        return account_for(self.places.data)

    @property
    def connection(self) -> dict[str, str]:
        """How to connect, by libpq's names."""
        return {
            "host": str(self.places.sockets),
            "port": PORT,
            "user": cluster.SUPERUSER,
            "dbname": DATABASE,
        }

    def check_door(self) -> None:
        """Refuse a socket directory that is not ours. Cheap: before every connection."""
        sockets.check(self.places.sockets, self.account)

    def ensure_running(self) -> dict[str, str]:
        """Start the server unless it runs, make the database unless it exists: how to connect.

        About a millisecond when it runs.
        """
        if not self.start():
            self._ensure_database()
        return self.connection

    def start(self) -> bool:
        """Whether it was us who started it. Waits for another process that is about to."""
        give_up_at = time.monotonic() + WAIT_SECONDS
        while not self._answers():
            with self._locked() as lock:
                if lock is not None:
                    return self._start(lock)
            if time.monotonic() > give_up_at:
                raise self._busy()
            time.sleep(POLL_SECONDS)
        return False

    def stop(self) -> bool:
        """Whether there was anything to stop. Ends its connections; commits are kept."""
        with self._locked() as lock:
            if lock is not None:
                return False
        said = self._programs().run(
            "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(WAIT_SECONDS), data=self.places.data
        )
        # Judged by the lock, not by pg_ctl, which fails on a server that was killed.
        give_up_at = time.monotonic() + RETRY_SECONDS
        while time.monotonic() < give_up_at:
            with self._locked() as lock:
                if lock is not None:
                    return True
            time.sleep(POLL_SECONDS)
        raise EmbeddedPostgresError(
            "stop_failed", f"PostgreSQL did not stop:\n{cluster.last_lines(said.stdout)}"
        )

    def reset(self) -> None:
        """Stop the server and remove all its data. There is no way back."""
        self.stop()
        with self._locked() as lock:
            if lock is None:
                raise self._busy()
            if self.places.data.exists():
                self._check_removable()
                cluster.discard(self.places)

    def status(self) -> Status:
        if self._answers():
            with self._connect("postgres") as connection:
                version = connection.info.parameter_status("server_version")
            return Status("running", self._pid(), version)
        if not self.places.lock.exists():
            return Status("stopped", None, None)
        with self._locked() as lock:
            return Status("busy" if lock is None else "stopped", None, None)

    def _start(self, lock: ServerLock) -> bool:
        programs = self._programs()
        if not cluster.is_made(self.places.data):
            cluster.make(self.places, programs)
        sockets.claim(self.places.sockets, programs.account)
        give_up_at = time.monotonic() + RETRY_SECONDS
        while (said := self._launch(lock, programs)) is not None:
            if time.monotonic() > give_up_at or not any(sign in said for sign in NOT_YET):
                raise EmbeddedPostgresError(
                    "start_failed",
                    f"PostgreSQL did not start; the end of its log {self.places.log}:\n"
                    f"{cluster.last_lines(said) or '(empty)'}",
                )
            time.sleep(POLL_SECONDS)
        self._ensure_database()
        return True

    def _launch(self, lock: ServerLock, programs: Programs) -> str | None:
        """None when it runs, else what it logged."""
        # We hold the lock, so no process of the server is left and its pid is a stranger's.
        (self.places.data / "postmaster.pid").unlink(missing_ok=True)
        log = open_private(self.places.log, programs.account, os.O_APPEND)
        try:
            if os.fstat(log).st_size > LARGEST_LOG:
                os.ftruncate(log, 0)
            begin = os.fstat(log).st_size
            options = f"-h '' -k {self.places.sockets} -p {PORT}"
            started = programs.run(
                "pg_ctl", "start", "-w", "-s", "-t", str(WAIT_SECONDS), "-o", options,
                data=self.places.data, output=log, keep_open=(lock.descriptor,),
            )  # fmt: skip
            if started.returncode == 0:
                return None
            return os.pread(log, LARGEST_LOG, begin).decode(errors="replace")
        finally:
            os.close(log)

    def _programs(self) -> Programs:
        account = self.account
        return Programs(programs_for(account), account)

    @contextmanager
    def _locked(self) -> Iterator[ServerLock | None]:
        """The lock, or None when another process or the server itself holds it."""
        data, account = self.places.data, self.account
        try:
            cluster.check_owner(data, account)
            data.parent.mkdir(parents=True, exist_ok=True)
            lock = take(self.places.lock, account)
        except OSError as error:
            raise EmbeddedPostgresError(
                "not_writable",
                f"The database cannot be kept in {data}: {error.strerror} "
                f"({error.filename or self.places.lock}). Make the directory writable for "
                f"{account.name}, or set ONRECORD_DATA to another.",
            ) from error
        if lock is None:
            yield None
            return
        with lock:
            yield lock

    def _answers(self) -> bool:
        self.check_door()
        return pq.PGconn.ping(self._conninfo("postgres").encode()) == pq.Ping.OK

    def _connect(self, dbname: str) -> psycopg.Connection:
        return psycopg.connect(self._conninfo(dbname), autocommit=True)

    def _conninfo(self, dbname: str) -> str:
        return make_conninfo(connect_timeout=5, **{**self.connection, "dbname": dbname})

    def _ensure_database(self) -> None:
        with self._connect("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone():
                return
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another process was first

    def _pid(self) -> int | None:
        try:
            return int((self.places.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    def _check_removable(self) -> None:
        try:
            cluster.is_made(self.places.data)
        except EmbeddedPostgresError as error:
            if error.code != "wrong_version":
                raise

    def _busy(self) -> EmbeddedPostgresError:
        return EmbeddedPostgresError(
            "busy",
            f"The database in {self.places.data} is held by another process and does not answer. "
            f"It may still be starting, recovering or ending; its log is {self.places.log}.",
        )
