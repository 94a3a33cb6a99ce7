"""Which fields of a record may be erased for law, and what they hold then.

In: a model's field and a record's key. Out: the emptied value, or why it stays. No queries. Words
are erased; keys, links, dates, figures and flags hold the record together and say nothing of
anybody: a statement that should not count is voided.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from api.refusals import Fault, Invalid
from api.suggestions import did_you_mean
from history.tracking import Tracked

ERASED = "[erased]"
ENTRY_FIELDS = ("actor_name", "reason", "request_id")
KEY_DIGITS = 12


def erasable_fields(tracked: Tracked) -> dict[str, Any]:
    """The fields that may be erased, by name."""
    fields = tracked.historical.tracked_fields
    return {field.name: field for field in fields if why_it_stays(field, tracked) is None}


def chosen(tracked: Tracked, names: Sequence[str], also: set[str]) -> list[Any]:
    """The named fields; Invalid says which can't be erased, why, and which can.

    `also`: names that mean something else of the record, such as a version's text.
    """
    allowed = erasable_fields(tracked)
    by_name = {field.name: field for field in tracked.historical.tracked_fields}
    faults = []
    for name in names:
        if name in allowed or name in also:
            continue
        can = ", ".join([*allowed, *sorted(also)]) or "nothing"
        if name in by_name:
            words = (
                f"{name} can't be erased: {why_it_stays(by_name[name], tracked)}; what can: {can}"
            )
            faults.append(Fault(name, "not_erasable", words))
        else:
            kind = tracked.model._meta.verbose_name
            hint = did_you_mean(name, [*allowed, *also])
            words = f"history holds no {name!r} of a {kind}; {hint}; what can be erased: {can}"
            faults.append(Fault(name, "unknown", words))
    if faults:
        raise Invalid(faults)
    return [allowed[name] for name in names if name in allowed]


def chosen_of_entry(names: Sequence[str]) -> tuple[str, ...]:
    """The named columns of a ledger entry; Invalid says which can be erased."""
    for name in names:
        if name not in ENTRY_FIELDS:
            can = ", ".join(ENTRY_FIELDS)
            raise Invalid(Fault(name, "unknown", f"of an entry {can} can be erased, not {name!r}"))
    return tuple(names)


def why_it_stays(field: Any, tracked: Tracked) -> str | None:
    """Why a field can't be erased; None if it can."""
    held = field.base_field if isinstance(field, ArrayField) else field
    if field.primary_key or field.is_relation or isinstance(held, models.UUIDField):
        return "keys and links hold the record together"
    if not isinstance(held, models.CharField | models.TextField):
        return "it holds no words"
    if held.choices or field.choices:
        return "it is one of a fixed list"
    if field.name in tracked.structure:
        return "it is read as something else than words"
    return None


def emptied(field: Any, key: UUID, *, in_words: bool) -> Any:
    """What an erased field holds: nothing, or where nothing isn't allowed, that it was erased.

    `in_words`: say so wherever it can be said. What is unique stays so, by a part of the key.
    """
    if isinstance(field, ArrayField):
        return []
    if field.unique:
        return f"erased-{key.hex[-KEY_DIGITS:]}"
    if isinstance(field.default, str) and field.default:
        return field.default
    if field.blank and not field.null and not in_words:
        return ""
    return ERASED
