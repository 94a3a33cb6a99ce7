"""The figures that a file adopts: said in the line of the statement that is printed.

A claim has one adopted figure. The one that it has on record stays; of a file's, two are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from api.refusals import Fault, Refusal
from claims.importing.staging import Making, run

# What is printed is printed for the claim that stands: of the file, or on record.
STANDS = """
    coalesce(
        (SELECT (m.row ->> 'merged_into_id')::uuid FROM public.claims_stagedrecord m
         WHERE m.import_id = {0}.import_id AND m.kind = 'claim' AND m.id = {0}.claim_id),
        (SELECT c.merged_into_id FROM public.claims_claim c WHERE c.id = {0}.claim_id),
        {0}.claim_id
    )
"""
TWICE = f"""
    SELECT s.line, min(o.line)
    FROM public.claims_stagedrevision s
    JOIN public.claims_stagedrevision o USING (import_id)
    WHERE s.import_id = %s AND s.line = ANY(%s) AND o.adopted <> '' AND o.line < s.line
      AND {STANDS.format("s")} = {STANDS.format("o")}
    GROUP BY s.line
"""  # noqa: S608
ADOPT = """
    UPDATE public.claims_claim c SET adopted_revision_id = s.id, adopted_wording = s.adopted
    FROM public.claims_stagedrevision s JOIN public.claims_claim own ON own.id = s.claim_id
    WHERE s.import_id = %(import)s AND s.line BETWEEN %(first)s AND %(last)s
      AND s.adopted <> '' AND c.id = coalesce(own.merged_into_id, own.id)
      AND c.adopted_revision_id IS NULL
"""


def refuse_adopting(by: Any, fields: Any) -> None:
    """Only who may adopt a figure may import an adopted one; nobody in particular may."""
    if fields.get("adopted") and by is not None and not by.has_perm("claims.adopt_claim"):
        words = "you may not adopt figures; leave it out, or have an editor import this"
        raise Refusal(Fault("/adopted", "role_not_allowed", words))


def adopted_twice(import_id: UUID, stated: Collection[Making]) -> dict[int, Sequence[Fault]]:
    """The lines that adopt a figure where an earlier line has adopted another."""
    lines = [each.line for each in stated if each.adopted]
    rows = run(TWICE, [import_id, lines]) if lines else []
    return {
        line: [Fault("/adopted", "taken", f"line {other} has adopted another figure of its claim")]
        for line, other in rows
    }


def adopt(lines: dict[str, Any]) -> None:
    """Adopt the figures of lines that are on record now, where a claim has none."""
    run(ADOPT, lines)
