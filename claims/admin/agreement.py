"""Who says what now, for a claim's page: the verdict in words, the groups, and who is behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from claims.agreement import Origins, in_words
from claims.judging import Judged, judged
from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from claims.values import Stance
from history.linking import Linked
from history.snapshots import reading
from sources.models import Document, Source

BEHIND = {
    "origin_revised": "behind: its origin has since said otherwise",
    "withdrawn": "behind: withdrawn since",
    "evolved": "behind: the count has grown since",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One head in a group: who said what, in which words, and whether it still counts."""

    id: Any
    wording: str
    stance: str
    origin: str
    publisher: str
    says: bool
    behind: str


def who_says_what(claim: Claim) -> SafeString:
    """The section as HTML; every text in it is escaped by the template."""
    with reading() as snapshot:
        row = snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=claim.pk)
        linked = Linked(snapshot)
        (judgement,) = judged(snapshot, [row], None, linked)
        agreement = judgement.agreement
        voices = _voices(judgement, linked)
        groups = [
            {
                "value": _value(group.value, judgement, linked),
                "excepted": [_value(value, judgement, linked) for value in group.excepted],
                "behind": group.behind,
                "outlets": group.outlets,
                "origins": _origins(group.origins),
                "voices": [
                    _said(voices[id], position.says)
                    for position in group.positions
                    for id in position.statements
                ],
            }
            for group in agreement.groups
        ]
    return render_to_string(
        "claims/agreement.html",
        {
            "verdict": agreement.verdict,
            "reasons": [reason.text for reason in agreement.reasons],
            "outlets": agreement.outlets,
            "origins": _origins(agreement.origins),
            "groups": groups,
        },
    )


def _voices(judgement: Judged, linked: Linked) -> dict[Any, Voice]:
    rows = {row.id: row for row in judgement.rows}
    voices = {}
    for head in judgement.agreement.heads:
        row = rows[head.statement]
        document = linked.row(Document, row.document_id)
        publisher = linked[Source, document.publisher_id]
        origin = None if row.line_origin == document.id else linked[Source, row.line_origin]
        voices[row.id] = Voice(
            id=row.id,
            wording=row.wording,
            stance="" if row.stance == Stance.ASSERTS else row.stance,
            origin=origin["name"] if origin else "unattributed",
            publisher=publisher["name"] if publisher else f"unidentified ({document.title})",
            says=True,
            behind=BEHIND[head.behind] if head.behind else "",
        )
    return voices


def _said(voice: Voice, says: bool) -> dict[str, Any]:
    return {"voice": voice, "says": says}


def _value(value: Any, judgement: Judged, linked: Linked) -> str:
    if value is None:
        return "anything else"
    question, _, _, concepts = judgement.given
    return in_words(value, question, concepts)


def _origins(origins: Origins) -> str:
    """ "1 origin", "1 to 3 origins"."""
    if origins.min == origins.max:
        return ngettext("%d origin", "%d origins", origins.max) % origins.max
    return f"{origins.min} to {origins.max} origins"
