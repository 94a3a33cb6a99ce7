"""What the rules answer, as the API shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.typeid import encode
from claims.agreement import Contradiction, Group, Origins, Pair, Position
from claims.judging import Judged
from claims.models import Claim, Revision
from claims.parts import PartFinding
from claims.presenting import origin_of, present_stated_value, present_value
from claims.values import Value, as_number
from history.linking import Linked
from sources.models import Document, Source


def present_verdict(judged: Judged, linked: Linked) -> dict[str, Any]:
    """The verdict and why, in words and as codes; outlets and origins behind it."""
    agreement = judged.agreement
    return {
        "rules": agreement.rules,
        "verdict": agreement.verdict,
        "corroborated": _value(agreement.corroborated, judged, linked),
        "reasons": [{"code": one.code, "text": one.text} for one in agreement.reasons],
        "outlets": agreement.outlets,
        "origins": _origins(agreement.origins),
        "undated": judged.undated,
    }


def present_heads(judged: Judged, rows: Mapping[UUID, Any], linked: Linked) -> list[dict[str, Any]]:
    """Who says what now, and whose word is out of date; `rows` of the heads by key."""
    return [
        {
            **present_said(rows[head.statement], judged, linked),
            "behind": head.behind,
            "behind_by": None if head.by is None else _id(head.by),
        }
        for head in judged.agreement.heads
    ]


def present_said(row: Any, judged: Judged, linked: Linked) -> dict[str, Any]:
    """Who said what, where and when: a statement as answers about a claim list it."""
    document = linked.row(Document, row.document_id)
    return {
        "id": _id(row.id),
        "document": linked[Document, row.document_id],
        "publisher": linked[Source, document.publisher_id],
        "origin": origin_of(row, linked),
        "wording": row.wording,
        "value": present_stated_value(
            row, judged.entities.get(row.id, ()), linked, judged.claim.unit
        ),
        "stance": row.stance,
        "stated_at": row.stated_at,
        "stated_before": row.stated_before,
    }


def present_silent(judged: Judged) -> list[dict[str, Any]]:
    """Which statements in view stand no more, and what silenced them."""
    return [
        {
            "id": _id(silent.statement),
            "why": silent.why,
            "by": None if silent.by is None else _id(silent.by),
        }
        for silent in judged.agreement.silent
    ]


def present_groups(judged: Judged, linked: Linked) -> list[dict[str, Any]]:
    """The families of heads that share a value; the leading one first."""
    return [_group(group, judged, linked) for group in judged.agreement.groups]


def present_contradictions(judged: Judged) -> list[dict[str, Any]]:
    """Pairs of positions that can't both be true, live ones first."""
    return [_contradiction(contradiction) for contradiction in judged.agreement.contradictions]


def present_pair(pair: Pair) -> dict[str, Any]:
    """Two heads side by side."""
    return {
        "a": _id(pair.a),
        "b": _id(pair.b),
        "relation": pair.relation,
        "gap": _gap(pair.gap),
        "gap_share": _share(pair.gap_share),
        "explanation": pair.explanation,
    }


def present_part(finding: PartFinding, linked: Linked) -> dict[str, Any]:
    """A part, or all parts together, beside their whole."""
    return {
        "code": finding.fit,
        "certain": finding.certain,
        "whole": linked[Claim, finding.whole],
        "parts": [linked[Claim, part] for part in finding.parts],
        "gap": as_number(finding.gap),
        "text": finding.text,
    }


def _group(group: Group, judged: Judged, linked: Linked) -> dict[str, Any]:
    value = _value(group.value, judged, linked)
    excepted = [_value(value, judged, linked) for value in group.excepted]
    if excepted:
        value = {**(value or {"type": judged.claim.value_type}), "except": excepted}
    return {
        "value": value,
        "positions": [_position(position, judged, linked) for position in group.positions],
        "outlets": group.outlets,
        "origins": _origins(group.origins),
        "behind": group.behind,
        "first_stated_at": group.first_stated_at,
        "last_stated_at": group.last_stated_at,
    }


def _position(position: Position, judged: Judged, linked: Linked) -> dict[str, Any]:
    return {
        "value": _value(position.value, judged, linked),
        "stance": position.stance,
        "says": position.says,
        "revisions": _ids(position.statements),
        "outlets": position.outlets,
        "origins": _origins(position.origins),
    }


def _contradiction(contradiction: Contradiction) -> dict[str, Any]:
    return {
        "a": _ids(contradiction.a),
        "b": _ids(contradiction.b),
        "gap": _gap(contradiction.gap),
        "gap_share": _share(contradiction.gap_share),
        "explanation": contradiction.explanation,
    }


def _origins(origins: Origins) -> dict[str, int]:
    return {"min": origins.min, "max": origins.max}


def _value(value: Value | None, judged: Judged, linked: Linked) -> dict[str, Any] | None:
    if value is None:
        return None
    claim = judged.claim
    return present_value(value, linked, unit=claim.unit, whole=claim.is_count)


def _gap(gap: Decimal | timedelta | None) -> Any:
    """A number in the claim's unit; between dates, seconds."""
    return gap.total_seconds() if isinstance(gap, timedelta) else as_number(gap)


def _share(share: Decimal | None) -> float | None:
    return None if share is None else round(float(share), 4)


def _id(id: UUID) -> str:
    return encode(Revision.PREFIX, id)


def _ids(ids: Iterable[UUID]) -> list[str]:
    return [_id(id) for id in ids]
