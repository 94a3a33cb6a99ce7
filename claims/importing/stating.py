"""A checked line in, the statement that it would put on record out, but for its kind of change.

The rules are those of `claims.recording`; what stands beside the statement is looked up on record
and among what earlier lines staged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from api.refusals import Fault, Invalid, Refusal, invalid
from api.typeid import new_key
from claims.adopting import check_words, refuse_without_figure
from claims.before import stances_of_its_line
from claims.drafting import NewStatement, drafted
from claims.evidence import Evidence, looked_up
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
    if new.supersedes is not None:
        known_void = resolver.sayings.is_of_file(read.fields.get("supersedes"))
        check_superseded(new.supersedes, new.claim, may_be_void=known_void)
    evidence = _evidence(new, resolver.with_text)
    new = replace(new, version=evidence.version, replaces=_replaced(read, new, resolver))
    revision = _drafted(read, new, evidence)
    revision.is_void = bool(read.fields.get("is_void"))
    stances = stances_of_its_line(revision)
    if new.follows and new.supersedes is None and new.version is not None and stances:
        before()
        origins = resolver.merged.families().of(revision.line_origin, read.number)
        id = standing_before(resolver.import_id, read.number, revision, stances, origins)
        revision.supersedes = resolver.sayings.revisions([id])[id] if id else None
    _date(read, revision, resolver)
    _period(read, revision)
    check_fields(revision, but=["wording"])
    return Stated(
        line=read.number,
        revision=revision,
        entities=[entity.pk for entity in new.entities],
        entity_keys=[new_key() for _ in new.entities],
        stances=sorted(stances) or None,
        called=new.change_kind,
        reason=own,
        adopted=_adopted(read, revision),
        if_new=[*_retired(new), *_taken(new, resolver)],
    )


def _retired(new: NewStatement) -> Sequence[Fault]:
    """What it may not name, being retired; a statement on record already may."""
    try:
        refuse_retired_links(new)
    except Invalid as refusal:
        return refusal.faults
    return ()


def _drafted(read: Read, new: NewStatement, evidence: Evidence) -> Revision:
    """As a single one is drafted, but for a definition that its claim names no more."""
    if not read.fields.get("former_definition"):
        return drafted(new, evidence)
    revision = drafted(replace(new, definition=""), evidence)
    revision.definition = new.definition
    return revision


def _date(read: Read, revision: Revision, resolver: BatchResolver) -> None:
    """Its instants: as an export gives them, else as readings of the document bound them."""
    given = _instants(read, "stated_at", "stated_before")
    if given is not None:
        revision.stated_at, revision.stated_before = given
    elif revision.version is not None:
        date_by_readings(
            revision, lambda version: resolver.versions.was_read_before(version, read.number)
        )


def _period(read: Read, revision: Revision) -> None:
    """The instants that its date means: as an export gives them, else in its topic's time zone."""
    given = _instants(read, "earliest", "latest")
    if given is None:
        return
    if revision.period is None:
        raise invalid("earliest", "wrong_value_kind", "only a date that is stated has an earliest")
    if None not in given and given[0] >= given[1]:
        raise invalid("earliest", "bounds_out_of_order", "earliest lies before latest")
    revision.period = DateTimeTZRange(*given, "[)")


def _instants(read: Read, first: str, last: str) -> tuple[Any, Any] | None:
    given = [name for name in (first, last) if name in read.fields]
    if len(given) == 1:
        words = f"give {first} and {last} together, or neither"
        raise invalid(given[0], "both_or_neither", words)
    return (read.fields[first], read.fields[last]) if given else None


def _adopted(read: Read, revision: Revision) -> str:
    """The words in which it is the adopted figure; "" where it isn't."""
    words: str = read.fields.get("adopted") or ""
    if words:
        with at("/adopted"):
            refuse_without_figure(revision.claim, revision)
            check_words(revision.claim, revision, words)
    return words


@contextmanager
def at(pointer: str) -> Iterator[None]:
    """Refusals inside are about this field."""
    try:
        yield
    except Refusal as error:
        error.faults = tuple(replace(fault, pointer=pointer) for fault in error.faults)
        raise


def _replaced(read: Read, new: NewStatement, resolver: BatchResolver) -> Revision | None:
    """The void statement whose place it takes, of an earlier line or on record."""
    reference = read.fields.get("replaces")
    if not reference:
        return None
    found = resolver.sayings.called(reference, read.name[0], instead=False)
    if found is None or not found.is_void or found.claim_id != new.claim.pk:
        what = f"no void statement {reference!r} of this claim is on record, nor earlier here"
        raise invalid("replaces", "not_void", what)
    return found


def _taken(new: NewStatement, resolver: BatchResolver) -> Sequence[Fault]:
    """The place that it would take, and another has taken."""
    if new.replaces is None:
        return ()
    id = new.replaces.pk
    taken = any(each.replaces_id == id for each in resolver.batch.stated.values())
    if taken or is_replaced(resolver.import_id, id):
        return [Fault("/replaces", "taken", "another statement has taken its place already")]
    return ()


def _evidence(new: NewStatement, with_text: set[UUID]) -> Evidence:
    """Looked up where there may be a text; most documents have none."""
    if new.version is None and new.document.pk not in with_text:
        return Evidence(None, QuotationMatch.UNVERIFIED if new.quotation.exact else None)
    return looked_up(new.document, new.version, new.quotation)
