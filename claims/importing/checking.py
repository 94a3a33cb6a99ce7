"""A line in, what it describes out: a record to be made, or a statement, exactly as
RecordSerializer would say.

The serializer takes a millisecond a line. What it plainly accepts is recognised here in a
hundredth of that; whatever isn't recognised goes to the serializer, which alone refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.exceptions import ValidationError

from api.problems import faults_of
from api.refusals import Invalid, Refusal, invalid
from claims.importing.reading import Line
from claims.resolving import KINDS
from claims.serializers import RecordSerializer
from claims.values import NO_CHANGE, ChangeKind, Qualifier, Stance
from history.dates import UnreadableDate, read_exact_instant


class _Unclear(Exception):
    """Not plainly acceptable: the serializer decides."""


@dataclass(frozen=True, slots=True)
class Read:
    """A checked line: a record of some kind to be made, or a statement's fields.

    `is_plain`: they were recognised, so that their texts have the lengths that they may have.
    """

    number: int
    kind: str
    fields: Mapping[str, Any]
    content: str
    file_id: str = ""
    is_plain: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """What makes it the same statement at a second import; no external_id, no name."""
        return self.fields.get("importer") or "", self.fields.get("external_id") or ""


def read_line(line: Line, importer: str = "") -> Read:
    """What a line says; `importer` of those that name none. Raises what is wrong with it."""
    if line.fault is not None:
        raise Refusal(line.fault)
    content = dict(line.content or {})
    kept = orjson.dumps(content, default=_as_json).decode()
    kind = next(iter(content)) if len(content) == 1 else ""
    if (kind in KINDS or kind == "document") and isinstance(content[kind], Mapping):
        return Read(line.number, kind, content[kind], kept)
    if importer and "importer" not in content:
        content["importer"] = importer
    plain = recognised(content)
    fields = serialized(content) if plain is None else plain
    if fields.get("is_void") and not fields.get("reason"):
        raise invalid("reason", "required", "say why it is void")
    id = fields.get("id")
    file_id = id if isinstance(id, str) else ""
    return Read(line.number, "", fields, kept, file_id, is_plain=plain is not None)


def checked(line: Mapping[str, Any]) -> dict[str, Any]:
    """The validated record of a statement's line; Invalid with every fault if it is none."""
    record = recognised(line)
    return serialized(line) if record is None else record


def serialized(line: Mapping[str, Any]) -> dict[str, Any]:
    """The same by RecordSerializer, whose word counts."""
    serializer = RecordSerializer(data=line)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        raise Invalid(list(faults_of(error.detail))) from error
    return dict(serializer.validated_data)


def recognised(line: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record, if the line is plainly one; None where the serializer must look at it."""
    record: dict[str, Any] = {"stance": Stance.ASSERTS.value}
    try:
        for name, value in line.items():
            record[name] = READ[name](value)
    except (_Unclear, KeyError):
        return None
    return record if "claim" in record and "document" in record else None


def _text(most: int | None = None, *, null: bool = True) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None and null:
            return None
        if type(value) is not str or value != value.strip() or (most and len(value) > most):
            raise _Unclear
        return _plain(value)

    return read


def _untrimmed(
    most: int | None = None, *, empty: bool = True, null: bool = False
) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is None and null:
            return None
        if type(value) is not str or (most and len(value) > most) or not (value or empty):
            raise _Unclear
        return _plain(value)

    return read


def _plain(text: str) -> str:
    if "\x00" in text:
        raise _Unclear
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise _Unclear from error
    return text


def _one_of(*choices: Any) -> Callable[[Any], Any]:
    allowed = frozenset(choices)

    def read(value: Any) -> Any:
        if value is not None and type(value) is not str or value not in allowed:
            raise _Unclear
        return value

    return read


def _reference(*, null: bool) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is str and value or type(value) is dict or (null and value is None):
            return value
        raise _Unclear

    return read


def _references(value: Any) -> Any:
    if value is None:
        return None
    if type(value) is not list:
        raise _Unclear
    return [REFERENCE(each) for each in value]


def _number(value: Any) -> Any:
    if value is None:
        return None
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    raise _Unclear


def _flag(*, null: bool) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is bool or (null and value is None):
            return value
        raise _Unclear

    return read


def _count(value: Any) -> Any:
    if type(value) is int and 0 <= value <= 2_147_483_647:
        return value
    raise _Unclear


def _instant(value: Any) -> Any:
    if value is None:
        return None
    if type(value) is not str:
        raise _Unclear
    try:
        return read_exact_instant(value)
    except UnreadableDate as error:
        raise _Unclear from error


def _value(value: Any) -> Any:
    if value is None or type(value) in (str, bool):
        return value
    raise _Unclear


def _quotation(value: Any) -> Any:
    if value is None:
        return None
    if type(value) is not dict or "exact" not in value:
        raise _Unclear
    return {name: QUOTATION[name](words) for name, words in value.items()}


REFERENCE = _reference(null=False)
QUOTATION = {"exact": _untrimmed(empty=False), "prefix": _untrimmed(200), "suffix": _untrimmed(200)}
READ: Mapping[str, Callable[[Any], Any]] = {
    "id": _text(null=False),
    "topic": REFERENCE,
    "claim": REFERENCE,
    "publisher": _reference(null=True),
    "attributed_to": _reference(null=True),
    "via": _reference(null=True),
    "document": REFERENCE,
    "version": _text(64),
    "stance": _one_of(*(each.value for each in Stance)),
    "wording": _untrimmed(),
    "qualifier": _one_of("", None, *(each.value for each in Qualifier)),
    "lower": _number,
    "lower_inclusive": _flag(null=True),
    "upper": _number,
    "upper_inclusive": _flag(null=True),
    "best": _number,
    "value": _value,
    "entities": _references,
    "definition": _text(),
    "stated": _text(64),
    "sequence": _count,
    "quotation": _quotation,
    "locator": _text(200),
    "supersedes": _text(),
    "replaces": _text(),
    "change_kind": _one_of("", None, NO_CHANGE, *(kind.value for kind in ChangeKind)),
    "stated_at": _instant,
    "stated_before": _instant,
    "earliest": _instant,
    "latest": _instant,
    "former_definition": _flag(null=False),
    "adopted": _untrimmed(500, null=True),
    "is_void": _flag(null=False),
    "reason": _text(1000, null=False),
    "importer": _text(100, null=False),
    "external_id": _text(200, null=False),
}


def _as_json(value: Any) -> float:
    """A number in a line as JSON: of 15 digits, a double holds it exactly."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value))
