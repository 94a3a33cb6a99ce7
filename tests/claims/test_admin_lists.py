"""Lists as editors scan them: what their columns say, what they are searched and filtered by."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.typeid import encode
from claims.adopting import adopt_figure
from claims.models import Claim, Entity, Revision, Topic
from claims.recording import void_statement
from history.admin import listing
from history.editing import edit
from sources.models import Document, Source
from tests.admin_site import kerman as one_of_each
from tests.admin_site import page_of, several, signed_in
from tests.claims.assessments import waiting
from tests.conftest import person
from tests.history.ledger import run

LISTS = {Source: 8, Document: 8, Topic: 8, Entity: 8, Claim: 9, Revision: 9}


def found(client, model, words) -> list[str]:
    page = client.get(page_of(model, "changelist"), {"q": words})
    return [str(record) for record in page.context["cl"].result_list]


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("model", "queries"), LISTS.items(), ids=[m.__name__ for m in LISTS])
def test_a_list_takes_as_many_queries_for_three_as_for_one(alice, items, model, queries):
    several(alice, range(items))
    client = signed_in(alice)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(page_of(model, "changelist"))

    assert len(page.context["cl"].result_list) >= items
    assert len(asked) == queries


# Claims


def test_a_claim_shows_what_is_said_how_sure_it_is_and_what_we_print(kerman, alice):
    said = kerman.says("deaths", "irna-1", "at least 84")
    adopt_figure(kerman["deaths"], said, reason="We print it", **kerman.recorded)

    page = signed_in(alice).get(page_of(Claim, "changelist") + "?q=died")
    (claim,) = page.context["cl"].result_list
    admin = page.context["cl"].model_admin

    assert (
        admin.about(claim),
        admin.latest(claim),
        admin.backing(claim),
        admin.verdict(claim),
        admin.printed_words(claim),
        claim.changed_last.who,
    ) == (
        "Kerman bombings",
        "84 or more",
        '1 outlet <span class="quiet">1 origin</span>',
        '<span class="badge badge-uncorroborated">uncorroborated</span>',
        '<span class="wording">at least 84</span> '
        '<span class="badge badge-doubt">one origin, or unknown</span>',
        "Alice",
    )


def test_last_change_of_a_claim_is_its_statements_too(kerman, alice, bob):
    edit(kerman["deaths"], {"label": "Dead"}, reason="Shorter", **kerman.recorded)
    kerman.by = bob
    kerman.says("deaths", "irna-1", "84")

    page = signed_in(alice).get(page_of(Claim, "changelist") + "?q=died")

    assert page.context["cl"].result_list[0].changed_last.who == "Bob"


def test_a_list_never_shows_a_stale_verdict(kerman, alice):
    kerman.says("deaths", "irna-1", "84")
    run("UPDATE claims_assessment SET verdict='never', foremost='never', rules='', sheet=NULL")

    page = signed_in(alice).get(page_of(Claim, "changelist")).content.decode()

    assert "never" not in page
    assert waiting() == {}


def test_a_filter_by_verdict_judges_what_waits_first(kerman, alice):
    kerman.says("deaths", "irna-1", "84")
    run("UPDATE claims_assessment SET verdict = 'disputed', rules = '', sheet = NULL")
    client = signed_in(alice)

    shown = {
        verdict: len(
            client.get(page_of(Claim, "changelist"), {"verdict": verdict}).context["cl"].result_list
        )
        for verdict in ("disputed", "uncorroborated", "unreported")
    }

    assert shown == {"disputed": 0, "uncorroborated": 1, "unreported": 4}


def test_a_filter_says_so_where_more_waits_than_is_judged_at_once(kerman, alice, monkeypatch):
    monkeypatch.setattr("claims.admin.verdicts.AT_ONCE", 1)
    run("UPDATE claims_assessment SET rules = '', sheet = NULL")

    page = signed_in(alice).get(page_of(Claim, "changelist") + "?verdict=disputed")

    assert "Some claims wait to be judged" in page.content.decode()


# Searching


@pytest.mark.parametrize(
    ("model", "words", "names"),
    [
        (Source, "iri", ["Iranian authorities"]),
        (Source, "ÍRNA", ["IRNA"]),
        (Source, "irna", ["IRNA"]),
        (Source, "authorities Iranian", ["Iranian authorities"]),
        (Source, "iranian bbc", []),
        (Source, "--", []),
        (Document, "irna", ["Irna-1"]),
        (Document, "bbc-1", ["Bbc-1"]),
        (Topic, "bomb", ["Kerman bombings"]),
        (Entity, "daesh", ["Islamic State"]),
        (Claim, "kerman died", ["How many died?"]),
        (Claim, "eighty", ["How many died?"]),
        (Claim, "method", ["How was it done?"]),
        (Revision, "irna died", ["at least eighty"]),
        (Revision, "kerman bbc", []),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_words_find(kerman, alice, model, words, names):
    for slug, alias in (("iran", "Iri"), ("irna", "News of Tehran"), ("islamic-state", "Daesh")):
        edit(kerman[slug], {"aliases": [alias]}, reason="Also so called", **kerman.recorded)
    kerman.says("deaths", "irna-1", "at least eighty")

    assert found(signed_in(alice), model, words) == names


@pytest.mark.parametrize("model", LISTS)
def test_an_id_finds_its_record_alone(alice, model):
    record = one_of_each(alice)
    chosen = {
        Source: record.irna, Document: record.document, Topic: record.topic,
        Entity: record.entity, Claim: record.claim, Revision: record.revision,
    }[model]  # fmt: skip
    client = signed_in(alice)

    by_id = found(client, model, encode(model.PREFIX, chosen.pk))

    assert (by_id, found(client, model, str(chosen.pk))) == ([str(chosen)], [str(chosen)])


def test_words_of_a_void_statement_find_no_claim(kerman, alice):
    void_statement(kerman.says("deaths", "irna-1", "84 pilgrims"), reason="No", **kerman.recorded)

    assert found(signed_in(alice), Claim, "pilgrims") == []


def test_a_list_counts_and_pages_no_further_than_its_bound(kerman, alice, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LISTED", 2)

    page = signed_in(alice).get(page_of(Claim, "changelist"))

    assert page.context["cl"].result_count == 2
    assert "The first 2 claims; narrow the list" in page.content.decode()


# The search of the whole record, and exports


def test_the_search_finds_records_of_every_kind(kerman, alice):
    kerman.says("deaths", "irna-1", "84")
    edit(kerman["irna"], {"aliases": ["Kerman desk"]}, reason="x", **kerman.recorded)

    page = signed_in(alice).get("/admin/search/", {"q": "kerman"})

    assert [(kind, [one.name for one in ones]) for kind, ones in page.context["groups"]] == [
        (
            "Claims",
            [
                "How was it done?",
                "Was it claimed?",
                "Who did it?",
                "When was it?",
                "How many died?",
            ],
        ),
        ("Topics", ["Kerman bombings"]),
        ("Sources", ["IRNA"]),
    ]


def test_the_search_finds_a_claim_by_its_words_and_its_topics_together(kerman, alice):
    page = signed_in(alice).get("/admin/search/", {"q": "kerman died"})

    ((kind, (result,)),) = page.context["groups"]
    assert (kind, result.name) == ("Claims", "How many died?")


def test_the_search_shows_what_is_said_of_a_claim_now(kerman, alice):
    kerman.says("deaths", "irna-1", "84")

    page = signed_in(alice).get("/admin/search/", {"q": "died"})

    ((kind, (result,)),) = page.context["groups"]
    assert (kind, result.name, result.about, result.now) == (
        "Claims", "How many died?", "Kerman bombings", "84",
    )  # fmt: skip


def test_an_id_opens_its_record(kerman, alice):
    client = signed_in(alice)

    answer = client.get("/admin/search/", {"q": encode("clm", kerman["deaths"].pk)})

    assert answer["Location"] == page_of(kerman["deaths"])


def test_the_search_shows_nothing_to_those_without_a_role(kerman):
    page = signed_in(person("dana", is_staff=True)).get("/admin/search/", {"q": "died"})

    assert page.context["groups"] == []


@pytest.mark.parametrize(
    ("role", "status"),
    [("contributor", 403), ("editor", 200), ("auditor", 200), ("administrator", 200)],
)
def test_exports_are_for_those_who_answer_for_the_record(kerman, role, status):
    client = signed_in(person("dana", role, is_staff=True))

    page = client.get("/admin/exports/")
    lines = client.get("/admin/exports/sources.csv")

    assert (page.status_code, lines.status_code) == (status, status)
    if status == 200:
        text = b"".join(lines.streaming_content).decode()
        assert "source.slug" in text.splitlines()[0]
        assert "irna" in text
        assert lines["Content-Disposition"] == 'attachment; filename="sources.csv"'


@pytest.mark.parametrize("name", ["secrets.csv", "sources.xlsx"])
def test_an_export_that_is_none_is_not_found(kerman, alice, name):
    assert signed_in(alice).get(f"/admin/exports/{name}").status_code == 404
