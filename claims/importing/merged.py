"""What a file makes and says is merged: its own lines mean the record they name, as it stood.

It goes on record merged at once. Of what was on record before, the one that stands is meant, as
wherever something is written (history.merged).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product
from typing import Any
from uuid import UUID

from accounts.roles import may
from api.refusals import Fault, Invalid, Refusal
from claims.importing.retired import KIND_OF
from claims.importing.staging import run
from claims.models import Claim, Entity
from history.merged import is_mergeable, standing

Place = tuple[UUID, UUID, UUID]
"""Of a statement: its claim, and the publisher and the origin of its line."""
ON_RECORD = """
    SELECT id, merged_into_id FROM public.claims_claim WHERE merged_into_id IS NOT NULL
    UNION ALL
    SELECT id, merged_into_id FROM public.sources_source WHERE merged_into_id IS NOT NULL
"""


class Families:
    """Claims and sources that are read as one: of each, what it is merged into and all beside it.

    Those on record, and those that earlier lines of the file merge.
    """

    def __init__(self, here: Mapping[UUID, tuple[int, UUID]]) -> None:
        self._merges = [(0, id, into) for id, into in run(ON_RECORD, [])]
        self._merges += [(line, id, into) for id, (line, into) in here.items()]
        self._known = {id for _, *both in self._merges for id in both}

    def of(self, id: UUID, line: int) -> set[UUID]:
        """A record and those read as one with it, to a line; itself alone if it is in no merge."""
        if id not in self._known:
            return {id}
        merges = [(one, into) for since, one, into in self._merges if since < line]
        stands = next((into for one, into in merges if one == id), id)
        return {id, stands, *(one for one, into in merges if into == stands)}

    def places(self, place: Place, line: int) -> set[Place]:
        """Where a line's statements may stand, beside its own place."""
        if self._known.isdisjoint(place):
            return set()
        claims, publishers, origins = (self.of(id, line) for id in place)
        return set(product(claims, publishers, origins)) - {place}


class MergedHere:
    """The merged records of one import, by kind and slug, with the slug that stands for each."""

    def __init__(self) -> None:
        self._into: dict[tuple[str, str], str] = {}
        self._by_id: dict[UUID, tuple[int, UUID]] = {}

    def learn(self, line: Mapping[str, Any]) -> None:
        """A line that this import has put on record before it stopped."""
        for kind in KIND_OF.values():
            fields = line.get(kind)
            if isinstance(fields, Mapping) and fields.get("merged_into"):
                self._into[kind, str(fields.get("slug"))] = str(fields["merged_into"])

    def families(self) -> Families:
        """What is read as one, on record and in the file. One query."""
        return Families(self._by_id)

    def add(self, kind: str, record: Any, into: Any, *, by: Any, line: int) -> None:
        """Note a merge of the file's; Refusal for one that can't be, or that `by` may not say."""
        pointer = f"/{kind}/merged_into"
        if by is not None and not may(by, "merge", type(record)):
            words = "you may not merge records; leave it out, or have an editor import this"
            raise Refusal(Fault(pointer, "role_not_allowed", words))
        if words := self._refused(kind, record, into):
            raise Invalid(Fault(pointer, "not_mergeable", words))
        self._into[kind, record.slug] = into.slug
        self._by_id[record.pk] = line, into.pk

    def meant(self, record: Any) -> Any:
        """The record that a line means by one on record: what stands, but for the file's own."""
        if record is None or not is_mergeable(type(record)):
            return record
        is_own = (KIND_OF[type(record)], record.slug) in self._into
        return record if is_own else standing(record)

    def entities(self, slugs: Collection[str]) -> dict[str, Entity]:
        """What lines mean by the slugs of merged entities on record. One query."""
        merged = Entity.objects.filter(slug__in=slugs, merged_into__isnull=False)
        return {e.slug: self.meant(e) for e in merged.select_related("merged_into")}

    def _refused(self, kind: str, record: Any, into: Any) -> str:
        if (kind, into.slug) in self._into:
            return f"{into.slug} is itself merged; give the one that stands"
        if kind != "claim":
            return ""
        ours, theirs = self._asked(record), self._asked(into)
        differing = [name for name in ours if ours[name] != theirs[name]]
        return f"{into.slug} has another {' and '.join(differing)}" if differing else ""

    def _asked(self, claim: Claim) -> dict[str, str]:
        """What claims that are read as one have in common; the database asks it too, of no line."""
        topic = self._into.get(("topic", claim.topic.slug)) or standing(claim.topic).slug
        unit = claim.unit.strip().lower()
        return {"topic": topic, "value_type": claim.value_type, "unit": unit}
