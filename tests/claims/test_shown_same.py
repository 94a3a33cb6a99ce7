"""Statements as shown, of records with everything in them: now as ever after, in pages as whole.

Now is read by hand-written statements over live tables, of each line no further back than needed;
a past position over history, the words of change of the whole claim. Answers must not differ.
"""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Claim, Revision
from tests.callers import head
from tests.claims.exporting.anything import Anything

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))]
FEW = (
    ("source", 4), ("entity", 3), ("topic", 1), ("claim", 6), ("document", 6), ("version", 5),
)  # fmt: skip
STEPS = {
    "statement": 60, "void": 4, "replace": 5, "edit": 4, "merge": 8, "unmerge": 2,
}  # fmt: skip
TIMES = ("", "stated_until=2024-01-05")
WHOLE = "limit=200"


class Crowded(Anything):
    """Much of it said by few, of few claims, so that lines are long and cross."""

    def make(self, steps: int = 100) -> None:
        for what, times in FEW:
            for _ in range(times):
                self.do(what)
        for _ in range(15):
            self.do("statement")
        for _ in range(steps):
            self.do(self.chance.choices(*zip(*STEPS.items(), strict=True))[0])


def lists() -> list[str]:
    claims = Claim.objects.order_by("id").values_list("slug", flat=True)
    of_claims = [f"claims/{c}/{what}/" for c in claims for what in ("timeline", "provenance")]
    return [
        f"{path}?{WHOLE}{void}"
        for path in (*of_claims, "revisions/")
        for void in ("", "&void=true")
    ]


def shown(caller: Any, path: str) -> Any:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    return body["undated"], body["results"]


def everything(caller: Any, at: str = "") -> dict[str, Any]:
    return {
        f"{path}&{time}": shown(caller, f"{path}&{time}{at}") for path in lists() for time in TIMES
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shown_now_is_shown_of_then_ever_after(db, anyone, seed):
    anything = Crowded(seed)
    anything.make()
    position = head()
    now = everything(anyone)
    for _ in range(40):
        anything.do("statement")
        anything.do("void")

    then = {path: shown(anyone, f"{path}&as_of={position}") for path in now}

    assert then == now
    told = [row["change_words"] for path in now if "timeline" in path for row in now[path][1]]
    assert len({words.partition(" ")[0] for words in told if words}) > 4  # it was not all one thing
    assert Revision.objects.filter(is_void=True).exists()


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_of_a_timeline_are_the_whole_in_the_order_said(db, anyone, seed):
    Crowded(seed).make()
    for slug in Claim.objects.order_by("id").values_list("slug", flat=True):
        for given in ("", "&void=true"):
            path = f"claims/{slug}/timeline/?limit={{}}{given}"
            whole = anyone.get(path.format(200)).json()["results"]
            there = paged(anyone, path.format(3), "next")
            back = paged(anyone, there[-1]["previous"], "previous") if len(there) > 1 else []
            assert joined(there) == whole
            assert joined([*reversed(back), there[-1]]) == whole


def paged(caller: Any, path: str | None, way: str) -> list[dict[str, Any]]:
    pages = []
    while path:
        pages.append(caller.get(path).json())
        path = pages[-1][way]
    return pages


def joined(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for page in pages for row in page["results"]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_statement_alone_is_shown_as_in_lists(db, anyone, seed):
    Crowded(seed).make()
    _, rows = shown(anyone, f"revisions/?{WHOLE}&void=true")

    for row in rows[::7]:
        alone = anyone.get(f"revisions/{row['id']}/").json()
        assert {name: alone[name] for name in row} == row


@pytest.mark.parametrize("seed", SEEDS)
def test_order_said_is_that_of_the_whole_claim_sorted(db, anyone, seed):
    Crowded(seed).make()

    for slug in Claim.objects.order_by("id").values_list("slug", flat=True):
        every = anyone.get(f"claims/{slug}/agreement/?statements=all&{WHOLE}").json()["statements"]
        _, rows = shown(anyone, f"claims/{slug}/timeline/?{WHOLE}")
        assert [{n: row[n] for n in row if n != "change_words"} for row in rows] == every["results"]
