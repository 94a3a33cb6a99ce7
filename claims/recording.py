"""The one way statements are recorded, voided and replaced.

API, admin, importer and seed loader all come through here: keyword-only, atomic, one actor, one
reason. A statement is never edited: a source's change is a new statement that supersedes; a
mistake of ours is voided with a reason. Errors are api.refusals; nothing is written then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from api.refusals import Conflict, Fault, below, invalid
from claims.evidence import Evidence, check_words, looked_up
from claims.following import change_kind_for, followable
from claims.models import Claim, Entity, Revision, RevisionEntity
from claims.models.revision import MAX_WORDING_BYTES
from claims.quotations import Quotation
from claims.rereading import date_by_readings, standing_before
from claims.stated_value import GivenValue, columns_for
from claims.values import Stance
from history.constraints import Rule, explain, refusing_kindly
from history.dates import Moment, UnreadableDate, read_moment
from history.editing import check_fields, locked, require_reason
from history.recording import recording, retried
from sources.models import Document, DocumentVersion, Source
from sources.registering import refuse_retired

OTHER_CLAIM = Rule(
    "supersedes", "other_claim", "a statement supersedes only statements of its own claim"
)

explain(
    {
        "claims_revision_external_id_once": Rule(
            "external_id", "taken", "this importer has recorded that external_id already"
        ),
        "claims_revision_importer_named": Rule(
            "importer", "required", "an external_id needs the importer it belongs to"
        ),
        "claims_revision_not_its_own_successor": Rule(
            "supersedes", "circle", "a statement can't supersede itself"
        ),
        "claims_revision_supersedes_earlier": Rule(
            "supersedes", "unknown", "what a statement supersedes must be on record before it"
        ),
        "claims_revision_supersedes_same_claim": OTHER_CLAIM,
        "claims_revision_version_of_document": Rule(
            "version", "other_document", "the version is one of another document"
        ),
        "claims_revision_not_adopted": Rule(
            "", "adopted", "this is the adopted figure; adopt another one first"
        ),
        "claims_revisionentity_with_its_statement": Rule(
            "entities", "never_edited", "a statement keeps the entities it was recorded with"
        ),
        "claims_revision_short_words": Rule(
            "wording", "too_long", f"wording and definition are at most {MAX_WORDING_BYTES} bytes"
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatement:
    """A statement to be recorded, its links resolved; the shape is a record's (claims.serializers).

    `follows`: where `supersedes` names nothing, it supersedes what its line says in an older
    version of the same document, if that still stands.
    """

    claim: Claim
    document: Document
    version: DocumentVersion | None = None
    attributed_to: Source | None = None
    via: Source | None = None
    stance: Stance = Stance.ASSERTS
    given: GivenValue = field(default_factory=GivenValue)
    entities: Sequence[Entity] = ()
    definition: str = ""
    stated: str = ""
    sequence: int = 0
    quotation: Quotation = field(default_factory=Quotation)
    locator: str = ""
    supersedes: Revision | None = None
    follows: bool = True
    change_kind: str = ""
    importer: str = ""
    external_id: str = ""


@retried
def record_statement(
    new: NewStatement, *, by: User | None, reason: str = "", channel: str
) -> Revision:
    """Put one statement on record.

    `change_kind` empty: worked out from the values; one given needs a reason where it differs, and
    where it says correction. `stated` empty: the version's `published` counts, else the
    document's. A quotation is looked up in the document's text.
    """
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        _refuse_retired_links(new)
        superseded = _standing(new.supersedes, new.claim)
        evidence = looked_up(new.document, new.version, new.quotation)
        new = replace(new, version=evidence.version, supersedes=superseded)
        revision = _revision(new, evidence)
        if new.follows and superseded is None:
            revision.supersedes = standing_before(revision)
        date_by_readings(revision)
        named = [entity.pk for entity in new.entities]
        revision.change_kind = change_kind_for(revision, named, new.change_kind, reason)
        check_fields(revision, but=["wording"])  # a withdrawal may have none; see _wording
        revision.save(force_insert=True)
        RevisionEntity.objects.bulk_create(
            RevisionEntity(revision=revision, entity=entity) for entity in new.entities
        )
    return revision


@retried
def void_statement(
    revision: Revision,
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
    replacement: NewStatement | None = None,
) -> tuple[Revision, Revision | None]:
    """Take our own mistake off the record, with its replacement in the same entry if there is one.

    The statement stays in history. Raises Conflict if it is void already or if the claim's
    adopted figure is this statement, Stale if it changed since `version`.
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        current = locked(revision, version)
        if current.is_void:
            raise Conflict(Fault("", "already_void", "this statement is void already"))
        if Claim.objects.filter(adopted_revision=current).exists():
            raise Conflict(
                Fault("", "adopted", "this is the adopted figure; adopt another one first")
            )
        current.is_void = True
        current.save(update_fields=["is_void"])
        replaced_by = None
        if replacement is not None:
            if replacement.claim.pk != current.claim_id:
                raise invalid("replacement/claim", "other_claim", "replace within the same claim")
            with below("/replacement"):
                replacement = _of_the_same_reading(replacement, current)
                replaced_by = record_statement(replacement, by=by, reason=reason, channel=channel)
    return current, replaced_by


def _of_the_same_reading(replacement: NewStatement, mistaken: Revision) -> NewStatement:
    """Our correction is of the version that was read wrongly, unless it names another."""
    if replacement.version is None and replacement.document.pk == mistaken.document_id:
        return replace(replacement, version=mistaken.version)
    return replacement


def _revision(new: NewStatement, evidence: Evidence) -> Revision:
    zone = ZoneInfo(new.claim.topic.time_zone)
    moment = stated_moment(new, zone)
    columns = columns_for(new.claim, new.stance, new.given, zone)
    if evidence.start is not None:
        quantity = columns.get("quantity")
        check_words(new.claim, new.given.wording, new.quotation.exact, quantity)
    return Revision(
        claim=new.claim,
        value_type=new.claim.value_type,
        document=new.document,
        version=new.version,
        attributed_to=new.attributed_to,
        via=new.via,
        line_publisher=new.document.publisher_id or new.document.pk,
        line_origin=_origin(new),
        stance=new.stance.value,
        wording=_wording(new),
        definition=_definition(new),
        stated=new.stated,
        stated_at=moment.at,
        stated_before=moment.before,
        sequence=new.sequence,
        quotation_exact=new.quotation.exact,
        quotation_prefix=new.quotation.prefix,
        quotation_suffix=new.quotation.suffix,
        quotation_start=evidence.start,
        quotation_end=evidence.end,
        quotation_match=evidence.match,
        locator=new.locator,
        supersedes=new.supersedes,
        importer=new.importer,
        external_id=new.external_id,
        **columns,
    )


def stated_moment(new: NewStatement, zone: ZoneInfo) -> Moment:
    """When it was said: the statement's own day, else when the version or document came out."""
    version = new.version
    printed = new.stated or (version.published if version else "") or new.document.published
    try:
        return read_moment(printed, tz=zone)
    except UnreadableDate as error:
        raise invalid("stated", error.code, error.message) from error


def _origin(new: NewStatement) -> UUID:
    said_by = new.attributed_to or new.via
    return said_by.pk if said_by else new.document.publisher_id or new.document.pk


def _wording(new: NewStatement) -> str:
    wording = new.given.wording
    if not wording.strip() and new.stance is not Stance.WITHDRAWS:
        raise invalid("wording", "required", "give the words of the value as printed")
    if len(wording.encode()) > MAX_WORDING_BYTES:
        raise invalid(
            "wording",
            "too_long",
            f"the wording has {len(wording.encode())} bytes; {MAX_WORDING_BYTES} are allowed",
        )
    return wording


def _definition(new: NewStatement) -> str:
    if new.definition and new.definition not in new.claim.definitions:
        allowed = ", ".join(new.claim.definitions) or "none: the claim names no definitions"
        raise invalid(
            "definition", "unknown", f"{new.definition!r} is not one of the claim's: {allowed}"
        )
    return new.definition


def _refuse_retired_links(new: NewStatement) -> None:
    refuse_retired(new.claim, "claim")
    refuse_retired(new.claim.topic, "claim")
    refuse_retired(new.document, "document")
    refuse_retired(new.document.publisher, "document")
    refuse_retired(new.attributed_to, "attributed_to")
    refuse_retired(new.via, "via")
    for index, entity in enumerate(new.entities):
        refuse_retired(entity, f"entities/{index}")


def _standing(superseded: Revision | None, claim: Claim) -> Revision | None:
    """What is superseded, as it stands under the lock: void since it was looked up, or just now?"""
    if superseded is None:
        return None
    standing = followable().filter(pk=superseded.pk).first()
    if standing is not None and standing.is_void:
        raise invalid("supersedes", "void", "what it supersedes is void; leave it out")
    if standing is not None and standing.claim_id != claim.pk:
        raise invalid("supersedes", OTHER_CLAIM.code, OTHER_CLAIM.words)
    return standing
