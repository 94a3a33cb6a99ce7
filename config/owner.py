"""As whom we work on the database: the service, or for a while the owner.

    with as_owner():
        call_command("migrate")

Only what must own tables does so: migrating, granting, erasing. Everything else, every request
and every other command, is the service, which could not rewrite the record if it tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default_connection
from django.db.transaction import TransactionManagementError


def two_roles(connection: Any = default_connection) -> bool:
    """Whether owner and service are two; else DATABASE_OWNER_URL is unset, or names the same."""
    entry = connection.settings_dict
    return entry.get("OWNER") is not None or "SERVICE" in entry


def service_role(connection: Any = default_connection) -> str:
    """The name of the role that serves, whoever the connection is just now."""
    entry = connection.settings_dict
    return str(entry.get("SERVICE") or entry["USER"])


@contextmanager
def as_owner(connection: Any = default_connection) -> Iterator[None]:
    """Connect as the owner inside the block: this thread's connection alone, never from a pool.

    Blocks may lie in each other. Where one role is both, nothing changes. Not inside a
    transaction: a session keeps the role it logged in as.
    """
    service = connection.settings_dict
    if service.get("OWNER") is None:
        yield
        return
    if connection.in_atomic_block:
        raise TransactionManagementError("as_owner() connects anew: leave the transaction first")
    connection.close()
    # Another entry, not this one changed: the other threads' connections share it.
    role = {**service["OWNER"], "OWNER": None, "SERVICE": service["USER"]}
    connection.settings_dict = {**service, **role}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = service
