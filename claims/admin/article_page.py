"""What the page of a read article shows: the text with its figures marked, and a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.admin.article_catalogue import OnRecord, by_key
from claims.admin.article_recording import Known
from claims.admin.reading import read_for
from claims.articles import Proposal
from claims.articles.shapes import Span
from claims.models import Claim


@dataclass(slots=True)
class Row:
    """A statement as the page asks for it; `values` are the form's, by the field's name.

    `reads` is how its words are read, `about` its topic where that is not the article's own.
    """

    number: int
    place: Span
    sentence: Span
    values: dict[str, Any]
    errors: dict[str, list[str]] = field(default_factory=dict)
    known: Known | None = None
    reads: str = ""
    about: str = ""
    choices: SafeString = mark_safe("")

    @property
    def spans(self) -> str:
        return "-".join(map(str, (*self.place, *self.sentence)))

    @property
    def is_placed(self) -> bool:
        return bool(self.values.get("claim"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: plain, or the words of a row."""

    text: str
    row: Row | None = None


def rows_of(
    proposals: Sequence[Proposal], on_record: OnRecord, known: Sequence[Known]
) -> list[Row]:
    """A row for each proposal, in the order of the text; what is on record is only pointed to."""
    claims, sources = by_key(on_record.claims), by_key(on_record.sources)
    entities = by_key(on_record.entities)
    rows = []
    for number, proposal in enumerate(proposals):
        claim = claims.get(proposal.claim)
        values = {
            "claim": proposal.claim,
            "wording": proposal.words,
            "origin": _name(sources.get(proposal.origin)) or proposal.origin_words,
            "via": _name(sources.get(proposal.via)),
            "stance": proposal.stance,
            "stated": proposal.stated,
            "value": proposal.value or "; ".join(_name(entities[key]) for key in proposal.entities),
        }
        row = Row(number, proposal.span, proposal.sentence, values)
        row.reads = _reads(claim, proposal)
        row.about = _about(claim, on_record)
        row.known = next(
            (k for k in known if k.says(claim.pk if claim else None, proposal.words, row.place)),
            None,
        )
        rows.append(row)
    return rows


def pieces_of(text: str, rows: Iterable[Row]) -> list[Piece]:
    """The whole text in pieces; of rows that overlap, the first has the words."""
    pieces, at = [], 0
    for row in sorted(rows, key=lambda row: (row.place, row.number)):
        start, end = row.place
        if start < at:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], row)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


class Choices:
    """The claims to choose from, by topic, as the options of a select; made once for all rows."""

    def __init__(self, on_record: OnRecord) -> None:
        own = on_record.topic.pk if on_record.topic else None
        claims = sorted(
            on_record.claims, key=lambda c: (c.topic_id != own, c.topic.name, c.label, c.slug)
        )
        groups = [
            format_html(
                '<optgroup label="{}">{}</optgroup>',
                topic.name,
                format_html_join(
                    "", '<option value="{}">{}</option>', ((c.pk, _called(c)) for c in of_topic)
                ),
            )
            for topic, of_topic in groupby(claims, key=lambda claim: claim.topic)
        ]
        self._options = format_html_join("", "{}", ((group,) for group in groups))
        self._keys = {str(claim.pk) for claim in claims}

    def chosen(self, key: Any) -> SafeString:
        """The options with one of them selected."""
        if str(key) not in self._keys:
            return self._options
        plain, marked = f'value="{key}"', f'value="{key}" selected'
        return mark_safe(self._options.replace(plain, marked))  # noqa: S308 - a key of ours


def _called(claim: Claim) -> str:
    return f"{claim.label} ({claim.unit})" if claim.unit else claim.label


def _reads(claim: Claim | None, proposal: Proposal) -> str:
    """How the words are read, where they are the figure or the date of a claim."""
    if claim is None or proposal.kind == "entity":
        return ""
    return read_for(claim, proposal.words, proposal.value).words


def _about(claim: Claim | None, on_record: OnRecord) -> str:
    """The topic of the claim, where it is not the article's own."""
    return "" if claim is None or claim.topic == on_record.topic else str(claim.topic)


def _name(record: Any) -> str:
    """What the page calls a source or an entity: its name, the slug where that says more."""
    return "" if record is None else str(record.name)


def suggestions(on_record: OnRecord) -> Mapping[str, Sequence[str]]:
    return {
        "sources": [source.name for source in on_record.sources],
        "entities": [entity.name for entity in on_record.entities],
    }
