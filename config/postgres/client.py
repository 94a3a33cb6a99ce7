"""Talk to a server that runs, over its socket: is it there, what is it, has it our database."""

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from config.postgres.places import DATABASE, PORT, SUPERUSER, Places

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


def ensure_database(places: Places) -> None:
    """Make the database unless it exists."""
    with _connect(places) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE]).fetchone():
            return
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another process was first


def _connect(places: Places) -> psycopg.Connection:
    return psycopg.connect(_conninfo(places), autocommit=True)


def _conninfo(places: Places) -> str:
    parameters = {**connection_to(places), "dbname": MAINTENANCE}
    return make_conninfo(connect_timeout=5, **parameters)
