"""What the commands about people share: who acts, whom it is about, and refusals as errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, CommandParser

from accounts.models import User
from api.refusals import Refusal
from api.suggestions import did_you_mean


def user_named(username: str) -> User:
    """The user of a name; CommandError with the closest there is."""
    user = User.objects.filter(username=username).first()
    if user is None:
        known = User.objects.values_list("username", flat=True)
        raise CommandError(f"no user {username!r} is on record; {did_you_mean(username, known)}")
    return user


def add_author(parser: CommandParser, *, reason: bool) -> None:
    """`--by` and `--reason`, required where a change needs one."""
    parser.add_argument(
        "--by", metavar="USERNAME", help="who does this, for history; nobody in particular if unset"
    )
    parser.add_argument("--reason", required=reason, default="", help="why; kept in the ledger")


def author(username: str | None) -> User | None:
    """Who acts; None: nobody in particular."""
    return user_named(username) if username else None


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """A refusal as the command's error, with where and what for each fault."""
    try:
        yield
    except Refusal as error:
        lines = [
            f"{fault.pointer.strip('/')}: {fault.detail}".lstrip(": ") for fault in error.faults
        ]
        raise CommandError("\n".join(lines)) from error
