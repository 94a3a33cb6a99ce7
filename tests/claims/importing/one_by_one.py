"""Records the lines of an import one by one, as POST revisions/ would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError

from api.problems import faults_of
from api.refusals import Invalid, Refusal
from claims.models import Revision
from claims.recording import record_statement
from claims.resolving import KINDS, Resolver
from claims.serializers import RecordSerializer
from history.constraints import refusing_kindly
from history.recording import recording

Refused = dict[int, str]


def record_one_by_one(lines: Sequence[dict[str, Any]], reason: str) -> Refused:
    """Record what can be; gives the code of what is refused, by line."""
    refused: Refused = {}
    for number, line in enumerate(lines, 1):
        try:
            with refusing_kindly(), transaction.atomic():
                _record(line, reason)
        except Refusal as error:
            refused[number] = error.faults[0].code
    return refused


def _record(line: dict[str, Any], reason: str) -> None:
    own = line.get("reason") or reason
    resolver = Resolver(by=None, channel="import")
    with recording(by=None, reason=own, channel="import"):
        kind = next(iter(line)) if len(line) == 1 else ""
        if kind in KINDS:
            resolver.make(kind, line[kind], f"/{kind}")
            return
        record = _validated(line)
        name = {"importer": record.get("importer", ""), "external_id": record.get("external_id")}
        if name["external_id"] and Revision.objects.filter(**name).exists():
            return
        record_statement(resolver.statement(record, own), by=None, reason=own, channel="import")


def _validated(line: dict[str, Any]) -> dict[str, Any]:
    serializer = RecordSerializer(data=line)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        raise Invalid(list(faults_of(error.detail))) from error
    return dict(serializer.validated_data)
