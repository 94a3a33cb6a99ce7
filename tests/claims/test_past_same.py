"""Sheets and agreement, now and as of any position, are what the ORM says, link by link.

Of records with everything in them: topics, claims and sources merged and unmerged, claims that
are parts of others, retired and restored, statements void and replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from api.refusals import Unknown
from api.typeid import encode
from claims.above import SourceRow, speakers_of, speaking
from claims.cataloguing import register_claim, register_topic
from claims.claim_at_once import claim_at_once
from claims.comparing import _families, _quantities
from claims.drafting import NewStatement
from claims.judging import judged, rows_of_heads
from claims.models import Claim, Entity, Revision, Topic
from claims.presenting import CLAIM_FIELDS
from claims.presenting_agreement import present_heads
from claims.recording import record_statement
from claims.standing_claim import claim_row
from claims.stated_value import GivenValue
from claims.statements import FIELDS, time_zone_of
from history.linking import Linked
from history.merging import merge
from history.snapshots import Snapshot, reading, rows_to_the_top
from sources.models import Document, Source
from sources.registering import register_document
from tests.callers import head
from tests.claims import past_by_orm
from tests.claims.exporting.anything import Anything
from tests.claims.test_shown_same import joined, paged

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))]
COLUMNS = {
    Topic: ("id", "slug", "name", "time_zone", "is_retired", "merged_into_id"),
    Claim: CLAIM_FIELDS,
    Entity: ("id", "slug", "name", "aliases", "broader_id", "merged_into_id"),
    Source: ("id", "slug", "name", "kind", "parent_id", "parent_role", "merged_into_id"),
    Document: ("id", "key", "url", "title", "published", "publisher_id", "published_at"),
    Revision: FIELDS,
}


class Related(Anything):
    """With topics, claims and sources enough to be merged, and counts that are parts of counts."""

    def make(self, steps: int = 60) -> None:
        for _ in range(3):
            self.do("topic")
        super().make(steps)
        for what in ("part", "figure", "merge_any", "part", "figure", "merge_any"):
            for _ in range(8):
                self.do(what)
            self.do("topic")
            self.do("unmerge")
        while not Claim.objects.exclude(merged_into=None).exists():
            self.do("merge_any")
        self.undated()

    def part(self) -> None:
        whole = self.one(Claim, value_type="quantity", merged_into=None)
        register_claim(
            slug=f"part-{self.number}", topic=whole.topic, question=f"Part {self.number}?",
            label="Part", value_type="quantity", unit="people", is_count=True, part_of=whole,
            **self.recorded,
        )  # fmt: skip

    def figure(self) -> None:
        self.statement(claim=self.one(Claim, value_type="quantity"))

    def undated(self) -> None:
        """A count that stands to the end: said on a day, nobody knows when, or perhaps too late."""
        topic = register_topic(slug="undated", name="Undated", kind="event", **self.recorded)
        claim = register_claim(
            slug="undated", topic=topic, question="Said when?", label="Said", unit="people",
            value_type="quantity", is_count=True, **self.recorded,
        )  # fmt: skip
        document = register_document(key="undated", title="Of no date", **self.recorded)
        for stated in ("2024-01-04", "", "../2024-01-07", "../2024-01-03"):
            new = NewStatement(
                claim=claim, document=document, given=GivenValue(wording="84"), stated=stated
            )
            record_statement(new, **self.because)

    def merge_any(self) -> None:
        model = self.any_of(Source, Topic, Claim)
        record = self.one(model, merged_into=None)
        alike = {"topic": record.topic, "value_type": record.value_type} if model is Claim else {}
        merge(record, self.one(model, merged_into=None, **alike), **self.because)


@pytest.fixture(params=SEEDS)
def record(request, db) -> Anything:
    made = Related(request.param)
    made.make()
    return made


def points(every: int) -> Iterator[int | None]:
    """Now, and positions from the first to the newest."""
    yield None
    yield from range(0, head() + 1, every)
    yield head()


def test_sheets_are_what_the_orm_says(record, anyone):
    seen = Counter[str]()
    for as_of in points(every=29):
        for topic in Topic.objects.order_by("id"):
            for until in (None, "2024-01-05"):
                for reference in (topic.slug, encode(Topic.PREFIX, topic.pk)):
                    shown = sheet(anyone, reference, as_of, until)
                    with reading(as_of) as snapshot:
                        assert shown == sheet_by_orm(snapshot, reference, until)
                    seen.update(told(shown))

    assert seen.keys() == {"none", "empty", "claims", "parts", "merged"}


def test_agreement_by_the_newest_is_what_all_statements_say(record, anyone):
    """`silent=true` reads every statement."""
    seen = Counter[str]()
    for as_of in points(every=37):
        for claim in Claim.objects.order_by("id"):
            for until in (None, "2024-01-05"):
                given = {"as_of": as_of, "stated_until": until, "pairs": "true"}
                whole = agreement(anyone, claim.slug, **given, silent="true")
                if whole is not None:
                    del whole["silent"]
                for reference in (claim.slug, encode(Claim.PREFIX, claim.pk)):
                    assert agreement(anyone, reference, **given) == whole
                seen.update(of_agreement(whole))

    assert seen.keys() == {"none", "quantity", "other", "heads", "parts", "merged", "undated"}


def test_pages_of_a_sheet_of_then_are_the_whole(record, anyone):
    lengths = set()
    for topic in Topic.objects.order_by("id"):
        for as_of in (head(), head() - 20):
            path = f"topics/{topic.slug}/sheet/?as_of={as_of}&limit={{}}"
            whole = anyone.get(path.format(200)).json().get("results")
            if not whole:
                continue
            there = paged(anyone, path.format(2), "next")
            back = paged(anyone, there[-1]["previous"], "previous") if len(there) > 1 else []
            assert joined(there) == whole
            assert joined([*reversed(back), there[-1]]) == whole
            lengths.add(len(there))

    assert max(lengths) > 2


def test_claims_named_are_what_the_orm_finds(record):
    merged = 0
    for as_of in points(every=13):
        with reading(as_of) as snapshot:
            for claim in Claim.objects.order_by("id"):
                for reference in (claim.slug, encode(Claim.PREFIX, claim.pk)):
                    found = or_refusal(claim_row, snapshot, reference)
                    assert found == or_refusal(past_by_orm.claim_row, snapshot, reference)
                    merged += getattr(found, "id", claim.pk) != claim.pk

    assert merged > 0


def test_claims_read_at_once_are_what_the_orm_finds(record):
    seen = Counter[bool | None]()
    for as_of in points(every=13):
        with reading(as_of) as snapshot:
            for claim in Claim.objects.order_by("id"):
                for reference in (claim.slug, encode(Claim.PREFIX, claim.pk)):
                    found = claim_at_once(reference, snapshot, None)
                    row = or_refusal(past_by_orm.claim_row, snapshot, reference)
                    if found is None:
                        assert isinstance(row, str)
                        seen[None] += 1
                        continue
                    assert found.claim == row
                    assert found.time_zone == time_zone_of(snapshot, row.topic_id)
                    counts = past_by_orm.quantities(snapshot, [row.topic_id])
                    has_parts = row.value_type == "quantity" and any(c.part_of_id for c in counts)
                    assert found.has_parts or not has_parts  # merged wholes may be its own parts
                    seen[found.has_parts] += 1

    assert seen.keys() == {None, False, True}


def test_who_speaks_is_what_is_found_level_by_level(record):
    above = 0
    for as_of in points(every=13):
        with reading(as_of) as snapshot:
            ids = list(Source.objects.values_list("id", flat=True))
            for named in (*([id] for id in ids), ids, [*ids, Document.objects.earliest("id").pk]):
                fields = SourceRow._fields
                rows = rows_to_the_top(snapshot, Source, "parent_id", fields, named)
                found, by_levels = Linked(snapshot), Linked(snapshot)
                assert speakers_of(snapshot, named, found) == speaking(rows, by_levels)
                above = max(above, len(rows) - len(named))

    assert above > 1


def test_families_of_claims_are_what_the_orm_finds(record):
    sizes = Counter[int]()
    for as_of in points(every=7):
        with reading(as_of) as snapshot:
            known = list(snapshot.of(Topic).values_list("id", flat=True))
            for topics in ([], *([id] for id in known), known):
                found = _families(_quantities(snapshot, topics))
                assert found == _families(past_by_orm.quantities(snapshot, topics))
                sizes.update(len(family) for family in found)

    assert max(sizes) > 2


def test_rows_by_id_are_what_the_orm_reads(record):
    for as_of in points(every=11):
        with reading(as_of) as snapshot:
            for model, columns in COLUMNS.items():
                ids = list(model.objects.values_list("id", flat=True))
                rows = snapshot.of(model).values_list(*columns, named=True)
                by_orm = {row.id: tuple(row) for row in rows}
                assert {r.id: tuple(r) for r in snapshot.rows(model, columns, ids)} == by_orm
                assert snapshot.rows(model, columns, []) == []


def test_links_are_the_same_where_judging_read_them_already(record):
    recorded_as = 0
    for as_of in points(every=23):
        with reading(as_of) as snapshot:
            claims = list(snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True))
            linked = Linked(snapshot)
            for one in judged(snapshot, claims, None, linked):
                rows = rows_of_heads(one, snapshot, linked)
                shown = present_heads(one, rows, linked)
                assert shown == present_heads(one, rows, Linked(snapshot))
                recorded_as += "recorded_as" in str(shown)

    assert recorded_as > 0


def sheet(caller: Any, reference: str, as_of: int | None, until: str | None) -> Any:
    """What the address answers, in one page; None where there is no such topic."""
    given = {"limit": 200, "as_of": as_of, "stated_until": until}
    answer = asked(caller, f"topics/{reference}/sheet/", given)
    return answer and {"topic": answer["topic"], "results": answer["results"]}


def agreement(caller: Any, reference: str, **given: Any) -> Any:
    """The same of a claim's agreement."""
    return asked(caller, f"claims/{reference}/agreement/", given)


def asked(caller: Any, path: str, given: Mapping[str, Any]) -> Any:
    query = "&".join(f"{name}={value}" for name, value in given.items() if value is not None)
    answer = caller.get(f"{path}?{query}")
    assert answer.status_code in (200, 404), answer.content
    return None if answer.status_code == 404 else answer.json()


def sheet_by_orm(snapshot: Snapshot, reference: str, until: str | None) -> Any:
    try:
        return past_by_orm.sheet(snapshot, reference, until)
    except Unknown:
        return None


def of_agreement(shown: Any) -> Iterator[str]:
    """What an agreement is an example of."""
    if shown is None:
        yield "none"
        return
    yield "quantity" if shown["claim"]["value_type"] == "quantity" else "other"
    yield from (name for name in ("heads", "parts", "undated") if shown[name])
    if "recorded_as" in str(shown):
        yield "merged"


def told(shown: Any) -> Iterator[str]:
    """What a sheet is an example of."""
    if shown is None:
        yield "none"
        return
    yield "claims" if shown["results"] else "empty"
    if any(one["parts"] for one in shown["results"]):
        yield "parts"
    if Topic.objects.filter(merged_into__slug=shown["topic"]["slug"]).exists():
        yield "merged"


def or_refusal(find: Any, snapshot: Snapshot, reference: str) -> Any:
    """What is found, or the words in which it is refused."""
    try:
        return find(snapshot, reference)
    except Unknown as refused:
        return str(refused)
