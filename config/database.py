"""Which database: the one DATABASE_URL names, else the embedded PostgreSQL; and as which role.

In: the environment and the project's directory. Out: Django's DATABASES. Connects to nothing.

DATABASE_URL         a PostgreSQL 15 or newer, as the role that serves: it owns nothing and may
                     only what history/grants.py gives it; unset or blank: the embedded one.
DATABASE_OWNER_URL   the same database as the role that owns the tables, which migrates and
                     erases; unset or blank: one role does both, and `check --deploy` says so.
ONRECORD_DATA        where the embedded one keeps its files; unset: var/ in the project.
ONRECORD_POOL_SIZE   connections a process keeps open at most; unset or 0: no pool. Processes
                     that serve call `use_pool` first, which makes 4 of unset. Commands and tests
                     have none: a pool's idle connections block CREATE and DROP DATABASE.
"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from config.postgres.places import DATABASE, PORT, SERVICE, SUPERUSER, Places

EMBEDDED_ENGINE = "config.postgres.backend"
ENGINE = "django.db.backends.postgresql"
POOLED_ENGINE = "config.postgres.pooled"
POOL_SIZE = 4
SCHEMES = ("postgresql://", "postgres://")
URL_FORM = "postgresql://user:password@host:5432/name?sslmode=require"
DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
# What of an entry depends on who connects: config.owner swaps these, and nothing else.
LOGIN = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def databases(environ: Mapping[str, str], base_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: one, which the service logs in to; its OWNER is the owner's login."""
    url = environ.get("DATABASE_URL", "").strip()
    owner_url = environ.get("DATABASE_OWNER_URL", "").strip()
    if url:
        entry = database_at(url)
        owner = owner_login(owner_url, entry) if owner_url else None
        entry |= {"OWNER": owner} if owner else {}
    elif owner_url:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is set and DATABASE_URL is not: set both, or neither for the "
            "embedded database."
        )
    else:
        entry = embedded_database(data_directory(environ, base_dir))
    # Asked of a connection when a request takes it: a restarted server costs no request.
    entry["CONN_HEALTH_CHECKS"] = True
    size = _pool_size(environ)
    if size:
        if entry["ENGINE"] == ENGINE:
            entry["ENGINE"] = POOLED_ENGINE
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": 10}
    return {"default": entry}


def use_pool(environ: MutableMapping[str, str]) -> None:
    """Have this process pool its connections. Call before the settings are read: config/wsgi.py."""
    environ.setdefault("ONRECORD_POOL_SIZE", str(POOL_SIZE))


def data_directory(environ: Mapping[str, str], base_dir: Path) -> Path:
    """The embedded server's data directory."""
    home = Path(environ.get("ONRECORD_DATA") or base_dir / "var")
    # Absolute now: a relative one would move with the process.
    return home.expanduser().absolute() / "postgres"


def embedded_database(data: Path) -> dict[str, Any]:
    """The database entry of the embedded server with this data directory."""
    door = {"PASSWORD": "", "HOST": str(Places(data).sockets), "PORT": PORT}
    return {
        "ENGINE": EMBEDDED_ENGINE,
        "NAME": DATABASE,
        "USER": SERVICE,
        **door,
        "DATA_DIR": str(data),
        "OPTIONS": {},
        "OWNER": {"USER": SUPERUSER, **door, "OPTIONS": {}},
    }


def owner_login(url: str, service: Mapping[str, Any]) -> dict[str, Any] | None:
    """The owner's login to the service's database; None where both are one role after all."""
    owner = database_at(url, "DATABASE_OWNER_URL")
    if owner["NAME"] != service["NAME"]:
        raise ImproperlyConfigured(
            f"DATABASE_OWNER_URL names the database {owner['NAME']} and DATABASE_URL "
            f"{service['NAME']}: they are two roles of one database."
        )
    for variable, user in (
        ("DATABASE_URL", service["USER"]),
        ("DATABASE_OWNER_URL", owner["USER"]),
    ):
        if not user:
            raise ImproperlyConfigured(f"{variable} names no user. Allowed: {URL_FORM}")
    return None if owner["USER"] == service["USER"] else {name: owner[name] for name in LOGIN}


def database_at(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """The database entry of a PostgreSQL's address; `variable` is where it came from, for errors.

    Neither the address nor libpq's words about it are repeated in errors: both hold the password.
    """
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured(
            f"{variable} must begin with postgresql:// or postgres://; it begins with "
            f"{url.partition('://')[0][:20] + '://' if '://' in url else 'something else'}. "
            f"Allowed: {URL_FORM}"
        )
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        raise ImproperlyConfigured(
            f"{variable} is not a PostgreSQL address. Percent-encode special characters in user "
            f"and password; after ? only libpq's options are allowed. Allowed: {URL_FORM}"
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"{variable} names no database. Allowed: {URL_FORM}")
    named = {django: parts.pop(libpq, "") for libpq, django in DJANGO_NAMES.items()}
    return {"ENGINE": ENGINE, **named, "OPTIONS": parts}


def _pool_size(environ: Mapping[str, str]) -> int:
    given = environ.get("ONRECORD_POOL_SIZE", "").strip() or "0"
    if not (given.isascii() and given.isdigit() and int(given) <= 100):
        raise ImproperlyConfigured(
            f"ONRECORD_POOL_SIZE must be a whole number from 0 to 100; it is {given!r}."
        )
    return int(given)
