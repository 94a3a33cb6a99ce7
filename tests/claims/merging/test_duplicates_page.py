"""The page of likely duplicates: what stands on it, for whom, and where its buttons lead."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.merging import merge
from tests.admin_site import page_of, send, signed_in

PAGE = "/admin/duplicates/"


def shown(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    return {
        kind: [(double.a.name, double.b.name, double.why) for double in doubles]
        for kind, doubles, _ in page.context["groups"]
    }


def test_pairs_of_every_kind_that_can_be_merged(kerman, alice):
    kerman.source("the-bbc", "The B.B.C.")
    kerman.topic("bombings-kerman", name="Bombings, Kerman")
    kerman.entity("isisk", "ISIS K")
    kerman.claim("people", "How many people died?", "quantity", unit="people")
    kerman.claim("bodies", "How many died?", "quantity", unit="bodies")

    assert shown(signed_in(alice)) == {
        "Sources": [("BBC", "The B.B.C.", "one name, written otherwise")],
        "Entities": [("ISIS-K", "ISIS K", "one name, written otherwise")],
        "Claims": [("How many died?", "How many people died?", "nearly the same question")],
        "Topics": [("Kerman bombings", "Bombings, Kerman", "the same words")],
    }


def test_a_button_leads_to_the_merge_with_the_other_chosen(kerman, alice):
    double, client = kerman.source("the-bbc", "The BBC"), signed_in(alice)
    ((_, pairs, _), *_) = client.get(PAGE).context["groups"]

    done = send(client, pairs[0].b.merge_url, reason="One and the same")

    double.refresh_from_db()
    assert done.status_code == 302
    assert double.merged_into == kerman["bbc"]
    assert shown(client)["Sources"] == []


def test_what_is_merged_or_retired_is_no_double(kerman, alice):
    double = kerman.source("the-bbc", "The BBC")
    merge(double, kerman["bbc"], by=alice, reason="One", channel="admin")

    assert shown(signed_in(alice))["Sources"] == []


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_who_may_not_merge_sees_no_page_and_merges_nothing(kerman, alice, who, request):
    double = kerman.source("the-bbc", "The BBC")
    client = signed_in(request.getfixturevalue(who))
    sent = {"into": kerman["bbc"].pk, "reason": "Mine", "version": 1}

    assert client.get(PAGE).status_code == 403
    assert client.post(page_of(double, "merge"), sent).status_code == 403
    double.refresh_from_db()
    assert double.merged_into is None
    assert "Likely duplicates" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_takes_a_query_a_kind(kerman, alice, items):
    for number in range(items):
        kerman.source(f"reuters-{number}", f"Reuters {'!' * number}")
    client = signed_in(alice)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)

    assert len(asked) == 7
