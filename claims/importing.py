"""Records in, statements out: the seed loader's and the importer's one path.

A line is a statement, or `{"source": {…}}`, `{"topic": …}`, `{"entity": …}`, `{"claim": …}`,
which carry what statements refer to. What is on record already, by slug or by importer and
external_id, is left as it is, so that a second import changes nothing.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ParseError, ValidationError

from accounts.models import User
from api.parsing import loads
from api.problems import faults_of
from api.refusals import Fault, Invalid, Refusal
from claims.models import Revision
from claims.recording import record_statement
from claims.resolving import KINDS, Resolver
from claims.serializers import RecordSerializer
from history.recording import recording


@dataclass(slots=True)
class Report:
    """What an import did: what was made by kind, and how many statements were there already."""

    made: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0


class BadLine(Invalid):
    """A line was refused, and with it the whole import; the faults name the line."""

    def __init__(self, line: int, faults: Iterable[Fault]) -> None:
        self.line = line
        super().__init__(
            [
                Fault(fault.pointer, fault.code, f"line {line}: {fault.pointer} {fault.detail}")
                for fault in faults
            ]
        )


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered lines of an NDJSON file; BadLine for one that is no JSON object."""
    with path.open("rb") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                line = loads(text)
            except ParseError as error:
                raise BadLine(number, [Fault("", "not_json", str(error.detail))]) from error
            if not isinstance(line, dict):
                raise BadLine(number, [Fault("", "not_an_object", "a line is a JSON object")])
            yield number, line


def import_lines(
    lines: Iterable[tuple[int, dict[str, Any]]],
    *,
    by: User | None,
    reason: str,
    channel: str,
) -> Report:
    """Import numbered lines, all or nothing.

    One ledger entry for every run of lines with one reason: a line's own, else `reason`.
    Raises BadLine for the first line that is refused.
    """
    report = Report()
    resolver = Resolver(by=by, channel=channel)
    with transaction.atomic():
        for own_reason, run in itertools.groupby(lines, key=lambda item: _reason_of(item[1])):
            with recording(by=by, reason=own_reason or reason, channel=channel):
                for number, line in run:
                    try:
                        _import_line(line, resolver, report, own_reason or reason)
                    except Refusal as refusal:
                        raise BadLine(number, refusal.faults) from refusal
    report.made.update(resolver.made)
    return report


def _import_line(line: dict[str, Any], resolver: Resolver, report: Report, reason: str) -> None:
    kind = next(iter(line)) if len(line) == 1 else ""
    if kind in KINDS and isinstance(line[kind], Mapping):
        resolver.make(kind, line[kind], f"/{kind}")
        return
    record = _validated_record(line)
    importer, external_id = record.get("importer", ""), record.get("external_id", "")
    if external_id and _is_on_record(importer, external_id):
        report.unchanged += 1
        return
    new = resolver.statement(record, reason)
    record_statement(new, by=resolver.by, reason=reason, channel=resolver.channel)
    report.made["statement"] += 1


def _validated_record(line: dict[str, Any]) -> dict[str, Any]:
    serializer = RecordSerializer(data=line)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        raise Invalid(list(faults_of(error.detail))) from error
    return dict(serializer.validated_data)


def _is_on_record(importer: str, external_id: str) -> bool:
    return Revision.objects.filter(importer=importer, external_id=external_id).exists()


def _reason_of(line: Mapping[str, Any]) -> str:
    reason = line.get("reason")
    return reason if isinstance(reason, str) else ""
