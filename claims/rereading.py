"""When a later version's statement was said, where a document has been read again.

An article that changes 84 to 91 under one address first said 84, then 91. What it supersedes:
claims.before.
"""

from __future__ import annotations

from collections.abc import Callable

from claims.models import Revision
from sources.models import DocumentVersion


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
