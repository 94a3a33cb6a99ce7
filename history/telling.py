"""How each kind of record is told in changes: its fields as the API names and shapes them.

In: historical rows. Out: what changed, field by field, old and new. An app says with `told_as`
what of its models is shown; what it does not name follows from the columns. A field that is left
out is in no feed, no history and no export. Links are shown as ids alone: an id never changes,
while the name behind it is another at another position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from api.typeid import encode
from history.tracking import TRACKED

Model = type[models.Model]
CREATED, CHANGED, DELETED = "+", "~", "-"
KINDS = {CREATED: "created", CHANGED: "changed", DELETED: "deleted"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change, as the API shows it; `old` is None in a creation."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Link:
    """The key of a record in a column; `unless` it equals the one in another, which stands in."""

    model: Model
    column: str
    unless: str = ""

    @property
    def prefix(self) -> str:
        return TELLINGS[self.model].prefix

    def of(self, row: Any) -> str | None:
        """The id that a row's is shown as."""
        key: UUID | None = getattr(row, self.column)
        if key is None or (self.unless and key == getattr(row, self.unless)):
            return None
        return encode(self.prefix, key)


@dataclass(frozen=True, slots=True)
class Told:
    """One field of the API: the columns it is made of, and how a row's are shown.

    `decided_by`: columns of which one is set where the field is; by default all. `is_set`: the
    historical rows that hold something in it, where that is no matter of columns being set.
    `also`: what else the shape reads, columns or lookups that never change. `of_one`: how the
    value of the one column is shown, where the shape is no more than that; `link`: where that is
    the id of a record. `written`: of columns of many rows, as they are read (told_columns), the
    JSON of what the shape shows of each; None where only the shape knows.
    """

    columns: tuple[str, ...]
    shape: Callable[[Any], Any]
    decided_by: tuple[str, ...] = ()
    is_set: Q | None = None
    also: tuple[str, ...] = ()
    of_one: Callable[[Any], Any] | None = None
    link: Link | None = None
    written: Callable[[Mapping[str, Sequence[Any]]], Sequence[str | None]] | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What is shown of a model.

    `within`: lookups to the records that a change of it is about. `kept_as`: the names that
    `changed` has for a field's columns, their first ones for ever (docs/evolution.md).
    """

    model: Model
    prefix: str
    fields: Mapping[str, Told]
    within: Mapping[str, str]
    kept_as: Mapping[str, frozenset[str]]
    lookups: tuple[str, ...]
    is_of_people: bool = False

    @property
    def type(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def table(self) -> str:
        return str(TRACKED[self.model].historical._meta.db_table)

    @property
    def has_slug(self) -> bool:
        return any(column.name == "slug" for column in self.model._meta.fields)

    def holding(self, name: str) -> Q:
        """The historical rows whose change shows this field."""
        told = self.fields[name]
        columns = {
            column.attname: column for column in TRACKED[self.model].historical.tracked_fields
        }
        is_set = told.is_set or reduce(
            or_, (_is_set(columns[each]) for each in told.decided_by or told.columns)
        )
        changed = Q(history_type=CHANGED, changed__overlap=sorted(self.kept_as[name]))
        return changed | (~Q(history_type=CHANGED) & is_set)


TELLINGS: dict[Model, Telling] = {}
SUBJECTS: dict[str, Model] = {}


def subject(name: str, model: Model) -> None:
    """Name a kind of record that changes of others are about; told_as says how they lead to it."""
    SUBJECTS[name] = model


def told_as(
    model: Model,
    prefix: str,
    *,
    made_of: Mapping[str, Told] | None = None,
    blank_is_null: Iterable[str] = (),
    left_out: Iterable[str] = (),
    within: Mapping[str, str] | None = None,
    is_of_people: bool = False,
) -> None:
    """Say how changes of a model are shown.

    `made_of`: fields that are more than a column of the same name. `blank_is_null`: texts that
    the API shows as null where they are empty. `left_out`: columns that are shown nowhere.
    `within`: "" for the record itself, else a lookup of links that never change; the way to the
    topic is known from `tracked(about=…)`. `is_of_people`: only for those who may audit.
    """
    given = dict(made_of or {})
    hidden = {*left_out, *(column for told in given.values() for column in told.columns)}
    plain = {
        column.name: _column(column, column.name in set(blank_is_null))
        for column in TRACKED[model].historical.tracked_fields
        if not column.primary_key and column.name not in hidden and column.column not in hidden
    }
    fields = {**plain, **given}
    about, kept_as = TRACKED[model].about, TRACKED[model].kept_as
    paths = {**({"topic": "" if about == "self" else about} if about else {}), **(within or {})}
    TELLINGS[model] = Telling(
        model,
        prefix,
        fields,
        paths,
        {name: frozenset(kept_as[each] for each in told.columns) for name, told in fields.items()},
        _lookups(model, fields.values(), paths.values()),
        is_of_people,
    )


def _column(column: Any, blank_is_null: bool) -> Told:
    name = column.attname
    if column.is_relation:
        return link_in(name, column.related_model)
    of_one = or_null if blank_is_null else as_it_is
    return Told((name,), lambda row: of_one(getattr(row, name)), of_one=of_one)


def link_in(column: str, model: Model, *, unless: str = "", is_set: Q | None = None) -> Told:
    """A column shown as the id of the record whose key it holds, but where `unless` holds it."""
    link = Link(model, column, unless)
    return Told((column,), link.of, is_set=is_set, also=(unless,) if unless else (), link=link)


def as_it_is(value: Any) -> Any:
    """A column shown as what it holds."""
    return value


def or_null(value: Any) -> Any:
    """A text shown as null where it is empty."""
    return value or None


def _is_set(column: Any) -> Q:
    given = ~Q(**{f"{column.attname}__isnull": True})
    if isinstance(column, ArrayField):
        return given & ~Q(**{f"{column.attname}__len": 0})
    if isinstance(column, models.CharField | models.TextField):
        return given & ~Q(**{column.attname: ""})
    return given


def _lookups(model: Model, fields: Iterable[Told], paths: Iterable[str]) -> tuple[str, ...]:
    """What is read of a historical row: its own columns, and what never changes behind them."""
    named = {column.name for column in model._meta.fields}
    wanted = ["id", *(["slug"] if "slug" in named else [])]
    wanted += [lookup for told in fields for lookup in (*told.columns, *told.also)]
    wanted += [lookup for path in paths if path for lookup in (f"{path}_id", f"{path}__slug")]
    return tuple(dict.fromkeys(wanted))
