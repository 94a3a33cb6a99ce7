"""Which OS user runs the server.

PostgreSQL refuses to run as root. As root we hand it to the owner of the data directory, and
before there is one to `postgres`, else `nobody`: users that exist, none is ever created. Any
other user runs it as themselves.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.postgres.errors import EmbeddedPostgresError

ROOT = 0
UNPRIVILEGED = ("postgres", "_postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def drop(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child this user; none if we are it."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}

    def give(self, path: int | Path) -> None:
        """Make this user the owner of a file we just made; nothing to do if we are it.

        By descriptor and never through a link, because root does this in directories where
        others may write.
        """
        if self.is_ours:
            return
        if isinstance(path, int):
            os.fchown(path, self.uid, self.gid)
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fchown(descriptor, self.uid, self.gid)
        finally:
            os.close(descriptor)


def account_for(data: Path) -> Account:
    """The user that runs the server of this data directory, which need not exist yet."""
    if os.geteuid() != ROOT:
        return _account(os.geteuid())
    owner = owner_of(data)
    if owner in (None, ROOT):
        return _unprivileged()
    return _account(owner)


def owner_of(path: Path) -> int | None:
    """The uid of the owner; None if nothing is there or we may not look."""
    try:
        return path.stat().st_uid
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def name_of(uid: int) -> str:
    """The user's name, or the bare number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedPostgresError(
            "nameless_user",
            f"PostgreSQL runs only as a user that has a name, and user id {uid} has none in the "
            "password database. Give it a name, run as another user, or set DATABASE_URL.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _unprivileged() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "no_account",
        f"PostgreSQL refuses to run as root, and none of the users {', '.join(UNPRIVILEGED)} "
        "exists. Run as an ordinary user, or set DATABASE_URL.",
    )
