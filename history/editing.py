"""Creating and editing records: one fixed path that every app's write module goes.

Lock, read what stands now, compare the caller's version, check, write, seal. Statements are
never edited (`claims.recording`); what is edited here keeps every earlier state in its history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from api.refusals import Difference, Fault, Invalid, Stale, Unknown
from history.constraints import refusing_kindly
from history.recorded import with_version
from history.recording import recording, retried
from history.tracking import TRACKED, parts_of

M = TypeVar("M", bound=models.Model)


@retried
def create(instance: M, *, by: User | None, reason: str = "", channel: str) -> M:
    """Put a new record on record, in an entry of its own or the one that is open."""
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        check_fields(instance)
        instance.save(force_insert=True)
    return instance


@retried
def edit(
    record: M,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> M:
    """Change some fields of a record as it stands now; `changes` by attribute name.

    `version` is the position of the row the caller read; Stale if a later one stands. A change
    to what already stands writes nothing. Raises Invalid without a reason.
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        current = locked(record, version, changes)
        differing = {
            name: value for name, value in changes.items() if getattr(current, name) != value
        }
        if differing:
            _refuse_retired_links(current, differing)
            for name, value in differing.items():
                setattr(current, name, value)
            check_fields(current)
            current.save(update_fields=list(differing), force_update=True)
    return current


def retire(
    record: M, *, by: User | None, reason: str, channel: str, version: int | None = None
) -> M:
    """Take a record out of lists and refuse it for new statements; restorable."""
    return edit(
        record, {"is_retired": True}, by=by, reason=reason, channel=channel, version=version
    )


def restore(
    record: M, *, by: User | None, reason: str, channel: str, version: int | None = None
) -> M:
    """Bring a retired record back."""
    return edit(
        record, {"is_retired": False}, by=by, reason=reason, channel=channel, version=version
    )


def locked(record: M, version: int | None, wanted: Mapping[str, Any] | None = None) -> M:
    """The record as it stands under the writers' lock; Stale if newer than `version`."""
    model = type(record)
    rows = model._default_manager.filter(pk=record.pk)
    current: Any = (rows if version is None else with_version(rows)).first()
    if current is None:
        raise Unknown(Fault("", "not_found", f"{model._meta.verbose_name} is not on record"))
    if version is not None and (standing := current.version_read) != version:
        raise Stale(
            Fault("", "stale", f"it has changed: you read version {version}, now {standing}"),
            Difference(version=str(standing), fields=_differing(current, version, wanted or {})),
        )
    found: M = current
    return found


def require_reason(reason: str) -> None:
    """Refuse a change that says no reason."""
    if not reason.strip():
        raise Invalid(Fault("/reason", "required", "say why: reason is required for this change"))


def refuse_retired(record: Any, field: str) -> None:
    """Refuse a retired record in a new statement or link; None is fine."""
    if record is not None and record.is_retired:
        raise Invalid(Fault(f"/{field}", "retired", f"{record} is retired; restore it first"))


def _refuse_retired_links(record: models.Model, changes: Mapping[str, Any]) -> None:
    """What is linked anew is in use; a link that stands may lead to what was retired since."""
    for field in record._meta.concrete_fields:
        linked = field.related_model
        if linked is None or changes.get(field.attname) is None:
            continue
        if any(column.name == "is_retired" for column in linked._meta.fields):
            found = linked._default_manager.filter(pk=changes[field.attname]).first()
            refuse_retired(found, field.name)


def check_fields(instance: models.Model, *, but: Iterable[str] = ()) -> None:
    """Check each field by its own rules, `but` those that the caller has checked by others.

    All faults at once. Links are the database's to check.
    """
    links = [field.name for field in instance._meta.fields if field.is_relation]
    try:
        instance.clean_fields(exclude={*links, *but})
    except ValidationError as error:
        raise Invalid(
            [
                Fault(f"/{field}", str(fault.code or "invalid"), " ".join(fault.messages))
                for field, faults in error.error_dict.items()
                for fault in faults
            ]
        ) from error


def _differing(
    current: models.Model, version: int, wanted: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """What changed since `version`, beside what the caller wanted to write."""
    historical = TRACKED[type(current)].historical
    changed: set[str] = set()
    for columns in historical.objects.filter(
        **{current._meta.pk.attname: current.pk}, position__gt=version
    ).values_list("changed", flat=True):
        changed.update(columns)
    names = {str(field.column): field.attname for field in current._meta.concrete_fields}
    own = {
        column: {"current": getattr(current, names[column]), "yours": wanted.get(names[column])}
        for column, kept in sorted(TRACKED[type(current)].kept_as.items())
        if kept in changed
    }
    return own | _differing_parts(current, version)


def _differing_parts(current: models.Model, version: int) -> dict[str, dict[str, Any]]:
    """The kinds of parts that changed since `version`, by the name of the link to them."""
    since = {"position__gt": version}
    return {
        link.remote_field.related_name: {
            "current": sorted(str(part) for part in _standing(tracked.model, link, current)),
            "yours": None,
        }
        for tracked, link in parts_of(type(current))
        if tracked.historical.objects.filter(**{link.attname: current.pk}, **since).exists()
    }


def _standing(model: type[models.Model], link: Any, record: models.Model) -> Any:
    parts = model._default_manager.filter(**{link.name: record})
    retirable = any(field.name == "is_retired" for field in model._meta.fields)
    return parts.filter(is_retired=False) if retirable else parts
