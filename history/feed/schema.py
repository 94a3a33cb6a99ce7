"""The shapes of the feed, for the OpenAPI schema."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from api.schema import Operation, Parameter, Shape
from history.models import Channel
from history.schema import FieldChangeShape, PageShape, ReadAtShape, put_together
from history.telling import SUBJECTS, TELLINGS


class ActorShape(Shape):
    id = serializers.CharField()
    name = serializers.CharField(help_text="As it was then.")


class EntryShape(Shape):
    """Who changed the record, through what, why and when."""

    position = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    actor = ActorShape(allow_null=True, help_text="Null: a command, or plain SQL.")
    token = serializers.CharField(
        allow_null=True, help_text="The tool it came through; only for those who may audit."
    )
    role = serializers.CharField(help_text="The database's word for who wrote.")
    channel = serializers.ChoiceField(Channel.values)
    reason = serializers.CharField(allow_null=True)
    request_id = serializers.CharField(allow_null=True)
    digest = serializers.CharField(allow_null=True, help_text="Over the entry's rows; hex.")
    root = serializers.CharField(  # type: ignore[assignment]  # a field
        allow_null=True, help_text="Over the log to here; hex."
    )


class ThingShape(Shape):
    type = serializers.CharField()
    id = serializers.CharField()
    slug = serializers.CharField(allow_null=True)


class SubjectShape(Shape):
    id = serializers.CharField()
    slug = serializers.CharField()


class EntryChangeShape(Shape):
    """One change of one record; `topic` and `claim` are what it is about."""

    object = ThingShape()
    kind = serializers.ChoiceField(["created", "changed", "deleted"])
    fields = FieldChangeShape(many=True)  # type: ignore[assignment]  # a field

    def get_fields(self) -> dict[str, serializers.Field]:
        about = {name: SubjectShape(allow_null=True) for name in SUBJECTS}
        return {**super().get_fields(), **about}


class ChangeLineShape(EntryShape, EntryChangeShape):
    """A change and its entry: a line of the stream."""


class EntryWithChangesShape(EntryShape):
    changes = EntryChangeShape(many=True)
    changes_total = serializers.IntegerField(help_text="Of those you may see and asked for.")
    rest = serializers.URLField(
        allow_null=True, help_text="Where the changes after the first 100 are; null: these are all."
    )


class MatchingShape(Shape):
    matching_only = serializers.BooleanField(
        help_text="True: changes that the filters don't ask for are left out of the entries."
    )


class ChangesShape(ReadAtShape, MatchingShape):
    head = serializers.IntegerField(help_text="The newest position, as of this answer.")
    read_to = serializers.IntegerField(
        help_text="All up to here is in this page or before it: the `after` to go on with."
    )
    next = serializers.URLField(allow_null=True, help_text="Null: nothing more is there now.")
    results = EntryWithChangesShape(many=True)


class ChangesOfEntryShape(ReadAtShape, PageShape, MatchingShape):
    entry = EntryShape()
    changes_total = serializers.IntegerField()
    results = EntryChangeShape(many=True)


TEXT = {"type": "string"}
AFTER = Parameter(
    "Entries after this position; 0, or none: from the start.",
    {"type": "integer", "minimum": 0, "default": 0},
)
WAIT = Parameter(
    "Where there is nothing yet, wait for it, at most so many seconds. If too many wait already "
    "the answer comes at once, with Retry-After.",
    {"type": "integer", "minimum": 0, "maximum": 30, "default": 0},
)


def of_rows() -> dict[str, Parameter]:
    """The filters on changes."""
    types = [telling.type for telling in TELLINGS.values()]
    about = {
        name: Parameter(f"About this {name}, by id or slug: of itself and of what hangs on it.")
        for name in SUBJECTS
    }
    return {
        "object": Parameter("Of this record: its id; or its slug, with `type`."),
        "type": Parameter.of("Of this kind of record.", types),
        **about,
        "field": Parameter("That set or changed this field."),
    }


OF_ENTRIES = {
    "actor": Parameter("By this user: id, or name as the entry gives it."),
    "channel": Parameter.of("Through this channel.", Channel.values),
    "reason": Parameter("Whose reason contains this, in any case."),
    "from": Parameter("Recorded from then on: an RFC 3339 instant, or a date (from its midnight)."),
    "to": Parameter(
        "Recorded until then: an RFC 3339 instant (included), or a date (to the midnight that "
        "ends it, UTC)."
    ),
}


def changes_operation() -> Operation:
    return Operation(
        summary="Read the ledger as a feed",
        words="Entries in order of position, each with its first 100 changes, field by field. Go "
        "on with `next`, and from the end with `after=` the `read_to` you have: nothing is missed "
        "and nothing comes twice. As NDJSON or CSV (by Accept, or at changes.ndjson and "
        "changes.csv) every change is streamed, without pages.",
        answer=put_together("Changes", ChangesShape),
        filters={"after": AFTER, "wait": WAIT, **of_rows(), **OF_ENTRIES},
        also={"application/x-ndjson": ChangeLineShape, "text/csv": OpenApiTypes.STR},
    )


def entry_operation() -> Operation:
    return Operation(
        summary="Read an entry of the ledger",
        words="With all its changes, in the order they were written.",
        answer=put_together("ChangesOfEntry", ChangesOfEntryShape),
        filters=of_rows(),
    )
