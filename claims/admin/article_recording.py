"""Puts on record what an editor ticked in a pasted article: one entry for all of it, or nothing.

The document (found by its address, else made), the version with its text, and the statements, all
through the write modules. What is refused comes back beside its row, and nothing is written then.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from api.refusals import Fault, Invalid, Refusal, below, invalid
from claims.articles.shapes import Span
from claims.drafting import NewStatement
from claims.models import Revision
from claims.recording import record_statement
from history.constraints import refusing_kindly
from history.recording import recording, retried
from sources.addresses import recorded_form, spellings
from sources.models import Document, DocumentVersion, Source
from sources.registering import register_document, register_version
from sources.texts import sha256_of


@dataclass(frozen=True, slots=True)
class Pasted:
    """An article as pasted; `url` "" where it has none, then its text names it."""

    title: str
    text: str
    publisher: Source | None = None
    published: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        return f"pasted-{hashlib.sha256(self.text.encode()).hexdigest()[:24]}"

    @property
    def named(self) -> dict[str, Any]:
        """What names its document."""
        return {"url": recorded_form(self.url)} if self.url else {"key": self.key}

    def document(self) -> Document | None:
        """The document on record that it is, under any spelling of its address; else None."""
        rows = Document.objects.select_related("publisher")
        if not self.url:
            return rows.filter(key=self.key).first()
        found = rows.filter(url__in=spellings(self.url))
        return min(found, key=lambda row: row.url != self.url, default=None)


@dataclass(frozen=True, slots=True)
class Ticked:
    """One statement to record, and the row of the page it stands in; its document comes later."""

    row: int
    statement: NewStatement
    place: Span


@dataclass(frozen=True, slots=True)
class Known:
    """A statement that is on record from the same document: `start` None where its place isn't."""

    id: Any
    claim: Any
    wording: str
    start: int | None
    end: int | None

    def says(self, claim: Any, wording: str, place: Span) -> bool:
        """Whether it is this one: these words at the same place, else of the same claim."""
        if self.wording.casefold().strip() != wording.casefold().strip():
            return False
        if self.start is not None and self.end is not None:
            return self.start <= place[0] and place[1] <= self.end
        return bool(claim == self.claim)


@sensitive_variables("text")
def known_from(document: Document | None, text: str) -> list[Known]:
    """What is on record from the document; with places where it was read from this very text."""
    if document is None:
        return []
    ours = sha256_of(text)
    rows = Revision.objects.filter(document=document, is_void=False).order_by("id")
    known = []
    for row in rows.values_list(
        "id", "claim_id", "wording", "quotation_start", "quotation_end", "version__content_sha256"
    ):
        id, claim, wording, start, end, read = row
        placed = read == ours
        known.append(Known(id, claim, wording, *((start, end) if placed else (None, None))))
    return known


@retried
@sensitive_variables("pasted")
def record_article(
    pasted: Pasted, ticked: Sequence[Ticked], *, by: User | None, reason: str, channel: str
) -> list[Revision]:
    """Record the ticked statements of an article, in the order of its text.

    Raises Invalid whose faults point to `/rows/{row}/…`, or to a field of the document.
    """
    if not ticked:
        raise invalid("", "nothing_ticked", "Tick at least one statement to record.")
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        recorded: dict[str, Any] = {"by": by, "reason": reason, "channel": channel}
        document = pasted.document() or _made(pasted, recorded)
        version = _version(pasted, document, recorded)
        known = known_from(document, pasted.text)
        numbers = _numbers(document)
        written: list[Revision] = []
        faults: list[Fault] = []
        for each in sorted(ticked, key=lambda each: (each.place, each.row)):
            claim = each.statement.claim.pk
            numbers[claim] += 1
            statement = replace(
                each.statement, document=document, version=version, sequence=numbers[claim]
            )
            try:
                with below(f"/rows/{each.row}"):
                    _refuse_known(known, each)
                    written.append(record_statement(statement, **recorded))
            except Refusal as refusal:
                faults.extend(refusal.faults)
        if faults:
            raise Invalid(faults)
    return written


def _made(pasted: Pasted, recorded: dict[str, Any]) -> Document:
    with below("/document"):
        return register_document(
            title=pasted.title,
            publisher=pasted.publisher,
            published=pasted.published,
            **pasted.named,
            **recorded,
        )


def _version(pasted: Pasted, document: Document, recorded: dict[str, Any]) -> DocumentVersion:
    """How the document reads now; with its own date where the document is on record with another.

    A text that is on record keeps the date it is on record with.
    """
    with below("/document"):
        version, _ = register_version(
            document,
            retrieved_at=timezone.now(),
            published=_own_date(pasted, document),
            text=pasted.text,
            **recorded,
        )
    return version


def _own_date(pasted: Pasted, document: Document) -> str:
    if pasted.published in {"", document.published}:
        return ""
    read = document.versions.filter(content_sha256=sha256_of(pasted.text)).exists()
    return "" if read else pasted.published


def _numbers(document: Document) -> dict[Any, int]:
    """The last sequence number of each claim in the document."""
    rows = Revision.objects.filter(document=document).order_by().values("claim_id")
    last = rows.annotate(last=Max("sequence")).values_list("claim_id", "last")
    return defaultdict(int, dict(last))


def _refuse_known(known: Sequence[Known], each: Ticked) -> None:
    new = each.statement
    if any(k.says(new.claim.pk, new.given.wording, each.place) for k in known):
        what = f"“{new.given.wording}” is on record from this document already"
        raise invalid("wording", "recorded", what)
