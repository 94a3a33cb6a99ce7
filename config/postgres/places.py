"""Where the embedded server keeps its files, computed from its data directory alone, and the
names it goes by.

Log and lock lie beside the data. The sockets cannot: a socket's path may be about 100 bytes
long, and data directories are longer. They lie in /tmp under a hash of the data directory, so
that every process finds them without asking. $XDG_RUNTIME_DIR and $TMPDIR will not do: they
differ between a login, cron and sudo, and the first is removed at logout, under a server that
goes on.

This module only computes; it touches no file but to resolve links. What is on disk is judged
by `sockets` and `cluster`.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from os import fsencode
from pathlib import Path

SUPERUSER = "onrecord"  # owns the database and everything in it
SERVICE = "onrecord_service"  # what Onrecord logs in as: owns nothing
DATABASE = "onrecord"
PORT = "5432"  # only the name of the socket; said outright because PGPORT may say otherwise
# Not tempfile.gettempdir(): on macOS that is long, and the same for nobody else.
SOCKETS_PARENT = Path("/tmp")  # noqa: S108 - the directory below it is checked before every use


@dataclass(frozen=True)
class Places:
    """The paths of one embedded server."""

    given: Path

    @cached_property
    def data(self) -> Path:
        """The data directory, absolute and free of links: one cluster, one name."""
        return self.given.expanduser().resolve()

    @property
    def log(self) -> Path:
        return self.data.with_name(self.data.name + ".log")

    @property
    def lock(self) -> Path:
        return self.data.with_name(self.data.name + ".lock")

    @property
    def sockets(self) -> Path:
        """31 bytes at most; PostgreSQL adds 16 for the socket itself."""
        return SOCKETS_PARENT / f"onrecord-{self._key}"

    @property
    def unfinished(self) -> str:
        """What names of half-made clusters begin with. They lie beside the data."""
        return f".new-{self._key}-"

    @property
    def discarded(self) -> str:
        """What names of clusters being removed begin with. They lie beside the data."""
        return f".old-{self._key}-"

    @cached_property
    def _key(self) -> str:
        return sha256(fsencode(self.data)).hexdigest()[:16]
