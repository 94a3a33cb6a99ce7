"""Bodies of topics, entities, claims and statements, as written by callers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers import ReasonField, StrictModelSerializer, StrictSerializer
from claims.models import Claim, Entity, Revision, Topic
from claims.values import NO_CHANGE, ChangeKind, Qualifier, Stance
from history.references import InstantField, ReferenceField
from sources.models import Source


@extend_schema_field(OpenApiTypes.DOUBLE)
class Number(serializers.DecimalField):
    """A JSON number: not text, so that 84 and "84" are never confused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool | str):
            raise serializers.ValidationError("give a JSON number", code="not_a_number")
        return super().to_internal_value(data)


class TopicSerializer(StrictModelSerializer):
    """What claims are about."""

    reason = ReasonField()

    class Meta:
        model = Topic
        fields = (
            "slug", "name", "kind", "description", "occurred", "place", "time_zone",
            "wikidata_id", "reason",
        )  # fmt: skip


class EntitySerializer(StrictModelSerializer):
    """What can be an answer."""

    broader = ReferenceField(Entity, required=False, allow_null=True)
    reason = ReasonField()

    class Meta:
        model = Entity
        fields = ("slug", "name", "kind", "aliases", "broader", "wikidata_id", "reason")


class PartySerializer(StrictSerializer):
    """A party to the event: one entity or one source."""

    entity = ReferenceField(Entity, required=False)
    source = ReferenceField(Source, required=False)  # type: ignore[assignment]  # a field

    def validate(self, attrs: dict[str, Any]) -> Any:
        if len(attrs) != 1:
            raise serializers.ValidationError("give an entity or a source", code="one_of_two")
        return next(iter(attrs.values()))


class ClaimSerializer(StrictModelSerializer):
    """One checkable question about a topic; `parties` are all it is to have."""

    topic = ReferenceField(Topic)
    part_of = ReferenceField(Claim, required=False, allow_null=True)
    parties = PartySerializer(many=True, required=False)
    settled_at = InstantField(required=False, allow_null=True)
    tolerance = Number(required=False)
    reason = ReasonField()

    class Meta:
        model = Claim
        fields = (
            "slug", "topic", "question", "label", "value_type", "unit", "is_count", "cumulative",
            "settled_at", "many", "tolerance", "definitions", "part_of", "parties", "reason",
        )  # fmt: skip


@extend_schema_field({"type": ["string", "boolean"]})
class AnyJSON(serializers.Field[Any, Any, Any, Any]):
    """A value of any JSON kind; what it may be is the statement's claim's business."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": ["string", "object"]})
class Reference(AnyJSON):
    """A slug or id, or an object that makes the record when it isn't there."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and data or isinstance(data, dict):
            return data
        raise serializers.ValidationError(
            "give a slug or an id as text, or an object", code="not_a_reference"
        )


class QuotationSerializer(StrictSerializer):
    """The words around the figure: a W3C TextQuoteSelector."""

    exact = serializers.CharField(trim_whitespace=False)
    prefix = serializers.CharField(
        required=False, allow_blank=True, max_length=200, trim_whitespace=False
    )
    suffix = serializers.CharField(
        required=False, allow_blank=True, max_length=200, trim_whitespace=False
    )


class RecordSerializer(StrictSerializer):
    """One statement: a line of an import, and the body of POST revisions/."""

    id = AnyJSON(required=False, help_text="Of an export; passed over.")
    topic = Reference(required=False)
    claim = Reference()
    publisher = Reference(required=False, allow_null=True)
    attributed_to = Reference(required=False, allow_null=True)
    via = Reference(required=False, allow_null=True)
    document = Reference()
    version = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        max_length=64,
        help_text="The document's version it was read in: its id or content_sha256.",
    )
    stance = serializers.ChoiceField([s.value for s in Stance], default=Stance.ASSERTS.value)
    wording = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    qualifier = serializers.ChoiceField(
        [q.value for q in Qualifier], required=False, allow_blank=True, allow_null=True
    )
    lower = Number(required=False, allow_null=True)
    lower_inclusive = serializers.BooleanField(required=False, allow_null=True)
    upper = Number(required=False, allow_null=True)
    upper_inclusive = serializers.BooleanField(required=False, allow_null=True)
    best = Number(required=False, allow_null=True)
    value = AnyJSON(required=False, allow_null=True)
    entities = serializers.ListField(child=Reference(), required=False, allow_null=True)
    definition = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    stated = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=64)
    sequence = serializers.IntegerField(required=False, min_value=0, max_value=2_147_483_647)
    quotation = QuotationSerializer(required=False, allow_null=True)
    locator = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=200
    )
    supersedes = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="Left out: what its line says in an older version of the document. Empty: none.",
    )
    replaces = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="Of an export: the void statement whose place it takes. Never set here.",
    )
    change_kind = serializers.ChoiceField(
        [*(kind.value for kind in ChangeKind), NO_CHANGE],
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="Left out: worked out from the values. Another one than that needs a reason; "
        "`none`: nothing changed.",
    )
    stated_at = InstantField(
        exact=True,
        required=False,
        allow_null=True,
        help_text="Of an export, with `stated_before`: where `stated` and the document's date "
        "don't give the instants it is dated by. Never set here.",
    )
    stated_before = InstantField(exact=True, required=False, allow_null=True)
    earliest = InstantField(
        exact=True,
        required=False,
        allow_null=True,
        help_text="Of an export, with `latest`: where the topic's time zone doesn't give the "
        "instants that a date in `value` means. Never set here.",
    )
    latest = InstantField(exact=True, required=False, allow_null=True)
    former_definition = serializers.BooleanField(
        required=False,
        help_text="Of an export: the claim names this definition no more. Never set here.",
    )
    adopted = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        max_length=500,
        trim_whitespace=False,
        help_text="Of an export: the newsroom prints it, in these words. Never set here.",
    )
    is_void = serializers.BooleanField(required=False)
    reason = ReasonField()
    importer = serializers.CharField(required=False, allow_blank=True, max_length=100)
    external_id = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, str | bool):
            raise serializers.ValidationError(
                "value is an EDTF date, true, false or text; a quantity's bounds are lower and "
                "upper",
                code="wrong_value_kind",
            )
        return value


class VoidSerializer(StrictSerializer):
    """Why a statement is taken off the record, and what stands in its place."""

    reason = serializers.CharField(max_length=1000)
    replacement = RecordSerializer(required=False, allow_null=True)


class AdoptSerializer(StrictSerializer):
    """The statement this newsroom prints (null: none), and the words to print it in."""

    revision = ReferenceField(Revision, allow_null=True, help_text="Its id; null adopts none.")
    wording = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=500,
        help_text="As we print it; empty: the statement's own words.",
    )
    reason = serializers.CharField(max_length=1000, help_text="Why; kept in the ledger.")
