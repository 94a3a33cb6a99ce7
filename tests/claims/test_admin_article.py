"""Paste an article in the admin: proposed, ticked, corrected, saved in one entry; or refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from claims.cataloguing import register_claim
from claims.models import Revision
from sources.models import Document
from tests.admin_site import entries_after, head, ledger, page_of, signed_in, values_of
from tests.claims.velmora import TEXT, TITLE, URL, velmora

PASTE = "/admin/claims/revision/article/"


@pytest.fixture
def record(alice: User) -> SimpleNamespace:
    return velmora(alice)


def pasted(**more: Any) -> dict[str, Any]:
    return {
        "step": "read",
        "topic": "velmora",
        "title": TITLE,
        "outlet": "courier",
        "published": "2025-03-10",
        "url": URL,
        "text": TEXT,
        **more,
    }


def save(client: Any, page: Any, **changes: Any) -> Any:
    """Send the proposals back with some rows ticked or changed, as a browser would."""
    return client.post(PASTE, {**values_of(page), "step": "save", **changes})


def proposed(page: Any) -> list[tuple[Any, ...]]:
    """The rows that found a claim: words, origin, via, said on."""
    return [
        tuple(row.values[name] for name in ("wording", "origin", "via", "stated"))
        for row in page.context["placed"]
    ]


def statements() -> list[tuple[Any, ...]]:
    rows = Revision.objects.order_by("quotation_start", "id")
    return [
        (
            row.claim.slug,
            row.wording,
            str(row.attributed_to or ""),
            str(row.via or ""),
            row.stance,
            row.stated,
            row.quotation_match,
            row.locator,
        )
        for row in rows
    ]


def test_article_is_read_and_nothing_is_recorded(record, bob):
    before = ledger()

    page = signed_in(bob).post(PASTE, pasted())

    assert page.status_code == 200
    assert proposed(page) == [
        ("At least 41", "Interior Ministry", "", ""),
        ("120", "Velmora police", "Radio Velmora", ""),
        ("Two", "", "", ""),
    ]
    assert [row.values["wording"] for row in page.context["unplaced"]] == ["3 weeks"]
    assert ledger() == before


def test_ticked_statements_are_recorded_in_one_entry(record, bob):
    client, before = signed_in(bob), head()
    page = client.post(PASTE, pasted())

    saved = save(client, page, **{"r0-pick": "on", "r1-pick": "on", "r1-stated": "2025-03-09"})

    assert saved.status_code == 302
    assert saved["Location"] == page_of(record.topic)
    assert statements() == [
        ("velmora-deaths", "At least 41", "Interior Ministry", "", "asserts", "", "exact",
         "paragraph 1"),
        ("velmora-injured", "120", "Velmora police", "Radio Velmora", "asserts", "2025-03-09",
         "exact", "paragraph 2"),
    ]  # fmt: skip
    assert entries_after(before) == [("Bob", f"Read from “{TITLE}”", "admin")]
    document = Document.objects.get(url=URL)
    assert (document.title, document.publisher, document.published) == (
        TITLE,
        record.courier,
        "2025-03-10",
    )
    assert [(v.has_text, v.published) for v in document.versions.all()] == [(True, "")]
    revision = Revision.objects.get(wording="At least 41")
    assert revision.version == document.versions.get()
    assert TEXT[revision.quotation_start : revision.quotation_end].startswith("At least 41 people")


def test_row_is_corrected_before_it_is_saved(record, bob):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())

    save(
        client,
        page,
        **{
            "r2-pick": "on",
            "r2-claim": str(record.injured.pk),
            "r2-wording": "Two bombers",
            "r2-origin": "ministry",
            "r2-stance": "denies",
        },
    )

    assert statements() == [
        ("velmora-injured", "Two bombers", "Interior Ministry", "", "denies", "", "exact",
         "paragraph 2"),
    ]  # fmt: skip


def test_dates_and_names_are_recorded_with_their_answers(record, bob):
    for slug, question, kind in (
        ("day", "On which day was the blast?", "date"),
        ("who", "Who was behind the blast?", "entity"),
    ):
        register_claim(
            by=None, channel="command", slug=f"velmora-{slug}", topic=record.topic,
            question=question, label=slug, value_type=kind,
        )  # fmt: skip
    client = signed_in(bob)
    text = "On Sunday a blast shook Velmora. The Northern Front is behind it."
    page = client.post(PASTE, pasted(text=text))

    saved = save(client, page, **{"r0-pick": "on", "r1-pick": "on"})

    assert saved.status_code == 302
    day = Revision.objects.get(claim__slug="velmora-day")
    who = Revision.objects.get(claim__slug="velmora-who")
    assert (day.wording, day.edtf) == ("Sunday", "2025-03-09")
    assert (who.wording, [e.entity for e in who.entities.all()]) == (
        "Northern Front",
        [record.front],
    )


def test_name_of_nobody_on_record_is_refused_as_an_answer(record, bob):
    register_claim(
        by=None, channel="command", slug="velmora-who", topic=record.topic,
        question="Who was behind the blast?", label="who", value_type="entity",
    )  # fmt: skip
    client = signed_in(bob)
    page = client.post(PASTE, pasted(text="The Northern Front is behind the blast in Velmora."))

    refused = save(client, page, **{"r0-pick": "on", "r0-value": "Southern Front"})

    (row,) = refused.context["placed"]
    assert "no entity 'Southern Front' is on record" in row.errors["value"][0]


def test_unplaced_figure_is_placed_by_hand(record, bob):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())

    refused = save(client, page, **{"r3-pick": "on", "r3-claim": str(record.injured.pk)})

    errors = {
        row.number: row.errors for row in [*refused.context["placed"], *refused.context["unplaced"]]
    }
    assert list(errors[3]) == ["wording"]
    assert "another thing than the claim" in errors[3]["wording"][0]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"r0-claim": ""}, "claim", "Say which claim it answers."),
        ({"r0-origin": "Nobody"}, "origin", "no source “Nobody” is on record"),
        ({"r0-wording": "at least 42"}, "wording", "doesn't stand in the quotation"),
        ({"r0-wording": ""}, "wording", "give the words"),
        ({"r0-stated": "last Sunday"}, "stated", "Cannot read"),
        ({"r0-value": "41"}, "value", "A figure is read from its words"),
        ({"r0-claim": "nonsense"}, "claim", "valid UUID"),
        ({"r0-stance": "withdraws"}, "stance", "not one of the available choices"),
        ({"r0-place": "5-2-0-9"}, "", "no place in the text"),
        ({"r0-place": "0-9-0-999999"}, "", "no place in the text"),
        ({"r0-place": "drop table"}, "", "no place in the text"),
    ],
)  # fmt: skip
def test_wrong_row_is_refused_and_nothing_is_saved(record, bob, changes, field, words):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())
    before = ledger()

    refused = save(client, page, **{"r0-pick": "on", "r1-pick": "on", **changes})

    assert refused.status_code == 200
    wrong = {
        row.number: row.errors
        for row in [*refused.context["placed"], *refused.context["unplaced"]]
        if row.errors
    }
    assert list(wrong) == [0]
    assert any(words in message for message in wrong[0][field])
    assert ledger() == before


def test_what_is_not_ticked_may_be_wrong(record, bob):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())

    saved = save(client, page, **{"r0-pick": "on", "r1-origin": "Nobody", "r2-claim": ""})

    assert saved.status_code == 302
    assert [row[1] for row in statements()] == ["At least 41"]


def test_saving_with_nothing_ticked_says_so(record, bob):
    client = signed_in(bob)
    before = ledger()

    page = save(client, client.post(PASTE, pasted()))

    assert [str(message) for message in page.context["messages"]] == [
        "Tick at least one statement to record."
    ]
    assert ledger() == before


def test_statement_on_record_from_the_article_is_not_proposed_again(record, bob):
    client = signed_in(bob)
    save(client, client.post(PASTE, pasted()), **{"r0-pick": "on"})

    again = client.post(PASTE, pasted())

    assert [row[0] for row in proposed(again)] == ["120", "Two"]
    assert [row.known.wording for row in again.context["known"]] == ["At least 41"]


def test_article_sent_twice_is_refused_the_second_time(record, bob):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())
    save(client, page, **{"r0-pick": "on"})
    before = ledger()

    second = save(client, page, **{"r0-pick": "on"})

    assert "is on record from this document already" in second.content.decode()
    assert ledger() == before


def test_article_that_changed_its_figure_makes_a_version_that_supersedes(record, bob):
    client = signed_in(bob)
    save(client, client.post(PASTE, pasted()), **{"r0-pick": "on"})

    later = client.post(
        PASTE, pasted(text=TEXT.replace("At least 41", "At least 44"), published="2025-03-11")
    )
    save(client, later, **{"r0-pick": "on"})

    new = Revision.objects.get(wording="At least 44")
    assert (new.supersedes.wording, new.version.published) == ("At least 41", "2025-03-11")
    assert Document.objects.filter(url=URL).count() == 1


def test_article_without_an_address_is_named_by_its_text(record, bob):
    client = signed_in(bob)
    save(client, client.post(PASTE, pasted(url="", outlet="")), **{"r0-pick": "on"})

    again = client.post(PASTE, pasted(url="", outlet=""))

    document = Document.objects.get()
    assert document.key.startswith("pasted-")
    assert document.publisher is None
    assert [row.known.wording for row in again.context["known"]] == ["At least 41"]


def test_text_changed_between_is_read_again_and_not_saved(record, bob):
    client = signed_in(bob)
    page = client.post(PASTE, pasted())
    before = ledger()

    answer = save(client, page, **{"r0-pick": "on", "text": TEXT.replace("41", "43")})

    assert "The text has changed since it was read" in answer.content.decode()
    assert proposed(answer)[0][0] == "At least 43"
    assert ledger() == before


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"text": ""}, "text", "required"),
        ({"text": " \n "}, "text", "empty"),
        ({"text": "x" * 200_001}, "text", "at most 200,000 are read"),
        ({"text": "ä" * 100_001}, "text", "at most 200,000 are read"),
        ({"title": ""}, "title", "required"),
        ({"topic": "nowhere"}, "topic", "No topic “nowhere” is on record"),
        ({"topic": ""}, "topic", "required"),
        ({"outlet": "nobody"}, "outlet", "no source “nobody” is on record"),
        ({"published": "last week"}, "published", "Cannot read"),
        ({"url": "not an address"}, "url", "valid URL"),
        ({"text": "A\x00B"}, "text", "Null characters"),
    ],
)  # fmt: skip
def test_wrong_document_is_refused_beside_its_field(record, bob, given, field, words):
    page = signed_in(bob).post(PASTE, pasted(**given))

    assert list(page.context["form"].errors) == [field]
    assert words in page.context["form"].errors[field][0]


def test_page_holds_a_hundred_rows_and_saves_the_last(record, bob):
    client = signed_in(bob)
    text = "\n".join(f"{n} people were killed in Velmora street {n}-a." for n in range(201, 331))
    page = client.post(PASTE, pasted(text=text))

    saved = save(client, page, **{"r99-pick": "on"})

    assert "Only the first 100 are shown" in page.content.decode()
    assert saved.status_code == 302
    assert [row[1] for row in statements()] == ["300"]


def test_article_is_never_markup(record, bob):
    hostile = "<script>alert(1)</script> 41 people were killed</mark><img src=x> 'Two \"bombers"

    page = signed_in(bob).post(PASTE, pasted(text=hostile, title="</title><b>"))

    html = page.content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "</title><b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_marks_lead_to_rows_and_back(record, bob):
    html = signed_in(bob).post(PASTE, pasted()).content.decode()

    for number in range(4):
        assert html.count(f'<mark id="f{number}"') == 1
        assert html.count(f'href="#row{number}"') == 1
        assert html.count(f'id="row{number}"') == 1
        assert html.count(f'href="#f{number}"') == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_auditor_may_not_paste(record, charlie, method):
    before = ledger()

    answer = getattr(signed_in(charlie), method)(PASTE, pasted())

    assert answer.status_code == 403
    assert ledger() == before


def test_auditors_crafted_save_changes_nothing(record, bob, charlie):
    page = signed_in(bob).post(PASTE, pasted())
    before = ledger()

    answer = save(signed_in(charlie), page, **{"r0-pick": "on"})

    assert answer.status_code == 403
    assert ledger() == before


def test_page_is_reached_from_its_topic(record, bob):
    assert reverse("admin:claims_article") == PASTE
    page = signed_in(bob).get(page_of(record.topic)).content.decode()
    assert f'href="{PASTE}?topic=velmora"' in page
    assert values_of(signed_in(bob).get(f"{PASTE}?topic=velmora"))["topic"] == ["velmora"]


@pytest.mark.parametrize("page", ["/admin/", "topic"])
def test_only_who_may_paste_is_led_there(record, bob, charlie, page):
    url = page_of(record.topic) if page == "topic" else page

    assert PASTE in signed_in(bob).get(url).content.decode()
    assert PASTE not in signed_in(charlie).get(url).content.decode()


QUERIES_TO_READ = 12


@pytest.mark.parametrize("times", [1, 3])
def test_reading_asks_as_often_for_many_figures_as_for_one(record, bob, times):
    client = signed_in(bob)
    client.post(PASTE, pasted())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post(PASTE, pasted(text=TEXT * times))

    assert len(queries) == QUERIES_TO_READ
