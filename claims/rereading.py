"""What follows from a document having been read again: what a later version's statement replaces,
and when it was said. An article that changes 84 to 91 under one address first said 84, then 91.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, F, OuterRef

from claims.following import followable, stances_of_its_line
from claims.models import Revision
from history.merged import among, family_in
from sources.models import DocumentVersion, Source


def standing_before(revision: Revision) -> Revision | None:
    """What the revision's line says in an older version of its document, if that still stands.

    The last of several. None for a withdrawal, and where one line may say several things at once:
    in claims of many, and of denials; there the caller must say what a statement supersedes.
    """
    stances = stances_of_its_line(revision)
    if revision.version is None or not stances:
        return None
    superseded = Revision.objects.filter(supersedes=OuterRef("pk"), is_void=False)
    return (
        followable()
        .filter(
            ~Exists(superseded),
            among("line_origin", family_in(Source.objects.all(), revision.line_origin)),
            claim_id=revision.claim_id,
            document_id=revision.document_id,
            definition=revision.definition,
            stance__in=stances,
            is_void=False,
            version__retrieved_at__lt=revision.version.retrieved_at,
        )
        .order_by(
            F("stated_at").desc(nulls_last=True), "-version__retrieved_at", "-sequence", "-id"
        )
        .first()
    )


def was_read_before(version: DocumentVersion) -> bool:
    """Whether its document was read earlier too."""
    return DocumentVersion.objects.filter(
        document_id=version.document_id, retrieved_at__lt=version.retrieved_at
    ).exists()


def date_by_readings(
    revision: Revision, was_read_before: Callable[[DocumentVersion], bool] = was_read_before
) -> None:
    """Set when a later version's statement was said, if neither it nor the version tells the day.

    By the time it was read, at the latest; and after the reading of the version whose statement
    it supersedes. The document's own date holds for its first version, and bounds later ones.
    """
    version = revision.version
    if version is None or version.published or revision.stated or not was_read_before(version):
        return
    replaced = revision.supersedes.version if revision.supersedes else None
    known = [revision.stated_at] if revision.stated_at else []
    if replaced and replaced.document_id == revision.document_id:
        known.append(replaced.retrieved_at)
    earliest = max(known, default=None)
    if earliest is None or earliest < version.retrieved_at:
        revision.stated_at, revision.stated_before = earliest, version.retrieved_at
