"""The form of a statement in the admin: where it stands, how it is read, correcting, who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from claims.models import Revision
from claims.recording import void_statement
from sources.models import Document
from sources.registering import register_document, register_version
from tests.admin_site import (
    entries_after,
    errors_of,
    head,
    ledger,
    page_of,
    send,
    signed_in,
    values_of,
)
from tests.conftest import person
from tests.kerman import Kerman

ADD = "/admin/claims/revision/add/"
URL = "https://www.bbc.com/news/two-blasts"


def add(user: User, kerman: Kerman, claim: str = "deaths", **typed: Any) -> Any:
    return send(signed_in(user), f"{ADD}?claim={kerman[claim].pk}", **typed)


def answer(user: User, name: str, **asked: str) -> Any:
    return signed_in(user).get(reverse(f"admin:claims_revision_{name}"), asked)


# Where it stands


def test_known_document_is_found_by_its_address(bob, kerman):
    document = register_document(
        title="Blasts", url=URL, publisher=kerman["bbc"], by=bob, channel="admin"
    )

    added = add(bob, kerman, where=f"{URL}/?utm_source=mail", wording="at least 84")

    assert added.status_code == 302
    assert kerman["deaths"].revisions.get().document == document


def test_new_document_is_made_with_the_statement_in_one_entry(bob, kerman):
    register_document(
        title="Other", url="https://bbc.com/1", publisher=kerman["bbc"], by=bob, channel="admin"
    )
    before = head()

    add(bob, kerman, where=URL, wording="84", published="2024-01-05", reason="Read at noon")

    document = Document.objects.get(url=URL)
    assert (document.publisher, document.published, document.title) == (
        kerman["bbc"],
        "2024-01-05",
        "Two blasts",
    )
    assert f"{kerman['deaths'].revisions.get().stated_at:%Y-%m-%dT%H:%MZ}" == "2024-01-04T20:30Z"
    assert entries_after(before) == [("Bob", "Read at noon", "admin")]


def test_what_is_said_of_a_new_document_counts_before_what_is_guessed(bob, kerman):
    add(bob, kerman, where=URL, wording="84", title="Two blasts kill 84", publisher="IRNA")

    document = Document.objects.get(url=URL)
    assert (document.title, document.publisher) == ("Two blasts kill 84", kerman["irna"])


def test_refused_statement_leaves_no_document_behind(bob, kerman):
    before = ledger()

    page = add(bob, kerman, where=URL, wording="ever so many")

    assert list(errors_of(page)) == ["wording"]
    assert ledger() == before


def test_source_and_a_day_are_enough(bob, kerman):
    add(bob, kerman, where="the BBC", stated="2024-01-04", wording="84", attributed_to="irna")

    statement = kerman["deaths"].revisions.get()
    assert (statement.document.key, statement.document.publisher) == (
        "bbc-2024-01-04",
        kerman["bbc"],
    )
    assert (statement.attributed_to, statement.stated) == (kerman["irna"], "")
    assert f"{statement.stated_at:%Y-%m-%dT%H:%MZ}" == "2024-01-03T20:30Z"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"where": ["Say where it stands: a web address, or a source."]}),
        ({"where": "BBC"}, {"stated": ["Say when: this is what BBC said on a day."]}),
        (
            {"where": "Nobody"},
            {"where": ["no source “Nobody” is on record; put it on record first"]},
        ),
        (
            {"where": "irna-1", "attributed_to": "Iranian authority"},
            {
                "attributed_to": [
                    "no source “Iranian authority” is on record; did you mean Iranian authorities?"
                ]
            },
        ),
        (
            {"where": URL, "published": "last Thursday"},
            {
                "published": [
                    "Cannot read 'last Thursday' as a date or time: give a date like 2024-01-04, "
                    "2024-01 or 2024, in EDTF level 1."
                ]
            },
        ),
        (
            {"where": "irna-1", "document_version": "ffffffff"},
            {
                "document_version": [
                    "“ffffffff”: this document has no such reading; give its ver_… id or its hash"
                ]
            },
        ),
    ],
    ids=["nowhere", "no day", "nobody", "attributed", "published", "reading"],
)
def test_what_cannot_be_placed_is_refused_beside_its_field(bob, kerman, typed, errors):
    before = ledger()

    page = add(bob, kerman, wording="84", **typed)

    assert errors_of(page) == errors
    assert ledger() == before


def test_nothing_typed_is_lost_and_the_reading_is_shown(bob, kerman):
    page = add(bob, kerman, where="Nobody", wording="at least 84", quotation_exact="84 dead")

    typed = values_of(page)
    assert (typed["where"], typed["wording"], typed["quotation_exact"]) == (
        ["Nobody"],
        ["at least 84"],
        ["84 dead"],
    )
    assert "Read as 84 or more people" in page.content.decode()


def test_one_reading_of_a_document_is_chosen(bob, kerman):
    read = {"retrieved_at": timezone.now(), "by": bob, "channel": "admin"}
    register_version(kerman["irna-1"], text="First: 103 dead", **read)
    second, _ = register_version(kerman["irna-1"], text="Now 95 dead", **read)

    add(bob, kerman, where="irna-1", wording="95", document_version=second.content_sha256[:10])

    assert kerman["deaths"].revisions.get().version == second


def test_entity_is_told_by_the_words_alone(bob, kerman):
    add(bob, kerman, "perpetrator", where="irna-1", wording="isis k")

    statement = kerman["perpetrator"].revisions.get()
    assert [named.entity for named in statement.entities.all()] == [kerman["isis-k"]]


def test_recorded_statement_is_shown_on_its_claims_page(bob, kerman):
    added = add(bob, kerman, where="irna-1", wording="84")

    statement = kerman["deaths"].revisions.get()
    assert added["Location"] == f"{page_of(kerman['deaths'])}#statement-{statement.pk}"


def test_another_from_the_same_document_begins_with_it(bob, kerman):
    added = add(bob, kerman, where="irna-1", wording="84", _addanother="1")

    next_page = values_of(signed_in(bob).get(added["Location"]))
    assert (next_page["where"], next_page["claim"]) == (["irna-1"], [str(kerman["deaths"].pk)])


def test_form_on_the_claims_page_is_sent_to_the_page_of_its_own(bob, kerman):
    page = signed_in(bob).get(page_of(kerman["deaths"])).content.decode()

    form = page.split('id="statement_form"')[0].rpartition("<form")[2]
    assert f'action="{ADD}?claim={kerman["deaths"].pk}"' in form


# Correcting


def correcting(kerman: Kerman) -> Revision:
    return kerman.says(
        "deaths", "irna-1", "95", attributed_to=kerman["iran"], locator="paragraph 2"
    )


def test_correction_begins_with_all_that_stands(alice, kerman):
    statement = correcting(kerman)

    page = signed_in(alice).get(f"{ADD}?corrects={statement.pk}")

    opened = values_of(page)
    assert (opened["where"], opened["wording"], opened["attributed_to"], opened["locator"]) == (
        ["irna-1"],
        ["95"],
        ["Iranian authorities"],
        ["paragraph 2"],
    )
    assert "“95”, Iranian authorities, in IRNA, 2024-01-03" in page.content.decode()


def test_source_that_said_otherwise_is_superseded(bob, kerman):
    statement, before = correcting(kerman), head()

    send(
        signed_in(bob),
        f"{ADD}?corrects={statement.pk}",
        how="changed",
        where="BBC",
        stated="2024-01-05",
        wording="84",
        reason="The ministry counted again",
    )

    statement.refresh_from_db()
    new = Revision.objects.get(wording="84")
    assert (statement.is_void, new.supersedes, new.replaces) == (False, statement, None)
    assert (new.locator, new.change_kind) == ("", "correction")
    assert entries_after(before) == [("Bob", "The ministry counted again", "admin")]


def test_our_slip_is_voided_and_replaced_in_one_entry(alice, kerman):
    statement, before = correcting(kerman), head()

    send(
        signed_in(alice),
        f"{ADD}?corrects={statement.pk}",
        how="slip",
        wording="94",
        reason="Misread the scan",
    )

    statement.refresh_from_db()
    new = Revision.objects.get(wording="94")
    assert (statement.is_void, new.replaces, new.supersedes) == (True, statement, None)
    assert (new.document, new.locator) == (statement.document, "paragraph 2")
    assert entries_after(before) == [("Alice", "Misread the scan", "admin")]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"reason": "x"}, {"how": ["Say what happened: did the source change, or did we slip?"]}),
        ({"how": "changed"}, {"reason": ["Say why: a correction needs a reason."]}),
        ({"how": "slip", "reason": " "}, {"reason": ["Say why: a correction needs a reason."]}),
    ],
    ids=["not said how", "no reason", "blank reason"],
)
def test_correction_says_what_happened_and_why(alice, kerman, typed, errors):
    statement, before = correcting(kerman), ledger()

    page = send(signed_in(alice), f"{ADD}?corrects={statement.pk}", wording="94", **typed)

    assert errors_of(page) == errors
    assert ledger() == before


@pytest.mark.parametrize("crafted", [{"how": "slip"}, {"how": "changed", "replaces": True}])
def test_contributor_voids_nothing_by_a_crafted_correction(bob, kerman, crafted):
    statement, before = correcting(kerman), ledger()
    sent = {**crafted, **({"replaces": str(statement.pk)} if "replaces" in crafted else {})}

    page = send(
        signed_in(bob), f"{ADD}?corrects={statement.pk}", wording="94", reason="Mine", **sent
    )

    assert page.status_code == 200
    assert errors_of(page)
    assert ledger() == before


def test_second_tab_that_corrects_a_slip_is_refused(alice, kerman):
    statement, client = correcting(kerman), signed_in(alice)
    url = f"{ADD}?corrects={statement.pk}"
    opened = values_of(client.get(url))
    void_statement(statement, by=alice, reason="Twice", channel="admin")
    before = ledger()

    page = client.post(url, {**opened, "how": "slip", "wording": "94", "reason": "Misread"})

    assert errors_of(page) == {"__all__": ["this statement is void already"]}
    assert ledger() == before


# While one types


def test_reading_of_the_words_is_told(bob, kerman):
    asked = {"claim": str(kerman["deaths"].pk)}

    told = [
        answer(bob, "reading", wording=words, **asked).json()
        for words in ("at least 84", "ever so many")
    ]

    assert told[0] == {"is_read": True, "words": "84 or more people"}
    assert told[1]["is_read"] is False


@pytest.mark.parametrize(
    ("claim", "wording", "value", "words"),
    [
        ("day", "on Wednesday", "2024-01-03", "3 January 2024"),
        ("claimed", "claimed it", "yes", "yes"),
        ("perpetrator", "isis-k", "", "ISIS-K"),
        ("method", "two suicide bombers", "", "“two suicide bombers”"),
    ],
)
def test_reading_of_each_kind_of_answer_is_told(bob, kerman, claim, wording, value, words):
    told = answer(bob, "reading", claim=str(kerman[claim].pk), wording=wording, value=value)

    assert told.json() == {"is_read": True, "words": words}


def test_place_is_told(bob, kerman):
    told = [
        answer(bob, "place", where=where).json()["words"] for where in ("irna-1", "BBC", URL, "Who")
    ]

    assert told == [
        "On record: Irna-1, IRNA, 2024-01-03",
        "Say when: this is what BBC said on a day.",
        "A new document; whose bbc.com is, nobody has said: its publisher is unidentified.",
        "no source “Who” is on record; put it on record first",
    ]


def test_names_are_offered(bob, kerman):
    told = [answer(bob, "names", q="irna", of=of).json()["names"] for of in ("source", "where")]

    source = {"value": "IRNA", "label": "news agency"}
    assert told == [[source], [source, {"value": "irna-1", "label": "Irna-1, IRNA"}]]


@pytest.mark.parametrize("name", ["reading", "place", "names"])
def test_only_who_may_record_is_answered(charlie, kerman, name):
    assert answer(charlie, name, where="irna-1", q="irna").status_code == 403
    assert signed_in(charlie).post(reverse(f"admin:claims_revision_{name}")).status_code == 405


@pytest.mark.parametrize("asked", [{}, {"claim": "nonsense"}, {"claim": "\x00", "where": "\x00"}])
def test_answers_take_whatever_is_sent(bob, asked):
    for name in ("reading", "place", "names"):
        assert answer(bob, name, **asked).status_code == 200


# Who may


def test_auditor_records_voids_and_adopts_nothing(kerman):
    statement, charlie = correcting(kerman), signed_in(person("eve", "auditor", is_staff=True))
    before = ledger()
    crafted = {
        ADD: {"claim": str(kerman["deaths"].pk), "where": "irna-1", "wording": "1"},
        f"{ADD}?corrects={statement.pk}": {"how": "slip", "wording": "1", "reason": "x"},
        page_of(statement, "void"): {"reason": "x", "version": "1"},
        page_of(kerman["deaths"], "adopt"): {"revision": str(statement.pk), "reason": "x"},
        page_of(kerman["deaths"]): {"question": "Forged?", "reason": "x", "version": "1"},
    }

    statuses = {charlie.post(url, sent).status_code for url, sent in crafted.items()}

    assert statuses == {403}
    assert ledger() == before
