"""Django's PostgreSQL backend, whose pool need not ask the server whether a connection lives.

Django's own pool sends an empty query each time a request takes a connection: a round trip of
every answer. A server that ends a session says so on the socket and hangs up, which can be seen
without asking; only a connection that lay for a while is asked, since a network between may have
forgotten it in silence.
"""

from __future__ import annotations

import select
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

UNASKED_SECONDS = 1.0


class PooledWrapper(base.DatabaseWrapper):
    """Its pool checks by `check_lives`; all else is Django's."""

    _connection_pools: dict[str, Any]
    _configure_connection: Any

    @property
    def pool(self) -> Any:
        options = self.settings_dict["OPTIONS"].get("pool")
        if not options or self.alias == NO_DB_ALIAS:
            return None
        if self.alias not in self._connection_pools:
            made = ConnectionPool(
                kwargs={**super().get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=check_lives,
                **options,
            )
            self._connection_pools.setdefault(self.alias, made)  # one, where threads race
        return self._connection_pools[self.alias]

    def get_connection_params(self) -> Any:
        """Nothing for a pool, which has them: they are made anew for each request otherwise."""
        return {} if self.pool else super().get_connection_params()


class DatabaseWrapper(PooledWrapper):
    """The engine."""


def check_lives(connection: Any) -> None:
    """Raises an error of psycopg for a connection that its server has left."""
    now = monotonic()
    asked_at = getattr(connection, "asked_at", None)
    if asked_at is None or now - asked_at > UNASKED_SECONDS or _has_something_to_say(connection):
        ConnectionPool.check_connection(connection)
        connection.asked_at = now


def _has_something_to_say(connection: psycopg.Connection[Any]) -> bool:
    """Whether anything waits on the socket; of an idle session mostly its end."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
