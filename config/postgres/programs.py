"""Run one of PostgreSQL's programs on a data directory, as the user who runs the server.

The data directory goes by PGDATA, not by -D: pg_ctl hands -D to a shell, which reads `$` and
backquotes in it. Nothing of our environment goes along: PGPORT, LC_ALL or PGOPTIONS of
whoever called would bend the server.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.postgres.account import Account
from config.postgres.errors import EmbeddedPostgresError

# PostgreSQL's paths may be 1024 bytes long, and files lie up to 100 below the data directory.
LONGEST_DATA_PATH = 900
THROUGH_CWD = Path("/proc/self/cwd")


@dataclass(frozen=True)
class Programs:
    """The programs in `directory`, run as `account`."""

    directory: Path
    account: Account

    def run(
        self,
        name: str,
        *arguments: str,
        data: Path,
        output: int = subprocess.PIPE,
        keep_open: Sequence[int] = (),
    ) -> subprocess.CompletedProcess[str]:
        """The finished program. Its output, errors too, is in `stdout` unless sent elsewhere."""
        pgdata, cwd = self._reach(data)
        return subprocess.run(  # noqa: S603
            [self.directory / name, *arguments],
            cwd=cwd,
            env={"PGDATA": pgdata, "PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=keep_open,
            text=True,
            errors="replace",
            check=False,
            **self.account.drop,
        )

    def _reach(self, data: Path) -> tuple[str, str]:
        """What to call the data directory, and the directory to stand in."""
        if len(os.fsencode(data)) <= LONGEST_DATA_PATH and self._can_enter(data):
            return str(data), "/"
        # Below a closed home (/root) we are still root when we enter the directory, and the
        # server, which never leaves it, goes by the name of where it stands. Linux only.
        if THROUGH_CWD.exists():
            return str(THROUGH_CWD), str(data)
        raise EmbeddedPostgresError("unreachable", self._obstacle(data))

    def _can_enter(self, directory: Path) -> bool:
        if self.account.is_ours:
            return True
        done = subprocess.run(  # noqa: S603 - only an attempt knows about access lists
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", directory],
            cwd="/",
            stderr=subprocess.DEVNULL,
            check=False,
            **self.account.drop,
        )
        return done.returncode == 0

    def _obstacle(self, data: Path) -> str:
        advice = "Set ONRECORD_DATA to another directory, or set DATABASE_URL."
        for parent in reversed(data.parents):
            if not self._can_enter(parent):
                return (
                    f"The database in {data} is run by user {self.account.name}, who cannot enter "
                    f"{parent}. {advice}"
                )
        return f"PostgreSQL allows paths of 1024 bytes, and {data} leaves no room. {advice}"
