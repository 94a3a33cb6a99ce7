"""A claim's page in the admin: who says what, what we print, what was said, now and as it stood."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from api.typeid import new_key
from claims.adopting import adopt_figure
from claims.cataloguing import edit_claim, edit_topic
from claims.models import Revision
from claims.recording import void_statement
from history.recording import recording
from sources.models import Document
from sources.registering import edit_source
from tests.admin_site import entries_after, errors_of, head, ledger, page_of, send, signed_in
from tests.conftest import person
from tests.kerman import Kerman

QUERIES = 9  # session, user, roles, claim, its parties, head, statements, documents, sources


def opened(user: User, kerman: Kerman, claim: str = "deaths", **asked: str) -> Any:
    return signed_in(user).get(page_of(kerman[claim]), asked)


def told(kerman: Kerman) -> Kerman:
    """Iran said 103 through IRNA, then 95; BBC, citing nobody, says at least 110."""
    first = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    kerman.document("irna-2", kerman["irna"], "2024-01-06")
    kerman.says("deaths", "irna-2", "95", attributed_to=kerman["iran"], supersedes=first)
    kerman.says("deaths", "bbc-1", "at least 110")
    return kerman


def heap(statement: Revision, times: int) -> None:
    """Statements of the same document that each name somebody new, in one entry."""
    with recording(by=None, channel="command"):
        Revision.objects.bulk_create(
            Revision(**{**_fields(statement), "id": new_key(), "sequence": number + 1})
            for number in range(times)
        )


def _fields(statement: Revision) -> dict[str, Any]:
    columns = Revision._meta.concrete_fields
    return {column.attname: getattr(statement, column.attname) for column in columns}


# What it costs


@pytest.mark.parametrize("statements", [1, 3, 2000])
def test_claim_page_takes_nine_queries_however_much_was_said(alice, kerman, statements):
    said = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    adopt_figure(kerman["deaths"], said, by=alice, reason="Heard", channel="admin")
    heap(said, statements - 1)
    client = signed_in(alice)
    client.get(page_of(kerman["deaths"]))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(page_of(kerman["deaths"]))

    assert len(queries) == QUERIES, [query["sql"][:120] for query in queries]
    assert page.context["said"].total == statements
    assert len(page.context["said"].lines) == min(statements, 50)


def test_page_of_very_much_says_first_what_stands_and_counts_the_rest(alice, kerman):
    said = kerman.says("deaths", "irna-1", "103", attributed_to=kerman["iran"])
    heap(said, 2000)

    page = opened(alice, kerman)

    (group,) = page.context["who_says_what"].groups
    (origin,) = [*group.shown, *group.folded]
    assert (len(origin.voices), origin.more, group.left_out) == (1, 0, 0)
    below_the_chart = page.content.decode().split('id="who-says-what"')[1]
    assert len(below_the_chart) < 100_000
    assert "page 1 of 41" in below_the_chart
    last = opened(alice, kerman, p="41").context["said"]
    assert ([line.wording for line in last.lines], last.page, last.earlier) == (["103"], 41, None)


def test_many_heads_are_shown_as_far_as_there_is_room(alice, kerman):
    said = kerman.says("deaths", "irna-1", "94", attributed_to=kerman["iran"])
    sources = [kerman.source(f"source-{number}", f"Source {number}") for number in range(10)]
    with recording(by=None, channel="command"):
        papers = [Document(title="Toll", key=f"paper-{number}") for number in range(31)]
        Document.objects.bulk_create(papers)
        fields = {**_fields(said), "stated_at": None, "stated_before": None}
        Revision.objects.bulk_create(
            Revision(
                **{
                    **fields,
                    "id": new_key(),
                    "document_id": paper.pk,
                    "attributed_to_id": source.pk,
                    "line_publisher": paper.pk,
                    "line_origin": source.pk,
                }
            )
            for source in sources
            for paper in papers
        )

    (group,) = opened(alice, kerman).context["who_says_what"].groups

    shown = [*group.shown, *group.folded]
    voices = sorted((len(origin.voices), origin.more) for origin in shown)
    assert voices == [(1, 0), *[(2, 29)] * 10]
    assert (len(group.shown), group.left_out) == (5, 0)


# Who says what


def test_page_says_who_says_what_and_what_contradicts(alice, kerman):
    view = opened(alice, told(kerman)).context["who_says_what"]

    assert (view.verdict, view.outlets, view.origins) == ("disputed", 2, "1 to 2 origins")
    assert view.live == (
        ["Iranian authorities say 95; BBC says 110 or more: both cannot be true; 15 apart, 13.6 %."]
    )
    assert [(group.value, group.behind) for group in view.groups] == [
        ("95 people", False),
        ("110 or more people", False),
    ]
    assert [
        [(origin.name, [voice.wording for voice in origin.voices]) for origin in group.shown]
        for group in view.groups
    ] == [
        [("Iranian authorities", ["95"])],
        [("BBC, citing nobody", ["at least 110"])],
    ]


def test_page_says_why_a_head_is_behind(alice, kerman):
    kerman.says("deaths", "irna-1", "at least 84", attributed_to=kerman["iran"])
    kerman.document("irna-2", kerman["irna"], "2024-01-09")
    kerman.says("deaths", "bbc-1", "84", attributed_to=kerman["iran"])
    kerman.says("deaths", "irna-2", "94")

    view = opened(alice, kerman).context["who_says_what"]

    behind = [
        (voice.wording, voice.behind)
        for group in view.groups
        for origin in group.shown
        for voice in origin.voices
        if voice.behind
    ]
    assert behind == [
        ("84", "IRNA has since said 94, speaking for the same as Iranian authorities.")
    ]
    assert view.explained == [
        "Iranian authorities say 84; IRNA says 94: "
        "one is behind: its origin has since said otherwise; 10 apart, 10.6 %."
    ]


@pytest.mark.parametrize("claim", ["deaths", "day", "perpetrator", "claimed", "method"])
def test_claim_of_each_kind_has_its_page(alice, kerman, claim):
    answers = {
        "deaths": {"wording": "84"},
        "day": {"wording": "Wednesday", "value": "2024-01-03"},
        "perpetrator": {"wording": "ISIS-K", "entities": [kerman["isis-k"]]},
        "claimed": {"wording": "claimed", "value": True},
        "method": {"wording": "suicide bombers", "value": "suicide bombers"},
    }
    statement = kerman.says(claim, "bbc-1", **answers[claim])

    before = opened(alice, kerman, claim).context
    void_statement(statement, by=alice, reason="Misread", channel="admin")
    after = opened(alice, kerman, claim).context

    assert (before["who_says_what"].verdict, after["who_says_what"].verdict) == (
        "uncorroborated",
        "unreported",
    )
    assert [(line.mark, line.wording) for line in after["said"].lines] == [
        ("void", answers[claim]["wording"])
    ]


# What we print


def test_page_says_that_the_adopted_figure_is_stale_and_alone(alice, kerman):
    said = kerman.says("deaths", "irna-1", "95", attributed_to=kerman["iran"])
    adopt_figure(kerman["deaths"], said, "95 dead", by=alice, reason="Heard", channel="admin")
    kerman.says("deaths", "bbc-1", "at least 110")

    shown = opened(alice, kerman).context["adopted"]

    assert (shown.words, shown.rests_on, shown.alone) == (
        "95 dead",
        "“95”, Iranian authorities, in IRNA, 3 January 2024",
        True,
    )
    assert shown.stale == ["BBC has since said 110 or more, and the count only grows."]


def test_each_standing_head_offers_to_be_adopted(alice, bob, charlie, kerman):
    told(kerman)
    heads = {line.id for line in opened(alice, kerman).context["said"].lines if not line.is_over}

    pages = {who.username: opened(who, kerman).content.decode() for who in (alice, bob, charlie)}

    address = page_of(kerman["deaths"], "adopt")
    offered = {id for id in heads if f"{address}?revision={id}" in pages["alice"]}
    assert (len(heads), offered) == (2, heads)
    assert address not in pages["bob"]
    assert address not in pages["charlie"]


def test_adopting_warns_of_what_is_stale_and_uncorroborated_and_is_done_by_one_button(
    alice, kerman
):
    told(kerman)
    chosen = kerman["deaths"].revisions.get(wording="95")
    client, before = signed_in(alice), head()
    address = f"{page_of(kerman['deaths'], 'adopt')}?revision={chosen.pk}"

    page = client.get(address)
    done = send(client, address, reason="Rang the governor")

    assert page.context["form"].warned == [
        "Stale at once: BBC says 110 or more.",
        "Uncorroborated: no two certain origins say it.",
    ]
    assert done.status_code == 302
    kerman["deaths"].refresh_from_db()
    assert (kerman["deaths"].adopted_revision, kerman["deaths"].adopted_wording) == (chosen, "95")
    assert entries_after(before) == [("Alice", "Rang the governor", "admin")]


def test_what_was_replaced_is_refused_with_what_stands_instead(alice, kerman):
    told(kerman)
    replaced = kerman["deaths"].revisions.get(wording="103")
    address, before = page_of(kerman["deaths"], "adopt"), ledger()

    page = send(signed_in(alice), address, revision=str(replaced.pk), reason="x")

    assert list(errors_of(page)) == ["revision"]
    assert errors_of(page)["revision"][0].startswith("its source has replaced it: 95")
    assert ledger() == before


# As it stood


def test_page_as_it_stood_has_the_names_of_then_and_nothing_to_press(alice, kerman):
    told(kerman)
    then = head()
    edit_source(kerman["iran"], {"name": "Persia"}, by=alice, reason="x", channel="admin")
    edit_topic(kerman["kerman"], {"name": "Attack"}, by=alice, reason="x", channel="admin")
    edit_claim(kerman["deaths"], {"question": "Dead?"}, by=alice, reason="x", channel="admin")
    kerman.says("deaths", "bbc-1", "120", sequence=1)

    page = opened(alice, kerman, as_of=str(then))

    content = page.content.decode().split('id="content-main"')[1]
    assert page.context["asked"] == f"as our record stood at entry #{then}"
    assert page.context["title"] == "How many died?"
    assert [line.wording for line in page.context["said"].lines] == ["103", "at least 110", "95"]
    assert ("Persia" in content, "Iranian authorities" in content) == (False, True)
    assert ("Attack" in content, "Kerman bombings" in content) == (False, True)
    assert ('method="post"' in content, "Adopt" in content, "Correct<" in content) == (
        False,
        False,
        False,
    )
    assert f'href="{page_of(kerman["deaths"])}"' in content
    assert content.count('id="as-of"') == 1


def test_page_of_what_had_been_said_by_a_day_leaves_out_the_rest(alice, kerman):
    page = opened(alice, told(kerman), stated_until="2024-01-03")

    assert page.context["asked"] == "counting what had been said by 2024-01-03"
    assert [line.wording for line in page.context["said"].lines] == ["103"]
    assert page.context["who_says_what"].verdict == "uncorroborated"


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"as_of": "999999"}, "as_of", "position 999999 is not yet recorded"),
        ({"as_of": "2999-01-01 10:00"}, "as_of", "has not come"),
        ({"as_of": "yesterday"}, "as_of", "Cannot read 'yesterday'"),
        ({"as_of": "1"}, "as_of", "not on record"),
        ({"stated_until": "soon"}, "stated_until", "Cannot read 'soon'"),
    ],
    ids=["position", "future", "words", "before it", "until"],
)
def test_time_that_cannot_be_shown_is_refused_beside_its_field(alice, kerman, asked, field, words):
    page = opened(alice, kerman, **asked)

    assert page.status_code == 200
    assert words in page.context["as_of_form"].errors[field][0]
    assert "said" not in page.context


def test_time_of_the_newsrooms_clock_is_read(alice, kerman):
    told(kerman)

    page = opened(alice, kerman, as_of="2999-01-01T10:00+99:00")
    now = opened(alice, kerman, as_of=f"#{head()}")

    assert list(page.context["as_of_form"].errors) == ["as_of"]
    assert len(now.context["said"].lines) == 3


def test_past_takes_nothing(alice, kerman):
    before = ledger()

    answer = signed_in(alice).post(
        f"{page_of(kerman['deaths'])}?as_of={head()}", {"question": "Forged?", "reason": "x"}
    )

    assert answer.status_code == 405
    assert ledger() == before


# Who may do what


@pytest.mark.parametrize(
    ("role", "offers"),
    [
        ("auditor", set()),
        ("contributor", {"Correct", "new-statement"}),
        ("editor", {"Correct", "Void", "new-statement", "Adopt this", "Adopt a figure"}),
        ("administrator", {"Correct", "Void", "new-statement", "Adopt this", "Adopt a figure"}),
    ],
)
def test_page_offers_what_the_role_may_do(kerman, role, offers):
    told(kerman)

    page = opened(person("dana", role, is_staff=True), kerman)

    content = page.content.decode().split('id="content-main"')[1]
    marks = {
        "Correct": ">Correct<",
        "new-statement": 'id="new-statement"',
        "Void": ">Void<",
        "Adopt this": ">Adopt this<",
        "Adopt a figure": ">Adopt a figure<",
    }
    assert {offer for offer, mark in marks.items() if mark in content} == offers


def test_retired_claim_takes_no_statement(alice, kerman):
    send(signed_in(alice), page_of(kerman["deaths"], "retire"), reason="Twice")

    page = opened(alice, kerman)

    assert (page.context["may_record"], page.context["may_adopt"]) == (False, False)


def test_statement_of_the_list_has_a_place_of_its_own(alice, kerman):
    statement = kerman.says("deaths", "bbc-1", "84")

    content = opened(alice, kerman).content.decode()

    assert isinstance(statement.pk, UUID)
    assert f'id="statement-{statement.pk}"' in content
