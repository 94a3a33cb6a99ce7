"""The one way statements are recorded, voided and replaced.

API, admin, importer and seed loader all come through here: keyword-only, atomic, one actor, one
reason. A statement is never edited: a source's change is a new statement that supersedes; a
mistake of ours is voided with a reason. Errors are api.refusals; nothing is written then.
"""

from __future__ import annotations

from dataclasses import replace

from accounts.models import User
from api.refusals import Conflict, Fault, below, invalid
from api.typeid import encode
from claims.before import followed, standing_before
from claims.drafting import NewStatement, drafted
from claims.entering import enter
from claims.evidence import looked_up
from claims.following import change_kind_for
from claims.models import Claim, Revision, RevisionEntity
from claims.models.revision import MAX_WORDING_BYTES
from claims.rereading import date_by_readings
from claims.standing_in import leading_back, standing_instead
from history.constraints import Rule, explain, refusing_kindly
from history.editing import check_fields, locked, refuse_retired, require_reason
from history.recording import recording, retried

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
        "claims_revision_replaced_once": Rule(
            "replaces", "taken", "another statement has taken its place already"
        ),
        "claims_revision_replaces_void": Rule(
            "replaces", "not_void", "a statement takes the place of a void one of its own claim"
        ),
        "claims_revision_change_kind": Rule(
            "change_kind", "contradicts_stance", "a withdrawal is what withdraws, and nothing else"
        ),
        "claims_revision_version_of_document": Rule(
            "version", "other_document", "the version is one of another document"
        ),
        "claims_revision_not_adopted": Rule(
            "", "adopted", "this is the adopted figure; adopt another one first"
        ),
        "claims_revisionentity_with_its_statement": Rule(
            "entities", "never_edited", "a statement keeps the entities it was recorded with"
        ),
        "claims_revision_numbers_held": Rule(
            "lower", "too_many_digits", "a number is finite, and less than 2^63"
        ),
        "claims_revision_short_words": Rule(
            "wording", "too_long", f"wording and definition are at most {MAX_WORDING_BYTES} bytes"
        ),
    }
)


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
        refuse_retired_links(new)
        superseded = _standing(new.supersedes, new.claim)
        evidence = looked_up(new.document, new.version, new.quotation)
        new = replace(new, version=evidence.version, supersedes=superseded)
        revision = drafted(new, evidence)
        if new.follows and superseded is None:
            revision.supersedes = standing_before(revision)
        date_by_readings(revision)
        named = [entity.pk for entity in new.entities]
        revision.change_kind = change_kind_for(revision, named, new.change_kind, reason)
        check_fields(revision, but=["wording"])  # a withdrawal may have none; see _wording
        enter(revision)
        if new.entities:
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

    The statement stays in history, and its replacement names it; what superseded it follows what
    stands in its place (claims.standing_in). Raises Conflict if it is void already or if the
    claim's adopted figure is this statement, Stale if it changed since `version`.
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        current = locked(revision, version)
        if current.is_void:
            raise Conflict(Fault("", "already_void", "this statement is void already"))
        if Claim.objects.filter(adopted_revision=current).exists():
            raise Conflict(
                Fault("", "adopted", "this is the adopted figure; adopt another one first")
            )
        current.is_void = True
        current.save(update_fields=["is_void"])
        if replacement is None:
            return current, None
        if replacement.claim.pk != current.claim_id:
            raise invalid("replacement/claim", "other_claim", "replace within the same claim")
        with below("/replacement"):
            taking = in_place_of(current, replacement)
            return current, record_statement(taking, by=by, reason=reason, channel=channel)


def in_place_of(mistaken: Revision, replacement: NewStatement) -> NewStatement:
    """The replacement in its place: of the reading that we read wrongly, after what that followed.

    Unless it says otherwise itself. Raises Invalid if it would come after itself.
    """
    given = replace(replacement, replaces=mistaken)
    if given.version is None and given.document.pk == mistaken.document_id:
        given = replace(given, version=mistaken.version)
    if given.follows and given.supersedes is None and mistaken.supersedes is not None:
        given = replace(given, supersedes=standing_instead(mistaken.supersedes))
    if given.supersedes is not None and mistaken in leading_back(given.supersedes):
        what = "what the replacement supersedes comes after what it replaces"
        raise invalid("supersedes", "circle", what)
    return given


def refuse_retired_links(new: NewStatement) -> None:
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
    standing = followed(superseded.pk)
    if standing is not None:
        check_superseded(standing, claim)
    return standing


def check_superseded(superseded: Revision, claim: Claim, *, may_be_void: bool = False) -> None:
    """Refuse to supersede what is void, or a statement of another claim."""
    if superseded.is_void and not may_be_void:
        raise invalid("supersedes", "void", f"what it supersedes is void; {_instead(superseded)}")
    if superseded.claim_id != claim.pk:
        raise invalid("supersedes", OTHER_CLAIM.code, OTHER_CLAIM.words)


def _instead(void: Revision) -> str:
    stands = standing_instead(void)
    if stands is None:
        return "leave it out"
    return f"{encode(Revision.PREFIX, stands.pk)} stands in its place: {stands.wording}"
