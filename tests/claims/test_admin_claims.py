"""Claims and statements in the admin: recorded, superseded, voided, corrected, adopted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from claims.cataloguing import register_claim, register_entity
from claims.models import Claim, Revision
from claims.recording import NewStatement, record_statement, void_statement
from claims.stated_value import GivenValue
from history.models import Entry
from sources.registering import register_source
from tests.admin_site import (
    entries_after,
    errors_of,
    head,
    kerman,
    ledger,
    page_of,
    send,
    signed_in,
    values_of,
)

ADD = "/admin/claims/revision/add/"


@pytest.fixture
def record(alice: User) -> SimpleNamespace:
    return kerman(alice)


def claim_of(record: SimpleNamespace, value_type: str, **more: Any) -> Claim:
    return register_claim(
        by=None,
        channel="command",
        topic=record.topic,
        slug=f"kerman-{value_type}",
        question=f"{value_type}?",
        label=value_type,
        value_type=value_type,
        **more,
    )


def said(record: SimpleNamespace, **more: Any) -> dict[str, Any]:
    claim = more.pop("claim", record.claim)
    return {"claim": str(claim.pk), "document": str(record.document.pk), **more}


# Recording a statement


def test_contributor_records_a_statement_in_one_entry(record, bob):
    before = head()

    added = send(
        signed_in(bob),
        ADD,
        **said(record, wording="more than 80", locator="paragraph 3", stated="2024-01-05"),
        attributed_to=str(record.irna.pk),
        quotation_exact="more than 80 people",
        reason="Read in the morning",
    )

    assert added.status_code == 302
    new = Revision.objects.get(wording="more than 80")
    assert (new.quantity.lower, new.quantity.upper, new.qualifier) == (80, None, "more_than")
    assert (new.attributed_to, new.locator, new.stated) == (
        record.irna,
        "paragraph 3",
        "2024-01-05",
    )
    assert new.quotation_exact == "more than 80 people"
    assert entries_after(before) == [("Bob", "Read in the morning", "admin")]


def test_bounds_are_given_by_hand_where_words_cannot_be_read(record, bob):
    send(signed_in(bob), ADD, **said(record, wording="gunmen", lower="2", lower_inclusive="on"))

    new = Revision.objects.get(wording="gunmen")
    assert (new.quantity.lower, new.quantity.lower_inc, new.read_by) == (2, True, "person")


@pytest.mark.parametrize(
    ("value_type", "value", "column", "stored"),
    [
        ("date", "2020-01-03", "edtf", "2020-01-03"),
        ("boolean", "yes", "boolean", True),
        ("boolean", "No", "boolean", False),
        ("text", "a suitcase", "text", "a suitcase"),
    ],
)
def test_answer_of_another_kind_is_recorded(record, bob, value_type, value, column, stored):
    claim = claim_of(record, value_type)

    added = send(signed_in(bob), ADD, **said(record, claim=claim, wording="w", value=value))

    assert added.status_code == 302
    assert getattr(claim.revisions.get(), column) == stored


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"wording": "ever so many"}, "wording"),
        ({"wording": ""}, "wording"),
        ({"wording": "84", "lower": "90", "lower_inclusive": "on"}, "lower"),
        ({"wording": "84", "value": "2024"}, "value"),
        ({"wording": "84", "definition": "confirmed"}, "definition"),
        ({"wording": "84", "stated": "last Thursday"}, "stated"),
        ({"wording": "84", "stance": "withdraws", "lower": "84"}, "lower"),
        ({"wording": "84", "claim": ""}, "claim"),
        ({"wording": "84", "claim": "nonsense"}, "claim"),
        ({"wording": "84", "entities": ["nonsense"]}, "entities"),
        ({"wording": "84", "supersedes": "nonsense"}, "supersedes"),
        ({"wording": "84", "change_kind": "correction"}, "reason"),
    ],
    ids=[
        "unreadable", "no words", "bounds contradict", "two kinds", "definition", "stated",
        "value of a withdrawal", "no claim", "no such claim", "no such entity", "no such statement",
        "correction without a reason",
    ],
)  # fmt: skip
def test_wrong_statement_is_refused_beside_its_field(record, bob, given, field):
    before = ledger()

    page = send(signed_in(bob), ADD, **{**said(record), **given})

    assert page.status_code == 200
    assert list(errors_of(page)) == [field]
    assert ledger() == before


def test_supersession_across_claims_is_refused(record, bob):
    other = claim_of(record, "quantity")
    before = ledger()

    page = send(
        signed_in(bob),
        ADD,
        **said(record, claim=other, wording="84", supersedes=str(record.revision.pk)),
    )

    assert errors_of(page) == {
        "supersedes": ["a statement supersedes only statements of its own claim"]
    }
    assert ledger() == before


def test_next_statement_begins_with_its_line(record, bob):
    client = signed_in(bob)
    page = client.get(page_of(record.revision))
    assert b"Record its next statement" in page.content

    url = f"{ADD}?supersedes={record.revision.pk}"
    send(client, url, document=str(record.document.pk), wording="94")

    new = Revision.objects.get(wording="94")
    assert (new.claim, new.supersedes, new.change_kind) == (
        record.claim,
        record.revision,
        "update",
    )


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_add_page_opens_whatever_its_address_names(record, alice, key):
    assert signed_in(alice).get(f"{ADD}?replaces={key}&supersedes={key}").status_code == 200


# Past statements


def test_past_statement_is_shown_whole_and_never_edited(record, alice):
    client, before = signed_in(alice), ledger()

    page = client.get(page_of(record.revision))
    forged = client.post(page_of(record.revision), {"wording": "forged", "reason": "x"})

    content = page.content.decode()
    assert 'name="wording"' not in content
    assert "84 or more people" in content
    assert "2024-01-03 20:30:00 UTC to 2024-01-04 20:30:00 UTC" in content
    assert forged.status_code == 403
    assert ledger() == before


def test_voiding_leaves_one_entry_and_the_row(record, alice):
    client, before = signed_in(alice), head()

    done = send(client, page_of(record.revision, "void"), reason="Misread")

    assert done.status_code == 302
    record.revision.refresh_from_db()
    assert record.revision.is_void
    assert entries_after(before) == [("Alice", "Misread", "admin")]
    page = client.get(page_of(record.revision)).content.decode()
    assert "Void: we recorded it wrongly" in page
    assert "/void/" not in page


@pytest.mark.parametrize("reason", ["", " "], ids=["none", "blank"])
def test_voiding_needs_a_reason(record, alice, reason):
    before = ledger()

    page = send(signed_in(alice), page_of(record.revision, "void"), reason=reason)

    assert errors_of(page) == {"reason": ["This field is required."]}
    assert ledger() == before


def test_voiding_twice_is_refused(record, alice):
    client = signed_in(alice)
    opened = values_of(client.get(page_of(record.revision, "void")))
    void_statement(record.revision, by=alice, reason="Misread", channel="api")
    before = ledger()

    page = client.post(page_of(record.revision, "void"), {**opened, "reason": "Misread"})

    assert errors_of(page)["__all__"][0].startswith("It has changed since you opened it")
    assert ledger() == before


def test_correcting_our_record_voids_and_replaces_in_one_entry(record, alice):
    client, before = signed_in(alice), head()
    url = f"{ADD}?replaces={record.revision.pk}"
    opened = values_of(client.get(url))
    assert (opened["wording"], opened["where"]) == (["at least 84"], ["irna-toll"])

    done = send(client, url, wording="84", reason="It says 84, not at least")

    assert done.status_code == 302
    record.revision.refresh_from_db()
    assert record.revision.is_void
    assert Revision.objects.get(wording="84").is_void is False
    assert entries_after(before) == [("Alice", "It says 84, not at least", "admin")]


def test_correcting_our_record_needs_a_reason(record, alice):
    before = ledger()

    page = send(signed_in(alice), f"{ADD}?replaces={record.revision.pk}", wording="84")

    assert list(errors_of(page)) == ["reason"]
    assert ledger() == before


def test_contributor_corrects_no_record(record, bob):
    before = ledger()

    page = send(signed_in(bob), f"{ADD}?replaces={record.revision.pk}", wording="84", reason="Mine")

    assert errors_of(page) == {"__all__": ["your role does not void statements"]}
    assert ledger() == before


def test_statements_are_chosen_by_who_said_them_and_when(record, alice):
    record_statement(
        NewStatement(
            claim=record.claim,
            document=record.document,
            attributed_to=register_source(
                slug="ministry", name="Ministry", kind="ministry", by=alice, channel="command"
            ),
            given=GivenValue(wording="at least 84"),
        ),
        by=alice,
        channel="command",
    )

    answer = signed_in(alice).get(
        reverse("admin:claims_revision_autocomplete"),
        {"app_label": "claims", "model_name": "revision", "field_name": "supersedes", "term": "84"},
    )

    assert [result["text"] for result in answer.json()["results"]] == [
        "“at least 84”, Ministry, in IRNA, 2024-01-04",
        "“at least 84”, IRNA, 2024-01-04",
    ]


# Claims


def test_claim_page_lists_what_was_said_newest_last(alice):
    record = kerman(alice, statements=3)
    first, second, third = record.statements
    record_statement(
        NewStatement(
            claim=record.claim,
            document=record.document,
            given=GivenValue(wording="94"),
            stated="2024-01-03",
            supersedes=second,
        ),
        by=alice,
        channel="command",
    )
    void_statement(third, by=alice, reason="Misread", channel="command")

    page = signed_in(alice).get(page_of(record.claim))

    lines = [
        (line.wording, line.value, line.publisher, line.stated, line.mark)
        for line in page.context["said"].lines
    ]
    assert lines == [
        ("94", "94 people", "IRNA", "3 January 2024", ""),
        ("at least 84", "84 or more people", "IRNA", "4 January 2024", "superseded"),
        ("at least 85", "85 or more people", "IRNA", "4 January 2024", "superseded"),
        ("at least 86", "86 or more people", "IRNA", "4 January 2024", "void"),
    ]


def test_claim_page_takes_no_query_a_statement(record, alice):
    client, counts = signed_in(alice), []
    client.get(page_of(record.claim))

    for wordings in (["90"], ["91", "92"]):
        for wording in wordings:
            new = NewStatement(
                claim=record.claim,
                document=record.document,
                attributed_to=record.irna,
                given=GivenValue(wording=wording),
                supersedes=record.revision,
            )
            record_statement(new, by=alice, channel="command")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(record.claim))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_new_cumulative_claim_settles_by_itself_with_its_parties(record, bob):
    before = head()

    added = send(
        signed_in(bob),
        page_of(Claim, "add"),
        topic=str(record.topic.pk),
        slug="kerman-injured",
        question="How many were injured?",
        label="Injured",
        value_type="quantity",
        cumulative="on",
        party_entities=[str(record.entity.pk)],
    )

    assert added.status_code == 302
    claim = Claim.objects.get(slug="kerman-injured")
    assert f"{claim.settled_at:%Y-%m-%dT%H:%MZ}" == "2024-04-02T20:30Z"
    assert [party.entity for party in claim.parties.all()] == [record.entity]
    assert entries_after(before) == [("Bob", "", "admin")]


def test_parties_are_added_and_removed_with_the_rest_in_one_entry(record, alice):
    client = signed_in(alice)
    other = register_entity(slug="isis", name="Islamic State", kind="group", by=None, channel="api")
    send(client, page_of(record.claim), party_entities=[str(record.entity.pk)], reason="Claimed it")
    before = head()

    send(
        client,
        page_of(record.claim),
        party_entities=[str(other.pk)],
        party_sources=[str(record.irna.pk)],
        label="Dead",
        reason="Not the branch",
    )

    parties = {
        (str(party.entity or party.source), party.is_retired)
        for party in record.claim.parties.all()
    }
    assert parties == {("ISIS-K", True), ("Islamic State", False), ("IRNA", False)}
    assert entries_after(before) == [("Alice", "Not the branch", "admin")]


def test_party_added_again_is_restored(record, alice):
    client, party = signed_in(alice), str(record.entity.pk)

    send(client, page_of(record.claim), party_entities=[party], reason="Claimed it")
    send(client, page_of(record.claim), party_entities=[], reason="It did not")
    send(client, page_of(record.claim), party_entities=[party], reason="It did")

    assert [party.is_retired for party in record.claim.parties.all()] == [False]


def test_topic_slug_and_value_type_are_set_once(record, alice):
    form = values_of(signed_in(alice).get(page_of(record.claim)))

    assert {"topic", "slug", "value_type", "adopted_revision"} & form.keys() == set()


def test_adopting_leaves_one_entry_and_the_words(record, alice):
    before = head()

    send(
        signed_in(alice),
        page_of(record.claim, "adopt"),
        revision=str(record.revision.pk),
        wording="at least 84 people",
        reason="Confirmed by phone",
    )

    record.claim.refresh_from_db()
    assert (record.claim.adopted_revision, record.claim.adopted_wording) == (
        record.revision,
        "at least 84 people",
    )
    assert entries_after(before) == [("Alice", "Confirmed by phone", "admin")]


def test_adopting_none_is_a_step_of_its_own(record, alice):
    client = signed_in(alice)
    offered = [b"Print no figure" in client.get(page_of(record.claim)).content]
    send(client, page_of(record.claim, "adopt"), revision=str(record.revision.pk), reason="x")
    offered.append(b"Print no figure" in client.get(page_of(record.claim)).content)
    before = head()

    send(client, page_of(record.claim, "adopt-none"), reason="The ministry took it back")

    record.claim.refresh_from_db()
    assert offered == [False, True]
    assert (record.claim.adopted_revision, record.claim.adopted_wording) == (None, "")
    assert entries_after(before) == [("Alice", "The ministry took it back", "admin")]


def test_an_empty_choice_adopts_nothing_and_drops_nothing(record, alice):
    client = signed_in(alice)
    send(client, page_of(record.claim, "adopt"), revision=str(record.revision.pk), reason="x")
    before = ledger()

    page = send(client, page_of(record.claim, "adopt"), revision="", reason="Oops")

    assert list(errors_of(page)) == ["revision"]
    assert ledger() == before


def test_adopted_statement_is_not_voided(record, alice):
    client = signed_in(alice)
    send(client, page_of(record.claim, "adopt"), revision=str(record.revision.pk), reason="x")
    before = ledger()

    page = send(client, page_of(record.revision, "void"), reason="Misread")

    assert errors_of(page) == {"__all__": ["this is the adopted figure; adopt another one first"]}
    assert ledger() == before


def test_only_the_claims_own_standing_statements_are_offered(record, alice):
    other = claim_of(record, "quantity")
    foreign = record_statement(
        NewStatement(claim=other, document=record.document, given=GivenValue(wording="7")),
        by=alice,
        channel="command",
    )
    before = Entry.objects.count()

    page = send(
        signed_in(alice),
        page_of(record.claim, "adopt"),
        revision=str(foreign.pk),
        reason="Forged",
    )

    assert list(errors_of(page)) == ["revision"]
    assert Entry.objects.count() == before
