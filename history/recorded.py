"""When and by whom rows were put on record: the entry each one was first written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, models

from history.tracking import TRACKED


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry a record came on record in; `version` is where its row was last written."""

    position: int
    recorded_at: datetime | None
    actor: str
    channel: str
    reason: str
    version: int


def recorded(model: type[models.Model], ids: Iterable[UUID], position: int) -> dict[UUID, Recorded]:
    """The recording of each id, as of a position. One query."""
    tracked = TRACKED[model]
    table = connection.ops.quote_name(tracked.historical._meta.db_table)
    wanted = list(ids)
    if not wanted:
        return {}
    query = f"""
        SELECT h.id, e.position, e.recorded_at, e.actor_name, e.channel, e.reason, h.version
        FROM (
            SELECT id, min(position) AS first, max(position) AS version
            FROM {table} WHERE id = ANY(%s) AND position <= %s GROUP BY id
        ) h JOIN history_entry e ON e.position = h.first
    """  # noqa: S608  the table is a model's
    with connection.cursor() as cursor:
        cursor.execute(query, [wanted, position])
        return {row[0]: Recorded(*row[1:]) for row in cursor.fetchall()}
