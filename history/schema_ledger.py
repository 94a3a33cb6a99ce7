"""The log's answers and the parts of a proof, for the OpenAPI schema."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from api.schema import Operation, Parameter, Shape, describe

SIZE = {"type": "integer", "minimum": 0}

describe(
    {
        "size": Parameter(
            "How many entries the log had, which is its head's position then; without it, now.",
            SIZE,
        ),
        "from": Parameter("The smaller size, from 1: that of a checkpoint you keep.", SIZE),
        "to": Parameter("The larger size; without it, the head.", SIZE),
    }
)


class HashField(serializers.CharField):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(help_text=kwargs.pop("help_text", "SHA-256 in hex."), **kwargs)  # type: ignore[arg-type]


class PathField(serializers.ListField):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(child=HashField(), **kwargs)  # type: ignore[arg-type]


class LedgerHeadShape(Shape):
    """The newest sealed entry; of an empty log, position 0 and the empty tree's root."""

    position = serializers.IntegerField(help_text="How many entries the log has.")
    recorded_at = serializers.DateTimeField(allow_null=True)
    digest = HashField(allow_null=True, help_text="Over the rows of that entry.")
    root = HashField(help_text="Over all entries to here.")  # type: ignore[assignment]  # a field
    rules = serializers.CharField(help_text="How it is hashed: docs/ledger.md.")
    origin = serializers.CharField(help_text="Who signs the checkpoints.")
    verifier_key = serializers.CharField(
        help_text="Their public key: name+key id+base64. Keep your own copy."
    )
    checkpoint = serializers.URLField()


class InTheLogShape(Shape):
    leaf = HashField(help_text="SHA-256 of 0x00 and the text.")
    path = PathField(help_text="What leads from it to the root of the checkpoint.")


class LedgerEntryShape(InTheLogShape):
    """An entry, and what shows where it stands in the log of a size."""

    position = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    digest = HashField(help_text="Over the rows of this entry.")
    root = HashField(help_text="Over all entries to it.")  # type: ignore[assignment]  # a field
    text = serializers.CharField(
        allow_null=True,
        help_text="Its canonical text. Null where part of it was erased, and for entries about "
        "people, but to auditors.",
    )
    size = serializers.IntegerField(help_text="The size that the path leads to the root of.")
    checkpoint = serializers.CharField(help_text="Of that size: a signed note.")


class ConsistencyShape(Shape):
    """What shows that the later log begins with all of the earlier one."""

    to = serializers.IntegerField()
    from_root = HashField()
    to_root = HashField()
    path = PathField()
    checkpoint = serializers.CharField(help_text="Of the size `to`: a signed note.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.IntegerField(), **super().get_fields()}


class ProvenRowShape(Shape):
    """A row, and what leads from it to the digest in the text of its entry."""

    position = serializers.IntegerField(help_text="Of its entry, which is among `entries`.")
    text = serializers.CharField(
        allow_null=True,
        help_text="The row whole, as it was hashed: canonical JSON. Null: part of it was erased.",
    )
    hash = HashField(help_text="SHA-256 of 0x00 and the text.")
    index = serializers.IntegerField(help_text="Which of its entry's rows it is, from 0.")
    rows = serializers.IntegerField(help_text="How many rows its entry has.")
    path = PathField()


class ProvenEntryShape(InTheLogShape):
    position = serializers.IntegerField()
    text = serializers.CharField(help_text="The entry whole but its root: canonical JSON.")


READ_HEAD = Operation(
    summary="Read the head of the ledger",
    words="Keep the checkpoint; it convicts whoever rewrites what came before it.",
    answer=LedgerHeadShape,
)
READ_CHECKPOINT = Operation(
    summary="Read a checkpoint of the ledger",
    words="A C2SP checkpoint: origin, size, root in base64 and an Ed25519 signature.",
    answer=OpenApiTypes.STR,
    media_type="text/plain",
)
READ_CONSISTENCY = Operation(
    summary="Prove that the ledger only grew",
    words="An RFC 9162 consistency proof between two sizes.",
    answer=ConsistencyShape,
)
READ_LEDGER_ENTRY = Operation(
    summary="Prove where an entry stands",
    words="An RFC 9162 inclusion proof to the root of a size from its position on.",
    answer=LedgerEntryShape,
)
