"""POST imports/: records in bulk from the request's body, read as it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.response import Response
from rest_framework.views import APIView

from api.bodies import body_stream
from api.idempotency import HEADER
from api.parameters import check_names, flag_of
from api.refusals import Fault, Invalid, invalid
from api.schema import FLAG, FaultShape, Operation, Parameter, ProblemShape, Schema, Shape
from claims.importing import Import
from claims.importing.formats import FORMATS, MEDIA_TYPES
from claims.importing.reading import LONGEST
from claims.serializers import RecordSerializer
from history.idempotency import idempotent
from history.models import Channel

LARGEST = 64 * 1024 * 1024  # bytes of a body; larger files go through manage.py import
LARGEST_BATCH = 1_000_000
PARAMETERS = {
    "reason": Parameter(
        "Why; kept in the ledger.", {"type": "string", "minLength": 1, "maxLength": 1000}, True
    ),
    "importer": Parameter("Of the lines that name none."),
    "dry_run": Parameter("Check every line, record nothing.", FLAG),
    "keep_going": Parameter("Leave out refused lines; else one refuses them all.", FLAG),
    "batch": Parameter(
        "A ledger entry for so many lines, each all or nothing.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_BATCH},
    ),
}


class RefusedLineShape(Shape):
    line = serializers.IntegerField()
    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ImportShape(Shape):
    """What an import made, by kind, what was there already, and what it left out."""

    dry_run = serializers.BooleanField()
    lines = serializers.IntegerField()
    positions = serializers.ListField(child=serializers.IntegerField())
    made = serializers.DictField(child=serializers.IntegerField())
    unchanged = serializers.IntegerField()
    refused_total = serializers.IntegerField()
    refused = RefusedLineShape(many=True)


class FaultOfLineShape(FaultShape):
    line = serializers.IntegerField(required=False, help_text="Of the body, from 1.")


class RefusedImportShape(ProblemShape):
    """Why nothing of an import is recorded: the faults of its first 1,000 refused lines."""

    errors = FaultOfLineShape(many=True)
    lines = serializers.IntegerField(required=False, help_text="How many were read.")
    refused_total = serializers.IntegerField(required=False, help_text="How many were refused.")
    positions = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="With `batch`: the entries of the batches before, which are on record.",
    )


class ImportView(APIView):
    """POST records; of the body no more is in memory than the batch at work."""

    schema = Schema()
    permissions_needed = {"POST": "claims.add_revision"}
    largest_body = LARGEST
    streams_body = True

    def operations(self) -> Mapping[str, Operation | None]:
        return {
            "POST": Operation(
                summary="Import records",
                words="A record a line, as `application/x-ndjson` or `text/csv`, at most 64 MB; "
                "all or nothing unless `keep_going`. The same lines again change nothing.",
                body=RecordSerializer,
                takes=dict.fromkeys(("application/x-ndjson", "text/csv"), OpenApiTypes.STR),
                answer=ImportShape,
                filters=PARAMETERS,
                tagged=False,
                refusals={400: RefusedImportShape},
            )
        }

    def allowed_parameters(self) -> tuple[str, ...]:
        return tuple(PARAMETERS)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A body in chunks has no length, and Django would take it for empty."""
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            request._stream = request.META["wsgi.input"]
        return super().initialize_request(request, *args, **kwargs)

    @idempotent
    def post(self, request: Any) -> Response:
        query = request.GET
        check_names(query, self.allowed_parameters())
        reason = query.get("reason", "").strip()
        if not reason or len(reason) > 1000:
            raise invalid("reason", "required", "say why: ?reason=…, at most 1000 characters")
        importing = Import(
            by=request.user,
            reason=reason,
            channel=Channel.API.value,
            importer=query.get("importer", ""),
            dry_run=flag_of(query, "dry_run"),
            keep_going=flag_of(query, "keep_going"),
            batch=_batch_of(request),
        )
        read = FORMATS[_format_of(request)]
        body = body_stream(request._request, self.largest_body)
        report = importing.run(read(body.lines(LONGEST + 1)))
        return Response(report.body())


def _format_of(request: Any) -> str:
    media_type = request.content_type.partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            media_type, f"send {' or '.join(MEDIA_TYPES)}, not {media_type or 'nothing'}"
        )
    return MEDIA_TYPES[media_type]


def _batch_of(request: Any) -> int | None:
    text = request.GET.get("batch")
    if text is None:
        return None
    if HEADER in request.headers:
        words = (
            "batches go on record one by one, and a key's one answer with all it made: send "
            "batch or an Idempotency-Key; lines with an external_id can be sent again without"
        )
        raise Invalid(Fault("batch", "batch_under_key", words))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= LARGEST_BATCH):
        raise invalid("batch", "not_a_number", f"batch is {text!r}; give a number of lines")
    return int(text)
