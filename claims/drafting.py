"""From a new statement, its links resolved, to the revision that goes on record.

Words are read, bounds checked against them, the quotation's figure against both; nothing is
written here (claims.recording).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from api.refusals import invalid
from claims.evidence import Evidence, check_words
from claims.models import Claim, Entity, Revision
from claims.models.revision import MAX_WORDING_BYTES
from claims.quotations import Quotation
from claims.stated_value import GivenValue, columns_for
from claims.values import Stance
from history.dates import Moment, UnreadableDate, read_moment
from sources.models import Document, DocumentVersion, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatement:
    """A statement to be recorded, its links resolved; the shape is a record's (claims.serializers).

    `follows`: where `supersedes` names nothing, it supersedes what its line says in an older
    version of the same document, if that still stands. `replaces`: our own mistake, voided in the
    same entry (`void_statement` sets it).
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
    replaces: Revision | None = None
    follows: bool = True
    change_kind: str = ""
    importer: str = ""
    external_id: str = ""


def drafted(new: NewStatement, evidence: Evidence) -> Revision:
    """The revision to be recorded; what hangs on other statements is the caller's to set.

    Raises Invalid for words, values and dates that can't stand.
    """
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
        replaces=new.replaces,
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
