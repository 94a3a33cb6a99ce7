"""What Django's checks say about the database: its version, and as whom Onrecord is there."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import connection, connections

from config.owner import service_role, two_roles
from history.granted import faults, owns_the_ledger

OLDEST_POSTGRES = 15


def postgres_is_new_enough(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E001: an older PostgreSQL lacks NULLS NOT DISTINCT, which our constraints use.

    A database check: it runs with `migrate` and `check --database`, which may connect.
    """
    return [
        Error(
            f"Database {alias!r} is PostgreSQL {connections[alias].pg_version // 10000}.",  # type: ignore[attr-defined]
            hint=f"Onrecord needs PostgreSQL {OLDEST_POSTGRES} or newer: change DATABASE_URL.",
            id="config.E001",
        )
        for alias in databases or ()
        if connections[alias].pg_version < OLDEST_POSTGRES * 10000  # type: ignore[attr-defined]
    ]


def owner_does_not_serve(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.W001: who owns the tables can switch off whatever refuses to rewrite the record.

    Where DATABASE_OWNER_URL is unset, DATABASE_URL is taken to be the owner's, unless the
    database may be asked.
    """
    if two_roles() or (_may_ask(databases) and not owns_the_ledger()):
        return []
    return [
        Warning(
            "Onrecord serves as the role that owns its tables, which could rewrite the record.",
            hint="Set DATABASE_OWNER_URL to that role, DATABASE_URL to another user, and run "
            "manage.py db roles, which makes it. Where DATABASE_URL is the service's already and "
            "alone on purpose, add --database default: docs/operating.md.",
            id="config.W001",
        )
    ]


def service_has_its_rights(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.W002: what the service's role may do is not what it should be able to.

    A database check for `check --deploy --database default`, which may connect.
    """
    if not _may_ask(databases) or (not two_roles() and owns_the_ledger()):
        return []
    return [
        Warning(f"In the database {fault}.", hint="Run manage.py db roles.", id="config.W002")
        for fault in faults(service_role())
    ]


def _may_ask(databases: Sequence[str] | None) -> bool:
    return connection.alias in (databases or ())
