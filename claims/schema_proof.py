"""The proof of a statement, for the OpenAPI schema."""

from __future__ import annotations

from rest_framework import serializers

from api.schema import Operation, Shape
from claims.proof import LINKS
from history.schema import ReadAtShape
from history.schema_ledger import ProvenEntryShape, ProvenRowShape


class ProvenEntityShape(Shape):
    """An entity that the statement names, and the row that names it."""

    link = ProvenRowShape()
    entity = ProvenRowShape()


class StatementProofShape(ReadAtShape):
    """What shows offline that a statement, in these words, stood on record."""

    revision = serializers.CharField()
    size = serializers.IntegerField(help_text="How many entries the checkpoint is over.")
    checkpoint = serializers.CharField(help_text="Of that size: a signed note.")
    verifier_key = serializers.CharField(
        help_text="The key that signed it; check with the copy you keep, not with this."
    )
    statement = ProvenRowShape(many=True, help_text="Its rows, oldest first: made, perhaps void.")
    entities = ProvenEntityShape(many=True)
    entries = ProvenEntryShape(many=True, help_text="Of all rows here, oldest first.")

    def get_fields(self) -> dict[str, serializers.Field]:
        beside = {name: ProvenRowShape(allow_null=True) for name in LINKS}
        return {**super().get_fields(), **beside}


PROVE_REVISION = Operation(
    summary="Prove a statement",
    words="Its row and what it links to, each with the way to a signed checkpoint of the ledger: "
    "to be checked offline, without trust in this service. docs/ledger.md says how.",
    answer=StatementProofShape,
)
