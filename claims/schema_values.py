"""Values as the API shows them, one shape a kind, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Shape
from claims.models.revision import ReadBy
from claims.values import Qualifier, ValueType
from history.schema import LinkShape


class QuantityShape(Shape):
    """A set of numbers: "at least 84" is 84 and everything above."""

    type = serializers.ChoiceField([ValueType.QUANTITY.value])
    qualifier = serializers.ChoiceField(
        [q.value for q in Qualifier], allow_null=True, help_text="Null in groups."
    )
    lower = serializers.FloatField(allow_null=True, help_text="Null: open.")
    lower_inclusive = serializers.BooleanField()
    upper = serializers.FloatField(allow_null=True, help_text="Null: open.")
    upper_inclusive = serializers.BooleanField()
    best = serializers.FloatField(allow_null=True, help_text="A point the source itself gives.")
    unit = serializers.CharField(allow_null=True)
    read_by = serializers.ChoiceField(ReadBy.values, allow_null=True)


class DateShape(Shape):
    """A half-open range of instants, as precise as the source."""

    type = serializers.ChoiceField([ValueType.DATE.value])
    edtf = serializers.CharField()
    earliest = serializers.DateTimeField(allow_null=True)
    latest = serializers.DateTimeField(allow_null=True, help_text="Exclusive.")


class EntitiesShape(Shape):
    """One of these, each with everything narrower."""

    type = serializers.ChoiceField([ValueType.ENTITY.value])
    entities = LinkShape(many=True)


class TruthShape(Shape):
    type = serializers.ChoiceField([ValueType.BOOLEAN.value])
    boolean = serializers.BooleanField()


class TextShape(Shape):
    type = serializers.ChoiceField([ValueType.TEXT.value])
    text = serializers.CharField()


class UnreadableShape(Shape):
    """Words that can't be read into a value: kept, listed, never counted."""

    type = serializers.ChoiceField([value.value for value in ValueType])
    qualifier = serializers.ChoiceField([Qualifier.UNREADABLE.value])


READABLE = (QuantityShape, DateShape, EntitiesShape, TruthShape, TextShape)
VALUES = (*READABLE, UnreadableShape)


class ReadWordingShape(Shape):
    wording = serializers.CharField()
    value = QuantityShape()
