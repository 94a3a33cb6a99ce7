"""One lock says who may touch a cluster, from the first file to the last process.

Whoever starts the server holds it, and hands the open file down to the server. A lock of
flock(2) belongs to the open file, so it lasts until the last process of the server is gone: a
free lock proves that nothing of it runs, however it ended. That answers, without /proc and
without guessing at process ids: is it running, is the pid file stale, has a killed server left
children behind.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from config.postgres.account import Account


class ServerLock:
    """The held lock. Leave the block to let go of it; a server started inside keeps it.

    Never unlock it explicitly: that would free the server's hold too, where closing does not.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)


def take(path: Path, account: Account) -> ServerLock | None:
    """The lock, or None when another holds it. Does not wait."""
    descriptor = open_private(path, account)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return ServerLock(descriptor)


def open_private(path: Path, account: Account, flags: int = 0) -> int:
    """A file only its owner can read, made if missing, owned by the server's user."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    if os.fstat(descriptor).st_uid == os.geteuid():
        account.give(descriptor)
    return descriptor
