"""The feed: entries in order with their changes, filters that pick both, and who sees what."""

from __future__ import annotations

import json

import pytest

from accounts.models import Membership
from accounts.models import User as People
from api.typeid import encode
from claims.adopting import adopt_figure
from history.models import Entry
from history.people import edit_user
from history.recording import recording
from history.telling import TELLINGS
from history.tracking import TRACKED
from sources.models import Source
from sources.registering import edit_source
from tests.callers import Caller, faults, head
from tests.conftest import person
from tests.history.ledger import a_source, make_sources, seal


def positions(answer):
    return [entry["position"] for entry in answer["results"]]


def told(answer):
    """Kind of change, of what, and which fields, of every change of an answer."""
    return [
        (change["kind"], change["object"]["type"], [each["field"] for each in change["fields"]])
        for entry in answer["results"]
        for change in entry["changes"]
    ]


def test_every_tracked_model_is_told():
    assert TELLINGS.keys() == TRACKED.keys()


def test_every_column_is_told_but_those_that_must_not_be():
    hidden = {
        f"{telling.type}.{column.column}"
        for telling in TELLINGS.values()
        for column in TRACKED[telling.model].historical.tracked_fields
        if not column.primary_key
        and column.column not in {name for told in telling.fields.values() for name in told.columns}
    }

    assert hidden == {"user.email", "user.date_joined"}


def test_an_entry_is_told_field_by_field(kerman, alice, anyone):
    before = head()
    edit_source(
        kerman["irna"],
        {"name": "IRNA News", "country": "IR", "parent_id": None, "parent_role": ""},
        by=alice,
        reason="As it calls itself",
        channel="api",
    )

    answer = anyone.get(f"changes/?after={before}").json()

    (entry,) = answer.pop("results")
    irna, iran = (encode("src", kerman[slug].pk) for slug in ("irna", "iran"))
    assert answer == {
        "as_of": None,
        "stated_until": None,
        "position": before + 1,
        "settled": True,
        "head": before + 1,
        "read_to": before + 1,
        "matching_only": False,
        "next": None,
    }
    kept = Entry.objects.get(pk=before + 1)
    assert entry == {
        "position": before + 1,
        "recorded_at": kept.recorded_at.isoformat().replace("+00:00", "Z"),
        "actor": {"id": encode("usr", alice.pk), "name": "Alice"},
        "token": None,
        "role": kept.role,
        "channel": "api",
        "reason": "As it calls itself",
        "request_id": None,
        "digest": kept.digest and bytes(kept.digest).hex(),
        "root": kept.root and bytes(kept.root).hex(),
        "changes": [
            {
                "object": {"type": "source", "id": irna, "slug": "irna"},
                "topic": None,
                "claim": None,
                "kind": "changed",
                "fields": [
                    {"field": "name", "old": "IRNA", "new": "IRNA News"},
                    {"field": "country", "old": None, "new": "IR"},
                    {"field": "parent", "old": iran, "new": None},
                    {"field": "parent_role", "old": "speaks_for", "new": None},
                ],
            }
        ],
        "changes_total": 1,
        "rest": None,
    }


def test_a_statement_is_told_as_the_api_shapes_it(kerman, anyone):
    before = head()
    said = kerman.says("deaths", "bbc-1", "at least 84", attributed_to=kerman["iran"])

    ((change,),) = (e["changes"] for e in anyone.get(f"changes/?after={before}").json()["results"])

    shown = anyone.get(f"revisions/{encode('rev', said.pk)}/").json()
    fields = {each["field"]: each["new"] for each in change["fields"]}
    assert fields["value"] | {"unit": "people"} == shown["value"]
    assert (fields["origin"], fields["publisher"], fields["document"]) == (
        shown["origin"]["id"],
        shown["publisher"]["id"],
        shown["document"]["id"],
    )
    assert change["claim"] == {"id": shown["claim"]["id"], "slug": "deaths"}
    assert change["topic"] == {"id": encode("top", kerman["kerman"].pk), "slug": "kerman"}


def test_pages_go_on_after_one_another_and_end_at_the_head(kerman, anyone):
    for number in range(5):
        kerman.source(f"s-{number}", f"Source {number}")
    at, seen = "changes/?limit=2", []
    while at:
        answer = anyone.get(at).json()
        seen += positions(answer)
        at = answer["next"]

    assert seen == positions(anyone.get("changes/?limit=500").json())
    assert (answer["read_to"], answer["head"]) == (head(), head())
    assert positions(anyone.get(f"changes/?after={answer['read_to']}").json()) == []


def test_as_of_a_position_the_feed_ends_there(kerman, anyone):
    before = head()
    kerman.source("later", "Later")

    answer = anyone.get(f"changes/?as_of={before}").json()

    assert (answer["head"], positions(answer)[-1]) == (before, before)


def test_an_entry_is_told_as_of_a_position(kerman, anyone):
    """Its address names a position too, and is not taken for that one."""
    kerman.source("late", "Late")
    before = head()
    kerman.source("later", "Later")

    then = anyone.get(f"changes/{before}/?as_of={before}").json()

    assert then["results"] == anyone.get(f"changes/{before}/").json()["results"]
    assert faults(anyone.get(f"changes/{before + 1}/?as_of={before}")) == [
        ("404", "not_found"),
        ("", "not_found"),
    ]


def test_an_open_entry_is_not_told(db, anyone):
    seal()
    newest = head()
    Source.objects.bulk_create([a_source("open")])

    assert anyone.get("changes/").json()["head"] == newest
    seal()
    assert positions(anyone.get("changes/").json()) == [newest + 1]


@pytest.fixture
def edited(kerman, alice, bob):
    """Four entries after the example: a source renamed, a claim relabelled, said, voided."""
    kerman.start = head()
    with recording(by=alice, reason="100% sure", channel="admin"):
        edit_source(kerman["bbc"], {"name": "B"}, by=alice, reason="-", channel="admin")
        edit_source(kerman["bbc"], {"note": "N"}, by=alice, reason="-", channel="admin")
        kerman.source("new", "New")
    kerman.by = bob
    said = kerman.says("perpetrator", "bbc-1", "IS", entities=[kerman["isis-k"]])
    kerman.by = alice
    adopt_figure(kerman["perpetrator"], said, by=alice, reason="To print", channel="api")
    return kerman


FILTERED = {
    "object=bbc&type=source": [["name"], ["note"]],
    "object=bbc&type=source&field=note": [["note"]],
    "type=source&field=name": [["name"], "New"],
    "claim=perpetrator": ["revision", "revisionentity", ["adopted_revision", "adopted_wording"]],
    "topic=kerman&type=revisionentity": ["revisionentity"],
    "claim=perpetrator&field=value": ["revision"],
    "claim=perpetrator&field=origin": ["revision"],
    "claim=perpetrator&field=stated": [],
    "claim=deaths": [],
    "field=adopted_wording": [["adopted_revision", "adopted_wording"]],
    "field=parent": [],
    "type=source&topic=kerman": [],
    "actor=Bob": ["revision", "revisionentity"],
    "actor=Nobody": [],
    "channel=api": [["adopted_revision", "adopted_wording"]],
    "reason=TO PR": [["adopted_revision", "adopted_wording"]],
    "reason=100%25": [["name"], ["note"], "New"],
    "reason=100%25&field=note": [["note"]],
    "reason=0_": [],
    "from=2999-01-01": [],
    "to=1999-01-01": [],
}


@pytest.mark.parametrize(("query", "expected"), FILTERED.items(), ids=FILTERED)
def test_a_filter_picks_entries_and_of_them_what_matches(edited, anyone, query, expected):
    answer = anyone.get(f"changes/?after={edited.start}&{query}").json()

    changes = [change for entry in answer["results"] for change in entry["changes"]]
    shown = [
        [each["field"] for each in change["fields"]]
        if change["kind"] == "changed"
        else next((e["new"] for e in change["fields"] if e["field"] == "name"), None)
        or change["object"]["type"]
        for change in changes
    ]
    assert shown == expected
    assert [entry["changes_total"] for entry in answer["results"]] == [
        len(entry["changes"]) for entry in answer["results"]
    ]


def test_a_filter_on_changes_says_so_and_one_on_entries_does_not(edited, anyone):
    assert anyone.get("changes/?field=note").json()["matching_only"] is True
    assert anyone.get("changes/?actor=Bob").json()["matching_only"] is False


def test_from_and_to_take_the_entry_at_their_instant(edited, anyone):
    answer = anyone.get(f"changes/?after={edited.start}").json()
    first, second, third = (entry["recorded_at"] for entry in answer["results"])

    def between(since, until):
        return positions(anyone.get(f"changes/?from={since}&to={until}").json())

    assert between(second, second) == positions(answer)[1:2]
    assert between(first, third) == positions(answer)
    assert between(third, first) == []


REFUSED = {
    "field=nme&type=source": ("field", "unknown_value", "field is 'nme'; did you mean 'name'?"),
    "object=bbc": ("object", "no_type", None),
    "object=bbd&type=source": ("object", "not_found", "no source 'bbd' was ever on record"),
    "object=src_1&type=source": ("object", "not_found", None),
    "topic=nowhere": ("topic", "not_found", None),
    "type=sauce": ("type", "unknown_value", "type is 'sauce'; did you mean 'source'?"),
    "channel=fax": ("channel", "unknown_value", None),
    "actor=usr_1": ("actor", "bad_id", None),
    "after=-1": ("after", "not_a_position", None),
    "after=99999": ("after", "not_yet_recorded", None),
    "after=99999999999999999999": ("after", "not_a_position", None),
    "from=2024-01-04T10:00": ("from", "naive", None),
    "wait=31": ("wait", "bad_wait", None),
    "wait=1&as_of=1": ("wait", "only_now", None),
    "until=2024-01-04": ("until", "unknown_parameter", None),
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_asked_is_refused_in_words(kerman, anyone, query, expected):
    response = anyone.get(f"changes/?{query}")

    (fault,) = response.json()["errors"]
    assert (fault["pointer"], fault["code"]) == expected[:2]
    assert expected[2] in (None, fault["detail"])


def test_a_long_entry_shows_its_first_hundred_changes_and_where_the_rest_is(db, anyone):
    make_sources(*(f"s-{number:03}" for number in range(250)))

    (entry,) = anyone.get("changes/").json()["results"]

    slugs = [change["object"]["slug"] for change in entry["changes"]]
    assert slugs == [f"s-{number:03}" for number in range(100)]
    assert entry["changes_total"] == 250
    page = anyone.get(entry["rest"] + "&limit=100").json()
    slugs += [change["object"]["slug"] for change in page["results"]]
    last = anyone.get(page["next"]).json()
    slugs += [change["object"]["slug"] for change in last["results"]]
    assert slugs == [f"s-{number:03}" for number in range(250)]
    assert (last["next"], last["changes_total"]) == (None, 250)
    assert anyone.get(last["previous"]).json()["results"] == page["results"]


def test_the_rest_of_a_long_entry_is_under_the_same_filters(db, anyone):
    with recording(by=None, channel="command", reason="mixed"):
        made = [a_source(f"s-{number:03}", note="x" * (number % 2)) for number in range(300)]
        Source.objects.bulk_create(made)

    (entry,) = anyone.get("changes/?field=note&limit=5").json()["results"]
    rest = anyone.get(entry["rest"]).json()

    assert (entry["changes_total"], rest["changes_total"], rest["matching_only"]) == (
        150,
        150,
        True,
    )
    slugs = [change["object"]["slug"] for change in (*entry["changes"], *rest["results"])]
    assert slugs == [f"s-{number:03}" for number in range(1, 300, 2)]


@pytest.mark.parametrize("position", ["0", "999", "99999999999999999999"])
def test_an_entry_that_is_not_there_is_not_found(kerman, anyone, position):
    assert faults(anyone.get(f"changes/{position}/"))[0] == ("404", "not_found")


# Who may see what is recorded of people.


@pytest.fixture
def promoted(kerman, alice):
    """Dana made with a token, renamed and made an editor, in one entry with a source."""
    kerman.start = head()
    boss = person("boss", is_superuser=True)
    dana = person("dana", email="dana@example.org")
    kerman.caller = Caller(dana, "read")
    kerman.by = boss
    with recording(by=boss, reason="Joined the desk", channel="admin"):
        edit_user(
            dana, {"name": "D.", "email": "d@example.org"}, by=boss, reason="-", channel="admin"
        )
        kerman.source("mixed", "Mixed")
    kerman.mixed = head()
    with recording(by=boss, reason="Left the desk", channel="admin"):
        edit_user(dana, {"is_active": False}, by=boss, reason="-", channel="admin")
    return kerman


def test_changes_of_people_are_not_shown_to_readers(promoted, anyone):
    answer = anyone.get(f"changes/?after={promoted.start}").json()

    assert positions(answer) == [promoted.mixed]
    assert told(answer)[0][1] == "source"
    assert answer["results"][0]["changes_total"] == 1
    assert answer["read_to"] == promoted.mixed + 1
    assert faults(anyone.get(f"changes/{promoted.mixed + 1}/"))[0] == ("404", "not_found")
    assert faults(anyone.get("changes/?type=user")) == [("403", "audit_not_allowed")]
    usr = encode("usr", People.objects.get(username="dana").pk)
    assert faults(anyone.get(f"changes/?object={usr}")) == [("403", "audit_not_allowed")]
    assert b"dana" not in json.dumps(answer).encode()


SEES_PEOPLE = {
    ("auditor", "read", "audit"): True,
    ("administrator", "read", "audit"): True,
    ("auditor", "read"): False,
    ("editor", "read", "audit"): False,
}


@pytest.mark.parametrize(("who", "sees"), SEES_PEOPLE.items(), ids=map(" ".join, SEES_PEOPLE))
def test_changes_of_people_take_a_role_and_a_scope(promoted, who, sees):
    caller = Caller(person("erin", who[0]), *who[1:])

    answer = caller.get(f"changes/?after={promoted.mixed}").json()

    shown = told(answer)
    assert (("changed", "user", ["is_active"]) in shown) == sees
    assert caller.get("changes/?type=token").status_code == (200 if sees else 403)


def test_no_address_and_no_secret_is_told_to_anybody(promoted, charlie):
    auditor = Caller(charlie)

    pages = [auditor.get(path).content for path in ("changes/", f"changes/{promoted.mixed}/")]
    pages += [b"".join(auditor.get(f"changes.{form}")) for form in ("ndjson", "csv")]

    for page in pages:
        assert b"example.org" not in page
        assert b"digest" not in page.replace(b'"digest":', b"")
        assert b"Mixed" in page
    assert Membership.objects.exists()


def test_the_token_of_an_entry_is_shown_to_auditors_alone(kerman, charlie, alice, anyone):
    writer, auditor = Caller(alice), Caller(charlie)
    writer.post("sources/", {"slug": "x-y", "name": "X", "kind": "agency"})

    token = encode("tok", writer.token.pk)
    path = "changes/?object=x-y&type=source"
    assert [e["token"] for e in auditor.get(path).json()["results"]] == [token]
    assert [e["token"] for e in anyone.get(path).json()["results"]] == [None]


def test_usernames_can_be_asked_for_by_auditors_alone(kerman, charlie, anyone):
    auditor = Caller(charlie)

    assert positions(auditor.get("changes/?actor=alice").json()) != []
    assert positions(anyone.get("changes/?actor=alice").json()) == []


def test_anonymous_read_is_a_setting(kerman, anyone, settings):
    settings.ANONYMOUS_READ = False

    for path in ("changes/", "changes.csv", "changes/1/"):
        assert anyone.get(path).status_code == 401


# Costs and caching.


@pytest.mark.parametrize("entries", [1, 3])
def test_a_page_takes_as_many_queries_for_three_as_for_one(
    kerman, anyone, django_assert_num_queries, entries
):
    before = head()
    for number in range(entries):
        with recording(by=kerman.by, reason="both", channel="admin"):
            edit_source(
                kerman["bbc"], {"note": str(number)}, by=kerman.by, reason="-", channel="admin"
            )
            kerman.source(f"s-{number}", f"Source {number}")
            kerman.says("perpetrator", "bbc-1", "IS", entities=[kerman["isis-k"]], sequence=number)

    # head; entries; sources, statements, entities, each with what they were and are about
    with django_assert_num_queries(5):
        answer = anyone.get(f"changes/?after={before}").json()

    assert [entry["changes_total"] for entry in answer["results"]] == [4] * entries


def test_an_unchanged_feed_is_304_for_the_same_reader(kerman, anyone, charlie):
    first = anyone.get("changes/")

    assert anyone.get("changes/", if_none_match=first["ETag"]).status_code == 304
    auditor = Caller(charlie)
    seal()
    mine = auditor.get("changes/")
    assert anyone.get("changes/", if_none_match=mine["ETag"]).status_code == 200
    assert {"Accept", "Authorization"} <= set(first["Vary"].split(", "))
