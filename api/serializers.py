"""Bodies, strictly: an unknown field is refused, with the closest that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.suggestions import did_you_mean


class StrictSerializer(serializers.Serializer):
    """A serializer that takes only the fields it declares."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {
                name: [
                    serializers.ErrorDetail(
                        f"unknown field {name!r}; {did_you_mean(str(name), known)}",
                        code="unknown_field",
                    )
                ]
                for name in data
                if name not in known
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    """The same, over a model's fields; for input only, and never on a hot path."""


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
