"""Reading what is merged: which record stands for which, in a snapshot.

Nothing that names a merged record is touched; whoever reads follows `merged_into`, one step.
In: ids. Out: arrays of ids, for `among` in a query, so that no reader asks once more; or the
record that stands. A snapshot sees the merges recorded by its own position and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from history.record import MergeableRecord
from history.snapshots import Snapshot

KEYS = ArrayField(models.UUIDField())


def is_mergeable(model: type[models.Model]) -> bool:
    return issubclass(model, MergeableRecord)


def among(column: str, ids: Any) -> Func:
    """`column = ANY (…)`: one scan of the column's index, whatever the array is made of.

    `id IN (…) OR id IN (SELECT …)` would read every row.
    """
    return Func(
        F(column),
        Func(ids, template="(%(expressions)s)", output_field=KEYS),
        template="%(expressions)s",
        arg_joiner=" = ANY ",
        output_field=models.BooleanField(),
    )


def with_merged(snapshot: Snapshot, model: type[models.Model], ids: Iterable[UUID]) -> Func:
    """These records, which stand for themselves, and all that is merged into them."""
    given = list(ids)
    merged = snapshot.of(model).filter(merged_into_id__in=given).order_by().values("id")
    return _joined(given, merged)


def family_of(snapshot: Snapshot, model: type[models.Model], *ids: UUID) -> Func:
    """Records, what they are merged into, and all that is merged into the same.

    An id is among them even if no such record is: a document stands in for an unknown publisher.
    """
    return family_in(snapshot.of(model), *ids)


def family_in(rows: QuerySet[Any], *ids: UUID) -> Func:
    """The same, of rows at hand: the live ones, where something is written."""
    own = rows.filter(id__in=ids).order_by().values(stands=Coalesce("merged_into_id", "id"))
    stands = ArraySubquery(own)
    either = Q(among("id", stands)) | Q(among("merged_into_id", stands))
    return _joined(list(ids), rows.filter(either).order_by().values("id"))


def standing(record: Any) -> Any:
    """The live record that stands for this one: itself unless merged."""
    if getattr(record, "merged_into_id", None) is None:
        return record
    return record.merged_into


def _joined(ids: list[UUID], rows: QuerySet[Any]) -> Func:
    return Func(
        Value(ids, output_field=KEYS),
        ArraySubquery(rows),
        function="array_cat",
        output_field=KEYS,
    )
