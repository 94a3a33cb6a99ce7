"""A statement that needs another word: what its form begins with, and the two ways it may go.

The source said otherwise: both statements stay, the new one supersedes. We wrote it down wrongly:
ours becomes void, the new one takes its place in the same entry.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from claims.models import Revision
from claims.models.revision import ReadBy
from claims.placing import Place
from claims.recording import void_statement
from history.admin.steps import Step

CHANGED, SLIP = "changed", "slip"
WAYS = (
    (CHANGED, "The source said otherwise since, or corrected itself. Both stay on record; "
     "this one counts."),
    (SLIP, "We wrote it down wrongly. Ours becomes void, and this takes its place."),
)  # fmt: skip
SAME = (
    "claim", "attributed_to", "via", "stance", "wording", "best", "definition",
    "stated", "sequence", "locator", "quotation_exact", "quotation_prefix", "quotation_suffix",
    "supersedes", "change_kind",
)  # fmt: skip
LINKS = {"claim", "attributed_to", "via", "supersedes"}
OF_ITS_DOCUMENT = ("quotation_exact", "quotation_prefix", "quotation_suffix", "locator", "stated")


def to_follow(revision: Revision) -> dict[str, Any]:
    """What the next statement of the same line begins with."""
    return {
        "claim": revision.claim_id,
        "attributed_to": revision.attributed_to_id,
        "via": revision.via_id,
        "definition": revision.definition,
        "supersedes": revision.pk,
    }


def to_replace(revision: Revision) -> dict[str, Any]:
    """What our own corrected record of the same statement begins with: all of it."""
    return {**_all_of(revision), "replaces": revision.pk}


def to_correct(revision: Revision) -> dict[str, Any]:
    """What either way begins with; what it comes after, and why, is for the two ways to say."""
    given = _all_of(revision)
    return {**given, "corrects": revision.pk, "supersedes": None, "change_kind": ""}


# What an address of the page that adds a statement may begin with, and what that fills in.
BEGINNINGS = {"corrects": to_correct, "replaces": to_replace, "supersedes": to_follow}

VOID = Step(
    action="void",
    label="Void",
    question="For our own mistake: it leaves the record with your reason, and stays in history. "
    "If the source changed its word, record its next statement instead.",
    done="is void",
    do=lambda revision, given, **recorded: void_statement(revision, **recorded),
    applies=lambda revision: not revision.is_void,
)


def find(key: str) -> Revision | None:
    """The statement a link names; None for what is no key of one."""
    rows = Revision.objects.select_related("document", "version", "claim__topic")
    try:
        return rows.filter(pk=key).first() if key else None
    except ValidationError:
        return None


def of_another_document(corrected: Revision, place: Place, given: dict[str, Any]) -> dict[str, Any]:
    """What was said of the old document and left as it was; it says nothing of a new one."""
    if place.document is not None and place.document.pk == corrected.document_id:
        return {}
    left = [name for name in OF_ITS_DOCUMENT if given.get(name) == getattr(corrected, name)]
    return dict.fromkeys(left, "")


def _all_of(revision: Revision) -> dict[str, Any]:
    same = {name: getattr(revision, f"{name}_id" if name in LINKS else name) for name in SAME}
    entities = [named.entity_id for named in revision.entities.all()]
    document = revision.document
    version = revision.version.content_sha256 if revision.version else ""
    where = document.url or document.key
    return {
        **same,
        **_value_given(revision),
        "entities": entities,
        "where": where,
        "document_version": version,
    }


def _value_given(revision: Revision) -> dict[str, Any]:
    if revision.boolean is not None:
        return {"value": "yes" if revision.boolean else "no"}
    if revision.edtf or revision.text:
        return {"value": revision.edtf or revision.text}
    if revision.quantity is None or revision.read_by != ReadBy.PERSON:
        return {}
    return {
        "qualifier": revision.qualifier,
        "lower": revision.quantity.lower,
        "lower_inclusive": revision.quantity.lower_inc,
        "upper": revision.quantity.upper,
        "upper_inclusive": revision.quantity.upper_inc,
    }
