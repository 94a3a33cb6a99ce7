"""How many single writes a second many writers get through, each an entry of its own.

    python -m bench.writers --writers 100 --writes 20

On a server of its own. A write is one block: a new source, five statements over a socket. One in
twenty fails and is rolled back. The figure is acknowledged writes a second, from the first to the
last; what a machine of two cores should reach is 100.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from rich.console import Console
from rich.table import Table

PROCESSES = 2
FAILING = 20  # one in so many


class Failed(Exception):
    """The write that fails on purpose, to be rolled back."""


def write(writer: int, number: int, fails: bool) -> None:
    """One new source in an entry of its own; Failed, with nothing left, if it is to fail."""
    from history.recording import recording  # noqa: PLC0415  models are loaded by main()
    from sources.models import Source  # noqa: PLC0415

    with recording(by=None, channel="api", reason=f"{writer} {number}"):
        Source(slug=f"w{writer}-{number}", name="A writer's", kind="outlet").save()
        if fails:
            raise Failed


def write_many(writer: int, writes: int) -> int:
    """So many writes by one writer, one in twenty failing; how many were acknowledged."""
    from django.db import connection  # noqa: PLC0415

    acknowledged = 0
    for number in range(writes):
        try:
            write(writer, number, fails=(writer + number) % FAILING == 0)
            acknowledged += 1
        except Failed:
            pass
    connection.close()
    return acknowledged


def _share(writers: range, writes: int) -> int:
    with ThreadPoolExecutor(len(writers)) as threads:
        return sum(threads.map(lambda writer: write_many(writer, writes), writers))


def measured(writers: int, writes: int, processes: int) -> tuple[int, float]:
    """Acknowledged writes and seconds, with the writers spread over processes."""
    from django.db import connection  # noqa: PLC0415

    connection.close()  # no process may share a socket
    shares = [range(first, writers, processes) for first in range(processes)]
    context = multiprocessing.get_context("fork")
    with context.Pool(processes) as pool:
        began = time.monotonic()
        acknowledged = sum(pool.starmap(_share, [(share, writes) for share in shares]))
        return acknowledged, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.writers")
    parser.add_argument("--writers", type=int, default=100)
    parser.add_argument("--writes", type=int, default=20, help="by each (20)")
    parser.add_argument("--processes", type=int, default=PROCESSES, help=f"({PROCESSES})")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.servers import own_server  # noqa: PLC0415  it uses Django's connection

    with tempfile.TemporaryDirectory() as folder, own_server(Path(folder)):
        acknowledged, seconds = measured(given.writers, given.writes, given.processes)
    table = Table("writers", "acknowledged", "seconds", "writes a second")
    table.add_row(
        str(given.writers), f"{acknowledged:,}", f"{seconds:.1f}", f"{acknowledged / seconds:,.0f}"
    )
    Console().print(table)


if __name__ == "__main__":
    main()
