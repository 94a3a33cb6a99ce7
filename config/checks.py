"""What Django's checks say about the database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

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
