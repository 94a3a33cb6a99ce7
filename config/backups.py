"""What dumping and restoring share: PostgreSQL's programs run on our database, and its head.

Both work as the owner (config.owner) and end by saying how far the ledger goes.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.db import connection
from psycopg.conninfo import make_conninfo

from config.postgres.clients import program
from history.rights import run

# What Django adds to a connection's parameters, and the one that must not be on a command line.
NOT_LIBPQS = {"client_encoding", "cursor_factory", "context", "prepare_threshold", "password"}
TELL_EVERY = 1.0
HEAD = """
    SELECT position, root FROM public.history_entry
    WHERE recorded_at IS NOT NULL ORDER BY position DESC LIMIT 1
"""


class BackupError(RuntimeError):
    """Nothing was dumped or restored; the message says why and what to do. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes: 0 and no root before the first entry."""

    position: int
    root: bytes

    def __str__(self) -> str:
        root = f", root {self.root.hex()}" if self.root else ""
        return f"position {self.position}{root}"


def head() -> Head:
    for position, root in run(HEAD):
        return Head(position, bytes(root or b""))
    return Head(0, b"")


def database() -> str:
    """The argument that names our database, as whoever we are; a password goes by environment."""
    parameters = connection.get_connection_params()
    ours = {name: value for name, value in parameters.items() if name not in NOT_LIBPQS}
    return f"--dbname={make_conninfo(**ours)}"


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM leaves the block as an exception does, so that it tidies up; for the main thread."""

    def stop(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run_program(
    name: str,
    arguments: Sequence[str],
    *,
    told: Callable[[], None] = lambda: None,
) -> str:
    """Run one of PostgreSQL's programs to its end; what it printed. BackupError if it failed.

    `told` is called about once a second meanwhile. Whatever stops us stops the program too.
    """
    connection.ensure_connection()
    password = connection.get_connection_params().get("password")
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {}), "LC_ALL": "C"}
    found = program(name, connection.pg_version // 10000)  # type: ignore[attr-defined]
    with subprocess.Popen(  # noqa: S603
        [found, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environ,
    ) as child:  # fmt: skip
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    printed, said = child.communicate(timeout=TELL_EVERY)
                    break
                told()
        except BaseException:
            child.terminate()
            raise
    if child.returncode != 0:
        words = said.decode(errors="replace").strip()
        raise BackupError("failed", f"{name} failed:\n{words or f'exit code {child.returncode}'}")
    return printed.decode(errors="replace")
