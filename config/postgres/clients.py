"""PostgreSQL's client programs in the version of a server: the bundled ones, else the machine's.

A newer pg_dump reads an older server, but what it writes an older server may not take; so only the
same major version counts. Imports no Django.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import which

from config.postgres.binaries import MAJOR, installed
from config.postgres.errors import EmbeddedPostgresError

# Where packages put several versions beside each other: Debian's, Red Hat's, Homebrew's.
PLACES = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/opt/homebrew/opt/postgresql@{major}/bin",
    "/usr/local/opt/postgresql@{major}/bin",
)


def program(name: str, major: int) -> Path:
    """The program for a server of this major version. Costs a process at most."""
    for found in _candidates(name, major):
        if found.is_file() and _major_of(found) == major:
            return found
    raise EmbeddedPostgresError(
        "no_matching_program",
        f"The server is PostgreSQL {major}, and no {name} {major} is here: not bundled, not on "
        f"PATH, not below {', '.join(place.format(major=major) for place in PLACES[:2])}. "
        f"Install PostgreSQL {major}'s client programs (Debian: postgresql-client-{major}).",
    )


def _candidates(name: str, major: int) -> Iterator[Path]:
    if major == MAJOR:
        with suppress(EmbeddedPostgresError):  # no wheel for this platform: the machine's will do
            yield installed() / name
    if on_path := which(name):
        yield Path(on_path)
    yield from (Path(place.format(major=major)) / name for place in PLACES)


def _major_of(program: Path) -> int | None:
    """From `pg_dump (PostgreSQL) 18.4`; None if it does not run."""
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(version[1]) if version else None
