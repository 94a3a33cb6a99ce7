"""Django's PostgreSQL backend, starting the embedded server when a connection fails.

Connect first, start only when that fails: a server that runs costs one stat, and every command,
test and worker works without a step before it. The database entry carries DATA_DIR; `databases`
in config/database.py makes it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.db import OperationalError
from django.db.backends.postgresql import client
from django.utils.asyncio import async_unsafe

from config.postgres.binaries import installed
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.pooled.base import PooledWrapper
from config.postgres.server import EmbeddedPostgres


class EmbeddedPostgresUnavailable(OperationalError, CommandError):
    """An OperationalError, so that a web process answers 503 as for any database that is down;
    a CommandError, so that manage.py prints the message and no traceback."""


class DatabaseClient(client.DatabaseClient):
    """`dbshell` with the bundled psql, on a server that runs."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Any
    ) -> tuple[list[str], dict[str, str] | None]:
        arguments, environ = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(installed() / "psql"), *arguments[1:]], environ

    def runshell(self, parameters: Any) -> None:
        with saying_what_is_wrong():
            self.connection.server.ensure_running()  # type: ignore[attr-defined]
        super().runshell(parameters)


class DatabaseWrapper(PooledWrapper):
    client_class = DatabaseClient

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.server = EmbeddedPostgres(Path(self.settings_dict["DATA_DIR"]))
        pool = self.settings_dict["OPTIONS"].get("pool")
        if pool:
            # The pool connects from threads of its own, also long after the first time.
            pool.setdefault("connection_class", _starting(self.server))

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        with saying_what_is_wrong():
            self.server.check_door()
            if self.pool is not None and self.pool.closed:
                # A pool that cannot connect says so after its timeout; this says so at once.
                self.server.ensure_running()
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                if self.pool is not None:
                    raise
                self.server.ensure_running()
                return super().get_new_connection(conn_params)


@contextmanager
def saying_what_is_wrong() -> Iterator[None]:
    """Turn the embedded server's error into one that Django's callers know."""
    try:
        yield
    except EmbeddedPostgresError as error:
        raise EmbeddedPostgresUnavailable(str(error)) from error


def _starting(server: EmbeddedPostgres) -> type[psycopg.Connection]:
    class StartingConnection(psycopg.Connection):
        @classmethod
        def connect(cls, *args: Any, **kwargs: Any) -> Any:
            server.check_door()
            try:
                return super().connect(*args, **kwargs)
            except psycopg.OperationalError:
                server.ensure_running()
                return super().connect(*args, **kwargs)

    return StartingConnection
