"""How a historical column is read to be told: as text where making a value of it is dear.

In: fields of historical models. Out: what is selected of each, and how the text becomes the value
that the ORM would give. Of a page most ids, instants and ranges are only written out again, or are
the same ones: a value is made where a shape needs one, once for all that are alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, DecimalRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

Typed = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a historical row. `typed`: the value of its text; None: it comes as one."""

    name: str
    column: str
    typed: Typed | None
    is_list: bool = False

    def of(self, row: str) -> str:
        """How it is selected of a row."""
        return f'{row}."{self.column}"{"::text" if self.typed else ""}'

    def value(self, read: Any) -> Any:
        """What the ORM would give."""
        return read if self.typed is None or read is None else self.typed(read)

    @property
    def is_instant(self) -> bool:
        return self.typed is _instant


def column_of(field: Any) -> Column:
    """How a field is read."""
    typed = _typed(field.target_field if field.is_relation else field)
    return Column(field.attname, field.column, typed, is_list=isinstance(field, ArrayField))


def instant(text: str | None) -> str | None:
    """An instant as answers write it: the database's own text, but for its form.

    ValueError where it is not in UTC, the time zone of every session of ours.
    """
    if text is None:
        return None
    if len(text) == 22 and text.endswith("+00"):
        return f"{text[:10]}T{text[11:19]}Z"
    moment = datetime.fromisoformat(text)
    zone, written = moment.utcoffset(), moment.replace(tzinfo=None).isoformat()
    if zone:
        raise ValueError(f"{text}: the session is not in UTC")
    return f"{written}Z"


def _typed(field: Any) -> Typed | None:
    match field:
        case models.UUIDField():
            return UUID
        case models.DateTimeField():
            return _instant
        case models.DecimalField():
            return Decimal
        case DecimalRangeField():
            return _numbers
        case DateTimeRangeField():
            return _instants
    return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _numbers(text: str) -> NumericRange:
    lower, upper = text[1:-1].split(",")
    return NumericRange(
        Decimal(lower) if lower else None, Decimal(upper) if upper else None, text[0] + text[-1]
    )


def _instants(text: str) -> DateTimeTZRange:
    lower, upper = (bound.strip('"') for bound in text[1:-1].split(","))
    return DateTimeTZRange(
        _instant(lower) if lower else None,
        _instant(upper) if upper else None,
        text[0] + text[-1],
    )
