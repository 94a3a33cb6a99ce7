"""What the newest statements of each line say is what all say, whatever is on record, ever."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.rendering import dumps
from claims.assessing import sheet_of
from claims.claim_at_once import claim_at_once
from claims.judging import Judged, judged, judged_at_once, pairs_of, rows_of_heads
from claims.models import Claim, Revision
from claims.presenting import CLAIM_FIELDS
from claims.presenting_agreement import present_contradictions, present_heads, present_pair
from claims.values import Stance
from history.dates import Until
from history.linking import Linked
from history.recording import recording
from history.snapshots import Snapshot, reading
from sources.models import Document, Source
from tests.callers import head
from tests.claims.assessments import leave_stale
from tests.kerman import Kerman

START = datetime(2024, 1, 1, tzinfo=UTC)
CLAIMS = ("deaths", "killed", "rate", "claimed")
SOURCES = ("iran", "irna", "bbc", "experts")
DOCUMENTS = ("irna-1", "bbc-1", "bbc-2", "leaflet")
BOUNDS = ((84, 84), (95, 95), (103, 103), (84, None), (None, 90))
WITHOUT_WHOLE = (Decimal("7.2"), Decimal("7.8"))
WAYS = ("newest", "at once", "whole")
SEEN = Counter[str]()


def mostly(usual: Any, *others: Any, of: int = 8) -> st.SearchStrategy[Any]:
    """What is drawn is the usual, but for one in so many."""
    return st.integers(0, of - 1).flatmap(
        lambda drawn: st.sampled_from(others) if drawn == of - 1 else st.just(usual)
    )


# What makes a claim be read whole is rare, or nothing would be learnt of the others.
numbers = st.integers(0, 11)
says = st.fixed_dictionaries(
    {
        "claim": mostly("deaths", *CLAIMS, of=3),
        "document": mostly("irna-1", *DOCUMENTS, of=2),
        "attributed_to": mostly(None, "iran", "experts", of=4),
        "via": mostly(None, "irna"),
        "stance": mostly("asserts", "suggests", "suggests", "denies", "withdraws", of=16),
        "definition": mostly("", "confirmed", of=6),
        "value": numbers,
        "unreadable": mostly(False, True, of=30),
        "at": st.sampled_from([None, 1, 2, 3, 4, 5, 5, 5]),
        "lasts": st.sampled_from([None, 0.5, 1, 3]),
        "sequence": st.integers(0, 2),
        "supersedes": st.none() | st.none() | numbers,
    }
)
voids = st.fixed_dictionaries(
    {"void": numbers, "again": st.sampled_from([None, "there", "there", "elsewhere"]), "to": says}
)
moves = st.fixed_dictionaries(
    {"document": st.sampled_from(DOCUMENTS), "publisher": st.sampled_from([*SOURCES, None])}
)
redates = st.fixed_dictionaries({"document": st.sampled_from(DOCUMENTS), "at": st.integers(1, 5)})
merges = st.sampled_from([("irna", "bbc"), ("experts", "iran"), ("killed", "deaths"), None])
changes = st.sampled_from(
    [
        {"many": True},
        {"many": False},
        {"is_count": False, "cumulative": False},
        {"is_count": True},
        {"definitions": ["confirmed"]},
        {"settled_at": START},
    ]  # fmt: skip
)
rarely = st.one_of(moves, redates, merges, changes)
records = st.lists(
    st.integers(0, 9).flatmap(lambda drawn: says if drawn < 7 else voids if drawn < 9 else rarely),
    min_size=3,
    max_size=12,
)
untils = st.tuples(st.sampled_from([1, 2, 2.5, 3, 4, 6]), st.booleans())


def one(at: float | None, value: int = 0, **more: Any) -> dict[str, Any]:
    """An assertion of IRNA's on deaths, but for what is given."""
    usual = {
        "claim": "deaths", "document": "irna-1", "attributed_to": None, "via": None,
        "stance": "asserts", "definition": "", "value": value, "unreadable": False, "at": at,
        "lasts": 0.5, "sequence": 0, "supersedes": None,
    }  # fmt: skip
    return usual | more


def replaced(number: int, again: str = "elsewhere", at: float = 5) -> dict[str, Any]:
    """The statement standing at that number voided; elsewhere is BBC's line, later."""
    return {"void": number, "again": again, "to": one(at, 2, document="bbc-1")}


NEWER = {"document": "bbc-2", "publisher": "irna"}
# One record for each thing that keeps the newest from deciding: without it, the two ways differ.
NEEDED = {
    "supersedes another line": [one(2, document="bbc-1"), one(3, 1, supersedes=0)],
    "supersedes what was said later": [one(3), one(2, 1, supersedes=0)],
    "replaced elsewhere": [one(2), one(3, 1, supersedes=0), replaced(0)],
    "replaced elsewhere in its turn": [
        one(2), one(3, 1, supersedes=0), replaced(0, "there"), replaced(1),
    ],
    "supersedes what is replaced elsewhere": [one(2), replaced(0), one(3, 1, supersedes=0)],
    "supersedes what is replaced elsewhere in its turn": [
        one(2), replaced(0, "there"), replaced(0), one(3, 1, supersedes=0),
    ],
    "moved to another line": [
        one(2, document="bbc-2"), one(3, 1, document="bbc-1", supersedes=0), NEWER,
    ],
    "claims merged": [one(2), one(2, 1, document="bbc-1", claim="killed"), ("killed", "deaths")],
    "many answers": [{"many": True}, one(2), one(3, 1)],
    "unreadable": [one(2), one(3, unreadable=True)],
    "no whole number": [one(2), one(3, 11)],
    "counted in whole numbers since": [{"is_count": False, "cumulative": False}, one(2), one(3, 11),
                                       {"is_count": True}],
    "denials": [one(2, 0, stance="denies"), one(3, 1, stance="denies")],
    "withdrawals": [
        one(0.5, document="bbc-1", attributed_to="iran"),
        one(1, attributed_to="iran", stance="withdraws", lasts=10),
        one(2, attributed_to="iran", stance="withdraws"),
        one(5, document="leaflet", attributed_to="iran"),
    ],
    "equal times, other documents' dates": [
        {"document": "bbc-2", "at": 1}, {"document": "bbc-1", "at": 3},
        one(2, document="bbc-1"), one(2, 1, document="bbc-2"),
    ],
    "equal times, an order in the document": [one(2, 0, sequence=1), one(2, 3)],
    "equal times, superseded": [one(2), one(2, 1, document="leaflet"), one(2, 1, supersedes=0)],
    "equal times, superseded by way of what is void": [
        one(2), one(2, 1, supersedes=0), one(2, 2, supersedes=1), {"void": 1, "again": None,
                                                                   "to": one(2)},
    ],
    "void since": [one(2), one(3, 1), {"void": 1, "again": None, "to": one(2)}],
    "merged sources": [one(2), one(3, 1, document="bbc-1"), ("irna", "bbc")],
    "time unknown": [one(None), one(2, 1)],
    "undated": [one(None, lasts=None), one(2)],
    "a document of a source's key": [{"key_of": "iran"}, one(2, document="clash")],
    "publisher unknown": [one(2, document="leaflet"), one(2, 1)],
}  # fmt: skip


@pytest.fixture
def said(kerman: Kerman, monkeypatch: pytest.MonkeyPatch) -> Kerman:
    leave_stale(monkeypatch)
    kerman.source("experts", "Experts", "unnamed")
    kerman.document("bbc-2", kerman["bbc"], "2024-01-03")
    kerman.document("leaflet", None)
    kerman.claim("killed", "How many?", "quantity", unit="people")
    kerman.claim("rate", "How much?", "quantity", unit="%")
    return kerman


def test_newest_statements_say_what_all_say(said):
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(record=records, until=untils)
    def say_the_same(record, until):
        with transaction.atomic():
            _compare(said, record, until)
            transaction.set_rollback(True)

    say_the_same()

    # Of records that are all odd nothing would be learnt.
    assert SEEN.keys() == {"newest", "newest: whole", "at once", "at once: whole"}


@pytest.mark.parametrize("record", NEEDED.values(), ids=NEEDED)
def test_what_the_newest_cannot_tell_is_read(said, record):
    for until in ((2, True), (2, False)):
        with transaction.atomic():
            _compare(said, record, until)
            transaction.set_rollback(True)


def _compare(said: Kerman, record: Any, until: tuple[float, bool]) -> None:
    """All ways, now and as of every position, with and without a limit of what was said."""
    first = head()
    for told in record:
        _tell(said, told)
    limit = Until(START + timedelta(days=until[0]), inclusive=until[1])
    for as_of in [None, *range(first, head() + 1)]:
        for by in (None, limit):
            newest, at_once, whole = (_answers(as_of, by, way) for way in WAYS)
            assert newest == at_once == whole


def _tell(kerman: Kerman, told: Any) -> None:
    """Put something on record in an entry of its own; what the database refuses is left out."""
    try:
        with recording(**kerman.recorded, reason="Told"):
            if isinstance(told, dict):
                _write(kerman, told)
            else:
                _merge(told)
    except IntegrityError:
        pass


def _write(kerman: Kerman, told: dict[str, Any]) -> None:
    match told:
        case {"claim": _}:
            _say(kerman, told)
        case {"void": number, "again": again, "to": to}:
            _void(kerman, number, again, to)
        case {"publisher": slug}:
            publisher = None if slug is None else kerman[slug]
            Document.objects.filter(pk=kerman[told["document"]].pk).update(publisher=publisher)
        case {"key_of": slug}:
            kerman.made["clash"] = Document.objects.create(
                pk=kerman[slug].pk, key="clash", title="Of a source's key"
            )
        case {"at": day}:
            at = START + timedelta(days=day)
            documents = Document.objects.filter(pk=kerman[told["document"]].pk)
            documents.update(published_at=at, published_before=None, published="2024-01")
        case _:
            Claim.objects.filter(slug="deaths").update(**told)


def _merge(pair: tuple[str, str] | None) -> None:
    for model in (Source, Claim):
        if pair is None:
            model.objects.exclude(merged_into=None).update(merged_into=None)
        else:
            into = model.objects.filter(slug=pair[1]).first()
            model.objects.filter(slug=pair[0]).update(merged_into=into)


def _say(kerman: Kerman, told: dict[str, Any], **more: Any) -> None:
    claim = kerman[told["claim"]]
    at = told["at"] and START + timedelta(days=told["at"])
    over = told["lasts"] and (at or START) + timedelta(days=told["lasts"])
    earlier = list(Revision.objects.filter(claim=claim).order_by("id"))
    past = told["supersedes"]
    given = {
        "claim": claim,
        "value_type": claim.value_type,
        "document": kerman[told["document"]],
        "attributed_to": told["attributed_to"] and kerman[told["attributed_to"]],
        "via": told["via"] and kerman[told["via"]],
        "stance": told["stance"],
        "wording": "as said",
        "definition": told["definition"],
        "stated_at": at,
        "stated_before": over,
        "sequence": told["sequence"],
        "supersedes": None if past is None or not earlier else earlier[past % len(earlier)],
        **_value(told, claim.value_type),
    }
    Revision.objects.create(**given | more)


def _value(told: dict[str, Any], value_type: str) -> dict[str, Any]:
    if told["stance"] == Stance.WITHDRAWS:
        return {"change_kind": "withdrawal"}
    if told["unreadable"]:
        return {"qualifier": "unreadable"}
    if value_type == "boolean":
        return {"boolean": told["value"] % 2 == 0}
    lower, upper = BOUNDS[told["value"] % 5] if told["value"] < 11 else WITHOUT_WHOLE
    kind = "vague" if told["value"] % 5 == 4 else "between"
    quantity = NumericRange(lower, upper, "[]")
    return {"quantity": quantity, "qualifier": kind, "read_by": "wording"}


def _void(kerman: Kerman, number: int, again: str | None, to: dict[str, Any]) -> None:
    standing = list(Revision.objects.filter(is_void=False).order_by("id"))
    if not standing:
        return
    mistaken = standing[number % len(standing)]
    Revision.objects.filter(pk=mistaken.pk).update(is_void=True)
    place = {}
    if again == "there":
        same = ("document", "attributed_to", "via", "definition", "stated_at", "stated_before")
        place = {name: getattr(mistaken, name) for name in same}
    if again:
        to = {**to, "claim": mistaken.claim.slug}
        if again == "there":
            to["stance"] = mistaken.stance
        _say(kerman, to, replaces=mistaken, **place)


def _answers(as_of: int | None, until: Until | None, way: str) -> list[Any]:
    """Everything that is said of each claim but what stands no more."""
    with reading(as_of) as snapshot:
        rows = snapshot.of(Claim).filter(slug__in=CLAIMS).order_by("id")
        claims = list(rows.values_list(*CLAIM_FIELDS, named=True))
        linked = Linked(snapshot)
        made = _judged(snapshot, claims, until, linked, way)
        for one in made:
            if way != "whole" and one.given[1]:
                SEEN[f"{way}: whole" if one.is_whole else way] += 1
        return [
            (
                replace(one.agreement, silent=()),
                one.undated,
                json.loads(dumps(_shown(one, snapshot, linked))),
            )
            for one in made
        ]


def _judged(
    snapshot: Snapshot, claims: list[Any], until: Until | None, linked: Linked, way: str
) -> list[Judged]:
    if way != "at once":
        whole = [claim.id for claim in claims] if way == "whole" else []
        return judged(snapshot, claims, until, linked, whole=whole)
    made = []
    for claim in claims:
        found = claim_at_once(claim.slug, snapshot, until)
        assert found is not None
        merged = claim.merged_into_id is not None
        assert found.claim == claim or merged  # read as what it is merged into
        one = None if merged else judged_at_once(found, linked)
        made += [one] if one else judged(snapshot, [claim], until, linked, whole=[claim.id])
    return made


def _shown(judgement: Any, snapshot: Any, linked: Linked) -> dict[str, Any]:
    return {
        **sheet_of(judgement, linked),
        "heads": present_heads(judgement, rows_of_heads(judgement, snapshot, linked), linked),
        "contradictions": present_contradictions(judgement),
        "pairs": [present_pair(pair) for pair in pairs_of(judgement)],
    }
