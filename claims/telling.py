"""How changes of topics, entities, claims and statements are shown.

A statement's value has the shape it has everywhere, but for its unit, which is the claim's, and
for its entities, whose links to the statement are records of their own.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

import sources.telling  # noqa: F401  says how sources and documents are shown in links
from claims.models import Claim, ClaimNote, ClaimParty, Entity, Revision, RevisionEntity, Topic
from claims.presenting import present_quantity, present_quotation, present_stated_value
from claims.telling_written import figures_written, quotations_written
from claims.values import Qualifier, Stance, ValueType
from history.telling import Told, as_it_is, link_in, subject, told_as
from sources.models import Source

QUOTED = ("quotation_exact", "quotation_prefix", "quotation_suffix")
VALUES = ("quantity", "period", "boolean", "text")
VALUED = ("value_type", "stance", "qualifier", *VALUES, "best", "edtf", "read_by")


def _value(row: Any) -> dict[str, Any] | None:
    held = row.value_type == ValueType.ENTITY or row.qualifier == Qualifier.UNREADABLE
    if row.quantity is not None and not held:  # first of all, for a page has hundreds
        figure = present_quantity(row, "")
        del figure["unit"]
        return figure
    if not held and all(getattr(row, column) is None for column in VALUES):
        return None  # a withdrawal; or erased since
    shown = present_stated_value(row, (), None, "")  # type: ignore[arg-type]  # no entities to link
    return shown and {key: value for key, value in shown.items() if key not in ("unit", "entities")}


REVISION = {
    "value": Told(
        VALUED, _value, is_set=~Q(stance=Stance.WITHDRAWS.value), written=figures_written
    ),
    "stance": Told(("stance",), lambda row: row.stance, of_one=as_it_is),
    "quotation": Told(
        (*QUOTED, "quotation_start", "quotation_end", "quotation_match"),
        present_quotation,
        decided_by=QUOTED,
        written=quotations_written,
    ),
    # The document stands in for a source of the line that is not identified.
    "publisher": link_in(
        "line_publisher",
        Source,
        unless="document_id",
        is_set=~Q(line_publisher=F("document_id")),
    ),
    "origin": link_in(
        "line_origin", Source, unless="document_id", is_set=~Q(line_origin=F("document_id"))
    ),
}

subject("topic", Topic)
subject("claim", Claim)

told_as(Topic, Topic.PREFIX, blank_is_null=["occurred", "place", "wikidata_id"])
told_as(Entity, Entity.PREFIX, blank_is_null=["wikidata_id"])
told_as(Claim, Claim.PREFIX, blank_is_null=["unit", "adopted_wording"], within={"claim": ""})
told_as(ClaimParty, "pty", within={"claim": "claim"})
told_as(
    Revision,
    Revision.PREFIX,
    made_of=REVISION,
    blank_is_null=["definition", "stated", "locator", "change_kind", "importer", "external_id"],
    within={"claim": "claim"},
)
# Not of people, but like them: for those who may audit alone.
told_as(ClaimNote, ClaimNote.PREFIX, within={"claim": "claim"}, is_of_people=True)
told_as(RevisionEntity, "ren", within={"claim": "revision__claim"})
