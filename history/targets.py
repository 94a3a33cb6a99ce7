"""What an erasure is of: "src_01hj…", "source:irna", "user:alice", "entry:412".

In: text. Out: a model and a key. A record that is gone but for its history is found by its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.models import User
from api.refusals import Fault, Unknown
from api.suggestions import did_you_mean
from api.typeid import LENGTH, MalformedTypeID, decode, encode
from history.models import Entry
from history.tracking import TRACKED


@dataclass(frozen=True, slots=True)
class Target:
    """A tracked record, or an entry of the ledger; `key` is its primary key."""

    model: type[models.Model]
    key: Any

    def __str__(self) -> str:
        prefix = getattr(self.model, "PREFIX", None)
        name = encode(prefix, self.key) if prefix else self.key
        return f"{self.model._meta.verbose_name} {name}"


def find_target(text: str) -> Target:
    """The record or entry that a text names; Unknown says which forms there are."""
    kind, colon, name = text.partition(":")
    if not colon:
        return _by_typeid(text)
    models_by_name: dict[str, type[models.Model]] = {"entry": Entry}
    models_by_name |= {str(model._meta.model_name): model for model in TRACKED}
    model = models_by_name.get(kind)
    if model is None:
        raise _unknown(
            f"no kind of record is called {kind!r}; {did_you_mean(kind, models_by_name)}"
        )
    target = _entry(name) if model is Entry else _by_name(model, name)
    if target is None:
        raise _unknown(f"no {model._meta.verbose_name} {name!r} is on record")
    return target


def _by_typeid(text: str) -> Target:
    prefixes = {str(p): m for m in TRACKED if (p := getattr(m, "PREFIX", None)) is not None}
    prefix = text[: -LENGTH - 1]
    model = prefixes.get(prefix)
    if model is None:
        known = ", ".join(f"{each}_…" for each in sorted(prefixes))
        raise _unknown(
            f"{text!r} is no id of a record ({known}); other forms: source:irna, user:alice, "
            "entry:412"
        )
    try:
        key = decode(prefix, text)
    except MalformedTypeID as error:
        raise _unknown(str(error)) from error
    if not _ever(model, key):
        raise _unknown(f"no {model._meta.verbose_name} {text!r} is on record")
    return Target(model, key)


def _by_name(model: type[models.Model], name: str) -> Target | None:
    """By the name people use, else by its key."""
    names = {field.name for field in model._meta.concrete_fields}
    called = Q()
    for column in {"slug", User.USERNAME_FIELD} & names:
        called |= Q(**{column: name})
    found = model._default_manager.filter(called).values_list("pk", flat=True) if called else []
    for key in found:
        return Target(model, key)
    try:
        key = UUID(name)
    except ValueError:
        return None
    return Target(model, key) if _ever(model, key) else None


def _entry(name: str) -> Target | None:
    if not (name.isascii() and name.isdigit()):
        return None
    sealed = Entry.objects.filter(pk=int(name), recorded_at__isnull=False)
    return Target(Entry, int(name)) if sealed.exists() else None


def _ever(model: type[models.Model], key: UUID) -> bool:
    historical = TRACKED[model].historical
    return bool(historical.objects.filter(**{model._meta.pk.attname: key}).exists())


def _unknown(words: str) -> Unknown:
    return Unknown(Fault("record", "unknown", words))
