"""How values look on the admin's pages: instants with seconds and zone, names instead of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from django.utils import timezone

NOTHING = "—"

Names = Mapping[tuple[type[models.Model], Any], str]

_KEYS_TO: dict[tuple[type[models.Model], str], tuple[type[models.Model], ...]] = {}


def leads_to(model: type[models.Model], column: str, *targets: type[models.Model]) -> None:
    """Say which records a plain key column names, so that pages show the name."""
    _KEYS_TO[model, column] = targets


def targets_of(model: type[models.Model], field: Any) -> tuple[type[models.Model], ...]:
    """The models whose records a field's value may be the key of; none for a plain value."""
    if field.is_relation:
        return (field.related_model,)
    return _KEYS_TO.get((model, field.column), ())


def names_of(wanted: Mapping[type[models.Model], Iterable[Any]]) -> dict[Any, str]:
    """The names of linked records as they are today, by (model, key). One query a model."""
    return {
        (model, record.pk): str(record)
        for model, keys in wanted.items()
        # A name may be made of the names of what it links.
        for record in model._default_manager.select_related(*_links(model)).filter(pk__in=set(keys))
    }


def _links(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.many_to_one]


def in_words(model: type[models.Model], field: Any, value: Any, names: Names) -> str:
    """A field's value for reading; a link by its name, its key where it has none any more."""
    if value is None or value == "" or value == []:
        return NOTHING
    for target in targets_of(model, field):
        if (target, value) in names:
            return names[target, value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, Range):
        return _range(value)
    return str(dict(field.flatchoices).get(value, value))


def moment(instant: datetime | None) -> str:
    """An instant with seconds and zone: 2024-01-03 15:04:05 UTC."""
    if instant is None:
        return NOTHING
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M:%S %Z}"


def shows_moment(field: str, description: str) -> Callable[[Any, Any], str]:
    """A column or read-only field that shows an instant, sorted by it."""

    @admin.display(description=description, ordering=field)
    def show(_admin: Any, record: Any) -> str:
        return moment(getattr(record, field))

    return show


def _range(value: Any) -> str:
    left, right = ("[" if value.lower_inc else "("), ("]" if value.upper_inc else ")")
    return f"{left}{_end(value.lower, '-∞')}, {_end(value.upper, '∞')}{right}"


def _end(end: Any, if_open: str) -> str:
    if end is None:
        return if_open
    return moment(end) if isinstance(end, datetime) else f"{end:f}"
