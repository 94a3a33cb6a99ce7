"""What is told at once of many rows is what is told of each by itself, byte for byte."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Membership, Token
from api.refusals import Conflict, Invalid
from api.rendering import dumps
from api.typeid import encode
from claims.adopting import adopt_figure
from claims.cataloguing import edit_whole_claim
from claims.change_words import changes_in_words, rows_of
from claims.models import Claim, ClaimParty, Entity, Revision, RevisionEntity, Topic
from claims.recording import void_statement
from history.changes import changes_of, lines_of
from history.editing import restore, retire
from history.feed.presenting import present_change
from history.linking import Linked
from history.merging import merge, unmerge
from history.people import issue_token
from history.record import FIRST, LAST
from history.snapshots import reading
from history.telling import TELLINGS
from sources.models import Document, Source
from sources.registering import edit_document, edit_source
from tests.callers import Caller, head
from tests.claims.merging.doubles import doubled
from tests.history.feed import plainly
from tests.history.ledger import person, seal
from tests.kerman import kerman

WORDS = ("94", "at least 84", "between 20 and 30", "dozens", "more than 9", "about 1.5", "0")
PIECES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 60)), min_size=1, max_size=12)
# What plain SQL may put on record, and JSON, lines and cells have signs for.
ODD = (
    '"', "\\", '\\"', "a\n  b,\n  c\r\n\td", "\u2028\u2029", "\x01\x1f\x7f\x85", "\U0001f4a9\ufeff",
    "e\u0301\u202e", "%s %(a)s %", "{}[],:", "null", "=1+1;'", "</script>", "x" * 10_000, " ",
)  # fmt: skip
FIGURES = (
    "[0.10,9000000000000000000)", "(-9000000000000000000,-0.000]", "[,0.00000000000000000001]",
    "(1,1e18]", "[84.0,84.00]",
)  # fmt: skip
INSTANTS = (FIRST, LAST, None)
PERIODS = (
    f"[{FIRST.isoformat()},{LAST.isoformat()})", "[2024-01-03,)", "(,2024-01-03T10:00:00.000001Z]",
)  # fmt: skip


class Desk:
    """Does one thing or another to the record, by number."""

    def __init__(self, kerman: Any, by: Any) -> None:
        self.kerman, self.by, self.said, self.count = kerman, by, [], 0
        self.words = {"by": by, "channel": "api", "reason": "To try it"}

    def do(self, step: int, number: int) -> None:
        self.count += 1
        steps = (
            self.count_them, self.count_them, self.name_somebody, self.date_it, self.take_back,
            self.void, self.edit, self.move, self.merge_or_not, self.people, self.word_oddly,
            self.say_oddly,
        )  # fmt: skip
        with suppress(Invalid, Conflict):  # what the service refuses is not on record
            steps[step](number)

    def says(self, claim: str, words: str, **more: Any) -> None:
        document = ("irna-1", "bbc-1", "bbc-2")[self.count % 3]
        self.said.append(
            self.kerman.says(claim, document, words, sequence=self.count, **more)
        )  # fmt: skip

    def count_them(self, number: int) -> None:
        stance = ("asserts", "asserts", "suggests", "denies")[number % 4]
        claim = ("deaths", "killed")[number % 2]
        of = {"attributed_to": self.kerman["iran"]} if number % 5 == 0 else {}
        quoted = {"locator": f"paragraph {number}"} if number % 3 == 0 else {}
        self.says(claim, WORDS[number % len(WORDS)], stance=stance, **of, **quoted)

    def name_somebody(self, number: int) -> None:
        named = [self.kerman[slug] for slug in ("isis-k", "is-khorasan", "islamic-state")]
        self.says("perpetrator", "Somebody", entities=named[number % 3 :])

    def date_it(self, number: int) -> None:
        if number % 2:
            self.says("day", "that day", value=f"2024-01-{number % 28 + 1:02d}")
        else:
            self.says(*(("claimed", "yes") if number % 4 else ("method", "two blasts")),
                      **({"value": True} if number % 4 else {}))  # fmt: skip

    def take_back(self, number: int) -> None:
        self.says("deaths", "", stance="withdraws")

    def void(self, number: int) -> None:
        standing = [each for each in self.said if not Revision.objects.get(pk=each.pk).is_void]
        adopted = Claim.objects.values_list("adopted_revision_id", flat=True)
        free = [each for each in standing if each.pk not in adopted]
        if free:
            void_statement(free[number % len(free)], **self.words)

    def edit(self, number: int) -> None:
        iran, isis = self.kerman["iran"], self.kerman["isis-k"]
        parties = [[], [iran], [isis], [iran, isis]][number % 4]
        edits = {"parties": parties, "tolerance": f"0.0{number % 9}", "unit": "x" * (number % 2)}
        edit_whole_claim(self.kerman[("deaths", "perpetrator")[number % 2]], edits, **self.words)
        counted = [each for each in self.said if each.claim == self.kerman["deaths"]]
        if counted and number % 3 == 0 and not Revision.objects.get(pk=counted[-1].pk).is_void:
            adopt_figure(self.kerman["deaths"], counted[-1], "94", **self.words)

    def move(self, number: int) -> None:
        publisher = self.kerman[("bbc", "bbc-news", "irna")[number % 3]].pk
        edit_document(self.kerman["bbc-1"], {"publisher_id": publisher}, **self.words)
        edit_source(self.kerman["bbc"], {"aliases": ["B"] * (number % 3)}, **self.words)

    def merge_or_not(self, number: int) -> None:
        killed = Claim.objects.get(pk=self.kerman["killed"].pk)
        if number % 2:
            merge(killed, self.kerman["deaths"], **self.words)
        else:
            unmerge(killed, **self.words)

    def word_oddly(self, number: int) -> None:
        """By plain SQL, which asks for less than the service does."""
        odd = ODD[number % len(ODD)]
        short, named = odd[:200], f"n{odd[:199]}"
        Source.objects.filter(slug="iran").update(
            name=named, aliases=[short, named], note=odd, url=short
        )
        at, before = INSTANTS[number % 3], INSTANTS[(number + 1) % 3]
        dates = {"published": "x", "published_at": None, "published_before": None}
        if at is None or before is None or at < before:
            dates |= {"published_at": at, "published_before": before}
        Document.objects.filter(key="bbc-2").update(title=named, byline=short, **dates)
        Entity.objects.filter(slug="isis-k").update(name=named, aliases=[short])
        Topic.objects.update(description=odd, place=short)
        Claim.objects.filter(slug="method").update(
            question=named, definitions=[short, named], settled_at=at
        )
        Token.objects.update(name=short[:100])

    def say_oddly(self, number: int) -> None:
        odd = ODD[number % len(ODD)][:200]
        document = self.kerman["bbc-2"]
        said = {"document": document, "wording": f"w{odd}", "locator": odd, "definition": odd}
        if number % 4:
            said |= {"quotation_exact": f"{odd}q", "quotation_prefix": odd[:150]}
        values = {
            "deaths": {
                "quantity": FIGURES[number % len(FIGURES)],
                "qualifier": "between",
                "read_by": "person",
                "best": (None, "0.10", "-8000000000000000000", "1e-20")[number % 4],
            },
            "method": {"text": f"t{odd}"},
            "day": {"period": PERIODS[number % 3], "edtf": "x"},
        }
        slug = list(values)[number % 3]
        claim = self.kerman[slug]
        Revision.objects.create(claim=claim, value_type=claim.value_type, **said, **values[slug])

    def people(self, number: int) -> None:
        if number % 2:
            issue_token(user=self.by, name=f"tool {self.count}", scopes=["read"], **self.words)
        else:
            (retire if number % 4 else restore)(self.kerman["islamic-state"], **self.words)


def lines(caller: Caller) -> bytes:
    return b"".join(caller.get("changes.ndjson").streaming_content)


def pages(caller: Caller, address: str, limit: int) -> list[dict[str, Any]]:
    """All pages forwards; from the last one backwards they are the same."""
    forwards, at = [], f"{address}?limit={limit}"
    while at:
        answer = caller.get(at).json()
        forwards.append(answer["results"])
        at, last = answer["next"], answer
    backwards, at = [last["results"]], last["previous"]
    while at:
        answer = caller.get(at).json()
        backwards.insert(0, answer["results"])
        at = answer["previous"]
    joined = [each for page in forwards for each in page]
    assert [each for page in backwards for each in page] == joined
    return joined


def feed(caller: Caller, limit: int) -> list[dict[str, Any]]:
    """The feed page by page, where no entry has more changes than a page shows."""
    found, at = [], f"changes/?limit={limit}"
    while at:
        answer = caller.get(at).json()
        for entry in answer["results"]:
            shown = entry.pop("changes")
            assert (entry.pop("changes_total"), entry.pop("rest")) == (len(shown), None)
            found += [{**entry, **change} for change in shown]
        at = answer["next"]
    return found


def told_as_objects(model: Any) -> dict[int, dict[str, Any]]:
    """What is told of every row of a kind of record, for what words it: CSV, audits, the desk."""
    every = f"SELECT * FROM {TELLINGS[model].table}", ()
    return {
        change.history_id: json.loads(dumps(present_change(change)))
        for change in changes_of(model, every)
    }


def written(model: Any) -> dict[int, dict[str, Any]]:
    every = f"SELECT * FROM {TELLINGS[model].table}", ()
    return {line.history_id: json.loads(line.json) for line in lines_of(model, every)}


def without_words(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in each.items() if name != "change_words"} for each in shown
    ]


def words(shown: list[dict[str, Any]]) -> dict[str, str | None]:
    """The words of change of the statements that came."""
    return {
        each["object"]["id"]: each["change_words"]
        for each in shown
        if each["object"]["type"] == "revision" and each["kind"] == "created"
    }


def all_words(slug: str, position: int | None = None) -> dict[str, str | None]:
    """The same of a claim, with all that was ever said of it at hand."""
    with reading(position) as snapshot:
        claim = snapshot.of(Claim).get(slug=slug)
        rows = rows_of(snapshot, claim.id)
        found = changes_in_words(claim, rows, [row.id for row in rows], Linked(snapshot))
        return {encode(Revision.PREFIX, row.id): found.get(row.id) for row in rows}


def of_claim(*slugs: str) -> list[dict[str, Any]]:
    """The history of claims by the plain way."""
    claims = set(Claim.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    said = set(Revision.objects.filter(claim__in=claims).values_list("pk", flat=True))
    picked = [
        each
        for each in plainly.changes((Claim, ClaimParty, Revision, RevisionEntity))
        if {
            Claim: lambda row: row.id in claims,
            ClaimParty: lambda row: row.claim_id in claims,
            Revision: lambda row: row.claim_id in claims,
            RevisionEntity: lambda row: row.revision_id in said,
        }[each[0].model](each[1])
    ]
    return plainly.history(picked)


def check(caller: Caller, auditor: Caller, limits: tuple[int, ...]) -> None:
    seal()
    assert lines(caller) == b"".join(plainly.lines_of_feed(audits=False))
    assert lines(auditor) == b"".join(plainly.lines_of_feed(audits=True))
    for model in TELLINGS:
        assert told_as_objects(model) == written(model)
    for limit in limits:
        plain = plainly.lines_of_feed(audits=False)
        assert feed(caller, limit) == [json.loads(each) for each in plain]
    is_merged = Claim.objects.get(slug="killed").merged_into_id is not None
    told = {
        "deaths": of_claim("deaths", "killed") if is_merged else of_claim("deaths"),
        "perpetrator": of_claim("perpetrator"),
    }
    for limit in limits:
        for slug, expected in told.items():
            shown = pages(caller, f"claims/{slug}/history/", limit)
            assert without_words(shown) == expected
            assert words(shown) == all_words(slug)


@pytest.fixture(name="desk")
def _desk(db, alice):
    return Desk(doubled(kerman(alice)), alice)


def test_whatever_is_written_is_told_as_row_by_row(desk, anyone, charlie):
    auditor = Caller(charlie)

    @settings(
        max_examples=12,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(PIECES, st.integers(1, 20))
    def check_any(pieces, limit):
        for step, number in pieces:
            desk.do(step, number)
        check(anyone, auditor, (limit,))

    check_any()


def test_pages_of_every_size_join_to_the_whole(desk, anyone, charlie):
    for number in range(12):
        desk.do(number % 12, number * 7)

    check(anyone, Caller(charlie), (1, 2, 3, 5, 8, 13, 500))


def test_the_seeds_are_told_as_row_by_row(seeded, anyone, charlie):
    seal()

    assert lines(anyone) == b"".join(plainly.lines_of_feed(audits=False))
    assert lines(Caller(charlie)) == b"".join(plainly.lines_of_feed(audits=True))


def test_what_somebody_deleted_by_hand_is_told_last(owner_committed_db):
    """No service may do that; the owner's own SQL can."""
    desk = Desk(doubled(kerman(person("alice"))), None)
    named = [desk.kerman["isis-k"], desk.kerman["is-khorasan"]]
    desk.says("perpetrator", "Somebody", entities=named)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM claims_revisionentity WHERE revision_id = %s AND entity_id = %s",
            [desk.said[0].pk, named[0].pk],
        )
    desk.says("perpetrator", "Another", entities=named[:1])

    expected = of_claim("perpetrator")
    assert [each["kind"] for each in expected].count("deleted") == 1
    for limit in (1, 2, 3, 50):
        shown = pages(Caller(), "claims/perpetrator/history/", limit)
        assert without_words(shown) == expected


def test_a_statement_has_a_history_of_its_own(desk, anyone):
    desk.name_somebody(0)
    void_statement(desk.said[0], **desk.words)
    seal()

    id = desk.said[0].pk
    expected = plainly.history(
        each
        for each in plainly.changes((Revision, RevisionEntity))
        if id in (each[1].id, getattr(each[1], "revision_id", None))
    )
    for limit in (1, 2, 50):
        address = f"revisions/{encode(Revision.PREFIX, id)}/history/"
        assert without_words(pages(anyone, address, limit)) == expected


def test_history_as_of_a_position_ends_there(desk, anyone):
    for number in range(10):
        desk.do(0, number * 2)
    position = head()
    for number in range(10):
        desk.do(0, number * 2)
    seal()

    shown = anyone.get(f"claims/deaths/history/?limit=500&as_of={position}").json()["results"]
    whole = of_claim("deaths")
    assert without_words(shown) == [each for each in whole if each["position"] <= position]


def test_history_as_of_any_position_is_told_as_it_was_then(desk, anyone):
    """Merged or not, void or not, and whoever published by then."""
    positions = []
    for step, number in ((0, 2), (0, 1), (8, 1), (0, 6), (7, 1), (0, 5), (5, 0), (8, 0), (0, 3)):
        desk.do(step, number)
        positions.append(head())
    seal()

    merged = []
    for position in positions:
        with reading(position) as snapshot:
            merged.append(snapshot.of(Claim).get(slug="killed").merged_into_id is not None)
        expected = of_claim("deaths", "killed") if merged[-1] else of_claim("deaths")
        answer = anyone.get(f"claims/deaths/history/?limit=500&as_of={position}").json()
        shown = answer["results"]
        assert without_words(shown) == [one for one in expected if one["position"] <= position]
        assert words(shown) == all_words("deaths", position)
        if merged[-1]:
            by_other = anyone.get(f"claims/killed/history/?limit=500&as_of={position}").json()
            assert by_other["results"] == shown

    assert set(merged) == {False, True}


@pytest.mark.parametrize("key", [["x", "1"], ["1"], ["1", "9" * 19], ["-1", "2"]])
def test_a_cursor_that_is_not_ours_is_refused(desk, anyone, key):
    from api.pages import Cursor

    answer = anyone.get(f"claims/deaths/history/?cursor={Cursor(tuple(key)).encode()}")

    assert answer.status_code == 400


def test_a_membership_names_its_role(desk, alice, charlie):
    auditor = Caller(charlie)
    seal()
    before = head()
    Membership.objects.filter(user=alice).delete()
    seal()

    (entry,) = auditor.get(f"changes/?type=membership&after={before}").json()["results"]
    assert entry["changes"][0]["fields"][-1] == {"field": "role", "old": "editor", "new": None}


def test_odd_words_are_told_as_row_by_row(desk, anyone, charlie):
    before = Revision.objects.count()
    for number in range(len(ODD)):
        desk.do(10, number)
        desk.do(11, number)
        seal()

    check(anyone, Caller(charlie), (7, 50))
    assert Revision.objects.count() - before == len(ODD)
