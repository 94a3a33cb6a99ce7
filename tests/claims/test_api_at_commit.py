"""What the database refuses only at commit is told as kindly as the rest."""

from __future__ import annotations

from tests.callers import Caller, faults, on_record
from tests.conftest import person
from tests.kerman import kerman as made_kerman


def test_a_part_of_another_topics_claim_is_refused(committed_db):
    alice = person("alice", "editor")
    made = made_kerman(alice)
    made.claim("shiraz-deaths", "How many died?", "text", topic=made.topic("shiraz"))
    caller = Caller(alice)
    etag = caller.get("claims/shiraz-deaths/")["ETag"]
    before = on_record()

    response = caller.patch(
        "claims/shiraz-deaths/", {"part_of": "deaths", "reason": "Wrong"}, if_match=etag
    )

    assert faults(response) == [("400", "other_topic"), ("/part_of", "other_topic")]
    assert on_record() == before


def test_a_circle_of_parents_is_refused(committed_db):
    alice = person("alice", "editor")
    made_kerman(alice)
    caller = Caller(alice)
    etag = caller.get("sources/iran/")["ETag"]
    before = on_record()

    response = caller.patch(
        "sources/iran/",
        {"parent": "irna", "parent_role": "part_of", "reason": "Wrong"},
        if_match=etag,
    )

    assert faults(response) == [("400", "circle"), ("/parent", "circle")]
    assert on_record() == before


def test_a_party_named_twice_is_refused(kerman, calling_alice):
    before = on_record()

    response = calling_alice.post(
        "claims/",
        {
            "topic": "kerman",
            "slug": "injured",
            "question": "How many were hurt?",
            "label": "Injured",
            "value_type": "quantity",
            "parties": [{"entity": "isis-k"}, {"entity": "isis-k"}],
        },
    )

    assert faults(response) == [("409", "taken"), ("/parties", "taken")]
    assert on_record() == before
