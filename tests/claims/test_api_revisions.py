"""Recording statements over the API: every kind of value, what is made on the way, refusals."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from api.typeid import encode
from claims.cataloguing import edit_claim
from claims.models import Claim, Entity, Revision
from history.editing import retire
from sources.models import Document, Source
from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person


def number(lower: Any, upper: Any, qualifier: str, **more: Any) -> dict[str, Any]:
    """A quantity as shown; an end that is None is open."""
    return {
        "type": "quantity",
        "qualifier": qualifier,
        "lower": lower,
        "lower_inclusive": lower is not None,
        "upper": upper,
        "upper_inclusive": upper is not None,
        "best": None,
        "unit": "people",
        "read_by": "wording",
        **more,
    }


def statement(claim: str = "deaths", wording: str = "at least 84", **more: Any) -> dict[str, Any]:
    return {"claim": claim, "document": "irna-1", "wording": wording, **more}


VALUES = {
    "at least": (statement(), number(84, None, "at_least")),
    "exactly": (statement(wording="94 people"), number(94, 94, "exactly")),
    "bounds the words hold": (
        statement(lower=84, upper=None),
        number(84, None, "at_least"),
    ),
    "bounds by hand": (
        statement(wording="gunmen", lower=2),
        number(2, None, "at_least", read_by="person"),
    ),
    "between by hand": (
        statement(wording="a busload", lower=20, upper=50, best=30),
        number(20, 50, "between", read_by="person", best=30),
    ),
    "unreadable": (
        statement(wording="many", qualifier="unreadable"),
        {"type": "quantity", "qualifier": "unreadable"},
    ),
    "a day of the topic": (
        statement("day", "on Wednesday", value="2024-01-03"),
        {
            "type": "date",
            "edtf": "2024-01-03",
            "earliest": "2024-01-02T20:30:00Z",
            "latest": "2024-01-03T20:30:00Z",
        },
    ),
    "an instant": (
        statement("day", "at 3 pm", value="2024-01-03T15:00+03:30"),
        {
            "type": "date",
            "edtf": "2024-01-03T15:00+03:30",
            "earliest": "2024-01-03T11:30:00Z",
            "latest": "2024-01-03T11:31:00Z",
        },
    ),
    "yes": (statement("claimed", "claimed it", value=True), {"type": "boolean", "boolean": True}),
    "no": (statement("claimed", "did not", value=False), {"type": "boolean", "boolean": False}),
    "text by its words": (
        statement("method", "two blasts"),
        {"type": "text", "text": "two blasts"},
    ),
    "text given": (
        statement("method", "two blasts", value="bombs"),
        {"type": "text", "text": "bombs"},
    ),
}


@pytest.mark.parametrize(("body", "value"), VALUES.values(), ids=VALUES)
def test_statement_is_recorded_with_its_value(kerman, calling_alice, body, value):
    response = calling_alice.post("revisions/", body)

    assert response.status_code == 201, response.json()
    assert response.json()["value"] == value
    assert calling_alice.get(response["Location"]).json()["value"] == value


def test_statement_names_its_entities(kerman, calling_alice):
    response = calling_alice.post(
        "revisions/",
        statement("perpetrator", "IS or its branch", entities=["isis-k", "islamic-state"]),
    )

    shown = response.json()["value"]
    assert shown["type"] == "entity"
    assert {entity["name"] for entity in shown["entities"]} == {"Islamic State", "ISIS-K"}


def test_statement_is_shown_whole_and_leaves_one_entry(kerman, calling_alice):
    before = head()

    response = calling_alice.post(
        "revisions/",
        statement(
            attributed_to="iran",
            stated="2024-01-04",
            sequence=2,
            quotation={"exact": "at least 84 people", "prefix": "said "},
            locator="paragraph 3",
            importer="desk",
            external_id="17",
            reason="Read by hand",
        ),
        x_request_id="req-3",
    )

    shown = response.json()
    assert shown == {
        "id": shown["id"],
        "claim": link(kerman["deaths"], "clm", name="How many died?"),
        "document": {
            "id": shown["document"]["id"],
            "key": "irna-1",
            "url": None,
            "name": "Irna-1",
            "published": "2024-01-03",
            "version": None,
        },
        "publisher": link(kerman["irna"], "src"),
        "via": None,
        "attributed_to": link(kerman["iran"], "src"),
        "origin": link(kerman["iran"], "src"),
        "stance": "asserts",
        "wording": "at least 84",
        "value": number(84, None, "at_least"),
        "definition": None,
        "stated": "2024-01-04",
        "stated_at": "2024-01-03T20:30:00Z",
        "stated_before": "2024-01-04T20:30:00Z",
        "sequence": 2,
        "quotation": {
            "exact": "at least 84 people",
            "prefix": "said ",
            "suffix": "",
            "verified": False,
            "match": "unverified",
            "start": None,
            "end": None,
        },
        "locator": "paragraph 3",
        "supersedes": None,
        "superseded_by": [],
        "replaces": None,
        "replaced_by": None,
        "change_kind": None,
        "is_void": False,
        "importer": "desk",
        "external_id": "17",
        "recorded_at": shown["recorded_at"],
        "position": before + 1,
        "version": before + 1,
    }
    assert response["ETag"] == f'"{before + 1}"'
    assert written_since(before) == [
        {
            "actor_name": "Alice",
            "token_id": calling_alice.token.pk,
            "channel": "api",
            "reason": "Read by hand",
            "request_id": "req-3",
        }
    ]


def link(record: Any, prefix: str, name: str = "") -> dict[str, Any]:
    return {
        "id": encode(prefix, record.pk),
        "slug": record.slug,
        "name": name or record.name,
    }


@pytest.mark.parametrize(
    ("at", "figure"),
    [
        *(("lower", each) for each in ("2e19", "1e18", "-1e19", "1e400", "1e-16", "1e-400")),
        ("upper", "2e19"),
        ("best", "1e-16"),
    ],
)
def test_a_number_that_answers_cannot_hold_is_refused(kerman, calling_alice, at, figure):
    kerman.claim("rate", "How much?", "quantity", unit="%")
    bounds = {"best": f'"lower":0,"upper":1,"best":{figure}'}.get(at, f'"{at}":{figure}')
    body = f'{{"claim":"rate","document":"irna-1","wording":"as said","reason":"Read",{bounds}}}'
    before = on_record()

    response = calling_alice.post("revisions/", body.encode())

    assert faults(response)[1:] == [(f"/{at}", "too_many_digits")]
    assert on_record() == before


def test_objects_make_what_is_not_there_in_the_same_entry(kerman, calling_alice):
    before = head()

    response = calling_alice.post(
        "revisions/",
        {
            "topic": "kerman",
            "claim": {
                "slug": "suspect",
                "question": "Who is suspected?",
                "label": "Suspect",
                "value_type": "entity",
            },
            "publisher": {"slug": "tasnim", "name": "Tasnim", "kind": "agency"},
            "attributed_to": {"slug": "a-source", "name": "A source", "kind": "unnamed"},
            "document": {"key": "tasnim-1", "title": "Arrests", "published": "2024-01-05"},
            "wording": "a Tajik",
            "entities": [{"slug": "tajik", "name": "Tajik", "kind": "nationality"}],
        },
    )

    assert response.status_code == 201, response.json()
    assert Claim.objects.get(slug="suspect").topic == kerman["kerman"]
    assert Document.objects.get(key="tasnim-1").publisher == Source.objects.get(slug="tasnim")
    assert Entity.objects.filter(slug="tajik").exists()
    assert len(written_since(before)) == 1


def test_objects_leave_what_is_there_as_it_is(kerman, calling_alice):
    body = statement(attributed_to={"slug": "iran", "name": "Tehran", "kind": "person"})

    response = calling_alice.post("revisions/", body)

    assert response.json()["attributed_to"] == link(kerman["iran"], "src")
    assert Source.objects.get(slug="iran").name == "Iranian authorities"


def test_what_is_made_on_the_way_goes_with_a_statement_that_is_refused(kerman, calling_alice):
    before = on_record()

    response = calling_alice.post(
        "revisions/",
        statement(
            wording="many",
            attributed_to={"slug": "a-source", "name": "A source", "kind": "unnamed"},
        ),
    )

    assert response.status_code == 400
    assert on_record() == before


def test_words_that_can_not_be_read_are_refused_with_both_ways_out(kerman, calling_alice):
    before = on_record()

    response = calling_alice.post("revisions/", statement(wording="many"))

    assert faults(response) == [("400", "loose"), ("/wording", "loose")]
    assert response.json()["detail"].endswith(
        "Give the bounds by hand, or say qualifier: unreadable."
    )
    assert on_record() == before


REFUSED = {
    "bounds against the words": (
        statement(lower=94, upper=94),
        [("/lower", "contradicts_wording")],
    ),
    "qualifier against the words": (
        statement(qualifier="exactly"),
        [("/qualifier", "contradicts_wording")],
    ),
    "bounds out of order": (
        statement(wording="a busload", lower=50, upper=20),
        [("/lower", "bounds_out_of_order")],
    ),
    "half a person": (statement(wording="a busload", lower=1.5), [("/lower", "not_whole")]),
    "a number as text": (
        statement(wording="a busload", lower="2"),
        [("/lower", "not_a_number")],
    ),
    "two value kinds": (
        statement(lower=84, value="2024-01-03", entities=["isis-k"]),
        [("/value", "wrong_value_kind"), ("/entities", "wrong_value_kind")],
    ),
    "a value of another kind": (
        statement("day", "on Wednesday", lower=3),
        [("/lower", "wrong_value_kind")],
    ),
    "a number as value": (statement(value=84), [("/value", "wrong_value_kind")]),
    "a value on a withdrawal": (
        statement(stance="withdraws", lower=84),
        [("/lower", "value_not_allowed")],
    ),
    "a value on unreadable words": (
        statement(wording="many", qualifier="unreadable", lower=84),
        [("/lower", "value_not_allowed")],
    ),
    "no words": (statement(wording=" "), [("/wording", "required")]),
    "too many words": (statement("method", "é" * 251), [("/wording", "too_long")]),
    "no entities": (statement("perpetrator", "unknown men"), [("/entities", "required")]),
    "no date": (statement("day", "on Wednesday"), [("/value", "required")]),
    "a naive time as value": (
        statement("day", "at 3 pm", value="2024-01-03T15:00"),
        [("/value", "naive")],
    ),
    "a naive time said": (statement(stated="2024-01-04T10:00"), [("/stated", "naive")]),
    "an unknown definition": (statement(definition="confirmed"), [("/definition", "unknown")]),
    "an unknown stance": (statement(stance="claims"), [("/stance", "invalid_choice")]),
    "an unknown document": (statement(document="irna-2"), [("/document", "unknown")]),
    "another publisher": (statement(publisher="bbc"), [("/publisher", "other_publisher")]),
    "another topic": (statement(topic="shiraz"), [("/topic", "other_topic")]),
    "an unnamed importer": (statement(external_id="17"), [("/importer", "required")]),
    "an unknown supersession": (statement(supersedes="17"), [("/supersedes", "unknown")]),
    "an id of nothing": (
        statement(supersedes=encode("rev", uuid4())),
        [("/supersedes", "unknown")],
    ),
    "an id that is none": (statement(supersedes="rev_17"), [("/supersedes", "unknown")]),
    "void from the start": (statement(is_void=True), [("/is_void", "never_set")]),
    "no claim": (
        {"document": "irna-1", "wording": "84"},
        [("/claim", "required")],
    ),
    "a list of statements": ([statement()], [("", "not_an_object")]),
    "a new source without a name": (
        statement(via={"slug": "a-source", "kind": "unnamed"}),
        [("/via/name", "required")],
    ),
    "a new source without a slug": (statement(via={"name": "X"}), [("/via/slug", "required")]),
    "a new entity of no kind": (
        statement("perpetrator", "men", entities=[{"slug": "men", "name": "Men"}]),
        [("/entities/0/kind", "required")],
    ),
}


@pytest.mark.parametrize(("body", "wrong"), REFUSED.values(), ids=REFUSED)
def test_statement_is_refused_and_nothing_changes(kerman, calling_alice, body, wrong):
    kerman.topic("shiraz")
    before = on_record()

    response = calling_alice.post("revisions/", body)

    assert faults(response) == [("400", wrong[0][1]), *wrong]
    assert on_record() == before


def test_contradicting_bounds_are_shown_beside_the_words(kerman, calling_alice):
    response = calling_alice.post("revisions/", statement(lower=94, upper=94))

    assert response.json()["detail"] == (
        "lower: “at least 84” reads as [84, ∞), but the bounds given are [94, 94]"
    )


@pytest.mark.parametrize(
    ("field", "slug", "close"),
    [("claim", "death", "deaths"), ("attributed_to", "irann", "iran"), ("via", "bcb", "bbc")],
)
def test_an_unknown_slug_is_refused_with_the_closest(kerman, calling_alice, field, slug, close):
    before = on_record()

    response = calling_alice.post("revisions/", {**statement(), field: slug})

    assert faults(response) == [("400", "unknown"), (f"/{field}", "unknown")]
    assert response.json()["detail"].endswith(f"{slug!r} is on record; did you mean {close!r}?")
    assert on_record() == before


def test_a_statement_supersedes_an_earlier_one_of_its_claim(kerman, calling_alice):
    first = calling_alice.post("revisions/", statement(wording="103")).json()

    second = calling_alice.post(
        "revisions/", statement(wording="95", supersedes=first["id"], sequence=1)
    ).json()

    assert (second["supersedes"], second["change_kind"]) == (first["id"], "correction")
    assert calling_alice.get(f"revisions/{first['id']}/").json()["superseded_by"] == [second["id"]]


def test_an_import_supersedes_by_its_own_external_id(kerman, calling_alice):
    first = calling_alice.post(
        "revisions/", statement(wording="103", importer="desk", external_id="1")
    ).json()

    second = calling_alice.post(
        "revisions/", statement(wording="95", importer="desk", external_id="2", supersedes="1")
    ).json()

    assert second["supersedes"] == first["id"]


def test_a_statement_of_another_claim_is_not_superseded(kerman, calling_alice):
    method = calling_alice.post("revisions/", statement("method", "two blasts")).json()
    before = on_record()

    response = calling_alice.post("revisions/", statement(supersedes=method["id"]))

    assert faults(response) == [("400", "other_claim"), ("/supersedes", "other_claim")]
    assert on_record() == before


def test_one_external_id_is_recorded_once(kerman, calling_alice):
    calling_alice.post("revisions/", statement(importer="desk", external_id="1"))
    before = on_record()

    response = calling_alice.post(
        "revisions/", statement(wording="95", importer="desk", external_id="1")
    )

    assert faults(response) == [("409", "taken"), ("/external_id", "taken")]
    assert on_record() == before


def test_a_withdrawal_says_nothing_and_a_reinstatement_says_it_again(kerman, calling_alice):
    first = calling_alice.post("revisions/", statement()).json()
    withdrawal = calling_alice.post(
        "revisions/",
        statement(wording="", stance="withdraws", supersedes=first["id"], stated="2024-01-04"),
    ).json()

    again = calling_alice.post(
        "revisions/",
        statement(supersedes=withdrawal["id"], change_kind="reinstatement", stated="2024-01-05"),
    ).json()

    assert (withdrawal["value"], withdrawal["change_kind"]) == (None, "withdrawal")
    assert (again["value"], again["change_kind"]) == (number(84, None, "at_least"), "reinstatement")


@pytest.mark.parametrize("retired", ["deaths", "irna-1", "irna", "iran", "kerman"])
def test_nothing_new_is_said_with_a_retired_record(kerman, alice, calling_alice, retired):
    retire(kerman[retired], by=alice, reason="A double", channel="admin")
    before = on_record()

    response = calling_alice.post("revisions/", statement(attributed_to="iran"))

    assert faults(response)[0] == ("400", "retired")
    assert on_record() == before


def test_a_correction_needs_a_reason(kerman, calling_alice):
    first = calling_alice.post("revisions/", statement(wording="103")).json()
    before = on_record()

    response = calling_alice.post(
        "revisions/",
        statement(wording="95", supersedes=first["id"], change_kind="correction"),
    )

    assert faults(response) == [("400", "required"), ("/reason", "required")]
    assert on_record() == before


def test_a_contributor_records_and_an_auditor_does_not(kerman, bob, charlie):
    calling_charlie = Caller(charlie)
    recorded = Caller(bob).post("revisions/", statement())
    before = on_record()

    refused = calling_charlie.post("revisions/", statement(wording="95"))

    assert recorded.status_code == 201
    assert faults(refused) == [("403", "role_not_allowed")]
    assert on_record() == before


@pytest.mark.parametrize("method", ["patch", "put"])
def test_a_statement_is_never_edited(kerman, calling_alice, method):
    made = calling_alice.post("revisions/", statement())
    before = on_record()

    response = getattr(calling_alice, method)(
        made["Location"], {"wording": "94", "reason": "Wrong"}, if_match=made["ETag"]
    )

    assert faults(response) == [("400", "never_edited"), ("", "never_edited")]
    assert on_record() == before


def test_a_void_statement_is_left_out_but_kept(kerman, calling_alice):
    made = calling_alice.post("revisions/", statement())
    before = head()

    response = calling_alice.post(
        f"{made['Location']}void/", {"reason": "Misread"}, if_match=made["ETag"]
    )

    voided = {**made.json(), "is_void": True, "version": before + 1}
    assert (response.status_code, response.json()) == (200, voided)
    assert response["ETag"] == f'"{before + 1}"'
    assert [entry["reason"] for entry in written_since(before)] == ["Misread"]
    assert calling_alice.get("revisions/").json()["results"] == []
    assert [r["id"] for r in calling_alice.get("revisions/?void=true").json()["results"]] == [
        voided["id"]
    ]
    assert calling_alice.get(made["Location"]).json()["is_void"] is True


def test_a_void_statement_and_its_replacement_are_one_entry(kerman, calling_alice):
    made = calling_alice.post("revisions/", statement(wording="103"))
    before = head()

    response = calling_alice.post(
        f"{made['Location']}void/",
        {
            "reason": "Misread",
            "replacement": statement(
                wording="95", via={"slug": "x", "name": "X", "kind": "agency"}
            ),
        },
        if_match=made["ETag"],
    )

    assert response.status_code == 200, response.json()
    voided, replacement = response.json(), response.json()["replacement"]
    assert (replacement["wording"], replacement["position"]) == ("95", before + 1)
    assert (replacement["replaces"], voided["replaced_by"]) == (voided["id"], replacement["id"])
    assert [entry["reason"] for entry in written_since(before)] == ["Misread"]
    assert [r["wording"] for r in calling_alice.get("revisions/").json()["results"]] == ["95"]


VOID_REFUSED = {
    "no reason": ({}, [("/reason", "required")]),
    "an empty reason": ({"reason": " "}, [("/reason", "blank")]),
    "a replacement that can not be read": (
        {"reason": "Misread", "replacement": statement(wording="many")},
        None,
    ),
    "a replacement of another claim": (
        {"reason": "Misread", "replacement": statement("method", "two blasts")},
        [("/replacement/claim", "other_claim")],
    ),
    "a replacement that supersedes what is voided with it": (
        {"reason": "Misread", "replacement": statement(supersedes="SELF")},
        None,
    ),
}


@pytest.mark.parametrize(("body", "wrong"), VOID_REFUSED.values(), ids=VOID_REFUSED)
def test_voiding_is_refused_and_nothing_changes(kerman, calling_alice, body, wrong):
    made = calling_alice.post("revisions/", statement())
    if body.get("replacement", {}).get("supersedes"):
        body = {**body, "replacement": statement(supersedes=made.json()["id"])}
    before = on_record()

    response = calling_alice.post(f"{made['Location']}void/", body, if_match=made["ETag"])

    assert faults(response)[0][0] == "400"
    if wrong:
        assert faults(response)[1:] == wrong
    else:
        assert faults(response)[1][0].startswith("/replacement/")
    assert on_record() == before


def test_voiding_needs_the_version_that_stands(kerman, calling_alice):
    made = calling_alice.post("revisions/", statement())
    before = on_record()

    without = calling_alice.post(f"{made['Location']}void/", {"reason": "Misread"})
    stale = calling_alice.post(f"{made['Location']}void/", {"reason": "Misread"}, if_match='"1"')

    assert faults(without) == [("428", "if_match_required")]
    assert faults(stale) == [("412", "stale"), ("", "stale")]
    assert on_record() == before


def test_a_void_statement_is_not_voided_again(kerman, calling_alice):
    made = calling_alice.post("revisions/", statement())
    voided = calling_alice.post(
        f"{made['Location']}void/", {"reason": "Misread"}, if_match=made["ETag"]
    )
    before = on_record()

    response = calling_alice.post(
        f"{made['Location']}void/", {"reason": "Again"}, if_match=voided["ETag"]
    )

    assert faults(response) == [("409", "already_void"), ("", "already_void")]
    assert on_record() == before


def test_a_void_statement_is_not_superseded(kerman, calling_alice):
    made = calling_alice.post("revisions/", statement())
    calling_alice.post(f"{made['Location']}void/", {"reason": "Misread"}, if_match=made["ETag"])
    before = on_record()

    response = calling_alice.post("revisions/", statement(supersedes=made.json()["id"]))

    assert faults(response) == [("400", "void"), ("/supersedes", "void")]
    assert on_record() == before


@pytest.mark.parametrize(("role", "status"), [("contributor", "403"), ("auditor", "403")])
def test_only_who_may_correct_voids(kerman, calling_alice, role, status):
    made = calling_alice.post("revisions/", statement())
    caller = Caller(person("dana", role))
    before = on_record()

    response = caller.post(f"{made['Location']}void/", {"reason": "x"}, if_match=made["ETag"])

    assert faults(response) == [(status, "role_not_allowed")]
    assert on_record() == before


def test_the_adopted_figure_is_not_voided(kerman, alice, calling_alice):
    made = calling_alice.post("revisions/", statement())
    adopted = Revision.objects.get()
    edit_claim(
        kerman["deaths"],
        {"adopted_revision_id": adopted.pk, "adopted_wording": "at least 84"},
        by=alice,
        reason="We print it",
        channel="admin",
    )
    before = on_record()

    response = calling_alice.post(
        f"{made['Location']}void/", {"reason": "Misread"}, if_match=made["ETag"]
    )

    assert faults(response) == [("409", "adopted"), ("", "adopted")]
    assert on_record() == before


def test_wording_is_previewed_and_nothing_recorded(kerman, anyone, calling_alice):
    before = on_record()

    read = calling_alice.post("wording/", {"wording": "at least 84", "unit": "people"})
    refused = calling_alice.post("wording/", {"wording": "many"})
    nobody = anyone.post("wording/", {"wording": "at least 84"})

    assert read.json() == {"wording": "at least 84", "value": number(84, None, "at_least")}
    assert faults(refused)[1][0] == "/wording"
    assert faults(nobody) == [("401", "not_authenticated")]
    assert on_record() == before
