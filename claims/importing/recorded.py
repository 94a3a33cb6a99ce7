"""Records by their names and ids, a batch's at once: one statement of SQL, records made by hand.

In: a model, and the slugs, addresses, keys and ids that lines give. Out: its records, as the ORM
would give them. It would take three times as long: a parameter for every name, a call for every
field. Only models whose columns need no converting are read so (a test compares).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.base import ModelState

from sources.models import Document

Model = type[models.Model]
NAMED_BY: dict[Model, Sequence[str]] = {Document: ("url", "key")}


def recorded(model: Model, names: Iterable[str] = (), ids: Iterable[UUID] = ()) -> list[Any]:
    """The model's records of these names or ids, in no order."""
    by_name, by_id = list(names), list(ids)
    asked: list[tuple[str, Any]] = [(c, by_name) for c in NAMED_BY.get(model, ("slug",)) if by_name]
    asked += [("id", by_id)] if by_id else []
    if not asked:
        return []
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    wanted = " OR ".join(f"{column} = ANY(%s)" for column, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM public.{model._meta.db_table} WHERE {wanted}",  # noqa: S608
            [texts for _, texts in asked],
        )
        rows = cursor.fetchall()
    attributes = [field.attname for field in fields]
    return [_made(model, attributes, row) for row in rows]


def hang(records: Iterable[Any], link: str, above: Model) -> set[UUID]:
    """Give records what their link names on record, each made once; gives what isn't there."""
    wanted = {id for record in records if (id := getattr(record, f"{link}_id")) is not None}
    found = {record.pk: record for record in recorded(above, ids=wanted)}
    for record in records:
        if (id := getattr(record, f"{link}_id")) in found:
            record._state.fields_cache[link] = found[id]
    return wanted - found.keys()


def _made(model: Model, attributes: Sequence[str], row: Sequence[Any]) -> Any:
    record = model.__new__(model)
    record.__dict__.update(zip(attributes, row, strict=True))
    record._state = ModelState()
    record._state.adding, record._state.db = False, connection.alias
    return record
