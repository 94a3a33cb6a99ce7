"""Orders of a list: `?ordering=name`, `?ordering=-stated`; each ends in the row's own id.

Keyset pages need a total order, so the id breaks every tie, the same way round as the column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from api.pages import Cursor, Page, bad_cursor, page_of_found
from api.parameters import choice_of, limit_of

DEFAULT = "recorded"
UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)  # before any instant, so that unknown comes first


@dataclass(frozen=True, slots=True)
class Column:
    """What a list is ordered by: a column of text that is never null, or one of instants."""

    name: str
    is_instant: bool = False

    def annotated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        held = Coalesce(F(self.name), Value(UNKNOWN)) if self.is_instant else F(self.name)
        return rows.annotate(ordered_by=held)

    def text(self, value: Any) -> str:
        return value.isoformat() if self.is_instant else str(value)

    def value(self, text: str) -> Any:
        try:
            return datetime.fromisoformat(text) if self.is_instant else text
        except ValueError as error:
            raise bad_cursor() from error


Orderings = Mapping[str, Column]


def names_of(orderings: Orderings) -> list[str]:
    """What `ordering` may be."""
    both = (DEFAULT, *orderings)
    return [f"{sign}{name}" for name in both for sign in ("", "-")]


def ordered_page(
    rows: QuerySet[Any], fields: Sequence[str], query: QueryDict, orderings: Orderings
) -> Page:
    """A page of rows in the order asked for: of making (`recorded`), or by a column.

    The rows are named tuples of `fields`, the id among them.
    """
    asked = choice_of(query, "ordering", names_of(orderings)) or DEFAULT
    descending, name = asked.startswith("-"), asked.removeprefix("-")
    column = orderings.get(name)
    length = 1 if column is None else 2
    given = query.get("cursor", "")
    cursor = Cursor.decode(given, length) if given else None
    backwards, limit = cursor is not None and cursor.backwards, limit_of(query)
    side = "lt" if descending != backwards else "gt"
    sign = "-" if side == "lt" else ""
    if column is None:
        if cursor is not None:
            rows = rows.filter(**{f"id__{side}": id_of(cursor.key[0])})
        ordered = rows.order_by(f"{sign}id").values_list(*fields, named=True)
        found = list(ordered[: limit + 1])
        return page_of_found(found, limit, cursor, lambda row: (str(row.id),))
    rows = column.annotated(rows)
    if cursor is not None:
        value, id = column.value(cursor.key[0]), id_of(cursor.key[1])
        beyond = Q(**{f"ordered_by__{side}": value})
        rows = rows.filter(beyond | Q(ordered_by=value, **{f"id__{side}": id}))
    ordered = rows.order_by(f"{sign}ordered_by", f"{sign}id")
    found = list(ordered.values_list(*fields, "ordered_by", named=True)[: limit + 1])
    return page_of_found(
        found, limit, cursor, lambda row: (column.text(row.ordered_by), str(row.id))
    )


def id_of(text: str) -> UUID:
    """The id that a cursor holds."""
    try:
        return UUID(text)
    except ValueError as error:
        raise bad_cursor() from error
