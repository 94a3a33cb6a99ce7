"""The figure to print, as the API shows it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from api.typeid import encode
from claims.figure import Case, Figure, LeftOut, Policy, Stale, figure, stale_because
from claims.judging import Judged
from claims.models import Revision
from claims.presenting import present_value
from claims.presenting_agreement import present_said
from claims.values import Qualifier
from history.linking import Linked, typeid


def present_figure(case: Case, policy: Policy, judged: Judged, linked: Linked) -> dict[str, Any]:
    """One policy's figure, what it rests on, and whether the adopted one should be looked at.

    Where there is none, `others` tells what the other policies would give; nothing falls back.
    """
    rows = {row.id: row for row in judged.rows}
    given = figure(case, policy)
    stale = stale_because(case)
    others = [] if given.absence is None else [figure(case, one) for one in Policy if one != policy]
    return {
        "policy": policy,
        **_outcome(given, judged, linked),
        "used": [present_said(rows[id], judged, linked) for id in given.used],
        "left_out": [_left_out(one, rows, judged, linked) for one in given.left_out],
        "adopted": _adopted(case),
        "stale": bool(stale),
        "stale_because": [_stale(reason) for reason in stale],
        "others": [{"policy": other.policy, **_outcome(other, judged, linked)} for other in others],
    }


def _outcome(given: Figure, judged: Judged, linked: Linked) -> dict[str, Any]:
    """The figure, or why there is none."""
    if given.absence is not None:
        return {"figure": None, "absence": asdict(given.absence)}
    return {
        "figure": {"value": _value(given, judged, linked), "wording": given.wording},
        "absence": None,
    }


def _value(given: Figure, judged: Judged, linked: Linked) -> dict[str, Any]:
    claim = judged.claim
    if given.value is None:
        return {"type": claim.value_type, "qualifier": Qualifier.UNREADABLE.value}
    value, *excepted = (
        present_value(one, linked, unit=claim.unit, whole=claim.is_count)
        for one in (given.value, *given.excepted)
    )
    return {**value, "except": excepted} if excepted else value


def _left_out(
    one: LeftOut, rows: dict[UUID, Any], judged: Judged, linked: Linked
) -> dict[str, Any]:
    return {
        **present_said(rows[one.statement], judged, linked),
        "why": one.why,
        "text": one.text,
        "by": typeid(Revision.PREFIX, one.by),
    }


def _adopted(case: Case) -> dict[str, Any] | None:
    if case.adopted is None:
        return None
    id = encode(Revision.PREFIX, case.adopted.statement)
    return {"revision": id, "wording": case.adopted.wording}


def _stale(reason: Stale) -> dict[str, Any]:
    by = typeid(Revision.PREFIX, reason.by)
    return {"code": reason.code, "text": reason.text, "by": by}
