"""What is kept of claims, and what the slow path says instead, as plain values to compare."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.rendering import dumps
from claims.assessing import sheet_of
from claims.assessing_past import sheets_as_of
from claims.figure_standing import leading_words, standings_of
from claims.judging import judged
from claims.models import Assessment, Claim, PastSheet
from claims.models.assessment import KEPT_BY
from claims.presenting import CLAIM_FIELDS
from history import recording
from history.linking import Linked
from history.snapshots import Snapshot, reading
from tests.callers import head
from tests.kerman import Kerman


def leave_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries end without judging what they touched, as plain SQL does."""
    monkeypatch.setattr(recording, "_before_seal", [])


def waiting() -> dict[str, str]:
    """What waits of each claim that isn't whole: its verdict, or only its words."""
    rows = Assessment.objects.unfinished().select_related("claim")
    return {row.claim.slug: "words" if row.rules == KEPT_BY else "verdict" for row in rows}


def kept() -> dict[str, dict[str, Any]]:
    """What may be read of each claim: counts while they are fresh, the sheet while it is."""
    found: dict[str, dict[str, Any]] = {}
    for row in Assessment.objects.fresh().select_related("claim"):
        counts = (row.verdict, row.outlets, row.origins_min, row.origins_max, row.contradictions)
        found[row.claim.slug] = {"counts": counts}
        if row.sheet is not None:
            found[row.claim.slug]["figure"] = (row.figure, row.foremost)
        if row.sheet:
            found[row.claim.slug]["sheet"] = json.loads(row.sheet)
    return found


def live() -> dict[str, dict[str, Any]]:
    """The same of every claim, judged now from its statements."""
    with reading() as snapshot:
        linked = Linked(snapshot)
        rows = list(snapshot.of(Claim).order_by("id").values_list(*CLAIM_FIELDS, named=True))
        judgements = judged(snapshot, rows, None, linked, whole=[row.id for row in rows])
        standings = standings_of(judgements, snapshot)
        return {
            one.claim.slug: {
                "counts": (
                    one.agreement.verdict.value,
                    one.agreement.outlets,
                    one.agreement.origins.min,
                    one.agreement.origins.max,
                    one.agreement.contradictions_total,
                ),
                "figure": (standings[one.claim.id], leading_words(one)),
                "sheet": json.loads(dumps(sheet_of(one, linked))),
            }
            for one in judgements
        }


def untrue() -> dict[str, Any]:
    """What is kept as fresh and isn't what the slow path says; empty when all is well."""
    standing, told = live(), kept()
    return {
        slug: (part, said, standing[slug][part])
        for slug, parts in told.items()
        for part, said in parts.items()
        if said != standing[slug][part]
    }


def kept_as_of(position: int) -> dict[Any, str]:
    """The sheets that may be shown as of a position, by claim: what was put by, what is kept."""
    then = {"rules": KEPT_BY, "since__lte": position, "until__gt": position}
    now = {"touched_position__lte": position}
    return dict(
        [
            *PastSheet.objects.filter(**then).exclude(sheet="").values_list("claim_id", "sheet"),
            *Assessment.objects.whole().filter(**now).values_list("claim_id", "sheet"),
        ]
    )


def untrue_then() -> tuple[int, dict[Any, Any]]:
    """How many sheets are kept of all positions, and which aren't what the slow path says."""
    count, wrong = 0, {}
    for position in range(1, head() + 1):
        there = Snapshot(position, True, None, settled=True)
        judged_then = dict(sheets_as_of(position, there.of(Claim).values_list("id", flat=True)))
        for claim, sheet in kept_as_of(position).items():
            count += 1
            if sheet != judged_then.get(claim):
                wrong[position, claim] = (sheet, judged_then.get(claim))
    return count, wrong


def told(kerman: Kerman) -> Kerman:
    """Statements on four claims, by a publisher, a relay, an origin and a child of one."""
    kerman.source("ministry", "Ministry of Health", "ministry", parent=kerman["iran"],
                  parent_role="part_of")  # fmt: skip
    kerman.source("experts", "Experts", "unnamed")
    kerman.document("leaflet", None, "2024-01-06")
    kerman.says("deaths", "irna-1", "103")
    kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["ministry"])
    kerman.says("perpetrator", "bbc-1", "ISIS-K", entities=[kerman["isis-k"]])
    kerman.says("perpetrator", "leaflet", "not Islamic State", stance="denies",
                entities=[kerman["islamic-state"]], via=kerman["experts"])  # fmt: skip
    kerman.says("method", "bbc-1", "two bombs", via=kerman["irna"])
    kerman.says("day", "leaflet", "3 January 2024", value="2024-01-03")
    return kerman
