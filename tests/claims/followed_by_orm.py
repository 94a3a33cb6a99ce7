"""What a revision follows, asked of the ORM in the words of the rules: slow, and what
`claims.before` is held to.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from claims.before import stances_of_its_line
from claims.models import Claim, Revision
from claims.values import Qualifier, Stance
from history.merged import among, family_in
from sources.models import Source


def last_before(revision: Revision) -> Revision | None:
    """The last statement before the revision on its line that is neither void nor superseded."""
    stances = stances_of_its_line(revision)
    if not stances:
        return None
    on_the_line = Q(definition=revision.definition, stance__in=stances)
    withdraws_it = Q(stance=Stance.WITHDRAWS.value) & (
        Q(supersedes__isnull=True)
        | Q(supersedes__definition=revision.definition, supersedes__stance__in=stances)
    )
    return (
        _standing()
        .filter(
            _is_before(revision),
            on_the_line | withdraws_it,
            among("claim_id", family_in(Claim.objects.all(), revision.claim_id)),
            among("line_publisher", family_in(Source.objects.all(), revision.line_publisher)),
            among("line_origin", family_in(Source.objects.all(), revision.line_origin)),
        )
        .order_by(
            Case(When(qualifier=Qualifier.UNREADABLE.value, then=Value(1)), default=Value(0)),
            F("stated_at").desc(nulls_last=True),
            F("document__published_at").desc(nulls_last=True),
            "-sequence",
            "-id",
        )
        .first()
    )


def standing_before(revision: Revision) -> Revision | None:
    """What the revision's line says in an older version of its document, if that still stands."""
    stances = stances_of_its_line(revision)
    if revision.version is None or not stances:
        return None
    return (
        _standing()
        .filter(
            among("line_origin", family_in(Source.objects.all(), revision.line_origin)),
            claim_id=revision.claim_id,
            document_id=revision.document_id,
            definition=revision.definition,
            stance__in=stances,
            version__retrieved_at__lt=revision.version.retrieved_at,
        )
        .order_by(
            F("stated_at").desc(nulls_last=True), "-version__retrieved_at", "-sequence", "-id"
        )
        .first()
    )


def _standing() -> Any:
    superseded = Revision.objects.filter(supersedes=OuterRef("pk"), is_void=False)
    return Revision.objects.select_related("document", "version", "supersedes").filter(
        ~Exists(superseded), is_void=False
    )


def _is_before(revision: Revision) -> Q:
    """Before it in line order: by stated time, then the document's date, then its sequence."""
    published = revision.document.published_at
    earlier, at_once = _around("stated_at", revision.stated_at)
    published_before, published_at_once = _around("document__published_at", published)
    in_document = Q(document_id=revision.document_id, sequence__lt=revision.sequence)
    return earlier | at_once & (published_before | published_at_once & in_document)


def _around(column: str, instant: object) -> tuple[Q, Q]:
    """Rows before an instant, and rows at it; unknown comes first."""
    unknown = Q(**{f"{column}__isnull": True})
    if instant is None:
        return Q(pk__in=[]), unknown
    return Q(**{f"{column}__lt": instant}) | unknown, Q(**{column: instant})
