"""The fixed paths of POST and PATCH: strict body, the app's write function, the record as read.

A view says which serializer reads the body and which functions write; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.db import models
from rest_framework.response import Response

from accounts.roles import permission
from api.formats import WritesJSON
from api.parameters import check_names
from api.preconditions import record_etag, required_version
from api.refusals import Fault, Invalid, Unknown
from api.schema import Operation
from api.serializers import ReasonSerializer
from api.typeid import encode
from history.editing import restore, retire
from history.idempotency import idempotent
from history.linking import Linked
from history.lists import DetailView, ListView, Resource
from history.merging import merge, unmerge
from history.models import Channel
from history.recorded import recorded
from history.references import ReferenceField, find_named
from history.schema import creating, editing, merging, retiring
from history.snapshots import reading


def present_now(resource: Resource, record: models.Model) -> tuple[dict[str, Any], str]:
    """A record as it stands, with its ETag; for the answer to a write."""
    with reading() as snapshot:
        recording = recorded(resource.model, [record.pk], snapshot.position)[record.pk]
        row = (
            snapshot.of(resource.model).values_list(*resource.fields, named=True).get(id=record.pk)
        )
        linked = Linked(snapshot)
        resource.link_up([row], linked)
        body = {
            **resource.present(row, linked),
            "recorded_at": recording.recorded_at,
            "version": recording.version,
        }
    return body, record_etag(recording.version)


def body_of(
    request: Any, serializer_class: Any, *, partial: bool = False
) -> tuple[dict[str, Any], str]:
    """The validated body without its reason, and the reason."""
    check_names(request.GET, ())
    if not isinstance(request.data, Mapping):
        raise Invalid(Fault("", "not_an_object", "the body must be a JSON object"))
    serializer = serializer_class(data=request.data, partial=partial)
    serializer.is_valid(raise_exception=True)
    fields = dict(serializer.validated_data)
    return fields, fields.pop("reason", "")


def target(model: type[models.Model], reference: str) -> Any:
    """The live record that a write's path names; 404 if there is none."""
    try:
        return find_named(model, reference)
    except LookupError as error:
        raise Unknown(Fault("", "not_found", str(error))) from error


class CollectionView(WritesJSON, ListView):
    """GET a list, POST a new record."""

    serializer: ClassVar[Any]
    register: ClassVar[Any]

    @property
    def permissions_needed(self) -> dict[str, str]:
        return {"POST": permission("add", self.resource.model)}

    def operations(self) -> Mapping[str, Operation | None]:
        return {**super().operations(), "POST": creating(self.resource, self.serializer)}

    @idempotent
    def post(self, request: Any) -> Response:
        fields, reason = body_of(request, self.serializer)
        record = type(self).register(
            by=request.user, reason=reason, channel=Channel.API.value, **fields
        )
        body, etag = present_now(self.resource, record)
        location = request.build_absolute_uri(f"{encode(self.resource.prefix, record.pk)}/")
        return Response(body, status=201, headers={"ETag": etag, "Location": location})


class RecordView(WritesJSON, DetailView):
    """GET one record, PATCH it with If-Match and a reason."""

    serializer: ClassVar[Any]
    edit: ClassVar[Any]
    fixed: ClassVar[tuple[str, ...]] = ("slug",)

    @property
    def permissions_needed(self) -> dict[str, str]:
        return {"PATCH": permission("change", self.resource.model)}

    def operations(self) -> Mapping[str, Operation | None]:
        return {**super().operations(), "PATCH": editing(self.resource, self.serializer)}

    def patch(self, request: Any, reference: str) -> Response:
        version = required_version(request)
        record = target(self.resource.model, reference)
        fields, reason = body_of(request, self.serializer, partial=True)
        self._refuse_fixed(record, fields)
        changed = type(self).edit(
            record,
            _attributes(self.resource.model, fields),
            by=request.user,
            reason=reason,
            channel=Channel.API.value,
            version=version,
        )
        body, etag = present_now(self.resource, changed)
        return Response(body, headers={"ETag": etag})

    def _refuse_fixed(self, record: Any, fields: Mapping[str, Any]) -> None:
        faults = [
            Fault(
                f"/{name}",
                "never_changes",
                f"{name} never changes; it is {getattr(record, name)!s}",
            )
            for name in self.fixed
            if name in fields and fields[name] != getattr(record, name)
        ]
        if faults:
            raise Invalid(faults)


class RetireView(DetailView):
    """POST takes a record out of lists, or brings it back; with If-Match and a reason."""

    http_method_names = ["post", "options"]
    restores = False

    @property
    def permissions_needed(self) -> dict[str, str]:
        return {"POST": permission("restore" if self.restores else "retire", self.resource.model)}

    def operations(self) -> Mapping[str, Operation | None]:
        return {"POST": retiring(self.resource, self.restores)}

    @idempotent
    def post(self, request: Any, reference: str) -> Response:
        version = required_version(request)
        record = target(self.resource.model, reference)
        _, reason = body_of(request, ReasonSerializer)
        write = restore if self.restores else retire
        changed = write(
            record, by=request.user, reason=reason, channel=Channel.API.value, version=version
        )
        body, etag = present_now(self.resource, changed)
        return Response(body, headers={"ETag": etag})


class MergeView(DetailView):
    """POST has another record stand for this one, or no longer; with If-Match and a reason."""

    http_method_names = ["post", "options"]
    undoes = False

    @property
    def permissions_needed(self) -> dict[str, str]:
        return {"POST": permission("unmerge" if self.undoes else "merge", self.resource.model)}

    def operations(self) -> Mapping[str, Operation | None]:
        body = ReasonSerializer if self.undoes else into_serializer(self.resource.model)
        return {"POST": merging(self.resource, body, self.undoes)}

    @idempotent
    def post(self, request: Any, reference: str) -> Response:
        version = required_version(request)
        record = target(self.resource.model, reference)
        said = {"by": request.user, "channel": Channel.API.value, "version": version}
        if self.undoes:
            _, reason = body_of(request, ReasonSerializer)
            changed = unmerge(record, reason=reason, **said)
        else:
            fields, reason = body_of(request, into_serializer(self.resource.model))
            changed = merge(record, fields["into"], reason=reason, **said)
        body, etag = present_now(self.resource, changed)
        return Response(body, headers={"ETag": etag})


@cache
def into_serializer(model: type[models.Model]) -> Any:
    """The body of a merge: which record of this kind stands for the other, and why."""
    into = ReferenceField(model, find=find_named, help_text="Its slug or id.")
    return type(f"Merge{model.__name__}Serializer", (ReasonSerializer,), {"into": into})


def _attributes(model: type[models.Model], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Validated fields by attribute name: a link becomes its id."""
    changes: dict[str, Any] = {}
    for name, value in fields.items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            changes[field.attname] = None if value is None else value.pk
        else:
            changes[name] = value
    return changes
