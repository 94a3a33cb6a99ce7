"""What keeping history costs a bulk write: COPY of many rows, with its triggers and without.

    python -m bench.copying --rows 100000

On a server of its own. A run with history is one block: the COPY, a history row for each row, the
entry's hashes and its seal. A run without has the same constraints and indexes. The two alternate,
and the ratio is that of one run to the other beside it, so that a busy machine tells on both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import django
from rich.console import Console
from rich.table import Table

COLUMNS = "id, slug, name, kind, aliases, country, url, parent_role, note, is_retired"
NO_TRIGGERS = "ALTER TABLE sources_source {} TRIGGER USER"


def lines(name: str, rows: int) -> Iterable[bytes]:
    """COPY's text, made before the clock runs."""
    start = crc32(name.encode())
    for number in range(rows):
        key = f"{start:08x}-0000-7000-8000-{number:012x}"
        yield f"{key}\t{name}-{number}\tA source\toutlet\t{{}}\t\t\t\t\tf\n".encode()


def copied(name: str, rows: int) -> float:
    """Seconds of one COPY in a block of its own."""
    from django.db import connection  # noqa: PLC0415  main() sets Django up

    from history.recording import recording  # noqa: PLC0415

    text = b"".join(lines(name, rows))
    began = time.monotonic()
    with (
        recording(by=None, channel="import", reason=name),
        connection.cursor() as cursor,
        cursor.copy(f"COPY sources_source ({COLUMNS}) FROM STDIN") as data,
    ):
        data.write(text)
    return time.monotonic() - began


def copied_without_history(name: str, rows: int) -> float:
    """The same with the table's triggers off, as only its owner can have it."""
    from django.db import connection  # noqa: PLC0415

    from config.owner import as_owner  # noqa: PLC0415

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(NO_TRIGGERS.format("DISABLE"))
        seconds = copied(name, rows)
        cursor.execute(NO_TRIGGERS.format("ENABLE"))
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.copying")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.servers import own_server  # noqa: PLC0415  it uses Django's connection

    pairs = []
    with tempfile.TemporaryDirectory() as folder, own_server(Path(folder)):
        for turn in range(given.rounds):
            without = copied_without_history(f"bare-{turn}", given.rows)
            pairs.append((without, copied(f"kept-{turn}", given.rows)))
    table = Table("rows", "a second without history", "with", "with / without, median")
    best = [min(times) for times in zip(*pairs, strict=True)]
    table.add_row(
        f"{given.rows:,}",
        *(f"{given.rows / seconds:,.0f}" for seconds in best),
        f"{statistics.median(without / kept for without, kept in pairs):.2f}",
    )
    Console().print(table)


if __name__ == "__main__":
    main()
