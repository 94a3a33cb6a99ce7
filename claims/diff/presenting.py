"""Differences as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from api.typeid import encode
from claims.diff.comparing import Difference, adopted
from claims.diff.states import State, Written
from claims.diff.words import Sentence, sentences
from claims.models import Revision
from claims.presenting import present_claim_link
from claims.presenting_agreement import present_groups, present_said, present_verdict
from history.linking import typeid


def present_difference(found: Difference, entries: Mapping[UUID, Written]) -> dict[str, Any]:
    """A claim's differences: in words, then each in its shape."""
    then, now = found.then, found.now
    return {
        "claim": present_claim_link(now.row),
        "differs": found.is_any,
        "changes": [present_sentence(each) for each in sentences(found, entries)],
        "fields": [asdict(each) for each in found.fields],
        "added": [_statement(row, now, entries) for row in found.added],
        "voided": [_statement(row, then, entries) for row in found.voided] if then else [],
        "superseded": [
            {"statement": present_said(row, now.judgement, now.linked), "by": _id(by.id)}
            for row, by in found.superseded
        ],
        "then": then and _outcome(then),
        "now": _outcome(now),
    }


def present_sentence(each: Sentence) -> dict[str, Any]:
    return {
        "code": each.code,
        "text": each.text,
        "statement": typeid(Revision.PREFIX, each.statement),
    }


def _statement(row: Any, state: State, entries: Mapping[UUID, Written]) -> dict[str, Any]:
    entry = entries.get(row.id)
    return {
        **present_said(row, state.judgement, state.linked),
        "recorded": entry
        and {
            "by": entry.by or None,
            "at": entry.at,
            "position": entry.position,
            "reason": entry.reason or None,
        },
    }


def _outcome(state: State) -> dict[str, Any]:
    """What the claim came to: verdict with reasons, leading value, what is printed."""
    judgement, linked = state.judgement, state.linked
    chosen = adopted(state)
    leading = present_groups(judgement, linked)[0]["value"] if state.leading else None
    return {
        **present_verdict(judgement, linked),
        "leading": leading,
        "adopted": chosen and {"revision": _id(chosen[0]), "wording": chosen[1]},
    }


def _id(id: UUID) -> str:
    return encode(Revision.PREFIX, id)
