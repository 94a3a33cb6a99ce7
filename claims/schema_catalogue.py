"""Topics, entities and claims as `claims.presenting` shows them, for OpenAPI."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Shape
from claims.models.entity import EntityKind
from claims.models.topic import TopicKind
from claims.values import ValueType
from history.schema import LinkShape


class TopicShape(Shape):
    """What claims are about: an event, an organisation, a person, a place."""

    id = serializers.CharField(help_text="`top_` and 26 characters.")
    slug = serializers.CharField(help_text="Names it in paths; never changes.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(TopicKind.choices)
    description = serializers.CharField()
    occurred = serializers.CharField(allow_null=True, help_text="EDTF.")
    place = serializers.CharField(allow_null=True)
    time_zone = serializers.CharField(help_text="IANA name; bare dates are days here.")
    wikidata_id = serializers.CharField(allow_null=True, help_text="`Q` and a number.")
    is_retired = serializers.BooleanField(help_text="Out of lists; refused for new claims.")
    merged_into = LinkShape(
        allow_null=True, help_text="What stands for it wherever it is read; out of lists then."
    )


class EntityShape(Shape):
    """What can be an answer: it stands for itself and everything narrower."""

    id = serializers.CharField(help_text="`ent_` and 26 characters.")
    slug = serializers.CharField(help_text="Names it in paths; never changes.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(EntityKind.choices)
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="Other names and spellings, found as the name is."
    )
    broader = LinkShape(allow_null=True, help_text="What it is a part or kind of.")
    wikidata_id = serializers.CharField(allow_null=True, help_text="`Q` and a number.")
    is_retired = serializers.BooleanField(help_text="Out of lists; refused for new statements.")
    merged_into = LinkShape(
        allow_null=True, help_text="What stands for it wherever it is read; out of lists then."
    )


class PartyShape(Shape):
    """A party to the event: one of the two."""

    entity = LinkShape(allow_null=True)
    source = LinkShape(allow_null=True)  # type: ignore[assignment]  # a field


class ClaimShape(Shape):
    """One checkable question about a topic: how many were killed?"""

    id = serializers.CharField(help_text="`clm_` and 26 characters.")
    slug = serializers.CharField(help_text="Names it in paths; never changes.")
    topic = LinkShape()
    question = serializers.CharField(help_text="How many were killed?")
    label = serializers.CharField(help_text="Short, for tables: Killed.")  # type: ignore[assignment]  # a field
    value_type = serializers.ChoiceField(
        list(ValueType), help_text="The kind of value that its statements give."
    )
    unit = serializers.CharField(allow_null=True, help_text="What a quantity counts.")
    is_count = serializers.BooleanField(help_text="Whole things: more than 83 is at least 84.")
    cumulative = serializers.BooleanField(
        help_text="A running count that can only grow, such as deaths."
    )
    settled_at = serializers.DateTimeField(
        allow_null=True, help_text="When a cumulative figure no longer grows; null: still open."
    )
    many = serializers.BooleanField(help_text="Several answers may hold: names.")  # type: ignore[assignment]  # a field
    tolerance = serializers.FloatField(
        help_text="Share of the higher figure by which two may differ and be close."
    )
    definitions = serializers.ListField(
        child=serializers.CharField(), help_text="What may be counted, where sources differ."
    )
    parties = PartyShape(many=True, help_text="Who is party to the event.")
    part_of = LinkShape(allow_null=True, help_text="The claim of the same topic that contains it.")
    adopted_revision = serializers.CharField(
        allow_null=True, help_text="The statement whose figure we print."
    )
    adopted_wording = serializers.CharField(allow_null=True, help_text="The words we print it in.")
    is_retired = serializers.BooleanField(help_text="Out of lists; refused for new statements.")
    merged_into = LinkShape(
        allow_null=True, help_text="What stands for it wherever it is read; out of lists then."
    )


class ClaimLinkShape(LinkShape):
    """A claim as other answers carry it: enough to label a figure."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field
    value_type = serializers.ChoiceField(list(ValueType))
    unit = serializers.CharField(allow_null=True)
