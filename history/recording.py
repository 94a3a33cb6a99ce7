"""Opening and sealing ledger entries: who changes the record, through what, and why.

    with recording(by=user, reason="Figure revised by the ministry", channel=Channel.API):
        …

Everything written inside one outermost block is one entry, sealed when the block is left; inner
blocks join it. The block holds the writers' lock from its first line, so decide inside it on what
you read inside it. A block that writes nothing leaves no entry. What is written outside any
block is recorded too, as plain SQL of the database role.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from accounts.models import User
from api import context
from history.models import Channel

P = ParamSpec("P")
R = TypeVar("R")

RETRIED = {"40P01", "40001"}  # deadlock detected, could not serialize
TRIES = 4

BLOCK_CHANNELS = [name for name in Channel.values if name != Channel.SQL]  # sql: outside blocks


class AnotherActor(RuntimeError):
    """An inner block named somebody else; one entry has one author."""


@dataclass(slots=True)
class Recording:
    """The entry being written: its position, final only once the outermost block is left.

    `position` is None after the block if nothing was written.
    """

    by: User | None
    reason: str
    channel: str
    position: int | None


BeforeSeal = Callable[[Recording], None]
_before_seal: list[BeforeSeal] = []


def before_seal(hook: BeforeSeal) -> BeforeSeal:
    """Register what runs at the end of every outermost block, inside its entry.

    Once is enough: Django readies its apps again where a test changes which are installed.
    """
    if hook not in _before_seal:
        _before_seal.append(hook)
    return hook


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction, or a savepoint in one, that is lost whole if anything fails inside.

    Blocks inside set no savepoints, which only serve who catches a failure and writes on: whoever
    does that in here is refused every further statement (TransactionManagementError).
    """
    outer = _is_whole()
    with transaction.atomic(savepoint=not outer):
        connection._onrecord_whole = True  # type: ignore[attr-defined]
        try:
            yield
        finally:
            connection._onrecord_whole = outer  # type: ignore[attr-defined]


@contextmanager
def recording(
    *, by: User | None, reason: str = "", channel: str, whole: bool = False
) -> Iterator[Recording]:
    """One ledger entry for all that is written inside; see the module.

    `by` None is for commands that nobody in particular runs. `whole`: nothing that fails inside is
    caught there (`all_or_nothing`). Raises AnotherActor if an outer block has another author,
    ValueError for a channel that isn't one, and InternalError, with nothing written, if what was
    written would not lie in this entry alone: something inside sealed it early and wrote on.
    """
    outer = _current()
    if outer is not None:
        if by != outer.by:
            raise AnotherActor(f"this entry is {outer.by}'s, {by} can't write into it")
        with _transaction(whole):
            yield outer
        return
    if channel not in BLOCK_CHANNELS:
        raise ValueError(f"channel {channel!r} is none of {', '.join(BLOCK_CHANNELS)}")
    with _transaction(whole):
        block = Recording(by=by, reason=reason, channel=channel, position=None)
        block.position = _open(block)
        connection._onrecord_recording = block  # type: ignore[attr-defined]
        try:
            yield block
            for hook in _before_seal:
                hook(block)
            block.position = _seal(block.position)
        finally:
            connection._onrecord_recording = None  # type: ignore[attr-defined]


def retried(write: Callable[P, R]) -> Callable[P, R]:
    """Run a write again when it lost to another: deadlock or serialization, three times more.

    Inside a transaction of the caller's the failure is the caller's to handle.
    """

    @functools.wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, TRIES + 1):
            try:
                return write(*args, **kwargs)
            except OperationalError as error:
                lost = getattr(error.__cause__, "sqlstate", None) in RETRIED
                if not lost or attempt == TRIES or connection.in_atomic_block:
                    raise
        raise AssertionError("the last try returns or raises")

    return run


def _current() -> Recording | None:
    """The block this connection is in; one that a rolled back transaction left behind is none."""
    return getattr(connection, "_onrecord_recording", None)


def _transaction(whole: bool) -> AbstractContextManager[None]:
    if whole:
        return all_or_nothing()
    made: AbstractContextManager[None] = transaction.atomic(savepoint=not _is_whole())
    return made


def _is_whole() -> bool:
    return getattr(connection, "_onrecord_whole", False)


def _open(block: Recording) -> int:
    request = context.current()
    return int(
        _scalar(
            "SELECT public.history_open(%s, %s, %s, %s, %s, %s)",
            [
                block.by.pk if block.by else None,
                str(block.by) if block.by else "",
                request.token_id,
                block.channel,
                block.reason,
                request.request_id,
            ],
        )
    )


def _seal(opened: int) -> int | None:
    position = _scalar("SELECT public.history_seal(%s)", [opened])
    return None if position is None else int(position)


def _scalar(query: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]
