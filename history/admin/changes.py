"""What historical rows say, row by row: who changed what to what, when, through what and why.

In: historical rows of any tracked models, from `rows_of`. Out: `Change`s, in the same order. The
number of queries depends on how many models there are, not on how many rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from history.admin.wording import NOTHING, Names, in_words, moment, names_of, targets_of
from history.models import Entry
from history.tracking import TRACKED

KINDS = {"+": "recorded", "~": "changed", "-": "removed"}
DEEDS = {
    ("is void", "yes"): "voided",
    ("is retired", "yes"): "retired",
    ("is retired", "no"): "restored",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after, in words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One historical row: the record it is of, the entry it was written in, field by field."""

    model: type[models.Model]
    key: Any
    history_id: int
    entry: Entry
    kind: str
    fields: tuple[FieldChange, ...]
    whole: tuple[type[models.Model], Any] | None = None  # the record that it is a part of

    @property
    def own_fields(self) -> tuple[FieldChange, ...]:
        """A part's fields without the link to its whole."""
        links = {str(f.verbose_name) for f in self.model._meta.concrete_fields if self._is_link(f)}
        return tuple(field for field in self.fields if field.name not in links)

    def _is_link(self, field: Any) -> bool:
        return self.whole is not None and field.related_model is self.whole[0]

    @property
    def what(self) -> str:
        return f"{self.model._meta.verbose_name} {self.deed}"

    @property
    def deed(self) -> str:
        """What was done: "voided" where that is what the change of a flag means."""
        flags = [
            DEEDS[field.name, field.new]
            for field in self.fields
            if (field.name, field.new) in DEEDS
        ]
        return flags[0] if self.kind == "~" and flags else KINDS[self.kind]

    @property
    def when(self) -> str:
        return moment(self.entry.recorded_at)

    @property
    def sentence(self) -> str:
        """The change in one line, for an editor whose page it made stale."""
        fields = "; ".join(f"{field.name}: {field.old} → {field.new}" for field in self.fields)
        return f"#{self.entry.position}, {self.entry.actor_name or self.entry.role}: {fields}"


def rows_of(model: type[models.Model], **lookup: Any) -> Any:
    """A model's historical rows, newest first, each knowing the row before it of its record."""
    historical = TRACKED[model].historical
    key = model._meta.pk.attname
    before = historical.objects.filter(
        **{key: OuterRef(key)}, history_id__lt=OuterRef("history_id")
    ).order_by("-position", "-history_id")
    return (
        historical.objects.filter(**lookup)
        .annotate(before_id=Subquery(before.values("history_id")[:1]))
        .order_by("-history_id")
    )


def told(
    rows: Sequence[Any],
    owners: Mapping[type[models.Model], str] = MappingProxyType({}),
    links: Mapping[type[models.Model], str] = MappingProxyType({}),
) -> list[Change]:
    """The rows as changes; entries, earlier rows and linked names are read in batches.

    `owners`: columns that say nothing where the rows are shown, as they name the page's record.
    `links`: by model, the link to the record that its rows are parts of.
    """
    entries = Entry.objects.in_bulk({row.position for row in rows})
    before = _rows_before(rows)
    names = names_of(_links([*rows, *before.values()]))
    return [
        Change(
            model=_model(row),
            key=getattr(row, _model(row)._meta.pk.attname),
            history_id=row.history_id,
            entry=entries[row.position],
            kind=row.history_type,
            fields=_fields(row, before.get(row.before_id), names, owners.get(_model(row))),
            whole=_whole(row, links.get(_model(row))),
        )
        for row in rows
    ]


def as_it_stood(row: Any) -> list[tuple[str, str]]:
    """Every field of one historical row and its value then, in words."""
    model, names = _model(row), names_of(_links([row]))
    return [
        (str(field.verbose_name), in_words(model, field, getattr(row, field.attname), names))
        for field in _columns(row)
    ]


def differing(then: Any, now: Any) -> list[FieldChange]:
    """What differs between two historical rows of one record, in words; all of it for one alone."""
    rows = [row for row in (then, now) if row is not None]
    names = names_of(_links(rows))
    model = _model(rows[0])
    found = []
    for field in _columns(rows[0]):
        old, new = (
            NOTHING if row is None else in_words(model, field, getattr(row, field.attname), names)
            for row in (then, now)
        )
        if old != new:
            found.append(FieldChange(str(field.verbose_name), old, new))
    return found


def _whole(row: Any, name: str | None) -> tuple[type[models.Model], Any] | None:
    if name is None:
        return None
    link: Any = _model(row)._meta.get_field(name)
    return link.related_model, getattr(row, link.attname)


def _rows_before(rows: Iterable[Any]) -> dict[int, Any]:
    wanted: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        if row.history_type == "~" and row.before_id is not None:
            wanted[type(row)].append(row.before_id)
    return {
        found.history_id: found
        for historical, ids in wanted.items()
        for found in historical.objects.filter(history_id__in=ids)
    }


def _is_unset(row: Any, field: Any) -> bool:
    """A flag that is off is no news in a new record; an answer, which may be null, is."""
    return getattr(row, field.attname) is False and not field.null


def _fields(row: Any, before: Any, names: Names, owner: str | None) -> tuple[FieldChange, ...]:
    model = _model(row)
    kept_as = TRACKED[model].kept_as
    changes = []
    for field in _columns(row):
        new = in_words(model, field, getattr(row, field.attname), names)
        if row.history_type != "~" or before is None:
            if new != NOTHING and field.column != owner and not _is_unset(row, field):
                old, new = (NOTHING, new) if row.history_type != "-" else (new, NOTHING)
                changes.append(FieldChange(str(field.verbose_name), old, new))
        elif kept_as[field.column] in row.changed:
            old = in_words(model, field, getattr(before, field.attname), names)
            changes.append(FieldChange(str(field.verbose_name), old, new))
    return tuple(changes)


def _links(rows: Iterable[Any]) -> dict[type[models.Model], set[Any]]:
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        for field in _columns(row):
            value = getattr(row, field.attname)
            if value is not None:
                for target in targets_of(_model(row), field):
                    wanted[target].add(value)
    return wanted


def _columns(row: Any) -> list[Any]:
    """The record's own fields, in the words of its model; the key is no news."""
    model = _model(row)
    held = {field.attname for field in row.tracked_fields}
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname in held and not field.primary_key
    ]


def _model(row: Any) -> type[models.Model]:
    model: type[models.Model] = row.instance_type
    return model
