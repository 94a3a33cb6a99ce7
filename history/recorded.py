"""When and by whom rows were put on record, and in which version they stand.

A record's version is the position it was last written at; where other rows are part of it (the
parties of a claim), the last position that it or one of them was written at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from history.tracking import TRACKED, Tracked, parts_of


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry a record came on record in; `version` is where it or a part was last written."""

    position: int
    recorded_at: datetime | None
    actor: str
    channel: str
    reason: str
    version: int


def recorded(model: type[models.Model], ids: Iterable[UUID], position: int) -> dict[UUID, Recorded]:
    """The recording of each id, as of a position. One query."""
    wanted = list(ids)
    if not wanted:
        return {}
    table = _quoted(TRACKED[model])
    query = f"""
        SELECT h.id, e.position, e.recorded_at, e.actor_name, e.channel, e.reason, {_version(model)}
        FROM (
            SELECT id, min(position) AS first, max(position) AS version
            FROM {table} WHERE id = ANY(%(ids)s) AND position <= %(at)s GROUP BY id
        ) h JOIN history_entry e ON e.position = h.first
    """  # noqa: S608  the table is a model's
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": wanted, "at": position})
        return {row[0]: Recorded(*row[1:]) for row in cursor.fetchall()}


def with_version(records: QuerySet[Any]) -> QuerySet[Any]:
    """The records, each with its version as `version_read`, both of one look at the database."""
    model = records.model
    rows = {TRACKED[model].historical: model._meta.pk.attname}
    rows |= {tracked.historical: link.attname for tracked, link in parts_of(model)}
    own, *parts = (
        Subquery(
            historical.objects.filter(**{column: OuterRef("pk")})
            .order_by("-position")
            .values("position")[:1]
        )
        for historical, column in rows.items()
    )
    # PostgreSQL's greatest passes over nulls: a record without parts of a kind.
    return records.annotate(version_read=Greatest(own, *parts) if parts else own)


def _version(model: type[models.Model]) -> str:
    """The version in SQL, of the row `h`, as of %(at)s."""
    newest = [
        f"(SELECT max(position) FROM {_quoted(tracked)} p"  # noqa: S608
        f" WHERE p.{connection.ops.quote_name(link.column)} = h.id AND position <= %(at)s)"
        for tracked, link in parts_of(model)
    ]
    return f"greatest({', '.join(['h.version', *newest])})"


def _quoted(tracked: Tracked) -> str:
    return connection.ops.quote_name(tracked.historical._meta.db_table)
