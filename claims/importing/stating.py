"""A checked line in, the statement that it would put on record out, but for its kind of change.

The rules are those of `claims.recording`; what stands beside the statement is looked up on record
and among what earlier lines staged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from api.refusals import invalid
from api.typeid import new_key
from claims.drafting import NewStatement, drafted
from claims.evidence import Evidence, looked_up
from claims.following import stances_of_its_line
from claims.importing.checking import Read
from claims.importing.finding import BatchResolver
from claims.importing.staging import Stated
from claims.importing.standing import is_replaced, standing_before
from claims.models import Revision
from claims.models.revision import QuotationMatch
from claims.recording import check_superseded, refuse_retired_links
from claims.rereading import date_by_readings
from history.editing import check_fields


def stated_by(
    read: Read, resolver: BatchResolver, reason: str, *, before: Callable[[], None]
) -> Stated:
    """The statement of a line. `before` stages all that earlier lines say, where that counts;
    `reason`: of lines that give none."""
    own = read.fields.get("reason") or ""
    new = resolver.statement(read.fields, own or reason)
    refuse_retired_links(new)
    if new.supersedes is not None:
        known_void = resolver.sayings.is_of_file(read.fields.get("supersedes"))
        check_superseded(new.supersedes, new.claim, may_be_void=known_void)
    evidence = _evidence(new, resolver.with_text)
    new = replace(new, version=evidence.version, replaces=_replaced(read, new, resolver))
    revision = drafted(new, evidence)
    revision.is_void = bool(read.fields.get("is_void"))
    stances = stances_of_its_line(revision)
    if new.follows and new.supersedes is None and new.version is not None and stances:
        before()
        id = standing_before(resolver.import_id, read.number, revision, stances)
        revision.supersedes = resolver.sayings.revisions([id])[id] if id else None
    if new.version is not None:
        date_by_readings(revision)
    check_fields(revision, but=["wording"])
    return Stated(
        line=read.number,
        revision=revision,
        entities=[entity.pk for entity in new.entities],
        entity_keys=[new_key() for _ in new.entities],
        stances=sorted(stances) or None,
        called=new.change_kind,
        reason=own,
    )


def _replaced(read: Read, new: NewStatement, resolver: BatchResolver) -> Revision | None:
    """The void statement whose place it takes, of an earlier line or on record."""
    reference = read.fields.get("replaces")
    if not reference:
        return None
    found = resolver.sayings.called(reference, read.name[0], instead=False)
    if found is None or not found.is_void or found.claim_id != new.claim.pk:
        what = f"no void statement {reference!r} of this claim is on record, nor earlier here"
        raise invalid("replaces", "not_void", what)
    taken = any(s.revision.replaces_id == found.pk for s in resolver.batch.stated.values())
    if taken or is_replaced(resolver.import_id, found.pk):
        raise invalid("replaces", "taken", "another statement has taken its place already")
    return found


def _evidence(new: NewStatement, with_text: set[UUID]) -> Evidence:
    """Looked up where there may be a text; most documents have none."""
    if new.version is None and new.document.pk not in with_text:
        return Evidence(None, QuotationMatch.UNVERIFIED if new.quotation.exact else None)
    return looked_up(new.document, new.version, new.quotation)
