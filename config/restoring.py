"""A dump in an empty database: all of it in one transaction, or nothing. `manage.py db restore`.

In: a file of `manage.py db dump`; the two logins of the settings. Out: how far the ledger goes.
Owners and rights are not the dump's: they go by the roles there are here.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection, transaction

from config.backups import BackupError, Head, database, head, run_program
from config.owner import as_owner, service_role, two_roles
from history.rights import grant, role_exists, run

MAGIC = b"PGDMP"
THERE = """
    SELECT count(*) FROM pg_depend d RIGHT JOIN (
        SELECT 'pg_class'::regclass AS kind, oid, relnamespace AS schema FROM pg_class
        UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
    ) o ON d.classid = o.kind AND d.objid = o.oid AND d.deptype = 'e'
    JOIN pg_namespace s ON s.oid = o.schema
    WHERE d.objid IS NULL AND s.nspname <> 'information_schema' AND s.nspname !~ '^pg_'
"""


def restore(source: Path) -> Head:
    """Put a dump into the database, which must be empty; its roles are this database's own.

    Rights go by what each role may do here, whatever the roles were called where it was dumped.
    """
    _check_is_a_dump(source)
    role = service_role()
    with as_owner():
        _check_is_empty()
        if two_roles() and not role_exists(role):
            raise BackupError(
                "no_role", f"There is no role {role}, which serves. Run manage.py db roles first."
            )
        arguments = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        run_program("pg_restore", [*arguments, database(), str(source)])
        _close_to_the_public(source)
        if two_roles():
            grant(role)
        # The dump brings no statistics, and no page that is known to be all visible.
        run("VACUUM (ANALYZE)")
        return head()


def _check_is_a_dump(source: Path) -> None:
    try:
        with source.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise BackupError("unreadable", f"{source} can't be read: {error.strerror}") from error
    if magic != MAGIC:
        raise BackupError(
            "not_a_dump",
            f"{source} is no dump: it does not begin as a file of manage.py db dump, or of "
            "pg_dump --format=custom.",
        )


def _check_is_empty() -> None:
    [(there,)] = run(THERE)
    if there:
        raise BackupError(
            "not_empty",
            f"The database {connection.settings_dict['NAME']} holds {there} tables, indexes and "
            "functions; a dump goes into an empty one. Name another in ONRECORD_DATA or "
            "DATABASE_URL, or delete this one: manage.py db reset, or DROP DATABASE.",
        )


def _close_to_the_public(source: Path) -> None:
    """Take from everybody what the dump says everybody may not: call what runs as the owner."""
    script = run_program("pg_restore", ["--schema-only", "--file=-", str(source)])
    with transaction.atomic():
        for line in script.splitlines():
            if line.startswith("REVOKE ") and line.endswith(" FROM PUBLIC;"):
                run(line.replace("%", "%%"), [])
