"""Which reading of a document is meant: a version by its id, or by the hash of its text."""

from __future__ import annotations

from api.refusals import invalid
from api.typeid import decode, is_typeid
from sources.models import Document, DocumentVersion

SHORTEST = 8  # hexadecimal digits of a hash that tell one reading from another


def version_named(text: str, document: Document) -> DocumentVersion:
    """The version of this document; raises Invalid where there is none, or several."""
    if is_typeid(DocumentVersion.PREFIX, text):
        rows = document.versions.filter(pk=decode(DocumentVersion.PREFIX, text))
    elif len(text) >= SHORTEST:
        rows = document.versions.filter(content_sha256__startswith=text.lower())
    else:
        rows = document.versions.none()
    found = list(rows[:2])
    if len(found) != 1:
        many = "several readings begin so" if found else "this document has no such reading"
        raise invalid("version", "unknown", f"“{text}”: {many}; give its ver_… id or its hash")
    return found[0]
