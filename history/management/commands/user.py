"""`manage.py user`: people and services, their roles, and whether they are still active."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.roles import Role
from history.commands import add_author, author, refusals_as_errors, user_named
from history.models import Channel
from history.people import edit_user, register_user

PASSWORD = "ONRECORD_PASSWORD"  # noqa: S105  a variable's name


class Command(BaseCommand):
    help = (
        "Look after users. A user is a person or a service; a service has no password and works "
        "through tokens. Nobody is deleted: history has its authors for good."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="action")
        create = actions.add_parser("create", help="put a user on record")
        create.add_argument("username")
        create.add_argument("--name", default="", help="as history shows them")
        create.add_argument("--email", default="")
        create.add_argument("--role", action="append", choices=list(Role), default=[], dest="roles")
        create.add_argument(
            "--service", action="store_true", help="a program: no password, no admin"
        )
        create.add_argument(
            "--superuser", action="store_true", help="may do everything; for the first user"
        )
        add_author(create, reason=False)
        actions.add_parser("list", help="list users: name, roles, whether they are active")
        for action, words in (
            ("deactivate", "lock a user out, and all their tokens"),
            ("activate", "let a deactivated user in again"),
        ):
            changing = actions.add_parser(action, help=words)
            changing.add_argument("username")
            add_author(changing, reason=True)
        role = actions.add_parser("role", help="grant or revoke roles")
        role.add_argument("username")
        role.add_argument("--grant", action="append", choices=list(Role), default=[])
        role.add_argument("--revoke", action="append", choices=list(Role), default=[])
        add_author(role, reason=True)

    def handle(self, *, action: str, **options: Any) -> None:
        with refusals_as_errors():
            getattr(self, f"_{action}")(**options)

    def _create(
        self,
        *,
        username: str,
        name: str,
        email: str,
        roles: list[str],
        service: bool,
        superuser: bool,
        by: str | None,
        reason: str,
        **options: Any,
    ) -> None:
        if service and superuser:
            raise CommandError("a service is no superuser: give it the roles it needs")
        fields = {"username": username, "name": name, "email": email, "is_superuser": superuser}
        user = register_user(
            by=author(by),
            reason=reason,
            channel=Channel.COMMAND.value,
            is_staff=not service,
            password=None if service else _password(User(username=username, name=name)),
            roles=_groups(roles),
            **fields,
        )
        self.stdout.write(_line(user))

    def _list(self, **options: Any) -> None:
        for user in User.objects.order_by("username").prefetch_related("memberships__group"):
            self.stdout.write(_line(user))

    def _deactivate(self, **options: Any) -> None:
        self._change({"is_active": False}, **options)

    def _activate(self, **options: Any) -> None:
        self._change({"is_active": True}, **options)

    def _role(self, *, grant: list[str], revoke: list[str], **options: Any) -> None:
        if not (grant or revoke):
            raise CommandError("give --grant or --revoke")
        if both := sorted({*grant} & {*revoke}):
            raise CommandError(f"{', '.join(both)} can't be granted and revoked at once")
        self._change({}, grant=_groups(grant), revoke=_groups(revoke), **options)

    def _change(
        self,
        changes: dict[str, Any],
        *,
        username: str,
        by: str | None,
        reason: str,
        grant: list[Group] | None = None,
        revoke: list[Group] | None = None,
        **options: Any,
    ) -> None:
        user = edit_user(
            user_named(username),
            changes,
            by=author(by),
            reason=reason,
            channel=Channel.COMMAND.value,
            grant=grant or (),
            revoke=revoke or (),
        )
        self.stdout.write(_line(user))


def _groups(roles: list[str]) -> list[Group]:
    return list(Group.objects.filter(name__in=roles))


def _password(user: User) -> str:
    """From the environment, else asked for twice; checked by the rules of the admin."""
    given = os.environ.get(PASSWORD)
    if given is None:
        if not sys.stdin.isatty():
            raise CommandError(f"give the password in {PASSWORD}, or use --service for a program")
        given = getpass.getpass("Password: ")
        if given != getpass.getpass("Again: "):
            raise CommandError("the two passwords differ")
    try:
        validate_password(given, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return given


def _line(user: User) -> str:
    roles = ["superuser"] if user.is_superuser else []
    roles += sorted(membership.group.name for membership in user.memberships.all())
    active = "active" if user.is_active else "not active"
    kind = "person" if user.has_usable_password() else "service"
    return "\t".join([user.username, user.name, kind, ",".join(roles) or "no role", active])
