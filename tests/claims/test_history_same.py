"""The first page of a claim's history, read in one statement, is what several read one by one.

Byte for byte, of records with everything in them: claims merged and unmerged, retired and
restored, with parties that come and go, statements void and replaced, words erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from api.rendering import JSONRenderer, dumps
from api.typeid import encode
from claims.history_at_once import history_at_once
from claims.models import Claim, Revision
from claims.views.history import ClaimHistory
from history.erasing import erase
from history.recording import recording
from history.snapshots import reading
from history.targets import Target
from tests.callers import API, Caller
from tests.claims.test_past_same import Related

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))]
OFTEN = {
    "edit_claim": 12, "remove_party": 6, "retire": 4, "restore": 6, "void": 6, "merge_any": 4,
    "unmerge": 2,
}  # fmt: skip
LIMITS = (1, 2, 5, 50, 500)


class Changing(Related):
    """Of which much was changed since, and some of it erased."""

    def make(self, steps: int = 60) -> None:
        super().make(steps)
        for what, times in OFTEN.items():
            for _ in range(times):
                self.do(what)
                self.do("figure")
        while not Claim.objects.exclude(merged_into=None).exists():
            self.do("merge_any")
        for revision in Revision.objects.exclude(locator="").order_by("id")[:5]:
            self.erase(revision, "locator")
        for claim in Claim.objects.order_by("id")[:3]:
            self.erase(claim, "question")

    def erase(self, record: Any, name: str) -> None:
        target = Target(type(record), record.pk)
        erase(target, [name], by=None, reason="Court order 12/2027", leave_copies=True)


@pytest.fixture(params=SEEDS)
def record(request, owner_committed_db) -> Changing:
    made = Changing(request.param)
    made.make()
    return made


def one_by_one(reference: str, limit: int) -> bytes:
    """The first page as claims that ask for entities are read."""
    view, path = ClaimHistory(), f"{API}claims/{reference}/history/"
    request = Request(APIRequestFactory().get(path, {"limit": limit}))
    view.setup(request, reference=reference)
    request.accepted_renderer = JSONRenderer()
    with reading() as snapshot:
        return dumps(view.answer(snapshot, reference=reference))


def references() -> Iterator[tuple[Claim, str]]:
    for claim in Claim.objects.order_by("id"):
        yield claim, claim.slug
        yield claim, encode(Claim.PREFIX, claim.pk)


def first_pages_are_the_same() -> Counter[str]:
    """Counts what was told in the longest of them."""
    seen, anyone = Counter[str](), Caller()
    for claim, reference in references():
        for limit in LIMITS:
            page = anyone.get(f"claims/{reference}/history/?limit={limit}")
            assert page.content == one_by_one(reference, limit)
            is_read = history_at_once(reference, limit + 1) is not None
            assert is_read == (claim.value_type != "entity")
        rows = page.json()["results"]
        seen.update(f"{row['object']['type']} {row['kind']}" for row in rows)
        seen["words"] += sum(1 for row in rows if row["change_words"])
        seen["merged"] += claim.merged_into_id is not None
        seen["pages"] += page.json()["next"] is not None
    return seen


def test_first_pages_are_what_is_read_one_by_one(record):
    seen = first_pages_are_the_same()

    assert record.done.keys() > {*OFTEN}
    kinds = [
        f"{one} {kind}"
        for one in ("claim", "claimparty", "revision")
        for kind in ("created", "changed")
    ]
    for told in (*kinds, "words", "merged"):
        assert seen[told] > 0, told


def test_what_names_a_statement_of_a_higher_id_is_read_one_by_one(kerman):
    said = kerman.says("deaths", "irna-1", "84")
    higher, lower = UUID(int=said.pk.int + 2**80), UUID(int=said.pk.int - 1)
    for id, named in ((higher, None), (lower, higher)):
        with recording(by=None, reason="", channel="command"):
            said.pk, said.supersedes_id, said.sequence = id, named, said.sequence + 1
            said.save(force_insert=True)

    read = {limit: history_at_once("deaths", limit + 1) is not None for limit in (1, 2, 3, 4)}

    assert read == {1: True, 2: False, 3: True, 4: True}
    for limit in read:
        page = Caller().get(f"claims/deaths/history/?limit={limit}")
        assert page.content == one_by_one("deaths", limit)


def test_no_first_page_of_what_is_not_on_record(db):
    assert history_at_once("deaths", 51) is None
