"""Talk to a server that runs, over its socket: is it there, what is it, has it what is ours.

Ours are a database and a role to log in as, which may do what history/grants.py gives it.
"""

from contextlib import suppress

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from config.postgres.places import DATABASE, PORT, SERVICE, SUPERUSER, Places

MAINTENANCE = "postgres"


def connection_to(places: Places) -> dict[str, str]:
    """How to connect, by libpq's names."""
    return {"host": str(places.sockets), "port": PORT, "user": SUPERUSER, "dbname": DATABASE}


def listens(places: Places) -> bool:
    """Whether a server accepts connections. About a millisecond."""
    return pq.PGconn.ping(_conninfo(places).encode()) == pq.Ping.OK


def version_of(places: Places) -> str | None:
    """As the server tells it: 18.4."""
    with _connect(places) as connection:
        return connection.info.parameter_status("server_version")


def ensure_ours(places: Places) -> None:
    """Make the database and the service's role unless they exist."""
    with _connect(places) as connection:
        _ensure(
            connection,
            sql.SQL("SELECT FROM pg_database WHERE datname = {}").format(DATABASE),
            sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)),
        )
        # No password: nobody comes in but over the socket, which lets nobody else in.
        _ensure(
            connection,
            sql.SQL("SELECT FROM pg_roles WHERE rolname = {}").format(SERVICE),
            sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(SERVICE)),
        )


def _ensure(connection: psycopg.Connection, exists: sql.Composed, make: sql.Composed) -> None:
    if connection.execute(exists).fetchone() is not None:
        return
    with suppress(
        psycopg.errors.DuplicateDatabase,
        psycopg.errors.DuplicateObject,
        psycopg.errors.UniqueViolation,
    ):  # another process was first
        connection.execute(make)


def _connect(places: Places) -> psycopg.Connection:
    return psycopg.connect(_conninfo(places), autocommit=True)


def _conninfo(places: Places) -> str:
    parameters = {**connection_to(places), "dbname": MAINTENANCE}
    return make_conninfo(connect_timeout=5, **parameters)
