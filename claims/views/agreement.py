"""Who agrees on a claim, and a topic's claims side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.pages import page_of_sequence
from api.parameters import choice_of, flag_of, limit_of
from api.refusals import Fault, Invalid
from api.schema import Operation
from claims.assessing import sheet_of
from claims.claim_at_once import ClaimAtOnce, claim_at_once
from claims.comparing import parts_of
from claims.judging import Judged, judged, judged_at_once, pairs_of, rows_of_heads
from claims.models import Claim
from claims.presenting import CLAIM_FIELDS, present_claim_link
from claims.presenting_agreement import (
    present_contradictions,
    present_groups,
    present_heads,
    present_pair,
    present_silent,
    present_verdict,
)
from claims.said_order import line_order
from claims.schema_agreement import AGREEMENT, SHEET
from claims.sheets import KeptSheet, kept_sheet, present_kept
from claims.standing_claim import claim_row
from claims.statements import complete
from claims.topic_page import topic_page
from claims.views.claims import until_for
from history.dates import Until
from history.linking import Linked
from history.lists import unknown
from history.reads import SnapshotView, read_at, until_of
from history.snapshots import Snapshot

MOST_PAIRED = 100


class AgreementView(SnapshotView):
    """GET who says what now, which of it goes together, and the verdict with its reasons."""

    parameters = ("statements", "pairs", "silent", "limit", "cursor")
    _time_zone = "UTC"  # until the claim's topic tells

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": AGREEMENT}

    def answer_at_once(self, **path: Any) -> tuple[Snapshot, Any] | None:
        """Where the newest statements decide, and no parts are to be compared."""
        if self._whole():
            return None
        found, until = self._found(path["reference"], None)
        if found is None or found.has_parts:
            return None
        linked = Linked(found.snapshot)
        judgement = judged_at_once(found, linked)
        if judgement is None:
            return None
        return found.snapshot, self._shown(judgement, found.snapshot, until, linked, parts=[])

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        linked = Linked(snapshot)
        if self._whole():
            claim = claim_row(snapshot, path["reference"])
            until = until_for(self.request, snapshot, claim)
            return self._judged(claim, snapshot, until, linked)
        found, until = self._found(path["reference"], snapshot)
        if found is None:
            raise unknown(Claim, path["reference"], snapshot)
        judgement = judged_at_once(found, linked)
        if judgement is None:
            return self._judged(found.claim, snapshot, until, linked)
        parts = parts_of([judgement], snapshot, until, linked) if found.has_parts else {}
        return self._shown(judgement, snapshot, until, linked, parts=parts.get(found.claim.id, []))

    def _whole(self) -> bool:
        """Whether every statement is asked for, what stands no more too."""
        query = self.request.GET
        return any([choice_of(query, "statements", ["all"]), flag_of(query, "silent")])

    def _found(
        self, reference: str, snapshot: Snapshot | None
    ) -> tuple[ClaimAtOnce | None, Until | None]:
        """The claim, and the limit as its topic's clock has it; asked again if it has another."""
        while True:
            until = until_of(self.request, self._time_zone)
            found = claim_at_once(reference, snapshot, until)
            if found is None or until_of(self.request, found.time_zone) == until:
                return found, until
            self._time_zone = found.time_zone

    def _judged(
        self, claim: Any, snapshot: Snapshot, until: Until | None, linked: Linked
    ) -> dict[str, Any]:
        """By every statement in view."""
        (judgement,) = judged(snapshot, [claim], until, linked, whole=[claim.id])
        parts = parts_of([judgement], snapshot, until, linked).get(claim.id, [])
        return self._shown(judgement, snapshot, until, linked, parts=parts)

    def _shown(
        self,
        judgement: Judged,
        snapshot: Snapshot,
        until: Until | None,
        linked: Linked,
        *,
        parts: list[dict[str, Any]],
    ) -> dict[str, Any]:
        query = self.request.GET
        heads = rows_of_heads(judgement, snapshot, linked)
        answer = {
            "claim": present_claim_link(judgement.claim),
            **read_at(self.request, snapshot),
            **present_verdict(judgement, linked),
            "heads": present_heads(judgement, heads, linked),
            "groups": present_groups(judgement, linked),
            "contradictions": present_contradictions(judgement),
            "contradictions_total": judgement.agreement.contradictions_total,
            "parts": parts,
        }
        if flag_of(query, "silent"):
            answer["silent"] = present_silent(judgement)
        if flag_of(query, "pairs"):
            answer["pairs"] = _pairs(judgement)
        if query.get("statements"):
            answer["statements"] = self._statements(judgement.rows, snapshot, linked, until)
        return answer

    def _statements(self, rows: Any, snapshot: Snapshot, linked: Linked, until: Any) -> Any:
        """Every statement in full, in the order said, paged."""
        ordered = sorted(rows, key=lambda row: line_order(row, linked))
        page = page_of_sequence(
            ordered,
            lambda row: line_order(row, linked),
            self.request.GET.get("cursor", ""),
            limit_of(self.request.GET),
        )
        completed = complete(page.rows, snapshot, linked, until)
        return page.body(self.request, [completed.present(row, until) for row in page.rows])


def _pairs(judgement: Judged) -> list[dict[str, Any]]:
    """The heads two by two; refused where there are too many of them."""
    if len(judgement.agreement.heads) > MOST_PAIRED:
        detail = f"pairs are for at most {MOST_PAIRED} heads; use contradictions"
        raise Invalid(Fault("pairs", "too_many_heads", detail))
    return [present_pair(pair) for pair in pairs_of(judgement)]


class SheetView(SnapshotView):
    """GET every claim of a topic with its verdict and groups, short form."""

    parameters = ("limit", "cursor")

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": SHEET}

    def answer_at_once(self, **path: Any) -> tuple[Snapshot, Any] | None:
        """Where all of the page is kept: it is read with the position it stands at."""
        if "stated_until" in self.request.GET:
            return None
        return self._whole(kept_sheet(path["reference"], self.request.GET))

    def answer_at_once_as_of(self, position: int, /, **path: Any) -> tuple[Snapshot, Any] | None:
        if "stated_until" in self.request.GET:
            return None
        then = Snapshot(position, True, None, settled=True)
        return self._whole(kept_sheet(path["reference"], self.request.GET, then))

    def _whole(self, kept: KeptSheet | None) -> tuple[Snapshot, Any] | None:
        if kept is None or kept.waiting:
            return None
        return kept.snapshot, self._kept(kept, kept.snapshot)

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        kept = None
        if "stated_until" not in self.request.GET:
            past = snapshot if snapshot.past else None
            kept = kept_sheet(path["reference"], self.request.GET, past)
        return self._judged(snapshot, **path) if kept is None else self._kept(kept, snapshot)

    def _kept(self, kept: KeptSheet, snapshot: Snapshot) -> dict[str, Any]:
        """The claims as kept where that holds, as judged where not; the same either way."""
        judged = {}
        if waiting := kept.waiting:
            rows = snapshot.rows(Claim, CLAIM_FIELDS, waiting)
            judged = self._results(rows, snapshot, None, has_parts=kept.has_parts)
        results = [judged.get(claim.id) or present_kept(claim) for claim in kept.page.rows]
        return {
            "topic": kept.present_topic(),
            **read_at(self.request, snapshot),
            **kept.page.body(self.request, results),
        }

    def _judged(self, snapshot: Snapshot, **path: Any) -> dict[str, Any]:
        about = topic_page(snapshot, path["reference"], self.request.GET)
        until = until_of(self.request, about.time_zone)
        rows = about.page.rows
        results = self._results(rows, snapshot, until, has_parts=about.has_parts)
        return {
            "topic": about.present_topic(),
            **read_at(self.request, snapshot),
            **about.page.body(self.request, [results[row.id] for row in rows]),
        }

    def _results(
        self, rows: Sequence[Any], snapshot: Snapshot, until: Until | None, *, has_parts: bool
    ) -> dict[UUID, dict[str, Any]]:
        """What the sheet shows of claims, judged."""
        if not rows:
            return {}
        linked = Linked(snapshot)
        judgements = judged(snapshot, rows, until, linked)
        parts = parts_of(judgements, snapshot, until, linked) if has_parts else {}
        return {
            one.claim.id: {
                "claim": present_claim_link(one.claim),
                **sheet_of(one, linked),
                "parts": parts.get(one.claim.id, []),
            }
            for one in judgements
        }
