"""How words would be read: a preview for forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope
from api.refusals import invalid
from api.schema import Operation, Schema
from api.serializers import StrictSerializer
from claims.presenting import present_value
from claims.schema_values import ReadWordingShape
from claims.wording import UnreadableWording, read_wording
from history.idempotency import idempotent
from history.linking import Linked
from history.snapshots import reading
from history.writes import body_of


class WordingSerializer(StrictSerializer):
    """The words of a figure, and what they count."""

    wording = serializers.CharField(trim_whitespace=False)
    is_count = serializers.BooleanField(default=True)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=40)


class WordingView(APIView):
    """POST words, get the value as it would be read; nothing is recorded."""

    schema = Schema()
    scope = Scope.READ

    def operations(self) -> Mapping[str, Operation | None]:
        return {
            "POST": Operation(
                summary="Preview how words would be read",
                words="Nothing is recorded.",
                body=WordingSerializer,
                answer=ReadWordingShape,
                tagged=False,
            )
        }

    @idempotent
    def post(self, request: Any) -> Response:
        fields, _ = body_of(request, WordingSerializer)
        unit = fields.get("unit", "")
        try:
            reading_of_it = read_wording(fields["wording"], is_count=fields["is_count"], unit=unit)
        except UnreadableWording as error:
            raise invalid("wording", error.code, error.message) from error
        with reading() as snapshot:
            shown = present_value(reading_of_it.quantity, Linked(snapshot), unit=unit)
        return Response(
            {
                "wording": fields["wording"],
                "value": shown | {"qualifier": reading_of_it.qualifier, "read_by": "wording"},
            }
        )
