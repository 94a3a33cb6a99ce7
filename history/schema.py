"""The shapes that every kind of record shares, for the OpenAPI schema.

A list, a detail and the answer to a write are a kind's own shape and what its path adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from api.orderings import Orderings, names_of
from api.schema import FLAG, Operation, Parameter, Shape, describe
from api.serializers import ReasonSerializer
from history.models import Channel

if TYPE_CHECKING:
    from history.lists import Resource

describe(
    {
        "as_of": Parameter(
            "The record as it stood: a ledger position (exact, repeatable for ever), an RFC 3339 "
            "instant with offset, or a date (to the midnight UTC that ends it; today: now)."
        ),
        "stated_until": Parameter(
            "Only what had been said by then: an RFC 3339 instant with offset (included), or a "
            "date (to the midnight that ends it in the topic's time zone). May lie ahead."
        ),
        "retired": Parameter("Retired records too.", FLAG),
        "merged": Parameter("Records that are merged into another one too.", FLAG),
    }
)


class LinkShape(Shape):
    """A linked record, as it stood at the position the answer was read at."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    recorded_as = serializers.DictField(
        required=False,
        help_text="The id, slug and name on record, where that record is merged into this one.",
    )


class ReadAtShape(Shape):
    """The time of an answer: both parameters echoed, and the position it was read at."""

    as_of = serializers.CharField(allow_null=True)
    stated_until = serializers.CharField(allow_null=True)
    position = serializers.IntegerField(help_text="Give it as `as_of` to read the same again.")
    settled = serializers.BooleanField(
        help_text="False: an entry may yet be recorded that this `as_of` includes."
    )


class PageShape(Shape):
    """The addresses of the neighbouring pages; `results` are the kind's own."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class RecordedShape(Shape):
    recorded_at = serializers.DateTimeField(help_text="When it came on record; nobody sets it.")
    version = serializers.IntegerField(help_text="The position its row was last written at.")


class ReadShape(Shape):
    read = ReadAtShape()


class ObjectShape(Shape):
    type = serializers.CharField()
    id = serializers.CharField()


class FieldChangeShape(Shape):
    """What a field was and became; of any JSON kind, `old` null in a creation."""

    field = serializers.CharField()
    old = serializers.JSONField()
    new = serializers.JSONField()


class ChangeShape(Shape):
    """One recorded change of one record, and the entry it was written in."""

    position = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True)
    role = serializers.CharField(help_text="The database's word for who wrote.")
    channel = serializers.ChoiceField(Channel.values)
    reason = serializers.CharField(allow_null=True)
    request_id = serializers.CharField(allow_null=True)
    object = ObjectShape()
    kind = serializers.ChoiceField(["created", "changed", "deleted"])
    changes = FieldChangeShape(many=True)


@lru_cache
def put_together(name: str, *shapes: type[Shape], **parts: Any) -> type[Shape]:
    """One shape of several; `parts` are fields of its own."""
    made: type[Shape] = type(f"{name}Shape", shapes or (Shape,), parts)
    return made


@lru_cache
def page_of(shape: type[Shape], *beside: type[Shape], name: str = "") -> type[Shape]:
    """A page of a shape, with what else stands on it."""
    return put_together(
        name or f"{stem(shape)}List", *beside, ReadAtShape, PageShape, results=shape(many=True)
    )


def stem(shape: type[Shape]) -> str:
    return shape.__name__.removesuffix("Shape")


LINES = {"application/x-ndjson": OpenApiTypes.STR, "text/csv": OpenApiTypes.STR}


def listing(resource: Resource) -> Operation:
    return Operation(
        summary=f"List {_many(resource)}",
        words="Retired ones are left out unless asked for. As NDJSON or CSV: all of them, as an "
        "import takes them.",
        answer=page_of(resource.shape),
        also=LINES,
        filters={
            **{name: filter.parameter for name, filter in resource.filters.items()},
            **orders(resource.orderings),
            **expansions(resource.expands),
        },
    )


def reading_one(resource: Resource) -> Operation:
    return Operation(
        summary=f"Read {_one(resource)}",
        answer=put_together(
            f"{stem(resource.shape)}Detail", resource.shape, RecordedShape, ReadShape
        ),
        filters=expansions(resource.expands),
    )


def orders(orderings: Orderings) -> dict[str, Parameter]:
    """What `ordering` may be."""
    words = "Ties by id. `recorded`, the order they were put on record in, unless said."
    return {"ordering": Parameter.of(words, names_of(orderings))}


def expansions(paths: Sequence[str]) -> dict[str, Parameter]:
    """What `expand` may hold; nothing where nothing can be made whole."""
    if not paths:
        return {}
    words = f"Links to make whole, between commas, of: {', '.join(f'`{path}`' for path in paths)}."
    return {"expand": Parameter(words)}


def creating(resource: Resource, body: type[Shape]) -> Operation:
    return Operation(
        summary=f"Put {_one(resource)} on record", body=body, answer=_written(resource), makes=True
    )


def editing(resource: Resource, body: type[Shape]) -> Operation:
    return Operation(
        summary=f"Change {_one(resource)}",
        words="Only the fields given; `reason` is required.",
        body=body,
        answer=_written(resource),
        needs_if_match=True,
    )


def retiring(resource: Resource, restores: bool) -> Operation:
    return Operation(
        summary=f"Bring back {_one(resource)}" if restores else f"Retire {_one(resource)}",
        words="" if restores else "Out of lists and refused for new statements; restorable.",
        body=ReasonSerializer,
        answer=_written(resource),
        needs_if_match=True,
    )


def merging(resource: Resource, body: type[Shape], undoes: bool) -> Operation:
    return Operation(
        summary=f"Take back the merge of {_one(resource)}"
        if undoes
        else f"Merge {_one(resource)} into another",
        words="All is read as it was before."
        if undoes
        else "`into` stands for it wherever it is read. No statement is touched.",
        body=body,
        answer=_written(resource),
        needs_if_match=True,
    )


def _written(resource: Resource) -> type[Shape]:
    return put_together(f"Recorded{stem(resource.shape)}", resource.shape, RecordedShape)


def _one(resource: Resource) -> str:
    return f"{'an' if resource.noun[0] in 'aeiou' else 'a'} {resource.noun}"


def _many(resource: Resource) -> str:
    return str(resource.model._meta.verbose_name_plural)
