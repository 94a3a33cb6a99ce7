"""The data directory: judge the one that is there, or make a new one whole.

A new cluster is made beside its place and renamed into it at the end, so that a data directory
is complete or absent, even after kill -9 in the middle. One we did not make is never touched.
"""

import os
import shutil
import tempfile
from pathlib import Path

from config.postgres.account import ROOT, Account, name_of, owner_of
from config.postgres.binaries import MAJOR
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.lock import ServerLock
from config.postgres.places import SUPERUSER, Places
from config.postgres.programs import Programs

INITDB = (
    f"--username={SUPERUSER}",
    # Trust is acceptable only because of `sockets`: no TCP, and a directory of mode 0700.
    "--auth-local=trust",
    "--auth-host=reject",
    # PostgreSQL's own C.UTF-8: the same sorting on every machine, and upper() beyond ASCII.
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--set=timezone=UTC",
    "--set=log_timezone=UTC",
    # An import logs half as much between rarer checkpoints: docs/operating.md.
    "--set=max_wal_size=4GB",
    "--no-instructions",
)
MEMORY = 512 * 2**20  # bytes of pages in memory, if that is a quarter of the machine's at most


def check_owner(data: Path, account: Account) -> None:
    """Refuse a data directory that PostgreSQL would refuse to run on as this user."""
    owner = owner_of(data)
    if owner is None or owner == account.uid or _is_blank(data):
        return
    run_as_owner = "" if owner == ROOT else f"Run as {name_of(owner)}, or g"
    raise EmbeddedPostgresError(
        "foreign_data_directory",
        f"The data directory {data} belongs to user {name_of(owner)}, and the server would run as "
        f"{account.name}. {run_as_owner or 'G'}ive the directory to {account.name}, "
        "or set ONRECORD_DATA to another directory.",
    )


def is_made(data: Path) -> bool:
    """Whether a cluster of our version is there; False if there is none, else an error."""
    if not data.exists() or _is_blank(data):
        return False
    try:
        came = (data / "PG_VERSION").read_text().strip()
    except OSError:
        raise EmbeddedPostgresError(
            "not_a_data_directory",
            f"{data} holds files and no PostgreSQL data (PG_VERSION is missing). Move them away, "
            "or set ONRECORD_DATA to another directory.",
        ) from None
    if came != str(MAJOR):
        raise EmbeddedPostgresError(
            "wrong_version",
            f"{data} was made by PostgreSQL {came}, and the embedded one is {MAJOR}. Dump it with "
            f"PostgreSQL {came} and load the dump, or set ONRECORD_DATA to another directory; "
            "`manage.py db reset` discards it.",
        )
    return True


def make(places: Places, programs: Programs, lock: ServerLock) -> None:
    """A new cluster at the data directory. Takes about a second.

    initdb inherits the lock, so that nobody cleans up after a killed caller while it still writes.
    """
    discard_remains(places)
    fresh = Path(tempfile.mkdtemp(prefix=places.unfinished, dir=places.data.parent))
    programs.account.give(fresh)
    made = programs.run("initdb", *INITDB, _buffers(), data=fresh, keep_open=(lock.descriptor,))
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedPostgresError(
            "initdb_failed",
            f"PostgreSQL could not make its data directory {places.data}:\n"
            f"{last_lines(made.stdout)}",
        )
    fresh.rename(places.data)
    _sync(places.data.parent)


def _buffers() -> str:
    """An import's indexes lie in memory with these, not with PostgreSQL's own 128MB."""
    quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
    return f"--set=shared_buffers={min(MEMORY, quarter) // 1024}kB"


def discard(places: Places) -> None:
    """Remove the cluster, of whatever version, and nothing else that may lie in its place.

    The caller holds the lock, so nothing of the server runs.
    """
    if _is_discardable(places.data):
        old = Path(tempfile.mkdtemp(prefix=places.discarded, dir=places.data.parent))
        places.data.rename(old / "data")
    discard_remains(places)


def discard_remains(places: Places) -> None:
    """Remove what a killed `make` or `discard` left."""
    for path in places.data.parent.iterdir():
        if path.name.startswith((places.unfinished, places.discarded)):
            shutil.rmtree(path, ignore_errors=True)


def last_lines(text: str, count: int = 10) -> str:
    return "\n".join(text.strip().splitlines()[-count:])


def _is_discardable(data: Path) -> bool:
    try:
        return is_made(data)
    except EmbeddedPostgresError as error:
        if error.code != "wrong_version":
            raise
        return True


def _is_blank(data: Path) -> bool:
    try:
        return data.is_dir() and not any(data.iterdir())
    except PermissionError:
        return False


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
