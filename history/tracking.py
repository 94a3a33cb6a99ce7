"""How a model joins history: `history = tracked(about="claim__topic")`.

django-simple-history makes the historical model and answers queries on it; triggers, not its
signals, write the rows (docs/decisions/0002-trigger-written-history.md). Each historical row
carries the ledger position it was written in, the names of the columns that changed and a salt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from simple_history.models import HistoricalRecords


@dataclass(frozen=True, slots=True)
class Tracked:
    """What history knows of a model: the way to its topic, and the columns that never change.

    `about` is a lookup path from the model to its topic, "" where it has none. `fixed` holds
    column names that no UPDATE may change; `free`, if given, turns that round: all but these.
    `deletable`: the service may delete rows; history keeps them.
    `structure`: fields of text that are read as something else, so that no erasure empties them.
    `part_of`: the link to the record that a row is a part of; a change of it is one of that record.
    """

    model: type[models.Model]
    about: str
    fixed: tuple[str, ...]
    deletable: bool = False
    structure: tuple[str, ...] = ()
    part_of: str = ""

    @property
    def historical(self) -> Any:
        return _historical(self.model)

    @property
    def kept_as(self) -> dict[str, str]:
        """The historical column of each tracked column: another only where it was renamed."""
        fields = self.historical._meta
        return {
            field.column: fields.get_field(field.name).column
            for field in self.historical.tracked_fields
        }


@cache
def _historical(model: type[models.Model]) -> Any:
    """simple-history makes a class of managers anew each time a model's `history` is looked at."""
    return model.history.model  # type: ignore[attr-defined]


TRACKED: dict[type[models.Model], Tracked] = {}


def parts_of(model: type[models.Model]) -> list[tuple[Tracked, Any]]:
    """What is tracked as part of a model's records, each with its link to them."""
    linked = [
        (tracked, tracked.model._meta.get_field(tracked.part_of))
        for tracked in TRACKED.values()
        if tracked.part_of
    ]
    return [(tracked, link) for tracked, link in linked if link.related_model is model]


class HistoricalRow(models.Model):
    """What a historical row has beside the record's own columns; all of it set by the trigger."""

    position = models.BigIntegerField()
    changed = ArrayField(models.TextField())
    salt = models.BinaryField(max_length=16)

    class Meta:
        abstract = True

    @property
    def entry(self) -> Any:
        """The ledger entry this row was written in; batches set it with `attach_entries`."""
        if not hasattr(self, "_entry"):
            self._entry = _entry_model().objects.get(pk=self.position)
        return self._entry

    @property
    def history_user(self) -> Any:
        return self.entry.actor

    @property
    def history_change_reason(self) -> str:
        return self.entry.reason


def _named(fields: Mapping[str, Any], name: str, option: str) -> Any:
    if name not in fields:
        known = ", ".join(fields)
        raise ImproperlyConfigured(f"tracked({option}=…) names {name!r}; the fields are {known}")
    return fields[name]


def _entry_model() -> Any:
    from django.apps import apps  # noqa: PLC0415  models are not loaded when this module is

    return apps.get_model("history", "Entry")


class TriggerWrittenRecords(HistoricalRecords):
    """simple-history's preset: no columns for user and reason, which the ledger entry holds."""

    def __init__(
        self,
        *,
        about: str,
        fixed: Sequence[str],
        free: Sequence[str],
        deletable: bool = False,
        indexes: Sequence[models.Index] = (),
        added: Sequence[str] = (),
        first_names: Mapping[str, str] | None = None,
        structure: Sequence[str] = (),
        part_of: str = "",
        **kwargs: Any,
    ) -> None:
        self.about, self.fixed, self.free = about, tuple(fixed), tuple(free)
        self.deletable, self.part_of = deletable, part_of
        self.indexes, self.structure = tuple(indexes), tuple(structure)
        self.added, self.first_names = tuple(added), dict(first_names or {})
        super().__init__(
            bases=(HistoricalRow,),
            history_id_field=models.BigIntegerField(),
            **kwargs,
        )

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            fixed = self._fixed_columns(sender)
            TRACKED[sender] = Tracked(
                sender, self.about, fixed, self.deletable, self.structure, self.part_of
            )

    def copy_fields(self, model: Any) -> dict[str, Any]:
        """The record's fields without their indexes: history is read by key and position only.

        What was added later is null in the rows before it, what was renamed keeps its column.
        """
        fields: dict[str, Any] = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False
        for name in self.added:
            field = _named(fields, name, "added")
            field.null, field.default, field.db_default = True, NOT_PROVIDED, NOT_PROVIDED
        for name, column in self.first_names.items():
            _named(fields, name, "first_names").db_column = column
        return fields

    def _fixed_columns(self, model: type[models.Model]) -> tuple[str, ...]:
        columns = [field.column for field in self.fields_included(model)]
        key = model._meta.pk.column
        if self.free:
            return tuple(column for column in columns if column not in self.free)
        return (key, *(column for column in columns if column in self.fixed))

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {}

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        extra = super().get_extra_fields(model, fields)
        del extra["history_change_reason"]
        extra["history_date"] = models.DateTimeField()
        return extra

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        meta = super().get_meta_options(model)
        table, key = model._meta.db_table, model._meta.pk.attname
        meta["ordering"] = ("-position", "-history_id")
        meta["indexes"] = (
            # Serves `as of`: the newest row of a record at or before a position.
            models.Index(fields=[key, "-position", "-history_id"], name=f"{table}_asof"),
            # Serves the change feed: the rows of one entry in the order written, page by page.
            models.Index(fields=["position", "history_id"], name=f"{table}_pos"),
            *self.indexes,
        )
        return meta


def tracked(
    *,
    about: str = "",
    fixed: Sequence[str] = (),
    free: Sequence[str] = (),
    excluded: Sequence[str] = (),
    app: str | None = None,
    indexes: Sequence[models.Index] = (),
    added: Sequence[str] = (),
    first_names: Mapping[str, str] | None = None,
    table_name: str | None = None,
    structure: Sequence[str] = (),
    part_of: str = "",
) -> Any:
    """History for the model it is set on, as its attribute `history`.

    `about`: lookup path to the topic a change is about. `fixed`: columns beside the key that
    never change. `free`: the only columns that may change. `excluded`: fields history must not
    hold (secrets). `app`: where the historical model lives, if not with its model. `indexes`:
    what the historical table needs beside the two that every one has. `added`: fields younger
    than sealed rows, null in those whatever the model says. `first_names`: the column that a
    renamed field had first and keeps in history. `table_name`: what the historical table was
    called before its model was renamed. See docs/evolution.md. `structure`: fields of text that
    are read as something else, a date or a hash: no erasure empties them (docs/erasure.md).
    `part_of`: the link to the record whose version a change of this one changes too.
    """
    return TriggerWrittenRecords(
        about=about,
        fixed=fixed,
        free=free,
        excluded_fields=list(excluded),
        app=app,
        indexes=indexes,
        added=added,
        first_names=first_names,
        table_name=table_name,
        structure=structure,
        part_of=part_of,
    )
