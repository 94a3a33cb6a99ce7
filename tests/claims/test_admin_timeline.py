"""A claim's history in the admin: its own changes and its statements' in one, and two points."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.adopting import adopt_figure
from claims.cataloguing import edit_claim
from claims.recording import void_statement
from history.admin.pages import MOST_SENTENCES
from history.admin.paging import ROWS_A_PAGE
from history.models import Entry
from history.recording import recording
from sources.models import Source
from sources.registering import edit_source, register_version
from tests.admin_site import head, page_of, signed_in
from tests.callers import Caller
from tests.conftest import person

HOSTILE = "<script>alert(1)</script>"


def entries(page) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Who, why, and what was done to what, entry by entry, newest first."""
    return [
        (
            written.who,
            written.entry.reason,
            [(each.change.what, each.name) for each in written.items],
        )
        for written in page.context["entries"]
    ]


@pytest.fixture
def told(kerman, alice):
    """A claim recorded, said 84 of, adopted, and said 94 of by mistake."""
    first = kerman.says("deaths", "irna-1", "at least 84")
    adopt_figure(kerman["deaths"], first, "at least 84", **kerman.recorded, reason="The first")
    kerman.made["wrong"] = kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"])
    void_statement(kerman["wrong"], reason="Misread", **kerman.recorded)
    return kerman


def history(claim, user, **query):
    return signed_in(user).get(page_of(claim, "history"), query)


def compare(record, user, **query):
    return signed_in(user).get(page_of(record, "compare"), query)


def test_one_timeline_holds_the_claim_and_its_statements(told, alice):
    page = history(told["deaths"], alice)

    wrong = "“94”, Iranian authorities, in BBC, 2024-01-05 (void)"
    assert entries(page) == [
        ("Alice", "Misread", [("revision voided", wrong)]),
        ("Alice", "", [("revision recorded", wrong)]),
        ("Alice", "The first", [("claim changed", "")]),
        ("Alice", "", [("revision recorded", "“at least 84”, IRNA, 2024-01-03")]),
        ("Alice", "The example", [("claim recorded", "")]),
    ]


def test_entities_of_a_statement_are_told_with_it(kerman, alice):
    kerman.says("perpetrator", "irna-1", "ISIS-K", entities=[kerman["isis-k"]])

    page = history(kerman["perpetrator"], alice)

    (item,) = page.context["entries"][0].items
    named = [(each.name, each.new) for each in item.change.fields if each.name == "entity"]
    assert (item.change.what, named) == ("revision recorded", [("entity", "ISIS-K")])


def test_what_is_written_in_one_entry_is_told_together(kerman, alice):
    with recording(by=alice, reason="One sitting", channel="admin"):
        kerman.says("deaths", "irna-1", "84")
        kerman.says("deaths", "bbc-1", "94")

    page = history(kerman["deaths"], alice)

    assert entries(page)[0] == (
        "Alice",
        "One sitting",
        [
            ("revision recorded", "“84”, IRNA, 2024-01-03"),
            ("revision recorded", "“94”, BBC, 2024-01-05"),
        ],
    )


def test_entry_names_its_token(kerman, alice):
    desk = Caller(person("dana", "editor"))
    etag = desk.get("claims/deaths/")["ETag"]
    desk.patch("claims/deaths/", {"label": "Dead", "reason": "Short"}, if_match=etag)

    page = history(kerman["deaths"], alice)

    assert [(each.who, each.token) for each in page.context["entries"]] == [
        ("Dana", "a tool"),
        ("Alice", ""),
    ]
    assert "token a tool" in page.content.decode()


@pytest.mark.parametrize(("role", "linked"), [("auditor", True), ("editor", False)])
def test_ledger_is_linked_for_who_may_read_it(kerman, role, linked):
    page = history(kerman["deaths"], person("dana", role, is_staff=True))

    entry = Entry.objects.get(reason="The example")
    assert (page_of(entry) in page.content.decode()) is linked
    assert f"entry #{entry.position}" in page.content.decode()


def test_hostile_words_stay_words(kerman, alice):
    edit_claim(kerman["deaths"], {"label": HOSTILE}, by=alice, reason=HOSTILE, channel="admin")

    content = history(kerman["deaths"], alice).content.decode()

    assert HOSTILE not in content
    assert content.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


@pytest.mark.parametrize("many", [1, 3])
def test_history_costs_the_same_queries_for_any_number(kerman, alice, many):
    for n in range(many):
        kerman.says("deaths", "bbc-1", str(84 + n), attributed_to=kerman["iran"], sequence=n)
    client = signed_in(alice)
    client.get("/admin/")

    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(kerman["deaths"], "history"))

    assert len(queries) == 16, [query["sql"][:120] for query in queries]


def test_pages_go_on_where_the_last_one_ended(kerman, alice):
    with recording(by=alice, reason="Many", channel="command"):
        for n in range(ROWS_A_PAGE + 20):
            Source.objects.filter(slug="irna").update(note=str(n))
    client, seen, query = signed_in(alice), [], {}

    while True:
        page = client.get(page_of(kerman["irna"], "history"), query).context["page"]
        seen += [row.history_id for row in page.rows]
        if page.older is None:
            break
        query = {"before": page.older}

    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == ROWS_A_PAGE + 21
    back = client.get(page_of(kerman["irna"], "history"), {"after": page.newer}).context["page"]
    assert [row.history_id for row in back.rows] == seen[:ROWS_A_PAGE]


@pytest.mark.parametrize("key", ["", "x", "-1", "９", "9" * 40])
def test_what_is_no_key_of_a_page_is_passed_over(kerman, alice, key):
    page = history(kerman["irna"], alice, before=key)

    assert page.status_code == 200


def test_two_points_of_a_claim_are_compared_in_sentences_and_fields(told, alice):
    start = Entry.objects.get(reason="The example").position

    page = compare(told["deaths"], alice, **{"from": str(start), "to": ""})

    assert page.context["sentences"] == [
        "No figure was adopted, and “at least 84” is.",
        "The leading value was nothing, and is 84 or more.",
        "The verdict was unreported, and is uncorroborated.",
        "Added: IRNA says “at least 84”.",
    ]
    assert [(each.what, [(f.name, f.old, f.new) for f in each.fields])
            for each in page.context["differing"]] == [
        ("claim changed", [("adopted revision", "—", "at least 84"),
                           ("adopted wording", "—", "at least 84")]),
    ]  # fmt: skip


def test_many_differences_are_cut_and_counted(kerman, alice):
    start = head()
    with recording(by=alice, reason="Many", channel="command"):
        for n in range(MOST_SENTENCES + 3):
            kerman.says("deaths", "bbc-1", str(n), sequence=n)

    page = compare(kerman["deaths"], alice, **{"from": str(start)})

    # Beside a sentence a statement: what leads, and the verdict.
    assert (len(page.context["sentences"]), page.context["left_off"]) == (MOST_SENTENCES, 5)
    assert "And 5 more; the history has each of them." in page.content.decode()


def test_two_points_are_put_in_their_order(told, alice):
    start, end = Entry.objects.get(reason="The example").position, head()

    there = compare(told["deaths"], alice, **{"from": f"#{start}", "to": str(end)})
    back = compare(told["deaths"], alice, **{"from": str(end), "to": str(start)})

    assert back.context["sentences"] == there.context["sentences"] != []
    assert (back.context["then"].position, back.context["now"].position) == (start, end)


def test_two_points_of_a_source_and_of_a_documents_versions(kerman, alice):
    start = head()
    edit_source(kerman["irna"], {"name": "Irna"}, by=alice, reason="So spelt", channel="admin")
    read_at = datetime(2024, 1, 6, 10, tzinfo=UTC)
    register_version(kerman["irna-1"], retrieved_at=read_at, text="At least 84", **kerman.recorded)

    source = compare(kerman["irna"], alice, **{"from": str(start)})
    document = compare(kerman["irna-1"], alice, **{"from": str(start)})

    assert [(each.what, [f.name for f in each.fields]) for each in source.context["differing"]] == [
        ("source changed", ["name"])
    ]
    assert [each.what for each in document.context["differing"]] == ["document version recorded"]


def test_nothing_differs_between_a_point_and_itself(told, alice):
    page = compare(told["deaths"], alice, **{"from": str(head()), "to": str(head())})

    assert "Nothing differs between the two." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"from": "9999999"}, {"from": ["position 9999999 is not yet recorded"]}),
        ({"from": "", "to": "1"}, {"from": ["This field is required."]}),
    ],
    ids=["not yet recorded", "no beginning"],
)
def test_points_that_are_none_are_refused_in_place(told, alice, query, errors):
    page = compare(told["deaths"], alice, **query)

    assert dict(page.context["form"].errors) == errors
    assert "now" not in page.context


@pytest.mark.parametrize("text", ["yesterday", "2024-01-05T14:30", "-4", "2024-13-01"])
def test_point_that_cannot_be_read_says_why(told, alice, text):
    page = compare(told["deaths"], alice, **{"from": text})

    (words,) = page.context["form"].errors["from"]
    assert text in words


@pytest.mark.parametrize("page", ["history", "compare"])
def test_history_pages_are_for_reading(told, alice, page):
    client = signed_in(alice)

    assert client.post(page_of(told["deaths"], page)).status_code == 405
    assert client.get(page_of(told["deaths"], page)).status_code == 200
