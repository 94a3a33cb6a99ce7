"""The one way a figure is adopted: which statement this newsroom prints, and in which words.

API and admin alike come through here; one entry, one actor, one reason. Errors are api.refusals
and nothing is written then. What may be adopted: docs/figure.md.
"""

from __future__ import annotations

from accounts.models import User
from api.refusals import Conflict, Fault, invalid
from api.typeid import encode
from claims.agreement import Silence, Silent
from claims.judging import judged
from claims.models import Claim, Revision
from claims.presenting import CLAIM_FIELDS
from claims.stated_value import interval_of
from claims.values import Qualifier, Stance, ValueType
from claims.wording import UnreadableWording, covers, read_wording
from history.constraints import refusing_kindly
from history.editing import edit, locked, refuse_retired, require_reason
from history.linking import Linked
from history.merging import name_of
from history.recording import recording, retried
from history.snapshots import reading

REPLACED = (Silence.SUPERSEDED, Silence.WITHDRAWN)


@retried
def adopt_figure(
    claim: Claim,
    revision: Revision | None,
    wording: str = "",
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Claim:
    """Adopt a statement of the claim, in our words or, without any, its own; None adopts none.

    `version` is the claim's. A statement out of date may be adopted, and is stale at once; one
    that its source replaced or took back is refused, with what stands in its place. Our words may
    say less than the statement, never more: "at least 84" for 84, not 84 for "at least 84".
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        current = locked(claim, version)
        refuse_retired(current, "")
        if revision is not None and current.merged_into is not None:
            where = name_of(current.merged_into)
            raise Conflict(Fault("", "merged", f"this claim is merged into {where}; adopt there"))
        words = wording.strip() or (revision.wording if revision else "")
        if revision is None:
            if words:
                raise invalid("wording", "nothing_adopted", "adopting none takes no wording")
        else:
            _check_statement(current, Revision.objects.get(pk=revision.pk))
            check_words(current, revision, words)
        adopted = {"adopted_revision_id": revision and revision.pk, "adopted_wording": words}
        return edit(current, adopted, by=by, reason=reason, channel=channel)


def _check_statement(claim: Claim, revision: Revision) -> None:
    if claim.pk not in (revision.claim_id, revision.claim.merged_into_id):
        raise invalid("revision", "not_its_own", f"it is a statement of {revision.claim.slug}")
    refuse_without_figure(claim, revision)
    silent = _silence_of(claim, revision)
    if silent is not None and silent.why in REPLACED:
        raise Conflict(Fault("/revision", silent.why.value, _instead(silent)))


def refuse_without_figure(claim: Claim, revision: Revision) -> None:
    """Refuse a statement that gives no figure to print, now or ever."""
    if revision.is_void:
        raise invalid("revision", "void", "it is void: taken off our record")
    match Stance(revision.stance):
        case Stance.WITHDRAWS:
            raise invalid("revision", "withdrawal", "it takes a statement back; it has no figure")
        case Stance.SUGGESTS:
            raise invalid("revision", "suggested", "it only suggests; nothing is said to be so")
        case Stance.DENIES if claim.value_type != ValueType.BOOLEAN:
            raise invalid("revision", "denial", "it only says what is not so")
        case Stance.DENIES | Stance.ASSERTS:
            pass


def _silence_of(claim: Claim, revision: Revision) -> Silent | None:
    """What the rules say silenced a statement; None if it stands."""
    with reading() as snapshot:
        row = snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=claim.pk)
        (judgement,) = judged(snapshot, [row], None, Linked(snapshot), whole=[claim.pk])
    silenced = {silent.statement: silent for silent in judgement.agreement.silent}
    return silenced.get(revision.pk)


def _instead(silent: Silent) -> str:
    did = "has replaced it" if silent.why is Silence.SUPERSEDED else "has taken it back"
    later = Revision.objects.filter(pk=silent.by).first() if silent.by else None
    if later is None or later.stance == Stance.WITHDRAWS:
        return f"its source {did}; adopt a statement that stands"
    return f"its source {did}: {later.wording} ({encode(Revision.PREFIX, later.pk)})"


def check_words(claim: Claim, revision: Revision, words: str) -> None:
    """Refuse words that say other or more than a quantity does; words that can't be read pass."""
    if claim.value_type != ValueType.QUANTITY or revision.qualifier == Qualifier.UNREADABLE:
        return
    try:
        read = read_wording(words, is_count=claim.is_count, unit=claim.unit)
    except UnreadableWording:
        return
    if words != revision.wording and not covers(
        read, interval_of(revision.quantity), is_count=claim.is_count
    ):
        raise invalid(
            "wording",
            "contradicts_value",
            f"“{words}” says other or more than the statement does: “{revision.wording}”",
        )
