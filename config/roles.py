"""The service's role on a server: made, brought in line, given its rights. `manage.py db roles`.

In: the two logins of the settings, and a server where the owner is there already. Out: what was
done, sentence by sentence. Passwords go to the server as a verifier, and nowhere else: in no
output, no error, no log of the server's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import ProgrammingError, connection, transaction

from config.owner import as_owner, service_role, two_roles
from history.granted import faults
from history.grants import quoted
from history.rights import grant, role_exists, run

# What a role made by other hands may need, and how PostgreSQL tells that it does.
LIMITS = ("NOSUPERUSER", "NOCREATEROLE", "NOCREATEDB", "NOREPLICATION", "NOBYPASSRLS", "LOGIN")
EXCEEDS = """
    SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, NOT rolcanlogin
    FROM pg_roles WHERE rolname = %s
"""


class RolesError(RuntimeError):
    """The role could not be made what it should be; the message says what to do."""


def set_up() -> Iterator[str]:
    """Make the service's role what it should be; running it again changes nothing."""
    if not two_roles():
        raise RolesError(
            "There is one role here. Set DATABASE_OWNER_URL to the role that owns the tables, and "
            "DATABASE_URL to another user, which this command makes: docs/operating.md."
        )
    role, login = service_role(), _login()
    with as_owner():
        yield from _make(role, login.get("password"))
        yield from _check_login(role, login)
        if run("SELECT to_regclass('public.history_entry')") == [(None,)]:
            yield "no tables yet: manage.py migrate makes them and gives the role its rights"
            return
        grant(role)
        yield f"gave {role} its rights on every table, and no others"
        if left := faults(role):
            raise RolesError(
                "These remain, out of this owner's reach; let an administrator mend them:\n  "
                + "\n  ".join(left)
            )


def _make(role: str, password: str | None) -> Iterator[str]:
    if not role_exists(role):
        with _as_an_administrator_would(
            f"There is no role {role}, and {_owner()} may not make one (CREATEROLE).",
            f"CREATE ROLE {quoted(role)} LOGIN;",
            f"\\password {role}",
        ):
            run(f"CREATE ROLE {quoted(role)} LOGIN {_verifier(role, password)}")
        yield f"made the role {role}"
        return
    [exceeds] = run(EXCEEDS, [role])
    changes = " ".join(word for word, wrong in zip(LIMITS, exceeds, strict=True) if wrong)
    if not changes:
        yield f"the role {role} is there"
        return
    with _as_an_administrator_would(
        f"{role} may more than it should, and {_owner()} may not change it.",
        f"ALTER ROLE {quoted(role)} {changes};",
    ):
        run(f"ALTER ROLE {quoted(role)} {changes}")
    yield f"changed the role {role}: {changes}"


def _check_login(role: str, login: dict[str, Any]) -> Iterator[str]:
    """The address must open the door; a password that doesn't fit is set to the one it holds."""
    if (refusal := _refusal(login)) is None:
        return
    if login.get("password"):
        with _as_an_administrator_would(
            f"DATABASE_URL does not open the door, and {_owner()} may not set {role}'s password.",
            f"\\password {role}",
        ):
            run(f"ALTER ROLE {quoted(role)} {_verifier(role, login['password'])}")
        if (refusal := _refusal(login)) is None:
            yield f"set {role}'s password to the one in DATABASE_URL"
            return
    raise RolesError(
        f"The role {role} is there, and DATABASE_URL does not open the door: {refusal}"
    )


def _login() -> dict[str, Any]:
    """How the service connects, by libpq's names."""
    parameters = connection.get_connection_params()
    return {k: v for k, v in parameters.items() if k not in ("cursor_factory", "context")}


def _refusal(login: dict[str, Any]) -> str | None:
    try:
        psycopg.connect(**{"connect_timeout": 10, **login}).close()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return None


def _verifier(role: str, password: str | None) -> str:
    """`PASSWORD '…'` with what the server keeps of a password, or nothing where there is none."""
    if not password:
        return ""
    connection.ensure_connection()
    kept = connection.connection.pgconn.encrypt_password(password.encode(), role.encode())
    return f"PASSWORD '{kept.decode()}'"


def _owner() -> str:
    return str(run("SELECT current_user")[0][0])


@contextmanager
def _as_an_administrator_would(problem: str, *remedy: str) -> Iterator[None]:
    """Turn a missing right into what to run in psql as somebody who has it."""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
        raise RolesError(
            "\n  ".join([f"{problem} Let an administrator run in psql:", *remedy])
            + "\nand run manage.py db roles again."
        ) from None
