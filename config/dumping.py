"""The database in one file: one snapshot, whatever is written meanwhile. `manage.py db dump`.

In: a path where nothing is. Out: a file of pg_dump's custom format, and how far its ledger goes.
What lies beside the database is not in it: docs/operating.md.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from config.backups import BackupError, Head, database, head, run_program
from config.owner import as_owner
from history.rights import run

Told = Callable[[int], None]


def dump(target: Path, told: Told) -> Head:
    """Write the database into a new file (mode 0600): whole, or not at all.

    `told` hears the bytes written so far, about once a second.
    """
    if os.path.lexists(target):
        raise BackupError("exists", f"{target} exists already; nothing is overwritten")
    with as_owner(), _snapshot() as (snapshot, its_head), _draft_of(target) as draft:
        # To a file by its name: on its standard output pg_dump writes a table of contents without
        # the places of the data, and a second one after it.
        arguments = ["--format=custom", f"--snapshot={snapshot}", f"--file={draft}", database()]
        run_program("pg_dump", arguments, told=lambda: told(draft.stat().st_size))
        return its_head


@contextmanager
def _snapshot() -> Iterator[tuple[str, Head]]:
    """A view that pg_dump shares, so that the head is that of the dump."""
    with transaction.atomic():
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if run("SELECT to_regclass('public.history_entry')") == [(None,)]:
            raise BackupError("no_tables", "There is nothing to dump: run manage.py migrate first.")
        yield str(run("SELECT pg_export_snapshot()")[0][0]), head()


@contextmanager
def _draft_of(target: Path) -> Iterator[Path]:
    """A file beside the target that becomes it when all is written, and is gone otherwise."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Its mode stays when pg_dump, which syncs what it writes, opens it.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise BackupError("not_writable", f"{target} can't be written: {error.strerror}") from error
    try:
        yield draft
        _name(draft, target)
        _sync(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, target: Path) -> None:
    try:
        os.link(draft, target)  # unlike a rename, it never takes another's place
    except FileExistsError:
        raise BackupError("exists", f"{target} was made meanwhile; it stays") from None
    except OSError:  # a file system without hard links: a stick's
        draft.rename(target)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
