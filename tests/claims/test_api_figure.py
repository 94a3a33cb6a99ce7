"""The figure over HTTP: Kerman's five articles, adopting, and every way to be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from api.typeid import encode
from claims.adopting import adopt_figure
from claims.models import Claim, Revision
from claims.seeding import load_seeds
from claims.values import Stance
from history.editing import retire
from tests.callers import Caller, faults, head, on_record, written_since

DEATHS = "claims/kerman-bombings-2024-deaths"
CASUALTIES = "claims/kerman-bombings-2024-casualties"
QUERIES = 6


@pytest.fixture
def seeds(db):
    load_seeds(by=None)


def said(external_id: str) -> str:
    return encode("rev", Revision.objects.get(external_id=external_id).pk)


def words_of(answer: dict[str, Any], key: str) -> list[str]:
    return [statement["wording"] for statement in answer[key]]


def left_out(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["wording"], one["why"], one["text"]) for one in answer["left_out"]]


EXACTLY_94 = {
    "type": "quantity", "qualifier": None, "lower": 94, "lower_inclusive": True, "upper": 94,
    "upper_inclusive": True, "best": None, "unit": "people", "read_by": None,
}  # fmt: skip
PAST = [
    ("as many as 103", "superseded", "Iranian state media have replaced it: 95."),
    ("95", "superseded", "Iranian state media have replaced it: 84 or more."),
    ("84", "behind",
     "Iranian state media have since said 94, speaking for the same as Iranian authorities."),
    ("84", "earlier", "An unidentified source has said 84 or more after it."),
]  # fmt: skip
LEFT_OUT_OF_LATEST = [
    *PAST,
    ("at least 84", "older", "Iranian state media have said 94 later."),
    ("more than 80", "origin_uncertain", "Today IT does not say whose word it is."),
    ("at least 84", "origin_uncertain", "An unidentified source does not say whose word it is."),
]


def test_latest_of_kerman_is_94_of_iranian_state_media(seeded, anyone):
    answer = anyone.get(f"{DEATHS}/figure/?policy=latest").json()

    assert answer.pop("used") == [
        {
            "id": said("002/kerman-bombings-2024-deaths/1"),
            "document": answer_document(anyone, "seed-002"),
            "publisher": None,
            "origin": source(anyone, "iranian-state-media"),
            "wording": "94",
            "value": {**EXACTLY_94, "qualifier": "exactly", "read_by": "wording"},
            "stance": "asserts",
            "stated_at": "2024-01-18T20:30:00Z",
            "stated_before": None,
        }
    ]
    assert sorted(left_out(answer)) == sorted(LEFT_OUT_OF_LATEST)
    del answer["left_out"]
    claim = answer.pop("claim")
    assert claim["slug"] == "kerman-bombings-2024-deaths"
    assert answer == {
        "as_of": None,
        "stated_until": None,
        "position": head(),
        "settled": True,
        "undated": 0,
        "parties": "exclude",
        "policy": "latest",
        "figure": {"value": EXACTLY_94, "wording": "94"},
        "absence": None,
        "adopted": None,
        "stale": False,
        "stale_because": [],
        "others": [],
    }


def answer_document(caller: Caller, key: str) -> dict[str, Any]:
    (document,) = caller.get(f"documents/?key={key}").json()["results"]
    return {
        "id": document["id"],
        "key": key,
        "url": None,
        "name": document["title"],
        "published": document["published"],
    }


def source(caller: Caller, slug: str) -> dict[str, Any]:
    shown = caller.get(f"sources/{slug}/").json()
    return {name: shown[name] for name in ("id", "slug", "name")}


def test_range_of_kerman_is_94_with_all_that_fits(seeded, anyone):
    answer = anyone.get(f"{DEATHS}/figure/?policy=range").json()

    assert answer["figure"] == {"value": EXACTLY_94, "wording": "94"}
    assert sorted(words_of(answer, "used")) == ["94", "at least 84", "at least 84", "more than 80"]
    assert sorted(left_out(answer)) == sorted(PAST)


def test_without_an_adopted_figure_there_is_none_and_the_others_are_told(seeded, anyone):
    answer = anyone.get(f"{DEATHS}/figure/").json()

    assert (answer["policy"], answer["figure"]) == ("adopted", None)
    assert answer["absence"] == {"code": "none_adopted", "text": "No figure is adopted."}
    assert answer["others"] == [
        {
            "policy": policy,
            "figure": {"value": EXACTLY_94, "wording": "94"},
            "absence": None,
        }
        for policy in ("latest", "range")
    ]
    assert words_of(answer, "used") == []
    assert (answer["stale"], answer["stale_because"]) == (False, [])


def test_said_by_4_january_the_latest_is_84(seeded, anyone):
    answer = anyone.get(f"{DEATHS}/figure/?policy=latest&stated_until=2024-01-04").json()

    assert answer["figure"]["wording"] == "84"
    assert sorted(words_of(answer, "used")) == ["84", "at least 84"]
    assert sorted(left_out(answer)) == [
        ("95", "superseded", "Iranian state media have replaced it: 84 or more."),
        ("as many as 103", "superseded", "Iranian state media have replaced it: 95."),
        ("more than 80", "origin_uncertain", "Today IT does not say whose word it is."),
    ]


def test_adopting_84_is_stale_with_the_reason(seeds, alice, anyone, calling_alice):
    etag = anyone.get(f"{DEATHS}/")["ETag"]
    revision = said("001/kerman-bombings-2024-deaths/1")
    before = head()

    adopted = calling_alice.post(
        f"{DEATHS}/adopt/",
        {"revision": revision, "wording": "at least 84", "reason": "As we ran it"},
        if_match=etag,
    )

    assert adopted.status_code == 200
    shown = adopted.json()
    assert (shown["adopted_revision"], shown["adopted_wording"]) == (revision, "at least 84")
    assert adopted["ETag"] == anyone.get(f"{DEATHS}/")["ETag"] == f'"{head()}"'
    assert [
        (entry["actor_name"], entry["channel"], entry["reason"]) for entry in written_since(before)
    ] == [("Alice", "api", "As we ran it")]
    answer = anyone.get(f"{DEATHS}/figure/").json()
    assert answer["figure"] == {
        "value": {**EXACTLY_94, "lower": 84, "upper": 84},
        "wording": "at least 84",
    }
    assert words_of(answer, "used") == ["84"]
    assert answer["adopted"] == {"revision": revision, "wording": "at least 84"}
    assert answer["stale"] is True
    assert answer["stale_because"] == [
        {
            "code": "behind",
            "text": "Iranian state media have since said 94, speaking for the same as "
            "Iranian authorities.",
            "by": said("002/kerman-bombings-2024-deaths/1"),
        }
    ]
    assert answer["others"] == []
    assert anyone.get(f"{DEATHS}/figure/?as_of={before}").json()["figure"] is None
    until = anyone.get(f"{DEATHS}/figure/?stated_until=2024-01-05").json()
    assert (until["figure"]["wording"], until["stale"]) == ("at least 84", False)
    gone = anyone.get(f"{DEATHS}/figure/?stated_until=2024-01-03").json()
    assert (gone["figure"], gone["absence"]["code"]) == (None, "not_yet_said")


def test_the_groups_own_figure_is_shown_and_not_used(seeded, anyone):
    answer = anyone.get(f"{CASUALTIES}/figure/?policy=latest").json()

    assert (answer["figure"], answer["absence"]["code"]) == (None, "nothing_usable")
    assert sorted(left_out(answer)) == [
        ("hundreds", "party", "Amaq News Agency speaks for Islamic State, a party to the event."),
        ("more than 300", "party", "Islamic State is a party to the event."),
    ]
    shown = next(one for one in answer["left_out"] if one["wording"] == "more than 300")
    assert shown["value"]["lower"] == 300


def test_the_groups_own_figure_is_used_when_asked_for(seeded, anyone):
    answer = anyone.get(f"{CASUALTIES}/figure/?policy=latest&parties=include").json()

    assert answer["figure"]["wording"] == "more than 300"
    assert answer["parties"] == "include"
    assert left_out(answer) == [
        ("hundreds", "vague", "“hundreds” is too vague for a figure."),
    ]


@pytest.mark.parametrize(
    ("party", "is_used"),
    [
        ({"entity": "islamic-state"}, False),
        ({"entity": "is-by-name"}, False),
        ({"entity": "taliban"}, True),
        ({"source": "isis"}, False),
    ],
    ids=["entity of the slug", "entity of an alias", "another entity", "source"],
)
def test_entity_that_is_a_party_is_the_source_of_its_name(kerman, calling_alice, party, is_used):
    kerman.source("isis", "Islamic State", "armed_group")
    kerman.source("amaq", "Amaq", "agency", parent=kerman["isis"], parent_role="speaks_for")
    kerman.entity("is-by-name", "Daesh", aliases=["ISLAMIC  STATE"])
    kerman.entity("taliban", "Taliban")
    kerman.says("deaths", "bbc-1", "300", attributed_to=kerman["amaq"])
    etag = calling_alice.get("claims/deaths/")["ETag"]
    calling_alice.patch(
        "claims/deaths/", {"parties": [party], "reason": "It did it"}, if_match=etag
    )

    answer = calling_alice.get("claims/deaths/figure/?policy=latest").json()

    assert bool(answer["figure"]) == is_used
    assert [one["why"] for one in answer["left_out"]] == ([] if is_used else ["party"])


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("policy=newest", ("policy", "unknown_value")),
        ("parties=yes", ("parties", "unknown_value")),
        ("polic=latest", ("polic", "unknown_parameter")),
        ("stated_until=2024-01-04T10:00", ("stated_until", "naive")),
    ],
)
def test_figure_refuses(kerman, anyone, query, fault):
    assert faults(anyone.get(f"claims/deaths/figure/?{query}"))[1:] == [fault]


def test_figure_of_no_claim_is_not_found(kerman, anyone):
    assert anyone.get("claims/none/figure/").status_code == 404


@dataclass
class Adopting:
    """A claim with one statement of each kind, and the ways to adopt one."""

    kerman: Any
    caller: Caller

    def __post_init__(self) -> None:
        k = self.kerman
        k.made["84"] = k.says("deaths", "irna-1", "84")
        k.made["open"] = k.says("deaths", "bbc-1", "at least 94", attributed_to=k["iran"])

    def post(self, revision: Any, wording: str | None = None, **more: Any) -> Any:
        body = {"revision": revision and encode("rev", revision.pk), "reason": "For print"}
        if wording is not None:
            body["wording"] = wording
        etag = self.caller.get("claims/deaths/")["ETag"]
        return self.caller.post("claims/deaths/adopt/", body | more, if_match=etag)


@pytest.fixture
def adopting(kerman, calling_alice):
    return Adopting(kerman, calling_alice)


def printed() -> tuple[Any, str]:
    claim = Claim.objects.get(slug="deaths")
    return claim.adopted_revision_id, claim.adopted_wording


@pytest.mark.parametrize("given", [None, "", "  "])
def test_without_wording_the_statements_own_words_are_printed(adopting, given):
    assert adopting.post(adopting.kerman["84"], given).status_code == 200

    assert printed() == (adopting.kerman["84"].pk, "84")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("84", "84 people"),
        ("84", "at least 84"),
        ("84", "more than 80"),
        ("84", "dozens"),
        ("84", "between 80 and 90"),
        ("84", "as good as nobody can count"),
        ("open", "94 or more"),
        ("open", "more than 90"),
    ],
)
def test_our_words_may_say_less_and_what_cannot_be_read(adopting, statement, words):
    assert adopting.post(adopting.kerman[statement], words).status_code == 200

    assert printed() == (adopting.kerman[statement].pk, words)


@pytest.mark.parametrize(
    ("statement", "words"),
    [("84", "94"), ("84", "more than 84"), ("open", "94"), ("open", "at least 95")],
)
def test_our_words_never_say_more_or_other(adopting, statement, words):
    before = on_record()

    response = adopting.post(adopting.kerman[statement], words)

    assert faults(response) == [
        ("400", "contradicts_value"), ("/wording", "contradicts_value"),
    ]  # fmt: skip
    assert on_record() == before


def test_adopting_none(adopting):
    adopting.post(adopting.kerman["84"])

    assert adopting.post(None).status_code == 200

    assert printed() == (None, "")


def test_adopting_what_is_adopted_writes_nothing(adopting):
    adopting.post(adopting.kerman["84"])
    before = on_record()

    assert adopting.post(adopting.kerman["84"]).status_code == 200

    assert on_record() == before


REFUSED_STATEMENTS = {
    "another claim's": ({"claim": "claimed", "value": True}, ("/revision", "not_its_own")),
    "a suggestion": ({"stance": "suggests"}, ("/revision", "suggested")),
    "a denial": ({"stance": "denies"}, ("/revision", "denial")),
}


@pytest.mark.parametrize("what", REFUSED_STATEMENTS)
def test_what_says_no_figure_is_not_adopted(adopting, what):
    fields, fault = REFUSED_STATEMENTS[what]
    fields = dict(fields)
    claim = fields.pop("claim", "deaths")
    stance = Stance(fields.pop("stance", "asserts"))
    revision = adopting.kerman.says(claim, "bbc-1", "95", stance=stance, **fields)
    before = on_record()

    response = adopting.post(revision)

    assert faults(response) == [("400", fault[1]), fault]
    assert on_record() == before


def test_a_withdrawal_and_what_it_took_back_are_not_adopted(adopting):
    k = adopting.kerman
    withdrawal = k.says(
        "deaths", "irna-1", "", stance=Stance.WITHDRAWS, supersedes=k["84"], sequence=2
    )

    assert faults(adopting.post(withdrawal)) == [
        ("400", "withdrawal"), ("/revision", "withdrawal"),
    ]  # fmt: skip
    assert faults(adopting.post(k["84"])) == [("409", "withdrawn"), ("/revision", "withdrawn")]
    assert printed() == (None, "")


def test_what_was_replaced_is_not_adopted_and_its_successor_is_named(adopting):
    k = adopting.kerman
    later = k.says("deaths", "irna-1", "at least 84", supersedes=k["84"], sequence=2)

    response = adopting.post(k["84"])

    assert faults(response) == [("409", "superseded"), ("/revision", "superseded")]
    assert response.json()["errors"][0]["detail"] == (
        f"its source has replaced it: at least 84 ({encode('rev', later.pk)})"
    )


def test_what_is_behind_may_be_adopted_and_is_stale(adopting):
    assert adopting.post(adopting.kerman["84"]).status_code == 200

    answer = adopting.caller.get("claims/deaths/figure/").json()
    assert (answer["figure"]["wording"], answer["stale"]) == ("84", True)


def test_void_statement_is_not_adopted(adopting):
    revision = encode("rev", adopting.kerman["84"].pk)
    etag = adopting.caller.get(f"revisions/{revision}/")["ETag"]
    adopting.caller.post(f"revisions/{revision}/void/", {"reason": "Misread"}, if_match=etag)

    assert faults(adopting.post(adopting.kerman["84"])) == [
        ("400", "void"), ("/revision", "void"),
    ]  # fmt: skip


def test_retired_claim_adopts_nothing(adopting, alice):
    retire(adopting.kerman["deaths"], by=alice, reason="Twice", channel="admin")

    assert faults(adopting.post(adopting.kerman["84"]))[0] == ("400", "retired")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"reason": "x"}, ("/revision", "required")),
        ({"revision": None}, ("/reason", "required")),
        ({"revision": None, "reason": " "}, ("/reason", "blank")),
        ({"revision": None, "reason": "x", "wording": "84"}, ("/wording", "nothing_adopted")),
        ({"revision": "rev_nonsense", "reason": "x"}, ("/revision", "unknown")),
        ({"revision": "deaths", "reason": "x"}, ("/revision", "unknown")),
        ({"revision": 84, "reason": "x"}, ("/revision", "not_text")),
        ({"revision": None, "reason": "x", "words": "84"}, ("/words", "unknown_field")),
        ({"revision": None, "reason": "x", "wording": "8" * 501}, ("/wording", "max_length")),
    ],
)
def test_adopt_refuses_a_body(adopting, body, fault):
    etag = adopting.caller.get("claims/deaths/")["ETag"]
    before = on_record()

    response = adopting.caller.post("claims/deaths/adopt/", body, if_match=etag)

    assert faults(response) == [("400", fault[1]), fault]
    assert on_record() == before


def test_adopting_needs_the_claims_own_etag(adopting):
    stale = adopting.caller.get("claims/deaths/")["ETag"]
    body = {"revision": encode("rev", adopting.kerman["84"].pk), "reason": "x"}
    adopting.post(adopting.kerman["open"])
    before = on_record()

    without = adopting.caller.post("claims/deaths/adopt/", body)
    late = adopting.caller.post("claims/deaths/adopt/", body, if_match=stale)

    assert faults(without)[0][0] == "428"
    assert faults(late)[0] == ("412", "stale")
    assert on_record() == before


def test_adopting_is_for_editors(adopting, bob, charlie):
    body = {"revision": encode("rev", adopting.kerman["84"].pk), "reason": "x"}
    etag = adopting.caller.get("claims/deaths/")["ETag"]
    callers = [Caller(who) for who in (None, bob, charlie)]
    before = on_record()

    statuses = [
        caller.post("claims/deaths/adopt/", body, if_match=etag).status_code for caller in callers
    ]

    assert statuses == [401, 403, 403]
    assert on_record() == before


def test_write_function_takes_its_own_version(adopting, alice):
    claim = adopt_figure(
        adopting.kerman["deaths"],
        adopting.kerman["84"],
        by=alice,
        reason="By hand",
        channel="command",
    )

    assert (claim.adopted_revision_id, claim.adopted_wording) == (adopting.kerman["84"].pk, "84")


def test_figure_costs_the_same_for_two_statements_and_for_five(
    adopting, anyone, django_assert_num_queries
):
    path = "claims/deaths/figure/?policy=range"
    with django_assert_num_queries(QUERIES):
        anyone.get(path)
    for wording in ("95", "96", "97"):
        adopting.kerman.says("deaths", "bbc-1", wording)

    with django_assert_num_queries(QUERIES):
        anyone.get(path)
