"""`manage.py migrate`: as the owner, and what it made is granted to the service at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from config.owner import as_owner, service_role, two_roles
from history.rights import grant, role_exists


class Command(migrate.Command):
    help = (
        f"{migrate.Command.help} Runs as the role of DATABASE_OWNER_URL, and then gives the role "
        "of DATABASE_URL its rights on every table."
    )

    def execute(self, *args: Any, **options: Any) -> Any:
        """The whole command, its checks too: they ask the database."""
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        if not two_roles(connection):
            return super().execute(*args, **options)
        with as_owner(connection):
            role = service_role(connection)
            if not role_exists(role):
                raise CommandError(
                    f"There is no role {role}, which DATABASE_URL logs in as. "
                    "Run manage.py db roles first: it makes it."
                )
            output = super().execute(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                grant(role)
            return output
