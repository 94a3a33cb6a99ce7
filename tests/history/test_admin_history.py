"""The history pages: who changed what, from what to what, when, through what and why."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from claims.cataloguing import edit_claim
from history.models import Entry
from history.recording import recording
from sources.models import Source
from sources.registering import edit_document, edit_source, register_source
from tests.admin_site import head, kerman, page_of, signed_in
from tests.conftest import person


@pytest.fixture
def record(alice: User) -> SimpleNamespace:
    return kerman(alice)


def told(page: Any) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """What the page says: who, why, what, field by field."""
    return [
        (
            change.entry.actor_name,
            change.entry.reason,
            change.what,
            [(field.name, field.old, field.new) for field in change.fields],
        )
        for change in page.context["changes"]
    ]


def test_history_says_who_changed_what_and_why(record, alice):
    afp = register_source(by=alice, channel="command", slug="afp", name="AFP", kind="agency")
    dana = person("dana", "editor")
    edit_document(
        record.document,
        {"publisher_id": afp.pk, "title": "Toll rises again"},
        by=dana,
        reason="It is AFP's",
        channel="api",
    )

    page = signed_in(alice).get(page_of(record.document, "history"))

    assert told(page) == [
        (
            "Dana",
            "It is AFP's",
            "document changed",
            [("publisher", "IRNA", "AFP"), ("title", "Toll rises", "Toll rises again")],
        ),
        (
            "Alice",
            "Set up the test",
            "document recorded",
            [
                ("publisher", "—", "IRNA"),
                ("title", "—", "Toll rises"),
                ("key", "—", "irna-toll"),
                ("published", "—", "2024-01-04"),
                ("published at", "—", "2024-01-04 00:00:00 UTC"),
                ("published before", "—", "2024-01-05 00:00:00 UTC"),
            ],
        ),
    ]


def test_history_shows_time_with_seconds_and_zone_channel_and_position(record, alice):
    edit_source(record.irna, {"name": "Irna"}, by=alice, reason="Spelling", channel="import")
    entry = Entry.objects.get(pk=head())

    content = signed_in(alice).get(page_of(record.irna, "history")).content.decode()

    assert f"{entry.recorded_at:%Y-%m-%d %H:%M:%S} UTC" in content
    assert f"#{entry.position}" in content
    assert "through import" in content


def test_plain_sql_is_told_as_the_roles_doing(record, alice):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sources_source SET note = 'n' WHERE slug = 'irna'")

    page = signed_in(alice).get(page_of(record.irna, "history"))

    change = page.context["changes"][0]
    assert change.entry.channel == "sql"
    assert f"<strong>{change.entry.role}</strong><br>" in page.content.decode()


def test_several_writes_of_one_entry_are_told_one_by_one(record, alice):
    with recording(by=alice, reason="Twice", channel="command"):
        Source.objects.filter(slug="irna").update(name="Irna")
        Source.objects.filter(slug="irna").update(name="I.R.N.A.")

    page = signed_in(alice).get(page_of(record.irna, "history"))

    assert [fields for _, _, _, fields in told(page)][:2] == [
        [("name", "Irna", "I.R.N.A.")],
        [("name", "IRNA", "Irna")],
    ]


def test_history_of_a_claim_holds_its_parties(record, alice):
    edit_claim(
        record.claim,
        {},
        by=alice,
        reason="It claimed it",
        channel="command",
        add_parties=[record.entity],
    )

    page = signed_in(alice).get(page_of(record.claim, "history"))

    assert told(page)[0] == (
        "Alice",
        "It claimed it",
        "claim party recorded",
        [("entity", "—", "ISIS-K")],
    )


def test_history_of_a_statement_names_its_line(record, alice):
    afp = register_source(by=alice, channel="command", slug="afp", name="AFP", kind="agency")
    edit_document(
        record.document, {"publisher_id": afp.pk}, by=alice, reason="AFP's", channel="command"
    )

    page = signed_in(alice).get(page_of(record.revision, "history"))

    assert told(page)[0][3] == [("line publisher", "IRNA", "AFP"), ("line origin", "IRNA", "AFP")]


def test_the_name_of_whoever_is_renamed_later_stays_in_the_entry(record, alice):
    User.objects.filter(pk=alice.pk).update(name="Alice Jones")

    page = signed_in(alice).get(page_of(record.irna, "history"))

    assert told(page)[0][0] == "Alice"


def test_old_version_reads_as_it_stood(record, alice):
    edit_source(record.irna, {"name": "Irna"}, by=alice, reason="Spelling", channel="command")
    first = record.irna.history.last()

    page = signed_in(alice).get(page_of(record.irna, "version", first.history_id))

    assert dict(page.context["fields"])["name"] == "IRNA"
    assert page.context["entry"].reason == "Set up the test"


def test_history_takes_no_query_a_row(record, alice):
    client, counts = signed_in(alice), []
    client.get("/admin/")
    sources = [
        register_source(by=alice, channel="command", slug=f"s-{n}", name=f"S{n}", kind="agency")
        for n in range(4)
    ]

    for renames in (sources[:1], sources[1:]):
        for source in renames:
            edit_document(
                record.document,
                {"publisher_id": source.pk},
                by=alice,
                reason="x",
                channel="command",
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(page_of(record.document, "history"))
        counts.append((len(page.context["changes"]), len(queries)))

    (few, taken_by_few), (many, taken_by_many) = counts
    assert (few, many) == (2, 5)
    assert taken_by_few == taken_by_many


def test_long_history_is_paged(record, alice):
    for number in range(120):
        Source.objects.filter(slug="irna").update(note=str(number))
    client = signed_in(alice)

    first = client.get(page_of(record.irna, "history"))
    oldest = client.get(page_of(record.irna, "history"), {"before": first.context["page"].older})
    back = client.get(page_of(record.irna, "history"), {"after": oldest.context["page"].newer})

    assert (len(first.context["changes"]), len(oldest.context["changes"])) == (100, 21)
    assert told(first)[0][3] == [("note", "118", "119")]
    assert told(first)[-1][3] == [("note", "19", "20")]
    assert (first.context["page"].newer, oldest.context["page"].older) == (None, None)
    assert told(back) == told(first)


def test_entry_page_tells_its_changes(record, charlie):
    page = signed_in(charlie).get(page_of(Entry.objects.get(reason="Spelling", pk=_spelling())))

    changes = [(change.what, name) for change, name, _ in page.context["changes"]]
    assert changes == [("source changed", "Irna")]
    assert page.context["left_off"] is False


def _spelling() -> int:
    irna = Source.objects.get(slug="irna")
    edit_source(irna, {"name": "Irna"}, by=None, reason="Spelling", channel="command")
    return head()


def test_ledger_is_searched_by_position_actor_and_reason(record, charlie):
    client, newest = signed_in(charlie), _spelling()

    def found(term: str) -> list[int]:
        page = client.get(page_of(Entry, "changelist"), {"q": term})
        return [entry.position for entry in page.context["cl"].result_list]

    assert found(f"#{newest}") == [newest]
    assert found("spelling") == [newest]
    assert newest not in found("Alice")


def test_ledger_list_takes_no_query_a_row(record, charlie):
    client, counts = signed_in(charlie), []
    client.get("/admin/")

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(Entry, "changelist"))
        counts.append(len(queries))
        for number in range(3):
            Source.objects.filter(slug="irna").update(note=f"{counts}{number}")
            with recording(by=None, reason="seal", channel="command"):
                pass

    assert counts[0] == counts[1]
