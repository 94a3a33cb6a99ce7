"""Bring the server of a cluster up, and down.

Callers of `up` hold the lock, which goes to the server. pg_ctl does the work: it makes a daemon
and waits until the server answers.
"""

import os
import signal
import time
from pathlib import Path

from config.postgres import client, sockets
from config.postgres.cluster import last_lines
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.lock import ServerLock, open_private
from config.postgres.places import PORT, Places
from config.postgres.programs import Programs

WAIT_SECONDS = 60
RETRY_SECONDS = 10
POLL_SECONDS = 0.05
LARGEST_LOG = 10_000_000
# What PostgreSQL says while processes of a killed server still hold its memory or its socket.
NOT_YET = ("shared memory block", "is still in use", "another postmaster")


def up(places: Places, programs: Programs, lock: ServerLock) -> None:
    """Start the server, trying for ten seconds if a dead one is still in the way."""
    sockets.claim(places.sockets, programs.account)
    give_up_at = time.monotonic() + RETRY_SECONDS
    while (said := _start(places, programs, lock)) is not None:
        if time.monotonic() > give_up_at or not any(sign in said for sign in NOT_YET):
            raise EmbeddedPostgresError(
                "start_failed",
                f"PostgreSQL did not start; the end of its log {places.log}:\n"
                f"{last_lines(said) or '(nothing was written: is the disk full?)'}",
            )
        time.sleep(POLL_SECONDS)


def down(places: Places, programs: Programs) -> str:
    """Ask the server to end, and its connections with it; what pg_ctl said.

    Whether it ended, the lock tells: pg_ctl fails on a server that was killed.
    """
    done = programs.run(
        "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(WAIT_SECONDS), data=places.data
    )
    return last_lines(done.stdout)


def end_orphan(places: Places) -> None:
    """End a server whose data directory was removed under it (rm -rf var), lock and all.

    It would notice within a minute and end by itself; until then it holds the socket. Its pid is
    safe to use: the caller checked the directory it is read from, and something listens there.
    """
    pid = _first_number(_socket_lock(places))
    if pid is None or not client.listens(places):
        return
    os.kill(pid, signal.SIGQUIT)
    give_up_at = time.monotonic() + RETRY_SECONDS
    while client.listens(places) and time.monotonic() < give_up_at:
        time.sleep(POLL_SECONDS)


def pid_of(places: Places) -> int | None:
    """The process id of the server, if it runs; what a dead one left, if it does not."""
    return _first_number(_pid_file(places))


def _start(places: Places, programs: Programs, lock: ServerLock) -> str | None:
    """None when it runs, else what it logged."""
    # We hold the lock, so no process of the server is left. The pid in its files is a stranger's
    # by now, or a zombie's that nobody buries (a container whose first process is no init), and
    # PostgreSQL would take either for a server that runs.
    _pid_file(places).unlink(missing_ok=True)
    _socket_lock(places).unlink(missing_ok=True)
    log = open_private(places.log, programs.account, os.O_APPEND)
    try:
        if os.fstat(log).st_size > LARGEST_LOG:
            os.ftruncate(log, 0)
        begin = os.fstat(log).st_size
        started = programs.run(
            "pg_ctl", "start", "-w", "-s", "-t", str(WAIT_SECONDS),
            "-o", f"-h '' -k {places.sockets} -p {PORT}",
            data=places.data, output=log, keep_open=(lock.descriptor,),
        )  # fmt: skip
        if started.returncode == 0:
            return None
        return os.pread(log, LARGEST_LOG, begin).decode(errors="replace")
    finally:
        os.close(log)


def _pid_file(places: Places) -> Path:
    return places.data / "postmaster.pid"


def _socket_lock(places: Places) -> Path:
    return places.sockets / f".s.PGSQL.{PORT}.lock"


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().partition("\n")[0])
    except (OSError, ValueError):
        return None
