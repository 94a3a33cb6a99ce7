"""What the service role may do with each table, and whether the database says the same.

A tracked record is read, made and changed; its history is read. Any other table of ours says for
itself (`service_may` on its model), and those of the packages we use are named here. A model that
says nothing is refused when grants are made, so that no table is served by accident.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction

from history.grants import (
    APPEND,
    EDIT,
    EVERYTHING,
    READ,
    Holdings,
    Rights,
    statements,
)
from history.tracking import TRACKED

# Groups and permissions are made by migrations: accounts/roles.py says what a role may do.
OF_PACKAGES = {
    "admin.LogEntry": APPEND,
    "auth.Group": READ,
    "auth.Group_permissions": READ,
    "auth.Permission": READ,
    "accounts.User_user_permissions": READ,
    "contenttypes.ContentType": READ,
    "sessions.Session": EVERYTHING,
}
MIGRATIONS = "django_migrations"
# Two owners that grant at once would update the same rows of the catalogue.
GRANTING = "SELECT pg_advisory_xact_lock(4917, 3)"

HOLDINGS = """
    SELECT 'table', relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND pg_has_role(relowner, 'USAGE')
    UNION ALL
    SELECT 'sequence', relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
      AND pg_has_role(relowner, 'USAGE')
    UNION ALL
    SELECT 'function', format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
      AND pg_has_role(proowner, 'USAGE')
"""


def service_rights() -> Rights:
    """The rights on the tables of every model there is."""
    tables = {MIGRATIONS: READ}
    for model in apps.get_models(include_auto_created=True):
        tables[model._meta.db_table] = rights_on(model)
    return Rights(tables)


def rights_on(model: type[models.Model]) -> frozenset[str]:
    """What the service may do with a model's table; ImproperlyConfigured if nobody says."""
    if model in TRACKED:
        return EVERYTHING if TRACKED[model].deletable else EDIT
    if model in {tracked.historical for tracked in TRACKED.values()}:
        return READ
    said = getattr(model, "service_may", OF_PACKAGES.get(model._meta.label))
    if said is None:
        raise ImproperlyConfigured(
            f"{model._meta.label} does not say what the service role may do with its table. "
            "Track it, or set service_may on the model: READ, APPEND, EDIT or EVERYTHING of "
            "history.grants; of a package's model, add it to history/rights.py."
        )
    return frozenset(said)


def grant(role: str) -> None:
    """Give the role exactly its rights on what is there; run it as the owner."""
    with transaction.atomic():
        run(GRANTING)
        for statement in statements(role, service_rights(), holdings()):
            run(statement)


def holdings() -> Holdings:
    """What the role we are owns in the schema public, and in which database."""
    found: dict[str, set[str]] = {"table": set(), "sequence": set(), "function": set()}
    for kind, name in run(HOLDINGS):
        found[kind].add(name)
    return Holdings(
        database=run("SELECT current_database()")[0][0],
        tables=frozenset(found["table"]),
        sequences=frozenset(found["sequence"]),
        functions=frozenset(found["function"]),
    )


def run(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def role_exists(role: str) -> bool:
    return bool(run("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]))
