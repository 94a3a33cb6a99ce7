"""Bodies, strictly: an unknown field is refused, with the closest that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from api.suggestions import did_you_mean


class StrictSerializer(serializers.Serializer):
    """A serializer that takes only the fields it declares, each of its own JSON kind."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name: field for name, field in self.fields.items() if not field.read_only}
            faults = {name: [_unknown(str(name), known)] for name in data if name not in known}
            for name in data.keys() & known.keys():
                if fault := _of_another_kind(known[name], data[name]):
                    faults[name] = fault
            if faults:
                raise serializers.ValidationError(faults)
        return super().to_internal_value(data)


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    """The same, over a model's fields; for input only, and never on a hot path.

    Null empties a text that may be empty, since answers show empty ones as null. Whether a name
    is taken is the database's to say: a check before the writers' lock proves nothing.
    """

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        made, kwargs = super().build_standard_field(field_name, model_field)
        kwargs["validators"] = [
            each for each in kwargs.get("validators", ()) if not isinstance(each, UniqueValidator)
        ]
        if not kwargs["validators"]:
            del kwargs["validators"]
        if kwargs.get("allow_blank"):
            kwargs["allow_null"] = True
        return made, kwargs

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        for name, value in values.items():
            if value is None and getattr(self.fields[name], "allow_blank", False):
                values[name] = self._empty(name)
        return values

    def _empty(self, name: str) -> str | None:
        model: Any = self.Meta.model
        return None if model._meta.get_field(name).null else ""


class ReasonField(serializers.CharField):
    """Why a change is made; kept in the ledger, and required by the changes that need one."""

    def __init__(self) -> None:
        super().__init__(
            required=False, allow_blank=True, max_length=1000, help_text="Why; kept in the ledger."
        )


class ReasonSerializer(StrictSerializer):
    """A body that is only a reason."""

    reason = serializers.CharField(
        max_length=1000, help_text="Why; kept in the ledger beside the change."
    )


# What JSON a field takes; DRF would make text of 5, and True of "yes" and of 1.
_KINDS: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], type, str, str], ...] = (
    (serializers.CharField, str, "not_text", "give text"),
    (serializers.BooleanField, bool, "not_a_boolean", "give true or false"),
    (serializers.IntegerField, int, "not_an_integer", "give a whole number"),
)


def _unknown(name: str, known: Iterable[str]) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(
        f"unknown field {name!r}; {did_you_mean(name, known)}", code="unknown_field"
    )


def _of_another_kind(field: Any, value: Any) -> Any:
    """What is wrong with a value's JSON kind, nested as the value is; None if nothing is."""
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        faults = {i: _of_another_kind(field.child, item) for i, item in enumerate(value)}
        return {index: fault for index, fault in faults.items() if fault} or None
    for kind, wanted, code, words in _KINDS:
        if isinstance(field, kind) and value is not None and type(value) is not wanted:
            return [serializers.ErrorDetail(words, code=code)]
    return None
