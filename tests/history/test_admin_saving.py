"""Saving in the admin: one entry a save, refusals beside their fields, stale saves told apart."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.models import User
from claims.cataloguing import edit_claim, edit_topic
from history.models import Entry
from sources.models import Document, Source
from sources.registering import edit_source
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
from tests.conftest import person
from tests.history.ledger import version_of

MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def record(alice: User) -> SimpleNamespace:
    return kerman(alice)


@pytest.mark.parametrize(
    ("name", "changes", "attribute"),
    [
        ("irna", {"name": "Islamic Republic News Agency"}, "name"),
        ("document", {"title": "Toll rises again"}, "title"),
        ("topic", {"place": "Kerman, Iran"}, "place"),
        ("entity", {"wikidata_id": "Q12345"}, "wikidata_id"),
        ("claim", {"question": "How many people were killed?"}, "question"),
    ],
)
def test_saving_a_record_leaves_one_entry_with_actor_and_reason(
    record, alice, name, changes, attribute
):
    target, before = getattr(record, name), head()

    saved = send(signed_in(alice), page_of(target), **changes, reason="As the ministry spells it")

    assert saved.status_code == 302
    target.refresh_from_db()
    assert getattr(target, attribute) == changes[attribute]
    assert entries_after(before) == [("Alice", "As the ministry spells it", "admin")]


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Source, {"name": "AFP", "slug": "afp", "kind": "agency", "aliases": "A F P\nFrance, AFP"}),
        (Document, {"title": "Who bombed?", "key": "who-bombed", "published": "2024-01-07"}),
    ],
    ids=["source", "document"],
)
def test_adding_a_record_leaves_one_entry(record, bob, model, given):
    before = head()

    added = send(signed_in(bob), page_of(model, "add"), **given)

    assert added.status_code == 302
    assert entries_after(before) == [("Bob", "", "admin")]


def test_list_is_written_one_item_a_line_and_keeps_its_commas(record, bob):
    send(
        signed_in(bob),
        page_of(Source, "add"),
        name="AFP",
        slug="afp",
        kind="agency",
        aliases="Agence, France-Presse\r\n\r\n  A F P ",
    )

    assert Source.objects.get(slug="afp").aliases == ["Agence, France-Presse", "A F P"]


def test_saving_keeps_what_the_editor_did_not_touch(record, alice):
    source = edit_source(
        record.irna,
        {"aliases": ["A, B"], "note": " kept\nas it is "},
        by=alice,
        reason="x",
        channel="command",
    )

    note = " kept\r\nas it is "  # as a browser sends it
    send(signed_in(alice), page_of(source), name="Irna", note=note, reason="Its own spelling")

    newest = source.history.first()
    assert (newest.changed, newest.aliases, newest.note) == (["name"], ["A, B"], " kept\nas it is ")


@pytest.mark.parametrize("reason", ["", "   "], ids=["empty", "blank"])
def test_change_without_a_reason_is_refused_beside_the_field(record, alice, reason):
    before = ledger()

    page = send(signed_in(alice), page_of(record.irna), name="Irna", reason=reason)

    assert errors_of(page) == {"reason": ["This field is required."]}
    assert ledger() == before


def test_saving_nothing_new_is_no_change(record, alice):
    before = ledger()

    page = send(signed_in(alice), page_of(record.irna), reason="Just looking")

    assert errors_of(page) == {"__all__": ["Nothing differs from what is on record."]}
    assert ledger() == before


@pytest.mark.parametrize(
    ("name", "changes", "errors"),
    [
        (
            "irna",
            {"country": "ir"},
            {"country": ["a country is its two-letter ISO 3166 code: IR, US"]},
        ),
        (
            "irna",
            {"parent_role": "part_of"},
            {"parent_role": ["give parent and parent_role together, or neither"]},
        ),
        (
            "claim",
            {"tolerance": "1.5"},
            {"tolerance": ["a tolerance is a share from 0 to below 1: 0.01 is 1 %"]},
        ),
        (
            "topic",
            {"time_zone": "Tehran"},
            {"time_zone": ["'Tehran' is no IANA time zone, like Asia/Tehran"]},
        ),
    ],
    ids=["country", "role without parent", "tolerance", "time zone"],
)
def test_refusal_stands_beside_its_field_and_nothing_changes(record, alice, name, changes, errors):
    target, before = getattr(record, name), ledger()

    page = send(signed_in(alice), page_of(target), **changes, reason="x")

    assert page.status_code == 200
    assert errors_of(page) == errors
    assert ledger() == before


@pytest.mark.parametrize(
    ("model", "given", "field", "words"),
    [
        (Source, {"name": "I", "slug": "irna", "kind": "agency"}, "slug", "another source has"),
        (Source, {"name": "I", "slug": "Not A Slug", "kind": "agency"}, "slug", "Lowercase"),
        (Source, {"name": "I", "slug": "2024", "kind": "agency"}, "slug", "Digits alone"),
        (Document, {"title": "T", "key": "irna-toll"}, "key", "another document has"),
        (Document, {"title": "T"}, "url", "a document is named by a url or a key"),
        (Document, {"title": "T", "key": "k", "published": "4 Jan"}, "published", "4 Jan"),
    ],
    ids=["taken", "form", "digits", "key taken", "no address", "date"],
)
def test_wrong_new_record_is_refused_beside_its_field(record, alice, model, given, field, words):
    before = ledger()

    page = send(signed_in(alice), page_of(model, "add"), **given)

    assert page.status_code == 200
    assert list(errors_of(page)) == [field]
    assert words in " ".join(errors_of(page)[field])
    assert ledger() == before


def test_circle_of_parents_is_refused(record, alice):
    child = Source.objects.create(
        slug="irna-english", name="IRNA English", kind="agency",
        parent=record.irna, parent_role="part_of",
    )  # fmt: skip
    before = ledger()

    page = send(
        signed_in(alice),
        page_of(record.irna),
        parent=str(child.pk),
        parent_role="part_of",
        reason="x",
    )

    assert errors_of(page) == {"parent": ["its parents would run in a circle"]}
    assert ledger() == before


def test_slug_is_set_once(record, alice):
    form = values_of(signed_in(alice).get(page_of(record.irna)))

    assert "slug" not in form
    send(signed_in(alice), page_of(record.irna), slug="forged", name="Irna", reason="x")
    record.irna.refresh_from_db()
    assert (record.irna.slug, record.irna.name) == ("irna", "Irna")


def test_stale_save_is_refused_and_told_what_changed(record, alice):
    client = signed_in(alice)
    opened = values_of(client.get(page_of(record.irna)))
    dana = person("dana", "editor")
    edit_source(record.irna, {"country": "US"}, by=dana, reason="Moved", channel="api")
    before, position = ledger(), head()

    page = client.post(page_of(record.irna), {**opened, "name": "Irna", "reason": "Spelling"})

    assert errors_of(page) == {
        "__all__": [
            "It has changed since you opened it; open it again to edit what stands now.",
            f"#{position}, Dana: country: IR → US",
        ]
    }
    assert ledger() == before
    assert Source.objects.get(slug="irna").name == "IRNA"


@pytest.mark.parametrize("version", ["", "x", "-1"], ids=["none", "no number", "negative"])
def test_change_must_say_which_version_it_read(record, alice, version):
    before = ledger()

    page = send(signed_in(alice), page_of(record.irna), name="I", reason="x", version=version)

    assert page.status_code == 200
    assert errors_of(page)
    assert ledger() == before


def test_form_carries_the_version_it_shows(record, alice):
    opened = values_of(signed_in(alice).get(page_of(record.topic)))

    assert opened["version"] == [str(version_of(record.topic))]


def test_stale_step_is_refused_and_told_what_changed(record, alice):
    client = signed_in(alice)
    opened = values_of(client.get(page_of(record.topic, "retire")))
    edit_topic(record.topic, {"place": "Kerman"}, by=alice, reason="x", channel="command")
    before, position = ledger(), head()

    page = client.post(page_of(record.topic, "retire"), {**opened, "reason": "Not ours"})

    assert errors_of(page)["__all__"][1] == f"#{position}, Alice: place: — → Kerman"
    assert ledger() == before


def test_retiring_and_restoring_leave_an_entry_each(record, alice):
    client, before = signed_in(alice), head()

    send(client, page_of(record.entity, "retire"), reason="Made by mistake")
    send(client, page_of(record.entity, "restore"), reason="It was needed")

    assert entries_after(before) == [
        ("Alice", "Made by mistake", "admin"),
        ("Alice", "It was needed", "admin"),
    ]


def test_retired_record_leaves_lists_and_choices(record, alice):
    client = signed_in(alice)
    send(client, page_of(record.irna, "retire"), reason="Not ours")

    listed = client.get(page_of(Source, "changelist"))
    retired = client.get(page_of(Source, "changelist"), {"retired": "true"})
    choices = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "sources", "model_name": "document", "field_name": "publisher", "term": "i"},
    )

    assert list(listed.context["cl"].queryset) == []
    assert list(retired.context["cl"].queryset) == [record.irna]
    assert choices.json()["results"] == []


def test_new_statement_of_a_retired_publisher_is_refused_in_the_form(record, alice):
    client = signed_in(alice)
    send(client, page_of(record.irna, "retire"), reason="Not ours")
    before = ledger()

    page = send(client, page_of(Document, "add"), title="T", key="k", publisher=str(record.irna.pk))

    assert errors_of(page) == {"publisher": ["IRNA is retired; restore it first"]}
    assert ledger() == before


def test_names_never_become_markup(record, alice):
    hurt = edit_source(
        record.irna, {"name": MARKUP, "note": MARKUP}, by=alice, reason=MARKUP, channel="api"
    )
    edit_claim(record.claim, {"question": MARKUP}, by=alice, reason=MARKUP, channel="api")
    client = signed_in(person("root", is_staff=True, is_superuser=True, email="r@example.org"))
    row = hurt.history.first()
    pages = [
        page_of(Source, "changelist"),
        page_of(hurt),
        page_of(hurt, "history"),
        page_of(hurt, "version", row.history_id),
        page_of(hurt, "retire"),
        page_of(record.claim),
        page_of(record.claim, "history"),
        page_of(record.revision),
        page_of(record.document),
        page_of(Entry, "changelist"),
        page_of(Entry.objects.get(pk=row.position)),
    ]

    for page in pages:
        content = client.get(page).content.decode()
        assert MARKUP not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content

    refused = send(client, page_of(hurt), country=MARKUP, reason="x")
    assert MARKUP not in refused.content.decode()


@pytest.mark.parametrize("term", ["irna", "'; drop table", "%", "\\", "9" * 30])
def test_search_takes_whatever_is_typed(record, charlie, term):
    client = signed_in(charlie)

    for model in (Source, Document, type(record.claim), type(record.revision), Entry):
        assert client.get(page_of(model, "changelist"), {"q": term}).status_code == 200


def test_part_of_another_topics_claim_is_refused_at_commit(committed_db):
    """What the database checks only at commit is refused in the form too."""
    alice = person("alice", "editor", is_staff=True)
    record = kerman(alice)
    from claims.cataloguing import register_claim, register_topic

    recorded = {"by": alice, "channel": "command"}
    other = register_topic(slug="shiraz", name="Shiraz", kind="event", **recorded)
    whole = register_claim(
        slug="shiraz-deaths", topic=other, question="?", label="Killed",
        value_type="quantity", **recorded,
    )  # fmt: skip
    before = ledger()

    page = send(signed_in(alice), page_of(record.claim), part_of=str(whole.pk), reason="x")

    assert errors_of(page) == {"part_of": ["a claim is part of a claim of its own topic"]}
    assert ledger() == before
