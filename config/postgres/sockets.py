"""The directory of the server's socket: the only way in, so the only lock on the door.

The server trusts whoever connects. That is safe because the socket lies in a directory of mode
0700 that belongs to the server's user: nobody else gets in but root. /tmp is everyone's, so the
directory is judged before every use: one that another user made first is refused, by the server
and by its clients.
"""

import shutil
import stat
from pathlib import Path

from config.postgres.account import ROOT, Account, name_of
from config.postgres.errors import EmbeddedPostgresError


def claim(sockets: Path, account: Account) -> None:
    """Make the directory, or accept the one we made before."""
    try:
        sockets.mkdir(mode=0o700)
    except FileExistsError:
        found = sockets.lstat()
        # Root died between making it and giving it away.
        if found.st_uid == ROOT and stat.S_ISDIR(found.st_mode):
            account.give(sockets)
    else:
        account.give(sockets)
    check(sockets, account)


def release(sockets: Path, account: Account) -> None:
    """Remove the directory of a server that is gone; no error if it is missing."""
    check(sockets, account)
    shutil.rmtree(sockets, ignore_errors=True)


def check(sockets: Path, account: Account) -> None:
    """Refuse a directory that is not the account's alone. A missing one is fine."""
    try:
        found = sockets.lstat()
    except FileNotFoundError:
        return
    if found.st_uid == account.uid and stat.filemode(found.st_mode) == "drwx------":
        return
    raise EmbeddedPostgresError(
        "unsafe_socket_directory",
        f"{sockets} must be a directory of user {account.name} with mode 0700; it belongs to "
        f"{name_of(found.st_uid)} and is {stat.filemode(found.st_mode)}. "
        "Find out who made it, and remove it.",
    )
