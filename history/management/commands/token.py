"""`manage.py token`: the keys of tools, made, listed and revoked."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from knox.settings import knox_settings

from accounts.models import Scope, Token
from api.typeid import MalformedTypeID, decode, encode
from history.commands import add_author, author, refusals_as_errors, user_named
from history.dates import UnreadableDate, read_as_of
from history.models import Channel
from history.people import issue_token, revoke_token

PREFIX = "tok"
NEVER = "never"


class Command(BaseCommand):
    help = (
        "Look after the tokens that tools carry. A token does what its scopes and its user's "
        "roles both allow. Its text is printed once, when it is made, and kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="action")
        create = actions.add_parser("create", help="make a token; its text goes to stdout")
        create.add_argument("username", help="whose it is: history names them as the author")
        create.add_argument("--name", required=True, help="what uses it: “graphics desk”")
        create.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            dest="scopes",
            help="what it may do; give it again for another (read)",
        )
        days = knox_settings.TOKEN_TTL.days
        create.add_argument(
            "--expires",
            type=_expiry,
            default=f"{days}d",
            help=f"90d, 2027-01-01 (UTC), an instant with its offset, or never ({days}d)",
        )
        add_author(create, reason=False)
        listing = actions.add_parser("list", help="list tokens, the newest first; never their text")
        listing.add_argument("--user", metavar="USERNAME", help="only theirs")
        listing.add_argument("--all", action="store_true", help="those that have ended, too")
        revoke = actions.add_parser("revoke", help="end a token now; its record stays")
        revoke.add_argument("id", help="tok_…, as `token list` shows it")
        add_author(revoke, reason=True)

    def handle(self, *, action: str, **options: Any) -> None:
        with refusals_as_errors():
            getattr(self, f"_{action}")(**options)

    def _create(
        self,
        *,
        username: str,
        name: str,
        scopes: list[str] | None,
        expires: datetime | None,
        by: str | None,
        reason: str,
        **options: Any,
    ) -> None:
        token, text = issue_token(
            by=author(by),
            reason=reason,
            channel=Channel.COMMAND.value,
            user=user_named(username),
            name=name,
            scopes=scopes or [Scope.READ.value],
            expiry=expires,
        )
        self.stderr.write(f"{_line(token)}\nCopy it now: it is kept nowhere and not shown again.")
        self.stdout.write(text)

    def _list(self, *, user: str | None, all: bool, **options: Any) -> None:
        tokens = Token.objects.select_related("user").order_by("-created", "id")
        if user:
            tokens = tokens.filter(user=user_named(user))
        if not all:
            tokens = tokens.exclude(expiry__lte=timezone.now())
        for token in tokens:
            self.stdout.write(_line(token))

    def _revoke(self, *, id: str, by: str | None, reason: str, **options: Any) -> None:
        try:
            token = Token.objects.filter(pk=decode(PREFIX, id)).first()
        except MalformedTypeID as error:
            raise CommandError(f"{error}: take the id from `token list`") from error
        if token is None:
            raise CommandError(f"no token {id} is on record: take the id from `token list`")
        revoked = revoke_token(token, by=author(by), reason=reason, channel=Channel.COMMAND.value)
        self.stdout.write(_line(revoked))


def _line(token: Token) -> str:
    """A token in tab-separated columns, for people and `cut` alike."""
    used = f"used {token.last_used_at:%Y-%m-%dT%H:%MZ}" if token.last_used_at else "never used"
    return "\t".join(
        [
            encode(PREFIX, token.pk),
            token.name,
            token.user.username,
            ",".join(token.scopes),
            _state(token),
            used,
        ]
    )


def _state(token: Token) -> str:
    if token.expiry is None:
        return "never expires"
    word = "ended" if token.expiry <= timezone.now() else "expires"
    return f"{word} {token.expiry:%Y-%m-%dT%H:%MZ}"


def _expiry(text: str) -> datetime | None:
    """Days from now, a date (its beginning in UTC), an instant, or never."""
    if text == NEVER:
        return None
    days = text.removesuffix("d")
    if days != text and days.isascii() and days.isdigit() and len(days) < 6:
        return timezone.now() + timedelta(days=int(days))
    try:
        read = read_as_of(text)
    except UnreadableDate as error:
        raise argparse.ArgumentTypeError(error.message) from error
    if isinstance(read, int):
        raise argparse.ArgumentTypeError(f"{text!r} is a number: write {text}d for days")
    return read if ":" in text else datetime.fromisoformat(text).replace(tzinfo=UTC)
