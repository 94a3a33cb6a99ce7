"""What a body names: a record by slug or id ("irna", "src_01hj…"), an instant with its offset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.suggestions import did_you_mean
from api.typeid import MalformedTypeID, decode
from history.dates import UnreadableDate, read_exact_instant, read_instant
from history.merged import standing

NEIGHBOURS = 1000


def find(model: type[models.Model], reference: str, *, follow: Sequence[str] = ()) -> Any:
    """The live record that a body means: what stands for the one it names, if that is merged.

    LookupError says what came and what is close to it. `follow`: links fetched in the same query.
    """
    return standing(find_named(model, reference, follow=follow))


def find_named(model: type[models.Model], reference: str, *, follow: Sequence[str] = ()) -> Any:
    """The live record of this slug or id, merged or not."""
    prefix: str = model.PREFIX  # type: ignore[attr-defined]
    rows = model._default_manager.all()
    rows = rows.select_related(*follow) if follow else rows
    noun = model._meta.verbose_name
    if reference.startswith(f"{prefix}_"):
        try:
            found = rows.filter(pk=decode(prefix, reference)).first()
        except MalformedTypeID as error:
            raise LookupError(str(error)) from error
        if found is None:
            raise LookupError(f"no {noun} {reference!r} is on record")
        return found
    if not hasattr(model, "slug"):
        raise LookupError(f"{reference!r} is no {prefix}_… id of a {noun}")
    found = rows.filter(slug=reference).first()
    if found is None:
        near = rows.filter(slug__startswith=reference[:1]).values_list("slug", flat=True)
        raise LookupError(
            f"no {noun} {reference!r} is on record{_close(reference, near[:NEIGHBOURS])}"
        )
    return found


def _close(reference: str, slugs: Any) -> str:
    words = did_you_mean(reference, slugs)
    return f"; {words}" if words.startswith("did") else ""


@extend_schema_field(OpenApiTypes.STR)
class ReferenceField(serializers.Field[Any, Any, Any, Any]):
    """Takes a slug or an id, gives the record; `find` where it is not `references.find`."""

    def __init__(self, model: type[models.Model], find: Any = None, **kwargs: Any) -> None:
        self.model = model
        self.find = find
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError("give a slug or an id, as text", code="not_text")
        try:
            return (self.find or self.context.get("find", find))(self.model, data)
        except LookupError as error:
            raise serializers.ValidationError(str(error), code="unknown") from error

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[Any, Any, Any, Any]):
    """Takes an RFC 3339 instant with its offset, gives an aware datetime.

    `exact`: with parts of a second, as an export carries them.
    """

    def __init__(self, *, exact: bool = False, **kwargs: Any) -> None:
        self.exact = exact
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError("give an instant as text", code="not_text")
        try:
            return read_exact_instant(data) if self.exact else read_instant(data).start
        except UnreadableDate as error:
            raise serializers.ValidationError(error.message, code=error.code) from error

    def to_representation(self, value: Any) -> Any:
        return value
