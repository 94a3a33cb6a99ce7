"""What differs between the record at two positions: of a claim, of a topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework.response import Response

from api.orderings import ordered_page
from api.parameters import check_names
from api.preconditions import answer_etag, matches
from api.refusals import Fault, Invalid
from api.schema import Operation
from claims.diff.comparing import Difference, difference
from claims.diff.presenting import present_difference, present_sentence
from claims.diff.states import Written, states_of, written
from claims.diff.words import fields_in_words
from claims.models import Claim, Topic
from claims.presenting import TOPIC_FIELDS
from claims.schema_diff import BETWEEN, CLAIM_DIFF, TOPIC_DIFF
from history.linking import Linked
from history.lists import find_standing
from history.merged import among, with_merged
from history.reads import SnapshotView, as_of_of, links_of, reading_asked
from history.snapshots import Snapshot
from history.telling import TELLINGS, FieldChange


class DiffView(SnapshotView):
    """Answers GET from two snapshots."""

    def allowed_parameters(self) -> tuple[str, ...]:
        return (*self.parameters, *BETWEEN)

    def get(self, request: Any, **path: Any) -> Response:
        check_names(request.GET, self.allowed_parameters())
        with _between(request) as (then, now):
            settled, erased = then.settled and now.settled, max(then.erased, now.erased)
            etag = answer_etag(now.position, settled, request._request, erased=erased)
            if matches(request, etag):
                return Response(status=304, headers={"ETag": etag})
            answer = {
                **{name: request.GET.get(name) for name in BETWEEN},
                "from_position": then.position,
                "to_position": now.position,
                "settled": settled,
                **self.compared(then, now, path["reference"]),
            }
            return Response(answer, headers={"ETag": etag, **links_of(answer)})

    def compared(self, then: Snapshot, now: Snapshot, reference: str) -> dict[str, Any]:
        raise NotImplementedError


class ClaimDiff(DiffView):
    """GET what differs between a claim then and now."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": CLAIM_DIFF}

    def compared(self, then: Snapshot, now: Snapshot, reference: str) -> dict[str, Any]:
        claim = find_standing(Claim, reference, now)
        found, entries = differences([claim], then, now)
        return present_difference(found[0], entries)


class TopicDiff(DiffView):
    """GET what differs between a topic then and now, and which of its claims do."""

    parameters = ("limit", "cursor")

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": TOPIC_DIFF}

    def compared(self, then: Snapshot, now: Snapshot, reference: str) -> dict[str, Any]:
        topic = find_standing(Topic, reference, now)
        claims = now.of(Claim).filter(
            among("topic_id", with_merged(now, Topic, [topic])), merged_into_id__isnull=True
        )
        page = ordered_page(claims, ["id"], self.request.GET, {})
        found, entries = differences([row.id for row in page.rows], then, now)
        results = [present_difference(each, entries) for each in found if each.is_any]
        fields = _topic_fields(topic, then, now)
        return {
            "topic": Linked(now)[Topic, topic],
            "changes": [present_sentence(each) for each in fields_in_words(fields)],
            "fields": [asdict(each) for each in fields],
            **page.body(self.request, results),
        }


def differences(
    claims: Sequence[UUID], then: Snapshot, now: Snapshot
) -> tuple[list[Difference], dict[UUID, Written]]:
    """What differs of each claim, and the entries that wrote the statements it is about."""
    before, after = states_of(claims, then), states_of(claims, now)
    found = [difference(before.get(claim), after[claim]) for claim in claims]
    ids = [row.id for each in found for row in (*each.added, *each.voided)]
    return found, written(ids, then.position, now.position) if ids else {}


def _topic_fields(topic: UUID, then: Snapshot, now: Snapshot) -> list[FieldChange]:
    """What differs of the topic itself; nothing where it was not on record."""
    rows = [
        snapshot.of(Topic).filter(id=topic).values_list(*TOPIC_FIELDS, named=True).first()
        for snapshot in (then, now)
    ]
    if rows[0] is None:
        return []
    pairs = (
        FieldChange(name, told.shape(rows[0]), told.shape(rows[1]))
        for name, told in TELLINGS[Topic].fields.items()
    )
    return [pair for pair in pairs if pair.old != pair.new]


@contextmanager
def _between(request: Any) -> Iterator[tuple[Snapshot, Snapshot]]:
    """The record at both ends. The earlier is a position, so that it needs no transaction."""
    since = as_of_of(request, "from")
    if since is None:
        raise Invalid(Fault("from", "required", "from what position, date or instant on?"))
    with (
        reading_asked(since, "from") as then,
        reading_asked(as_of_of(request, "to"), "to") as now,
    ):
        if then.position > now.position:
            detail = f"from is position {then.position}, after to, position {now.position}"
            raise Invalid(Fault("from", "reversed", detail))
        yield then, now
