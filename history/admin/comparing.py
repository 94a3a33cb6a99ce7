"""A record at two points of the ledger, side by side: what the form takes, what differs.

In: two points, each an entry's position, a date or an instant. Out: what differs between the
record's own fields and its parts, in words. What else a kind of record compares is its admin's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models

from api.refusals import Invalid
from history.admin.changes import FieldChange, differing
from history.admin.wording import names_of
from history.models import Entry
from history.reads import point_of, reading_asked
from history.snapshots import Snapshot

POINT = {"autocomplete": "off", "spellcheck": "false"}
HELP = "An entry's number, a date, or a time with its offset: 412, 2024-01-05, 2024-01-05T14:30Z."


class CompareForm(forms.Form):
    """From what point to what point; without an end, to now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.CharField(
                required=name == "from",
                max_length=64,
                label=label,
                widget=forms.TextInput(attrs=POINT),
            )
        self.fields["from"].help_text = HELP
        self.fields["to"].help_text = "Now, if left empty."

    def clean(self) -> dict[str, Any]:
        return {name: self._point(name) for name in self.fields if name not in self.errors}

    def _point(self, name: str) -> int | datetime | None:
        text = self.cleaned_data[name].strip().removeprefix("#")
        if not text:
            return None
        try:
            return point_of(text, name)
        except Invalid as refusal:
            self.add_error(name, refusal.faults[0].detail)
            return None


@dataclass(frozen=True, slots=True)
class Differing:
    """A record, or a part of it, that differs; `kind` as of changes: recorded, changed, removed."""

    what: str
    name: str
    fields: tuple[FieldChange, ...]


@contextmanager
def between(points: dict[str, Any]) -> Iterator[tuple[Snapshot, Snapshot]]:
    """The record at both points, the earlier one first, whichever way round they came."""
    head = Entry.objects.filter(recorded_at__isnull=False).order_by("-position").first()
    end = points["to"] if points["to"] is not None else (head.position if head else 0)
    with reading_asked(points["from"], "from") as one, reading_asked(end, "to") as other:
        then, now = sorted((one, other), key=lambda each: each.position)
        yield then, now


def compared(
    record: Any, parts: Sequence[tuple[type[models.Model], str]], then: Snapshot, now: Snapshot
) -> list[Differing]:
    """What differs of the record's own fields, and of its parts: models with their columns."""
    model = type(record)
    found = _differing(model, model, {model._meta.pk.attname: record.pk}, then, now)
    for part, column in parts:
        found += _differing(part, model, {column: record.pk}, then, now)
    return found


def _differing(
    model: type[models.Model],
    of: type[models.Model],
    lookup: dict[str, Any],
    then: Snapshot,
    now: Snapshot,
) -> list[Differing]:
    key = model._meta.pk.attname
    before, after = (
        {
            getattr(row, key): row
            for row in snapshot.of(model).filter(**lookup).order_by("history_id")
        }
        for snapshot in (then, now)
    )
    changed = {each: differing(before.get(each), after.get(each)) for each in {**before, **after}}
    keys = [each for each, fields in changed.items() if fields]
    names = names_of({model: keys}) if keys and model is not of else {}
    return [
        Differing(
            f"{model._meta.verbose_name} {_deed(each in before, each in after)}",
            names.get((model, each), ""),
            tuple(changed[each]),
        )
        for each in keys
    ]


def _deed(was: bool, is_now: bool) -> str:
    if was and is_now:
        return "changed"
    return "recorded" if is_now else "removed"
