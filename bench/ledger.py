"""What verifying the ledger costs: `python -m bench.ledger --entries 1000000`.

Makes a database of its own with so many entries, each with the history row of one source, with
the hashes that sealing would give them; then verifies it in a process of its
own and says how long that took and how much memory. `--keep` leaves the database for another run.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from rich.console import Console

from config.owner import as_owner
from history.canonical import ENTRY_TEXT, pinned, row_hash
from history.verification.growing import grown
from history.verification.reading import streamed

BATCH = 50_000
TABLES = ("sources_source", "sources_historicalsource", "history_entry", "history_entrytable")
SOURCES = """
    INSERT INTO public.sources_source (id, slug, name, kind, aliases, country, url, parent_role,
        note, is_retired)
    SELECT gen_random_uuid(), 'outlet-' || n, 'Outlet ' || n, 'outlet', '{}', 'IR',
        'https://outlet.example/' || n, '', 'An outlet of the bench.', false
    FROM generate_series(1, %s) n
"""
HISTORY = """
    INSERT INTO public.sources_historicalsource (history_id, history_date, history_type, position,
        changed, salt, id, slug, name, kind, aliases, country, url, parent_role, note, is_retired)
    SELECT n, '2026-01-01'::timestamptz + n * interval '1 ms', '+', n, '{}',
        uuid_send(gen_random_uuid()), id, slug, name, kind, aliases, country, url, parent_role,
        note, is_retired
    FROM (SELECT row_number() OVER () AS n, * FROM public.sources_source) s
"""
LISTED = """
    INSERT INTO public.history_entrytable
    SELECT position, 'sources_historicalsource' FROM public.sources_historicalsource
"""
ENTRIES = f"""
    CREATE TEMP TABLE made AS
    SELECT position, history_date + interval '1 ms' AS recorded_at, NULL::uuid AS actor_id,
        'Alice'::text AS actor_name, NULL::uuid AS token_id, current_user::text AS role,
        'api'::varchar(10) AS channel, 'Figure revised'::text AS reason,
        'request-' || position AS request_id, {row_hash("sources_historicalsource")} AS digest
    FROM public.sources_historicalsource h
"""  # noqa: S608
LEAVES = f"""
    SELECT position, public.history_leaf_hash({ENTRY_TEXT}) FROM made e ORDER BY position
"""  # noqa: S608
SEALED = """
    INSERT INTO public.history_entry (position, recorded_at, actor_id, actor_name, token_id, role,
        channel, reason, request_id, digest, root)
    SELECT m.*, r.root FROM made m JOIN roots r USING (position)
"""
MEASURED = "--measured-in-here"


@contextmanager
def database(name: str, *, keep: bool) -> Iterator[bool]:
    """Connect as the owner to a database, made if it isn't there; whether it was made."""
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            is_new = cursor.fetchone() is None
            if is_new:
                cursor.execute(f'CREATE DATABASE "{name}"')
        own = connection.settings_dict["NAME"]
        connect(name)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield is_new
        finally:
            connect(own)
            if not keep:
                with connection.cursor() as cursor:
                    cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def fill(entries: int) -> None:
    """So many entries of one row each, written past the triggers, with the hashes they would have.

    A million sealed one by one would take the better part of an hour.
    """
    with transaction.atomic(), pinned(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE public.{table} DISABLE TRIGGER USER")
        cursor.execute(SOURCES, [entries])
        for statement in (
            HISTORY,
            LISTED,
            ENTRIES,
            "CREATE TEMP TABLE roots (position bigint, root bytea)",
        ):
            cursor.execute(statement)
        grow(cursor)
        cursor.execute(SEALED)
        cursor.execute("SELECT setval('public.history_row_id', %s)", [entries])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'D'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def grow(cursor: Any) -> None:
    """Every node and root of the tree over the leaves."""
    peaks: list[bytes] = []
    roots, nodes = [], []
    for position, leaf in streamed(LEAVES):
        peaks, completed, root = grown(peaks, position - 1, leaf)
        roots.append((position, root))
        nodes += [(level, (position >> level) - 1, hash) for level, hash in enumerate(completed)]
        if len(roots) == BATCH:
            keep(cursor, roots, nodes)
            roots, nodes = [], []
    keep(cursor, roots, nodes)


def keep(cursor: Any, roots: list[Any], nodes: list[Any]) -> None:
    for target, made in (("roots", roots), ("public.ledger_node", nodes)):
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in made:
                copy.write_row(row)


def verify(name: str) -> None:
    """Verify the database and print what it took."""

    connect(name)
    began = time.perf_counter()
    call_command("verify_ledger")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Console().print(f"{seconds:.1f} s, {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        prog="python -m bench.ledger",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--entries", type=int, default=100_000, help="how many (100,000)")
    parser.add_argument("--keep", action="store_true", help="leave the database for another run")
    parser.add_argument(MEASURED, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if given.measured_in_here:
        verify(given.measured_in_here)
        return
    name = f"onrecord_bench_ledger_{given.entries}"
    with database(name, keep=given.keep) as is_new:
        if is_new:
            began = time.perf_counter()
            fill(given.entries)
            Console().print(f"made in {time.perf_counter() - began:.1f} s")
        subprocess.run([sys.executable, "-m", "bench.ledger", MEASURED, name], check=False)  # noqa: S603


if __name__ == "__main__":
    main()
