"""Keeping each claim's verdict and counts, so that a list can ask for them.

In: claims whose row is stale. Out: rows judged as of one position, stored only where nothing has
touched the claim since. The triggers of migration 0007 say what touches a claim; nothing here
decides that. Why no stale answer can come of it: docs/assessments.md.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from api.rendering import dumps
from claims.figure_standing import FigureStanding, leading_words, standings_of
from claims.judging import Judged, judged
from claims.models import Assessment, Claim
from claims.models.assessment import KEPT_BY
from claims.presenting import CLAIM_FIELDS
from claims.presenting_agreement import present_groups, present_verdict
from history.linking import Linked
from history.recording import Recording
from history.snapshots import Snapshot, reading

K = TypeVar("K")

AT_ONCE = 200  # claims judged in one go: at the end of an entry, in a batch of a backlog
LONGEST_SHEET = 100_000  # characters; a claim of a thousand heads is judged live instead

# By hand: every write asks this, and the ORM takes longer to say it than the database to answer.
ClaimRow = namedtuple("ClaimRow", CLAIM_FIELDS)  # type: ignore[misc]
TOUCHED = f"""
    SELECT {", ".join(f"c.{name}" for name in CLAIM_FIELDS)}
    FROM public.claims_assessment a JOIN public.claims_claim c ON c.id = a.claim_id
    WHERE a.touched_position = %s AND a.sheet IS NULL
    LIMIT %s
"""  # noqa: S608  the columns are named here

# A row that is being written, by a writer who touches the claim or by somebody else who judged
# it, is passed over: nobody waits here, and what was touched stays stale. What was made comes as
# JSON: sheets are full of quotation marks, and an array's members are quoted one mark at a time.
KEEP = """
    WITH made AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(made)s::json) AS j (
            claim uuid, verdict text, outlets int, origins_min int, origins_max int,
            contradictions int, figure text, foremost text, sheet text
        )
    ), free AS (
        SELECT claim_id FROM public.claims_assessment
        WHERE claim_id = ANY(ARRAY(SELECT claim FROM made)) AND touched_position <= %(position)s
        FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE public.claims_assessment a
    SET judged_position = %(position)s, rules = %(rules)s, verdict = j.verdict,
        outlets = j.outlets, origins_min = j.origins_min, origins_max = j.origins_max,
        contradictions = j.contradictions, figure = j.figure, foremost = j.foremost,
        sheet = j.sheet
    FROM free, made j
    WHERE a.claim_id = free.claim_id AND a.claim_id = j.claim
      AND a.touched_position <= %(position)s
"""


def sheet_of(judgement: Judged, linked: Linked) -> dict[str, Any]:
    """What a topic's sheet shows of a claim beside the claim itself."""
    return {
        **present_verdict(judgement, linked),
        "groups": present_groups(judgement, linked),
    }


def sheet_text(judgement: Judged, linked: Linked) -> str:
    """The same as it is kept and sent; empty where it is too long for that."""
    text = dumps(sheet_of(judgement, linked)).decode()
    return text if len(text) <= LONGEST_SHEET else ""


def assess_touched(recording: Recording) -> None:
    """Judge what the entry touched, inside it, before it is sealed; nothing if that is much.

    The writers' lock is held: what is read here is what the entry leaves.
    """
    assert recording.position is not None
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [recording.position, AT_ONCE + 1])
        claims = [ClaimRow(*row) for row in cursor.fetchall()]
    if len(claims) <= AT_ONCE:
        _assess(claims, Snapshot(recording.position, False, None, settled=True))


def assess(ids: Sequence[UUID]) -> int:
    """Judge claims and keep what holds still; how many were kept. Writers are not held up."""
    return sum(_assess_batch(ids[at : at + AT_ONCE]) for at in range(0, len(ids), AT_ONCE))


def backlog() -> QuerySet[Assessment]:
    """What waits to be judged, in the order of claims."""
    rows: QuerySet[Assessment] = Assessment.objects.unfinished().order_by("claim_id")
    return rows


def work_off(limit: int | None = None) -> Iterator[tuple[int, int]]:
    """Go through the backlog once, batch by batch: how many were tried, how many kept."""

    def batch(last: UUID, most: int) -> tuple[list[UUID], int]:
        rows = backlog().filter(claim_id__gt=last).values_list("claim_id", flat=True)
        ids = list(rows[:most])
        return ids, _assess_batch(ids) if ids else 0

    return in_batches(batch, UUID(int=0), limit)


def in_batches(
    batch: Callable[[K, int], tuple[Sequence[K], int]], before_all: K, limit: int | None
) -> Iterator[tuple[int, int]]:
    """What each batch tried and kept; it is given the last key of the one before, and a most.

    It gives its keys in order, none at the end. Each is on its own: stopped half way, the rest is
    still the backlog.
    """
    last, left = before_all, limit
    while left is None or left > 0:
        keys, kept = batch(last, min(AT_ONCE, left or AT_ONCE))
        if not keys:
            return
        yield len(keys), kept
        last = keys[-1]
        left = None if left is None else left - len(keys)


def _assess_batch(ids: Sequence[UUID]) -> int:
    with reading() as snapshot:
        found = snapshot.of(Claim).filter(id__in=ids).order_by()
        made = _judge(list(found.values_list(*CLAIM_FIELDS, named=True)), snapshot)
    return _keep(made, snapshot.position)


def _assess(claims: Sequence[Any], snapshot: Snapshot) -> int:
    return _keep(_judge(claims, snapshot), snapshot.position)


@dataclass(frozen=True, slots=True)
class Made:
    """A row as judged, not yet kept."""

    claim: UUID
    verdict: str
    outlets: int
    origins_min: int
    origins_max: int
    contradictions: int
    figure: str
    foremost: str
    sheet: str


def _judge(claims: Sequence[Any], snapshot: Snapshot) -> list[Made]:
    if not claims:
        return []
    linked = Linked(snapshot)
    # How an adopted figure stands is read from what stands no more, too.
    adopting = [claim.id for claim in claims if claim.adopted_revision_id is not None]
    judgements = judged(snapshot, claims, None, linked, whole=adopting)
    standings = standings_of(judgements, snapshot)
    return [_made(one, standings[one.claim.id], linked) for one in judgements]


def _made(judgement: Judged, standing: FigureStanding, linked: Linked) -> Made:
    agreement = judgement.agreement
    return Made(
        claim=judgement.claim.id,
        verdict=agreement.verdict.value,
        outlets=agreement.outlets,
        origins_min=agreement.origins.min,
        origins_max=agreement.origins.max,
        contradictions=agreement.contradictions_total,
        figure=standing.value,
        foremost=leading_words(judgement),
        sheet=sheet_text(judgement, linked),
    )


def _keep(made: Sequence[Made], position: int) -> int:
    if not made:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"position": position, "rules": KEPT_BY, "made": dumps(made).decode()})
        return int(cursor.rowcount)
