"""The OpenAPI schema, read off the views, so that nothing is said twice.

A view's `operations()` gives an Operation for each of its methods: a summary, the shapes of body
and answer. Parameters come from its `allowed_parameters()`, their words from `describe`;
preconditions, ETags and problems follow from the rest. A method or a parameter that nobody has
described fails the build, and with it the test that holds docs/api/openapi.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api import idempotency
from api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from api.rendering import JSONRenderer
from api.titles import MEDIA_TYPE

Shape = serializers.Serializer
REPEATED = re.compile(r"^\* `([^`]*)` - \1$", re.MULTILINE)  # "* `asserts` - asserts"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query parameter means; `schema` where it is more than text."""

    words: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False

    @classmethod
    def of(cls, words: str, choices: Sequence[str]) -> Parameter:
        """One of some words; any text where there are none."""
        return cls(words, {"type": "string", "enum": list(choices)}) if choices else cls(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of a view, as far as its code doesn't say it.

    `answer` is a shape, or text. `filters` are the parameters that are this view's own. `tagged`:
    the answer carries an ETag. `makes`: it answers 201 and where the new record is. `also`: other
    media types by name, and what they hold; `takes`: the same of the body. `media_type`: what it
    is sent as. `already`: when what it makes is on record, so that the answer is 200. `refusals`:
    by status, the shapes of problems that say more than others.
    """

    summary: str
    answer: type[Shape] | OpenApiTypes
    words: str = ""
    body: type[Shape] | None = None
    filters: Mapping[str, Parameter] = field(default_factory=dict)
    tagged: bool = True
    makes: bool = False
    already: str = ""
    refusals: Mapping[int, type[Shape]] = field(default_factory=dict)
    needs_if_match: bool = False
    also: Mapping[str, Any] = field(default_factory=dict)
    takes: Mapping[str, Any] = field(default_factory=dict)
    media_type: str = JSONRenderer.media_type


IDEMPOTENCY_KEY = (
    "1 to 255 visible ASCII characters. A copy of this request under the same key gets the first "
    "answer, with `Idempotent-Replayed: true`, for good."
)
REPLAYED = "`true` where this is the first answer, sent again."
FLAG = {"type": "boolean", "default": False}

_PARAMETERS: dict[str, Parameter] = {}


def describe(parameters: Mapping[str, Parameter]) -> None:
    """Say what parameters mean that several views take."""
    _PARAMETERS.update(parameters)


describe(
    {
        "limit": Parameter(
            "How many there are on a page.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "cursor": Parameter("Where the page begins: taken whole from `next` or `previous`."),
    }
)


class FaultShape(Shape):
    pointer = serializers.CharField(
        help_text="Where: a JSON pointer into the body, or a parameter's name; empty: the whole."
    )
    code = serializers.CharField(help_text="Stable; for programs.")
    detail = serializers.CharField(help_text="What is wrong and what is allowed; for people.")


class ProblemShape(Shape):
    """What went wrong (RFC 9457); nothing was changed."""

    type = serializers.CharField(help_text="An address that ends in the first fault's code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The path and query that were asked for.")
    request_id = serializers.CharField(help_text="Quote it; also in the header X-Request-ID.")
    errors = FaultShape(many=True)  # type: ignore[assignment]  # a field


class DifferenceShape(Shape):
    version = serializers.CharField(help_text="The version that stands: send it in If-Match.")
    fields = serializers.DictField(  # type: ignore[assignment]  # a field
        child=serializers.JSONField(),
        help_text="By field: what stands, and what you wanted to write.",
    )


class StaleProblemShape(ProblemShape):
    """The record has changed since it was read; with what differs."""

    current = DifferenceShape()


class OneOf(serializers.Field[Any, Any, Any, Any]):
    """A part of an answer that has one of several shapes."""

    def __init__(self, *shapes: type[Shape], **kwargs: Any) -> None:
        self.shapes = shapes
        super().__init__(**kwargs)


class OneOfExtension(OpenApiSerializerFieldExtension):
    target_class = "api.schema.OneOf"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        shapes = [auto_schema.resolve_serializer(s, direction).ref for s in self.target.shapes]
        return {"anyOf": shapes}


class Schema(AutoSchema):
    """Describes a view by its `operations()`; None for a method that is there only to refuse."""

    view: Any

    @property
    def operation(self) -> Operation:
        described: Operation = self.view.operations()[self.method]
        return described

    def is_excluded(self) -> bool:
        return self.view.operations()[self.method] is None

    def get_operation_id(self) -> str:
        named = [part for part in self._tokenize_path() if part != "v1"]
        if len(named) == 1:
            named.append({"GET": self._reading(), "POST": "create"}.get(self.method) or "update")
        elif self.operation.makes:
            named.append("create")
        elif self.path.rstrip("/").endswith("}"):
            named.append("get")
        return "_".join(named).replace(".", "_")

    def _reading(self) -> str:
        if "{" in self.path:
            return "get"
        listed = "results" in getattr(self.operation.answer, "_declared_fields", ())
        return "list" if listed else "read"

    def get_summary(self) -> str:
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular's own
        return self.operation.words

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return type(serializer).__name__.removesuffix("Shape")

    def get_request_serializer(self) -> Any:
        body, others = self.operation.body, self.operation.takes
        return {JSONRenderer.media_type: body, **others} if others else body

    def map_renderers(self, attribute: str) -> list[str]:
        """What the operation says; what else a view can send is added to its answers."""
        return [self.operation.media_type if attribute == "media_type" else JSONRenderer.format]

    def get_response_serializers(self) -> Any:
        done = 201 if self.operation.makes else 200
        answers: dict[Any, Any] = {done: OpenApiResponse(self.operation.answer, "Done.")}
        if self.operation.already:
            answers[200] = OpenApiResponse(self.operation.answer, self.operation.already)
        if self.method == "GET":
            answers[200] = OpenApiResponse(self.operation.answer, "The answer.")
            for media_type, shape in self.operation.also.items():
                answers[200, media_type] = OpenApiResponse(shape, "The answer.")
            answers[304] = OpenApiResponse(None, "What If-None-Match names is what would be sent.")
        for status, words in self._problems().items():
            usual = StaleProblemShape if status == 412 else ProblemShape
            shape = self.operation.refusals.get(status, usual)
            answers[status, MEDIA_TYPE] = OpenApiResponse(shape, words)
        return answers

    def get_override_parameters(self) -> list[Any]:
        made = [*self._in_path(), *self._in_query(), *self._in_headers()]
        if self.operation.tagged:
            made.append(_header("ETag", "Its version, for If-Match and If-None-Match.", [200, 201]))
        if self.method == "POST":
            made.append(
                _header(idempotency.REPLAYED, REPLAYED, [201 if self.operation.makes else 200])
            )
        if self.operation.makes:
            made.append(_header("Location", "Where the new record is.", [201]))
        return made

    def get_auth(self) -> list[dict[str, Any]]:
        auth: list[dict[str, Any]] = super().get_auth()
        needed = getattr(self.view, "permissions_needed", {})
        free = self.method == "GET" and settings.ANONYMOUS_READ and "GET" not in needed
        return [*auth, {}] if free else auth

    def _problems(self) -> dict[int, str]:
        problems = {
            400: "What was sent can't be carried out; each fault says why.",
            401: "A token is needed, or this one isn't good.",
            403: "The token's scopes or its user's roles don't allow it.",
        }
        if "{" in self.path or self.operation.filters:
            problems[404] = "What the path or a filter names isn't on record."
        problems[406] = "Accept takes nothing that is sent here."
        if self.method == "POST":
            problems[409] = "It would break a rule, or a copy of it is being carried out."
            problems[422] = "The Idempotency-Key stands for another request."
        elif self.operation.body is not None:
            problems[409] = "It would break a rule, given what is on record."
        if self.operation.needs_if_match:
            problems[412] = "It has changed since you read it."
        if self.operation.body is not None:
            problems[413] = "The body is too large."
            taken = " or ".join([JSONRenderer.media_type, *self.operation.takes])
            problems[415] = f"Bodies are {taken}."
        if self.operation.needs_if_match:
            problems[428] = "If-Match is missing."
        problems[429] = "Asked too often; Retry-After says when to go on."
        problems[503] = "The database is out of reach; Retry-After says when to try again."
        return problems

    def _in_path(self) -> list[OpenApiParameter]:
        words: dict[str, tuple[type, str]] = {
            "reference": (str, "The record's id, or its slug where it has one."),
            "version": (str, "The version's id."),
            "position": (int, "The entry's position in the ledger."),
        }
        return [
            OpenApiParameter(name, kind, OpenApiParameter.PATH, description=meaning)
            for name, (kind, meaning) in words.items()
            if f"{{{name}}}" in self.path
        ]

    def _in_query(self) -> list[OpenApiParameter]:
        known = {**_PARAMETERS, **self.operation.filters}
        names = self.view.allowed_parameters() if self.method == "GET" else self.operation.filters
        return [
            OpenApiParameter(
                name,
                dict(known[name].schema),
                required=known[name].required,
                description=known[name].words,
            )
            for name in names
        ]

    def _in_headers(self) -> list[OpenApiParameter]:
        if self.method == "GET":
            words = "An ETag: answer 304 if that is what would be sent."
            return [_sent("If-None-Match", words, required=False)]
        sent = []
        if self.operation.needs_if_match:
            sent.append(_sent("If-Match", 'The record\'s ETag, as you read it: `"412"`.'))
        if self.method == "POST":
            sent.append(_sent(idempotency.HEADER, IDEMPOTENCY_KEY, required=False))
        return sent


def _sent(name: str, words: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=required, description=words
    )


def _header(name: str, words: str, statuses: list[int | str]) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=words, response=statuses
    )


def keep_enums_inline(result: Any, **kwargs: Any) -> Any:
    """Leave choices where they are used, without marks for naming them or words that repeat."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
        if "enum" in result:
            words = REPEATED.sub("", result.pop("description", "")).strip()
            result |= {"description": words} if words else {}
    children = result.values() if isinstance(result, dict) else result
    for child in children if isinstance(result, dict | list) else ():
        keep_enums_inline(child)
    return result
