"""What shows offline that a statement, in these words, stood on record at a position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.refusals import Fault, Unknown
from api.schema import Operation
from api.typeid import encode
from claims.models import Revision
from claims.proving import prove_statement
from claims.schema_proof import PROVE_REVISION
from history.lists import find_id
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.tree import head, head_at, signed_checkpoint, signer
from history.views.ledger import size_of


class RevisionProof(SnapshotView):
    """GET the proof of a statement, void ones too.

    As it stood at `as_of`, else at `size`. Its texts show every column of the statement and of what
    it links to: all of it is what any reader may read elsewhere.
    """

    parameters = ("size",)
    takes_stated_until = False

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": PROVE_REVISION}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        revision = find_id(Revision, path["reference"], snapshot)
        size = self._size(snapshot)
        position = snapshot.position if "as_of" in self.request.GET else size
        try:
            proven = prove_statement(revision, position, size)
        except LookupError as error:
            raise Unknown(Fault("size", "not_found", str(error))) from error
        return {
            **read_at(self.request, snapshot),
            "position": position,
            "revision": encode(Revision.PREFIX, revision),
            "size": size,
            "checkpoint": signed_checkpoint(head_at(size)),
            "verifier_key": str(signer().verifier),
            **proven,
        }

    def _size(self, snapshot: Snapshot) -> int:
        """The size of the log to prove it in; the head's, and no less than `as_of`."""
        text = self.request.GET.get("size")
        newest = head().position if snapshot.past else snapshot.position
        least = snapshot.position if "as_of" in self.request.GET else 1
        return newest if text is None else size_of("size", text, newest, least=least)
