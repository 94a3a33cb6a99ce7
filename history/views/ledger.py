"""The log for those who check it: its head, its checkpoint, where an entry stands, how it grew.

Hashes are in hex, but in the checkpoint, whose form is C2SP's. What an answer says of a given
size never changes. docs/ledger.md
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Membership, Scope, Token, User
from accounts.roles import may
from api.parameters import check_names
from api.preconditions import answer_etag, matches
from api.refusals import Fault, Invalid, Unknown
from api.schema import Operation, Schema
from history.canonical import pinned
from history.merkle import consistency_proof, inclusion_proof, leaf_hash, nodes_asked_for
from history.models import Entry, EntryTable
from history.proving import entry_texts, in_hex, nodes_of
from history.schema_ledger import (
    READ_CHECKPOINT,
    READ_CONSISTENCY,
    READ_HEAD,
    READ_LEDGER_ENTRY,
)
from history.tracking import TRACKED
from history.tree import RULES, Head, head, head_at, kept_nodes, signed_checkpoint, signer

MAX_DIGITS = 18


class LedgerView(APIView):
    """The fixed path of these GETs: strict parameters, the head, an ETag, the answer."""

    schema = Schema()
    parameters: tuple[str, ...] = ()
    operation: Operation

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": self.operation}

    def allowed_parameters(self) -> tuple[str, ...]:
        return self.parameters

    def get(self, request: Any, **path: Any) -> Response:
        check_names(request.GET, self.parameters)
        newest = head()
        etag = answer_etag(newest.position, True, request._request)
        if matches(request, etag):
            return Response(status=304, headers={"ETag": etag})
        return Response(self.answer(newest, **path), headers={"ETag": etag})

    def answer(self, newest: Head, **path: Any) -> Any:
        raise NotImplementedError

    def size(self, name: str, newest: Head, *, least: int = 0) -> Head:
        """The log at the size that a parameter gives; at its head without one."""
        text = self.request.GET.get(name)
        if text is None:
            return newest
        size = size_of(name, text, newest.position, least=least)
        return newest if size == newest.position else head_at(size)


def size_of(name: str, text: str, newest: int, *, least: int = 0) -> int:
    """A size of the log, as a parameter gives it; Invalid for what it never was."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise Invalid(Fault(name, "not_a_size", f"{name} is {text!r}; give digits"))
    size = int(text)
    if size > newest:
        detail = f"{name} is {size}, beyond the head: the log has {newest} entries"
        raise Invalid(Fault(name, "beyond_the_head", detail))
    if size < least:
        detail = f"{name} is {size}; give a size from {least} to {newest}"
        raise Invalid(Fault(name, "too_small", detail))
    return size


class LedgerHead(LedgerView):
    """GET the newest sealed entry, and who signs for it."""

    operation = READ_HEAD

    def answer(self, newest: Head, **path: Any) -> Any:
        by = signer()
        return {
            "position": newest.position,
            "recorded_at": newest.recorded_at,
            "digest": newest.digest.hex() if newest.digest else None,
            "root": newest.root.hex(),
            "rules": RULES,
            "origin": by.name,
            "verifier_key": str(by.verifier),
            "checkpoint": self.request.build_absolute_uri("/api/v1/ledger/checkpoint"),
        }


class NoteRenderer(BaseRenderer):
    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return b"" if data is None else str(data).encode()


class LedgerCheckpoint(LedgerView):
    """GET the signed checkpoint, of the head or of any size the log had."""

    operation = READ_CHECKPOINT
    parameters = ("size",)
    renderer_classes = [NoteRenderer]

    def answer(self, newest: Head, **path: Any) -> Any:
        return signed_checkpoint(self.size("size", newest))


class LedgerConsistency(LedgerView):
    """GET what shows that the log at one size begins with all it held at a smaller one."""

    operation = READ_CONSISTENCY
    parameters = ("from", "to")

    def answer(self, newest: Head, **path: Any) -> Any:
        if "from" not in self.request.GET:
            raise Invalid(Fault("from", "required", "from: the size that you know of"))
        first, second = self.size("from", newest, least=1), self.size("to", newest, least=1)
        if first.position > second.position:
            detail = f"from is {first.position}, to {second.position}; from comes first"
            raise Invalid(Fault("from", "from_after_to", detail))
        proof = partial(consistency_proof, first.position, second.position)
        return {
            "from": first.position,
            "to": second.position,
            "from_root": first.root.hex(),
            "to_root": second.root.hex(),
            "path": in_hex(proof(kept_nodes(nodes_asked_for(proof)))),
            "checkpoint": signed_checkpoint(second),
        }


class LedgerEntry(LedgerView):
    """GET an entry's hashes, and what leads from it to the root of a size."""

    operation = READ_LEDGER_ENTRY
    parameters = ("size",)

    def answer(self, newest: Head, **path: Any) -> Any:
        position: int = path["position"]
        if not 0 < position <= newest.position:
            words = f"the log has no entry {position}; it has {newest.position}"
            raise Unknown(Fault("", "not_found", words))
        at = self.size("size", newest, least=position)
        entry = Entry.objects.get(position=position)
        with pinned():
            text = entry_texts([position])[position]
        nodes = nodes_of([position], at.position)
        leaf = nodes(0, position - 1)
        shown = leaf == leaf_hash(text.encode()) and self._may_read(position)
        return {
            "position": position,
            "recorded_at": entry.recorded_at,
            "digest": bytes(entry.digest or b"").hex(),
            "root": bytes(entry.root or b"").hex(),
            "leaf": leaf.hex(),
            "text": text if shown else None,
            "size": at.position,
            "path": in_hex(inclusion_proof(position - 1, at.position, nodes)),
            "checkpoint": signed_checkpoint(at),
        }

    def _may_read(self, position: int) -> bool:
        """Whether the caller may read who wrote the entry and why.

        Anyone may who reads records, but of entries about people: those are the auditors'.
        """
        about_people = EntryTable.objects.filter(
            position=position,
            historical_table__in=[
                TRACKED[model].historical._meta.db_table for model in (User, Membership, Token)
            ],
        )
        return audits(self.request) or not about_people.exists()


def audits(request: Any) -> bool:
    """Whether the caller reads the whole ledger: by role, and by scope where a token is used."""
    scoped = not isinstance(request.auth, Token) or Scope.AUDIT in request.auth.scopes
    return scoped and may(request.user, "view", Entry)
