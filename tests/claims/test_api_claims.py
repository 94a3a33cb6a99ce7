"""What is particular to claims over the API: provenance, history, agreement on the example."""

from __future__ import annotations

import pytest

from tests.callers import faults, head, on_record


def test_provenance_leads_from_the_statement_to_who_recorded_it(kerman, calling_alice, anyone):
    calling_alice.post(
        "revisions/",
        {
            "claim": "deaths",
            "document": "bbc-1",
            "wording": "at least 84",
            "via": "irna",
            "attributed_to": "iran",
            "importer": "desk",
            "external_id": "17",
            "reason": "Read by hand",
        },
    )

    (row,) = anyone.get("claims/deaths/provenance/").json()["results"]

    iran = {"slug": "iran", "name": "Iranian authorities", "kind": "government",
            "parent_role": None, "parent": None}  # fmt: skip
    irna = {"slug": "irna", "name": "IRNA", "kind": "agency", "parent_role": "speaks_for",
            "parent": iran}  # fmt: skip
    bbc = {"slug": "bbc", "name": "BBC", "kind": "outlet", "parent_role": None, "parent": None}
    assert without_ids({name: row[name] for name in ("publisher", "via", "attributed_to")}) == {
        "publisher": bbc,
        "via": irna,
        "attributed_to": iran,
    }
    assert row["origin"]["name"] == "Iranian authorities"
    assert {name: row["recorded"][name] for name in row["recorded"] if name != "at"} == {
        "by": "Alice",
        "position": row["recorded"]["position"],
        "channel": "api",
        "reason": "Read by hand",
        "importer": "desk",
        "external_id": "17",
    }


def without_ids(shown):
    if not isinstance(shown, dict):
        return shown
    return {name: without_ids(value) for name, value in shown.items() if name != "id"}


def test_history_tells_every_change_field_by_field(kerman, calling_alice, anyone):
    made = calling_alice.post(
        "revisions/",
        {"claim": "perpetrator", "document": "bbc-1", "wording": "IS", "entities": ["isis-k"]},
    )
    etag = anyone.get("claims/perpetrator/")["ETag"]
    calling_alice.patch(
        "claims/perpetrator/",
        {"label": "Attacker", "parties": [{"source": "iran"}], "reason": "Shorter"},
        if_match=etag,
        x_request_id="req-9",
    )
    calling_alice.post(f"{made['Location']}void/", {"reason": "Misread"}, if_match=made["ETag"])

    rows = anyone.get("claims/perpetrator/history/").json()["results"]

    told = [
        (row["object"]["type"], row["kind"], row["actor"], row["channel"], row["reason"])
        for row in rows
    ]
    assert told == [
        ("claim", "created", "Alice", "admin", "The example"),
        ("revision", "created", "Alice", "api", None),
        ("revisionentity", "created", "Alice", "api", None),
        ("claim", "changed", "Alice", "api", "Shorter"),
        ("claimparty", "created", "Alice", "api", "Shorter"),
        ("revision", "changed", "Alice", "api", "Misread"),
    ]
    assert rows[3]["changes"] == [{"field": "label", "old": "Perpetrator", "new": "Attacker"}]
    assert rows[3]["request_id"] == "req-9"
    assert rows[5]["changes"] == [{"field": "is_void", "old": False, "new": True}]
    own = anyone.get(f"{made['Location']}history/").json()["results"]
    assert own == [rows[1], rows[2], rows[5]]


def test_agreement_on_the_example(kerman, anyone):
    first = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    kerman.says(
        "deaths", "irna-1", "at least 84", attributed_to=kerman["iran"], supersedes=first,
        sequence=1,
    )  # fmt: skip
    kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"])

    answer = anyone.get("claims/deaths/agreement/?silent=true").json()

    assert [(head["wording"], head["behind"]) for head in answer["heads"]] == [
        ("at least 84", None),
        ("94", None),
    ]
    assert [silent["why"] for silent in answer["silent"]] == ["superseded"]
    assert [(g["value"]["lower"], g["value"]["upper"]) for g in answer["groups"]] == [(94, 94)]
    assert (answer["verdict"], answer["outlets"], answer["origins"]) == (
        "uncorroborated",
        2,
        {"min": 1, "max": 1},
    )
    assert "statements" not in answer
    assert "pairs" not in answer


def test_a_claim_that_nobody_speaks_of_is_unreported(kerman, anyone):
    answer = anyone.get("claims/deaths/agreement/?statements=all&pairs=true").json()

    assert (answer["verdict"], answer["heads"], answer["groups"], answer["pairs"]) == (
        "unreported",
        [],
        [],
        [],
    )
    assert answer["statements"] == {"next": None, "previous": None, "results": []}


def test_statements_of_an_agreement_are_paged(kerman, anyone):
    for i in range(5):
        kerman.says("deaths", "irna-1", str(80 + i), sequence=i)

    first = anyone.get("claims/deaths/agreement/?statements=all&limit=2").json()["statements"]
    second = anyone.get(first["next"]).json()["statements"]
    last = anyone.get(second["next"]).json()["statements"]

    shown = [[row["wording"] for row in page["results"]] for page in (first, second, last)]
    assert shown == [["80", "81"], ["82", "83"], ["84"]]
    assert last["next"] is None


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"topic": "kermann"}, ("/topic", "unknown")),
        ({"part_of": "death"}, ("/part_of", "unknown")),
        ({"value_type": "text", "is_count": True}, ("/value_type", "not_a_quantity")),
        ({"tolerance": 1}, ("/tolerance", "out_of_range")),
        ({"tolerance": "0.01"}, ("/tolerance", "not_a_number")),
        ({"settled_at": "2024-04-02"}, ("/settled_at", "not_an_instant")),
        ({"parties": [{}]}, ("/parties/0", "one_of_two")),
        ({"parties": [{"entity": "isis-k", "source": "iran"}]}, ("/parties/0", "one_of_two")),
    ],
)
def test_a_claim_is_refused_and_nothing_changes(kerman, calling_alice, more, fault):
    before = on_record()
    body = {
        "topic": "kerman",
        "slug": "injured",
        "question": "How many were hurt?",
        "label": "Injured",
        "value_type": "quantity",
    }

    response = calling_alice.post("claims/", {**body, **more})

    assert faults(response) == [("400", fault[1]), fault]
    assert on_record() == before


def test_a_cumulative_claim_is_settled_ninety_days_after(kerman, calling_alice):
    body = {
        "topic": "kerman",
        "slug": "injured",
        "question": "How many were hurt?",
        "label": "Injured",
        "value_type": "quantity",
        "cumulative": True,
    }

    by_default = calling_alice.post("claims/", body).json()
    still_open = calling_alice.post("claims/", {**body, "slug": "x-y", "settled_at": None}).json()

    assert by_default["settled_at"] == "2024-04-02T20:30:00Z"
    assert still_open["settled_at"] is None


def test_a_claim_has_another_version_with_other_parties(kerman, calling_alice, anyone):
    """Two editors add a party each; the second had not seen the first one's."""
    read = anyone.get("claims/deaths/")
    given = {"parties": [{"source": "iran"}], "reason": "It is a party"}

    first = calling_alice.patch("claims/deaths/", given, if_match=read["ETag"])
    before = on_record()
    second = calling_alice.patch(
        "claims/deaths/", {**given, "parties": [{"entity": "isis-k"}]}, if_match=read["ETag"]
    )
    unchanged = on_record() == before
    third = calling_alice.patch(
        "claims/deaths/", {**given, "parties": [{"entity": "isis-k"}]}, if_match=first["ETag"]
    )

    assert first.json()["version"] == head() - 1 > read.json()["version"]
    assert anyone.get(f"claims/deaths/?as_of={head() - 1}")["ETag"] == first["ETag"]
    assert faults(second) == [("412", "stale"), ("", "stale")]
    assert second.json()["current"] == {
        "version": str(first.json()["version"]),
        "fields": {
            "parties": {
                "current": ["Iranian authorities is party to How many died?"],
                "yours": None,
            }
        },
    }
    assert unchanged
    assert [p["entity"]["slug"] for p in third.json()["parties"] if p["entity"]] == ["isis-k"]
    assert anyone.get("claims/deaths/")["ETag"] == third["ETag"] == f'"{head()}"'
