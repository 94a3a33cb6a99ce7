"""Whether a statement's quotation stands in its document and gives the value that is stated.

Asked when a statement is recorded. Where no text is kept, nothing can be asked: the quotation
stays, unverified. What is refused is told without a word of the text. Rules: docs/evidence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.views.decorators.debug import sensitive_variables

from api.refusals import invalid
from api.typeid import encode
from claims.models import Claim
from claims.models.revision import QuotationMatch
from claims.quotations import Quotation, QuotationRefused, find_quotation
from claims.quoted_figure import check_figure, check_quoted
from claims.stated_value import interval_of
from sources.models import Document, DocumentVersion
from sources.texts import text_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reading that a quotation was looked up in, where it stands there and how it was found.

    `match` None: there is no quotation. `version` as the statement names it, else that reading.
    """

    version: DocumentVersion | None
    match: QuotationMatch | None = None
    start: int | None = None
    end: int | None = None


@sensitive_variables("text")
def looked_up(
    document: Document, version: DocumentVersion | None, quotation: Quotation
) -> Evidence:
    """The quotation in the version named, else in the newest one whose text is kept.

    Raises Invalid if there is a text and the quotation has no one place in it.
    """
    if not quotation.exact:
        return Evidence(version)
    read = version or newest_with_text(document)
    text = text_of(read) if read else None
    if read is None or text is None:
        return Evidence(version, QuotationMatch.UNVERIFIED)
    try:
        place = find_quotation(text, quotation)
    except QuotationRefused as refused:
        id, at = encode(DocumentVersion.PREFIX, read.pk), read.retrieved_at
        where = f"looked up in {id}, read {at:%Y-%m-%d %H:%M} UTC; `version` names another"
        words = f"{refused.message} ({where})"
        raise invalid("quotation/exact", refused.code, words) from None
    return Evidence(read, QuotationMatch(place.match), place.start, place.end)


def newest_with_text(document: Document) -> DocumentVersion | None:
    """The version read last, of those whose text is kept."""
    return document.versions.filter(has_text=True).order_by("-retrieved_at", "-id").first()


def check_words(claim: Claim, wording: str, quotation: str, quantity: Any) -> None:
    """Refuse words that the quotation doesn't hold, and a value that its figure doesn't fit.

    `quantity` None: no number is stated, so that only the words are checked.
    """
    if not wording.strip():
        return  # a withdrawal may have none
    try:
        if quantity is None:
            check_quoted(wording, quotation)
        else:
            check_figure(
                wording,
                quotation,
                interval_of(quantity),
                is_count=claim.is_count,
                unit=claim.unit,
            )
    except QuotationRefused as refused:
        raise invalid("wording", refused.code, refused.message) from None
